// What is proven of the streamer's table and procedures by compiling: design rules that no edit can break unseen.

#include <printjob/gcode/procedure/stages.hpp>
#include <printjob/gcode/procedure/transitions.hpp>

#include <array>
#include <cstddef>

namespace {

using namespace printjob;
using namespace printjob::gcode;

consteval task task_at(std::size_t i) {
    return static_cast<task>(i);
}
consteval task_event event_at(std::size_t i) {
    return static_cast<task_event>(i);
}

/// Calls `check(task, event, transition)` for every cell; true if all are.
template <class Check>
consteval bool every_cell(Check check) {
    for (std::size_t t = 0; t < task_count; ++t)
        for (std::size_t e = 0; e < task_event_count; ++e)
            if (!check(task_at(t), event_at(e), on(task_at(t), event_at(e)))) return false;
    return true;
}

// --- total, and labelled truly ---

consteval bool labels_are_in_order() {
    for (std::size_t i = 0; i < task_table::legend.size(); ++i)
        if (task_table::legend[i].is != static_cast<task_table::rule>(i)) return false;
    for (std::size_t i = 0; i < task_count; ++i)
        if (task_table::of_commands[i].of != task_at(i) || task_table::of_job[i].of != task_at(i) ||
            task_table::of_printer[i].of != task_at(i))
            return false;
    return task_table::command_events + task_table::job_events + task_table::printer_events ==
           task_event_count;
}
static_assert(labels_are_in_order(), "the labels of legend and grids must be those of their places");

consteval bool every_rule_is_used() {
    for (const auto& line : task_table::legend) {
        bool used = false;
        for (std::size_t i = 0; i < task_count; ++i) {
            for (auto r : task_table::of_commands[i].does)
                used = used || r == line.is;
            for (auto r : task_table::of_job[i].does)
                used = used || r == line.is;
            for (auto r : task_table::of_printer[i].does)
                used = used || r == line.is;
        }
        if (!used) return false;
    }
    return true;
}
static_assert(every_rule_is_used(), "a line of the legend stands in no grid");

consteval bool names_are_given() {
    for (std::size_t i = 0; i < task_count; ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (name(task_at(i)) == name(task_at(j))) return false;
    for (std::size_t i = 0; i < task_event_count; ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (name(event_at(i)) == name(event_at(j))) return false;
    return true;
}
static_assert(names_are_given(), "two tasks or two events have one name");

// --- reachable, and never a dead end ---

/// The tasks that can follow `from`, in any number of transitions that `allowed(task, event, transition)` accepts.
template <class Allowed>
consteval std::array<bool, task_count> reachable(task from, Allowed allowed) {
    std::array<bool, task_count> seen{};
    seen[static_cast<std::size_t>(from)] = true;
    for (std::size_t pass = 0; pass < task_count; ++pass)
        (void)every_cell([&](task t, task_event e, const transition& to) {
            if (seen[static_cast<std::size_t>(t)] && !to.is_ignored && allowed(t, e, to))
                seen[static_cast<std::size_t>(to.next)] = true;
            return true;
        });
    return seen;
}
consteval bool all_reachable() {
    for (bool seen : reachable(task::absent, [](auto, auto, const auto&) { return true; }))
        if (!seen) return false;
    return true;
}
static_assert(all_reachable(), "a task cannot be reached");

/// Backwards from idle: every task has a way back to it.
consteval bool all_lead_back_to_idle() {
    std::array<bool, task_count> leads{};
    leads[static_cast<std::size_t>(task::idle)] = true;
    for (std::size_t pass = 0; pass < task_count; ++pass)
        (void)every_cell([&](task t, task_event, const transition& to) {
            if (!to.is_ignored && leads[static_cast<std::size_t>(to.next)])
                leads[static_cast<std::size_t>(t)] = true;
            return true;
        });
    for (bool each : leads)
        if (!each) return false;
    return true;
}
static_assert(all_lead_back_to_idle(), "a task has no way back to idle");

// --- one report for each end ---

consteval bool is_command(task_event e) {
    return e <= task_event::emergency_stop;
}

static_assert(every_cell([](task, task_event e, const transition& to) consteval {
                  return !is_command(e) || to.is_ignored || to.tells == task_report::nothing;
              }),
              "a command is answered by the controller: it tells no report");

/// Whether a task must report how it ended. A greeting that begins again reports its end once; what repeats an
/// emergency stop has nothing to report: the command was answered.
consteval bool reports_its_end(task t) {
    return t != task::absent && t != task::idle && t != task::paused && t != task::halting &&
           t != task::halted;
}
static_assert(every_cell([](task t, task_event e, const transition& to) consteval {
                  if (e != task_event::completed) return true;
                  if (!reports_its_end(t)) return to.is_ignored || to.tells == task_report::nothing;
                  return !to.is_ignored && to.next != t && to.tells != task_report::nothing;
              }),
              "a procedure that is completed must end in exactly one report, and in another task");

// Whoever ends a procedure before its end says so, unless it leads into a procedure that reports: a cancel, a way
// back that begins anew.
static_assert(every_cell([](task t, task_event e, const transition& to) consteval {
                  if (to.is_ignored || is_command(e) || e == task_event::completed || t == to.next)
                      return true;
                  return to.tells != task_report::nothing || reports_its_end(to.next);
              }),
              "a procedure was left without a word");

// --- every heater that may be on is turned off ---

/// Whether a procedure has the safe stop among its stages.
consteval bool makes_safe(task t) {
    for (const stage& each : stages_of(t))
        if (each.then == step::safe_stop) return true;
    return false;
}
static_assert(every_cell([](task t, task_event e, const transition& to) consteval {
                  if (to.is_ignored || !has_job(t) || has_job(to.next)) return true;
                  const bool is_completed = e == task_event::completed;
                  return to.owes_stop || (is_completed && (makes_safe(t) || t == task::finishing));
              }),
              "a job was left, and nothing turns its heaters off");
static_assert(every_cell([](task t, task_event, const transition& to) consteval {
                  const bool is_stopped =
                      !to.is_ignored &&
                      (to.next == task::halting || to.next == task::halted || to.next == task::unresponsive);
                  const bool is_new = t != task::halting && t != task::unresponsive;
                  return !is_stopped || !is_new || to.owes_stop;
              }),
              "a printer that stopped is owed a safe stop");
consteval bool greeting_pays() {
    bool pays = false;
    for (const stage& each : stages_of(task::greeting))
        pays = pays || each.then == step::owed_safe_stop;
    return pays;
}
static_assert(greeting_pays(), "a greeting must send the safe stop that is owed");
static_assert(makes_safe(task::cancelling), "a cancel must send the safe stop");

// --- halted leads to no printing, and a greeting leads back ---

static_assert(every_cell([](task t, task_event, const transition& to) consteval {
                  if (to.is_ignored || (t != task::halted && t != task::halting)) return true;
                  return to.next == task::halting || to.next == task::halted || to.next == task::greeting ||
                         to.next == task::absent;
              }),
              "halted is left by the printer only: to a greeting, or when its port is lost");
static_assert(every_cell([](task t, task_event e, const transition& to) consteval {
                  const bool begins = !to.is_ignored && !has_job(t) && has_job(to.next);
                  return !begins || (t == task::idle && e == task_event::start);
              }),
              "a job begins by a start, in idle, and in no other way");
static_assert(!reachable(task::halted,
                         [](task, task_event, const transition& to) {
                             return to.next != task::greeting;
                         })[std::size_t(task::printing)],
              "no way leads from halted to printing but by a greeting");

// --- stages ---

consteval bool procedures_end() {
    for (std::size_t i = 0; i < task_count; ++i) {
        const auto stages = stages_of(task_at(i));
        if (stages.empty()) return false;
        for (std::size_t at = 0; at + 1 < stages.size(); ++at)
            if (stages[at].when == until::event) return false; // what follows would never come
        const bool waits_for_event = stages.back().when == until::event;
        if (waits_for_event != on(task_at(i), task_event::completed).is_ignored) return false;
    }
    return true;
}
static_assert(procedures_end(), "a procedure ends exactly where the table says what follows");

/// A wait for the link ends by its own timers; any other names its own.
consteval bool every_wait_has_a_timer() {
    for (std::size_t i = 0; i < task_count; ++i)
        for (const stage& each : stages_of(task_at(i))) {
            const bool by_link =
                each.when == until::idle || each.when == until::room || each.when == until::idle_or_resend;
            if (!by_link && each.when != until::event && !has_timer(each.when)) return false;
            if (by_link && !converses(task_at(i))) return false; // the link is not driven there
            // `more_work` is the placeholder of rows without a timer.
            if (has_timer(each.when) == (each.limit == streamer_timer::more_work)) return false;
        }
    return true;
}
static_assert(every_wait_has_a_timer(), "a stage waits for something that may never come");

consteval bool only_tasks_with_a_file_send_its_lines() {
    for (std::size_t i = 0; i < task_count; ++i)
        for (const stage& each : stages_of(task_at(i)))
            if (each.then == step::file_lines && (!has_file(task_at(i)) || task_at(i) != task::printing))
                return false;
    return true;
}
static_assert(only_tasks_with_a_file_send_its_lines(), "lines of the file are sent while printing only");

static_assert(every_cell([](task t, task_event, const transition& to) consteval {
                  const bool lines_go_on = !to.is_ignored && t != task::printing && to.next == task::printing;
                  return !lines_go_on || to.does == entry::forget_place;
              }),
              "when the lines go on, what a pause kept is forgotten");

} // namespace
