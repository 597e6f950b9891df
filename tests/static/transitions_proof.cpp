// What is proven of the table at compile time: design rules that no edit of a cell can break unseen.

#include <printjob/job/answer.hpp>
#include <printjob/job/transitions.hpp>

#include <array>
#include <cstddef>

namespace {

using namespace printjob;
using table::verdict;

// --- every label says where it stands ---

static_assert(are_in_order(row_records), "the records must describe the rows in their order");
static_assert(are_in_order(failure_records) && are_in_order(reason_records),
              "the records must describe the failures and the reasons in their order");
static_assert(are_in_order(event_lists) && event_lists.size() == index_of(event_set::printer_reset) + 1,
              "the lists of events must stand in the order of their names");
static_assert(are_in_order(table::legend) && table::legend.size() == index_of(table::rule::failed) + 1,
              "the legend must explain the moves in their order");
static_assert(are_in_order(table::of_intents) && are_in_order(table::of_printer) &&
                  are_in_order(table::of_job),
              "each grid must have the rows in their order");

/// Whether the columns are values that follow each other, beginning with the one at `first`.
template <class Columns>
consteval bool follow_each_other(const Columns& columns, std::size_t first) {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (index_of(columns[i]) != first + i) return false;
    return true;
}
static_assert(follow_each_other(table::columns::intents, 0),
              "the columns must be the intents in their order");
static_assert(follow_each_other(table::columns::printer_reports, 0) &&
                  follow_each_other(table::columns::job_reports, table::printer_report_count),
              "the columns must be the reports in their order");
static_assert(!speaks_of_a_job(table::columns::printer_reports.back()) &&
                  speaks_of_a_job(table::columns::job_reports.front()),
              "the grids must part the reports where those of a job begin");

/// Where an enumeration is the front of another, by names.
template <class Part, class Whole>
consteval bool begins_with(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        if (name(static_cast<Part>(i)) != name(static_cast<Whole>(i))) return false;
    return true;
}
static_assert(begins_with<command, intent>(command_count), "the intents must begin with the commands");
static_assert(begins_with<acceptance, verdict>(3), "the verdicts must begin with the acceptances");

// --- the records of the rows ---

/// Every row, in the order of the table.
consteval std::array<row, row_count> all_rows() {
    std::array<row, row_count> all{};
    for (std::size_t i = 0; i < row_count; ++i)
        all[i] = static_cast<row>(i);
    return all;
}
constexpr std::array<row, row_count> rows = all_rows();

consteval bool rows_of_a_state_agree() {
    for (const row_record& a : row_records)
        for (const row_record& b : row_records)
            if (a.shown == b.shown &&
                (a.wire != b.wire || a.job != b.job || a.limit != b.limit || a.too_late != b.too_late))
                return false;
    return true;
}
static_assert(rows_of_a_state_agree(), "rows of one state must say the same of it");

consteval bool every_state_has_a_row() {
    for (std::size_t i = 0; i < state_count; ++i)
        if (name(static_cast<state>(i)).empty()) return false;
    return true;
}
static_assert(every_state_has_a_row(), "a state has no row");

consteval bool limits_are_complete() {
    for (const row_record& each : row_records)
        if (must_end(each.is) != (each.limit != nullptr) ||
            must_end(each.is) != (each.too_late != failure::none))
            return false;
    return true;
}
static_assert(limits_are_complete(), "what must end, and nothing else, has a limit and a failure past it");

// --- the cells ---

/// The intent of a column.
consteval intent intent_at(std::size_t i) {
    return static_cast<intent>(i);
}
/// The report of a column.
consteval report_kind report_at(std::size_t i) {
    return static_cast<report_kind>(i);
}
/// How often a cell tells of an event.
consteval int count(const cell& c, event_kind kind) {
    const event_list list = events_of(c.then);
    int n = 0;
    for (std::size_t i = 0; i < list.count; ++i)
        n += list.kinds[i] == kind;
    return n;
}
/// How often a cell tells of the end of a job.
consteval int outcomes(const cell& c) {
    return count(c, event_kind::print_done) + count(c, event_kind::print_cancelled) +
           count(c, event_kind::print_failed);
}

/// Calls `check(row, cell)` for every cell; true when all are.
template <class Check>
consteval bool every_cell(Check check) {
    for (row r : rows) {
        for (std::size_t i = 0; i < intent_count; ++i)
            if (!check(r, on(r, intent_at(i)))) return false;
        for (std::size_t i = 0; i < report_kind_count; ++i)
            if (!check(r, on(r, report_at(i)))) return false;
    }
    return true;
}

/// Total: an initialiser that was forgotten is a refusal without a reason, or a refusal of a report.
consteval bool total() {
    for (row r : rows) {
        for (std::size_t i = 0; i < intent_count; ++i) {
            const cell& c = on(r, intent_at(i));
            const bool answers = c.is == verdict::refused || c.is == verdict::already ||
                                 c.is == verdict::deferred || c.is == verdict::accepted;
            if (!answers || (c.is == verdict::refused) != (c.why != reason::none)) return false;
        }
        for (std::size_t i = 0; i < report_kind_count; ++i) {
            const cell& c = on(r, report_at(i));
            const bool judges =
                c.is == verdict::stale || c.is == verdict::violation || c.is == verdict::applied;
            if (!judges || c.why != reason::none) return false;
        }
    }
    return true;
}
static_assert(total(), "a cell of the table is missing, or has the verdict of the wrong kind");

/// Reachable: from offline, every row.
consteval bool all_reachable() {
    std::array<bool, row_count> seen{};
    seen[index_of(row::offline)] = true;
    for (std::size_t pass = 0; pass < row_count; ++pass)
        (void)every_cell([&](row r, const cell& c) {
            if (seen[index_of(r)] && c.takes_effect()) seen[index_of(c.next)] = true;
            return true;
        });
    for (bool s : seen)
        if (!s) return false;
    return true;
}
static_assert(all_reachable(), "a row of the table cannot be reached");

static_assert(every_cell([](row, const cell& c) consteval {
                  return c.takes_effect() || (c.act == action::none && c.then == event_set::nothing);
              }),
              "what is refused, already so, stale or a violation must change nothing");

static_assert(every_cell([](row r, const cell& c) consteval {
                  const bool changes = c.takes_effect() && state_of(c.next) != state_of(r);
                  return changes == (count(c, event_kind::state_changed) == 1);
              }),
              "a change of state is told, once, and nothing else is told as one");

/// Only start and restart begin a job.
consteval bool only_start_and_restart_begin() {
    for (row r : rows) {
        for (std::size_t i = 0; i < intent_count; ++i) {
            const cell& c = on(r, intent_at(i));
            const bool begins = count(c, event_kind::print_started) > 0 ||
                                (!has_job(state_of(r)) && c.takes_effect() && has_job(state_of(c.next)));
            const bool may = intent_at(i) == intent::start || intent_at(i) == intent::restart;
            if (begins && !may) return false;
            if (begins != (c.act == action::start || c.act == action::restart)) return false;
        }
        for (std::size_t i = 0; i < report_kind_count; ++i) {
            const cell& c = on(r, report_at(i));
            if (count(c, event_kind::print_started) > 0 || c.act == action::start || c.act == action::restart)
                return false;
            if (!has_job(state_of(r)) && c.takes_effect() && has_job(state_of(c.next))) return false;
        }
    }
    return true;
}
static_assert(only_start_and_restart_begin(), "something but start and restart begins a job");

// Exactly one outcome: told when an active row is left for an idle one, or when a restart replaces the job.
static_assert(every_cell([](row r, const cell& c) consteval {
                  if (!c.takes_effect()) return true;
                  const bool ends =
                      has_job(state_of(r)) && (!has_job(state_of(c.next)) || c.act == action::restart);
                  return outcomes(c) == (ends ? 1 : 0);
              }),
              "a job must get exactly one outcome, when it ends");

/// Selecting and starting in one step, as `controller::print` does: where a file may be selected, a job may be
/// started, and the selection does not leave the row.
consteval bool what_is_selected_can_be_started() {
    for (row r : rows) {
        const cell& choose = on(r, intent::select);
        if (choose.is == verdict::refused) continue;
        const cell& begin = on(r, intent::start);
        if (choose.is != verdict::accepted || choose.next != r || choose.act != action::select) return false;
        if (begin.is != verdict::accepted || begin.act != action::start) return false;
    }
    return true;
}
static_assert(what_is_selected_can_be_started(),
              "where select is accepted, it must stay in its row, and start must be accepted");

/// Cancel leads from every active row to an idle one.
consteval bool cancel_ends() {
    for (row r : rows) {
        if (!has_job(state_of(r))) continue;
        const cell& c = on(r, intent::cancel);
        const row next = c.is == verdict::already ? r : c.next;
        if (c.is == verdict::refused || next != row::cancelling) return false;
        if (c.is == verdict::accepted && c.act != action::cancel) return false;
    }
    const cell& end = on(row::cancelling, report_kind::cancelled);
    return end.is == verdict::applied && !has_job(state_of(end.next)) && must_end(row::cancelling);
}
static_assert(cancel_ends(), "cancel must lead from every active row to an idle one");

/// The emergency stop leaves wherever there is a printer, at once, and ends in error.
consteval bool emergency_stop_leaves() {
    for (row r : rows) {
        const cell& c = on(r, intent::emergency_stop);
        if (r == row::offline) continue;
        if (c.is != verdict::accepted || c.act != action::emergency_stop || c.next != row::error)
            return false;
    }
    return true;
}
static_assert(emergency_stop_leaves(), "the emergency stop must be accepted in every row that has a printer");

/// Without a printer nothing is taken; with one, the refusal is another.
consteval bool not_operational_is_refused_first() {
    for (row r : rows)
        for (std::size_t i = 0; i < intent_count; ++i) {
            if (intent_at(i) == intent::emergency_stop) continue;
            if (is_operational(state_of(r)) == (on(r, intent_at(i)).why == reason::not_operational))
                return false;
        }
    return true;
}
static_assert(not_operational_is_refused_first(),
              "not operational is the refusal exactly where there is no usable printer");

// Rows that hold a remembered wish are entered by deferring it only, and states that must end have a way out
// in time.
static_assert(every_cell([](row r, const cell& c) consteval {
                  const bool remembers =
                      c.takes_effect() && c.next != r &&
                      (c.next == row::starting_then_pause || c.next == row::pausing_then_resume);
                  return remembers == (c.is == verdict::deferred);
              }),
              "a wish is remembered by deferring, and in no other way");
static_assert(every_cell([](row r, const cell&) consteval {
                  const bool stable = r == row::offline || r == row::operational || r == row::printing ||
                                      r == row::paused || r == row::error;
                  return must_end(r) != stable;
              }),
              "every transitional row, and no other, must have a deadline");

} // namespace
