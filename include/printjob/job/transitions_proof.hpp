#pragma once
/// What is proven of the table at compile time: design rules that no edit of a cell can break unseen.
/// Included by transitions.hpp; there is nothing to call here.
// not covered: it runs in the compiler

#include <printjob/job/transitions.hpp>

namespace printjob::inline v0::table::proof {

/// Every row, in the order of the table.
inline constexpr std::array<row, row_count> rows{row::offline,  row::connecting,          row::operational,
                                                 row::starting, row::starting_then_pause, row::printing,
                                                 row::pausing,  row::pausing_then_resume, row::paused,
                                                 row::resuming, row::cancelling,          row::finishing,
                                                 row::error};

/// The command of a column.
[[nodiscard]] consteval command command_at(std::size_t i) {
    return static_cast<command>(i);
}
/// The report of a column.
[[nodiscard]] consteval report_kind report_at(std::size_t i) {
    return static_cast<report_kind>(i);
}
/// Whether an event ends a job.
[[nodiscard]] consteval bool is_outcome(event_kind kind) {
    return kind == event_kind::print_done || kind == event_kind::print_cancelled ||
           kind == event_kind::print_failed;
}
/// How often a cell tells of an event.
[[nodiscard]] consteval int count(const cell& c, event_kind kind) {
    const event_list list = events_of(c.then);
    int n = 0;
    for (std::size_t i = 0; i < list.count; ++i)
        n += list.kinds[i] == kind;
    return n;
}
/// How often a cell tells of the end of a job.
[[nodiscard]] consteval int outcomes(const cell& c) {
    return count(c, event_kind::print_done) + count(c, event_kind::print_cancelled) +
           count(c, event_kind::print_failed);
}

/// Calls `check(row, cell)` for every cell; true when all are.
template <class Check>
[[nodiscard]] consteval bool every_cell(Check check) {
    for (row r : rows) {
        for (std::size_t i = 0; i < command_count; ++i)
            if (!check(r, on(r, command_at(i)))) return false;
        for (std::size_t i = 0; i < report_kind_count; ++i)
            if (!check(r, on(r, report_at(i)))) return false;
    }
    return true;
}

/// Total: an initialiser that was forgotten is a refusal without a reason, or a refusal of a report.
[[nodiscard]] consteval bool total() {
    for (row r : rows) {
        for (std::size_t i = 0; i < command_count; ++i) {
            const cell& c = on(r, command_at(i));
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

/// The legend is in the order of the moves.
[[nodiscard]] consteval bool legend_is_in_order() {
    for (std::size_t i = 0; i < legend.size(); ++i)
        if (legend[i].is != static_cast<rule>(i)) return false;
    return legend.size() == static_cast<std::size_t>(rule::failed) + 1;
}
static_assert(legend_is_in_order(), "the legend must explain the moves in their order");

/// Reachable: from offline, every row.
[[nodiscard]] consteval bool all_reachable() {
    std::array<bool, row_count> seen{};
    seen[static_cast<std::size_t>(row::offline)] = true;
    for (std::size_t pass = 0; pass < row_count; ++pass)
        (void)every_cell([&](row r, const cell& c) {
            if (seen[static_cast<std::size_t>(r)] && c.takes_effect())
                seen[static_cast<std::size_t>(c.next)] = true;
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
[[nodiscard]] consteval bool only_start_and_restart_begin() {
    for (row r : rows) {
        for (std::size_t i = 0; i < command_count; ++i) {
            const cell& c = on(r, command_at(i));
            const bool begins = count(c, event_kind::print_started) > 0 ||
                                (!has_job(state_of(r)) && c.takes_effect() && has_job(state_of(c.next)));
            const bool may = command_at(i) == command::start || command_at(i) == command::restart;
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

/// Cancel leads from every active row to an idle one.
[[nodiscard]] consteval bool cancel_ends() {
    for (row r : rows) {
        if (!has_job(state_of(r))) continue;
        const cell& c = on(r, command::cancel);
        const row next = c.is == verdict::already ? r : c.next;
        if (c.is == verdict::refused || next != row::cancelling) return false;
        if (c.is == verdict::accepted && c.act != action::cancel) return false;
    }
    const cell& end = on(row::cancelling, report_kind::cancelled);
    return end.is == verdict::applied && !has_job(state_of(end.next)) && must_end(row::cancelling);
}
static_assert(cancel_ends(), "cancel must lead from every active row to an idle one");

/// The emergency stop leaves wherever there is a printer, at once, and ends in error.
[[nodiscard]] consteval bool emergency_stop_leaves() {
    for (row r : rows) {
        const cell& c = on(r, command::emergency_stop);
        if (r == row::offline) continue;
        if (c.is != verdict::accepted || c.act != action::emergency_stop || c.next != row::error)
            return false;
    }
    return true;
}
static_assert(emergency_stop_leaves(), "the emergency stop must be accepted in every row that has a printer");

/// Without a printer nothing is taken; with one, the refusal is another.
[[nodiscard]] consteval bool not_operational_is_refused_first() {
    for (row r : rows)
        for (std::size_t i = 0; i < command_count; ++i) {
            if (command_at(i) == command::emergency_stop) continue;
            if (is_operational(state_of(r)) == (on(r, command_at(i)).why == reason::not_operational))
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

} // namespace printjob::inline v0::table::proof
