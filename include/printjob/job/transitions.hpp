#pragma once
/// The table: the one place that decides what a command or a report does to a job.
///
/// The rules, in prose:
/// 1. Thirteen rows stand for eleven states. `starting_then_pause` and `pausing_then_resume` are starting
///     and pausing with one wish remembered: a command that cannot be carried out yet, and is not dropped
///     either.
/// 2. The last explicit wish wins. With a pause remembered, pause is already and resume withdraws it; with a
///     resume remembered, resume is already and pause withdraws it, whoever asks. Toggle never withdraws: a
///     double click is one click. A cancel drops what was remembered.
/// 3. A remembered pause leads from starting to pausing without passing through printing; a remembered
///     resume is carried out once paused, and its preconditions are asked then.
/// 4. Only start and restart begin a job. Restart ends the paused job and begins the next one in one step.
/// 5. Whatever is refused, already so, stale or a violation changes nothing.
/// 6. Cancel leads from every active row towards operational. A job that is being cancelled, or is
///     finishing, takes no pause any more; one that is finishing can still be cancelled, and is then not
///     done.
/// 7. A job gets exactly one outcome: done, cancelled or failed. It is told once the state after it holds.
/// 8. A failure of the job leads to operational, one of the printer to error, its loss to offline. It is a
///     failure in every active row, also while cancelling.
/// 9. The emergency stop is taken in every row that has a printer, is never deferred, and ends in error.
/// 10. A report can cross a command on its way. What such a crossing can bring is stale. What no correct
///     transport can say in a row is a violation: nothing changes, and an event tells it.
/// 11. A printer may pause and resume by itself (`//action:paused`, `//action:resumed`): that is a report,
///     not a command.
/// 12. States that must end (connecting, starting, pausing, resuming, cancelling, finishing) time out into
///     error; the transport is told to make the printer safe. Error is left only when the printer is greeted
///     again: what it reports of the dead job proves nothing.

#include <printjob/job/command.hpp>
#include <printjob/job/event.hpp>
#include <printjob/job/report.hpp>
#include <printjob/job/state.hpp>
#include <printjob/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// A row of the table: a state, with the wish that is remembered in it.
enum class row : std::uint8_t {
    offline,
    connecting,
    operational,
    starting,
    starting_then_pause,
    printing,
    pausing,
    pausing_then_resume,
    paused,
    resuming,
    cancelling,
    finishing,
    error,
};

/// How many rows the table has.
inline constexpr std::size_t row_count = 13;

/// The public state of a row.
[[nodiscard]] constexpr state state_of(row r) {
    constexpr std::array<state, row_count> states{
        state::offline,    state::connecting, state::operational, state::starting, state::starting,
        state::printing,   state::pausing,    state::pausing,     state::paused,   state::resuming,
        state::cancelling, state::finishing,  state::error};
    return states[static_cast<std::size_t>(r)];
}

/// What becomes of a command or a report.
enum class verdict : std::uint8_t {
    refused,   ///< command: no, for a reason; nothing changes
    already,   ///< command: what it asks for holds or is being reached; nothing changes
    deferred,  ///< command: remembered, carried out at the next stable state
    accepted,  ///< command: it takes effect now
    stale,     ///< report: it crossed a command or speaks of the past; nothing changes
    violation, ///< report: it cannot be in this row; nothing changes, an event tells it
    applied,   ///< report: it takes effect now
};

/// The snake_case name of a verdict.
[[nodiscard]] constexpr std::string_view name(verdict v) {
    switch (v) {
    case verdict::refused: return "refused";
    case verdict::already: return "already";
    case verdict::deferred: return "deferred";
    case verdict::accepted: return "accepted";
    case verdict::stale: return "stale";
    case verdict::violation: return "violation";
    case verdict::applied: return "applied";
    }
    return "refused";
}

/// What the controller asks of the transport, or of itself, when a cell is entered.
enum class action : std::uint8_t {
    none,
    start,
    restart,
    pause,
    resume,
    cancel,
    emergency_stop,
    select,             ///< the controller keeps the file
    carry_out_deferred, ///< the controller asks itself for the resume that was remembered
};

/// The snake_case name of an action.
[[nodiscard]] constexpr std::string_view name(action a) {
    switch (a) {
    case action::none: return "none";
    case action::start: return "start";
    case action::restart: return "restart";
    case action::pause: return "pause";
    case action::resume: return "resume";
    case action::cancel: return "cancel";
    case action::emergency_stop: return "emergency_stop";
    case action::select: return "select";
    case action::carry_out_deferred: return "carry_out_deferred";
    }
    return "none";
}

/// The most events that one cell tells.
inline constexpr std::size_t max_events_per_cell = 3;

/// The events of a cell, in the order in which they are told.
struct event_list {
    /// How many there are.
    std::uint8_t count;
    /// The first `count` of them speak.
    std::array<event_kind, max_events_per_cell> kinds;
};

/// The lists of events that occur.
enum class event_set : std::uint8_t {
    nothing,
    entered,
    started,
    restarted,
    paused,
    resumed,
    cancelling,
    cancelled,
    done,
    failed,
    selected,
    deferred,
    withdrawn,
    printer_reset,
};

/// The lists behind the names; their order is the one that contract.md states ("Events").
inline constexpr std::array<event_list, 14> event_lists{{
    /* nothing       */ {0, {}},
    /* entered       */ {1, {event_kind::state_changed}},
    /* started       */ {2, {event_kind::state_changed, event_kind::print_started}},
    /* restarted     */
    {3, {event_kind::print_cancelled, event_kind::state_changed, event_kind::print_started}},
    /* paused        */ {2, {event_kind::state_changed, event_kind::print_paused}},
    /* resumed       */ {2, {event_kind::print_resumed, event_kind::state_changed}},
    /* cancelling    */ {2, {event_kind::print_cancelling, event_kind::state_changed}},
    /* cancelled     */ {2, {event_kind::state_changed, event_kind::print_cancelled}},
    /* done          */ {2, {event_kind::state_changed, event_kind::print_done}},
    /* failed        */ {2, {event_kind::state_changed, event_kind::print_failed}},
    /* selected      */ {1, {event_kind::file_selected}},
    /* deferred      */ {1, {event_kind::command_deferred}},
    /* withdrawn     */ {1, {event_kind::deferral_withdrawn}},
    /* printer_reset */ {1, {event_kind::printer_reset}},
}};

/// The events behind a name.
[[nodiscard]] constexpr const event_list& events_of(event_set what) {
    return event_lists[static_cast<std::size_t>(what)];
}

/// One cell: everything that one command or report does in one row.
struct cell {
    /// What becomes of the command or report.
    verdict is;
    reason why;     ///< refused: why; else none
    row next;       ///< deferred, accepted, applied: the row after it; else without meaning
    action act;     ///< what follows; `none` where nothing changes
    event_set then; ///< what is told; `nothing` where nothing changes

    /// Whether it changes anything.
    [[nodiscard]] constexpr bool takes_effect() const {
        return is == verdict::deferred || is == verdict::accepted || is == verdict::applied;
    }

    friend constexpr bool operator==(const cell&, const cell&) = default;
};

/// The table: a legend of moves, and three grids that name them. Read the grids with the legend beside them.
namespace table {

/// A command is refused for a reason.
[[nodiscard]] consteval cell refused(reason why) {
    return {verdict::refused, why, row::offline, action::none, event_set::nothing};
}
/// A command takes effect now.
[[nodiscard]] consteval cell accepted(row next, action act, event_set then) {
    return {verdict::accepted, reason::none, next, act, then};
}
/// A command is remembered: the row that holds the wish comes next.
[[nodiscard]] consteval cell deferred(row next) {
    return {verdict::deferred, reason::none, next, action::none, event_set::deferred};
}
/// A report takes effect now.
[[nodiscard]] consteval cell applied(row next, action act, event_set then) {
    return {verdict::applied, reason::none, next, act, then};
}
/// Nothing changes.
[[nodiscard]] consteval cell unchanged(verdict is) {
    return {is, reason::none, row::offline, action::none, event_set::nothing};
}

/// Everything that can happen in the table. A move says all of what it does; where it happens stands in the
/// grids.
enum class rule : std::uint8_t {
    no_printer,
    active,
    no_job,
    not_paused,
    ending,
    already,
    start,
    restart,
    pause,
    resume,
    cancel,
    select,
    later_pause,
    later_resume,
    no_pause,
    no_resume,
    stop_idle,
    stop_job,
    stop_again,
    stale,
    never,
    greeted,
    ready,
    gone,
    gone_job,
    reset,
    reset_job,
    halted,
    halted_job,
    late,
    late_job,
    prints,
    pauses,
    paused,
    and_resume,
    resumed,
    cancelled,
    drained,
    done,
    failed,
};

/// One line of the legend.
struct legend_line {
    /// The move that is explained.
    rule is;
    /// What it does.
    cell does;
};

// clang-format off
/// What each move does, in the order of the moves.
inline constexpr std::array<legend_line, static_cast<std::size_t>(rule::failed) + 1> legend{
    // Commands that change nothing.
    legend_line{rule::no_printer,    refused(reason::not_operational)},
    legend_line{rule::active,        refused(reason::job_active)},
    legend_line{rule::no_job,        refused(reason::no_active_job)},
    legend_line{rule::not_paused,    refused(reason::not_paused)},
    legend_line{rule::ending,        refused(reason::job_is_ending)},
    legend_line{rule::already,       unchanged(verdict::already)},
    // Commands that take effect.
    legend_line{rule::start,         accepted(row::starting, action::start, event_set::started)},
    legend_line{rule::restart,       accepted(row::starting, action::restart, event_set::restarted)},
    legend_line{rule::pause,         accepted(row::pausing, action::pause, event_set::entered)},
    legend_line{rule::resume,        accepted(row::resuming, action::resume, event_set::entered)},
    legend_line{rule::cancel,        accepted(row::cancelling, action::cancel, event_set::cancelling)},
    legend_line{rule::select,        accepted(row::operational, action::select, event_set::selected)},
    legend_line{rule::later_pause,   deferred(row::starting_then_pause)},
    legend_line{rule::later_resume,  deferred(row::pausing_then_resume)},
    legend_line{rule::no_pause,      accepted(row::starting, action::none, event_set::withdrawn)},
    legend_line{rule::no_resume,     accepted(row::pausing, action::none, event_set::withdrawn)},
    legend_line{rule::stop_idle,     accepted(row::error, action::emergency_stop, event_set::entered)},
    legend_line{rule::stop_job,      accepted(row::error, action::emergency_stop, event_set::failed)},
    legend_line{rule::stop_again,    accepted(row::error, action::emergency_stop, event_set::nothing)},
    // Reports that change nothing.
    legend_line{rule::stale,         unchanged(verdict::stale)},
    legend_line{rule::never,         unchanged(verdict::violation)},
    // Reports of the printer.
    legend_line{rule::greeted,       applied(row::connecting, action::none, event_set::entered)},
    legend_line{rule::ready,         applied(row::operational, action::none, event_set::entered)},
    legend_line{rule::gone,          applied(row::offline, action::none, event_set::entered)},
    legend_line{rule::gone_job,      applied(row::offline, action::none, event_set::failed)},
    legend_line{rule::reset,         applied(row::operational, action::none, event_set::printer_reset)},
    legend_line{rule::reset_job,     applied(row::operational, action::none, event_set::failed)},
    legend_line{rule::halted,        applied(row::error, action::none, event_set::entered)},
    legend_line{rule::halted_job,    applied(row::error, action::none, event_set::failed)},
    legend_line{rule::late,          applied(row::error, action::none, event_set::entered)},
    legend_line{rule::late_job,      applied(row::error, action::cancel, event_set::failed)},
    // Reports of the job.
    legend_line{rule::prints,        applied(row::printing, action::none, event_set::entered)},
    legend_line{rule::pauses,        applied(row::pausing, action::pause, event_set::entered)},
    legend_line{rule::paused,        applied(row::paused, action::none, event_set::paused)},
    legend_line{rule::and_resume,    applied(row::paused, action::carry_out_deferred, event_set::paused)},
    legend_line{rule::resumed,       applied(row::printing, action::none, event_set::resumed)},
    legend_line{rule::cancelled,     applied(row::operational, action::none, event_set::cancelled)},
    legend_line{rule::drained,       applied(row::finishing, action::none, event_set::entered)},
    legend_line{rule::done,          applied(row::operational, action::none, event_set::done)},
    legend_line{rule::failed,        applied(row::operational, action::none, event_set::failed)},
};
// clang-format on

/// What a move does.
[[nodiscard]] constexpr const cell& cell_of(rule r) {
    return legend[static_cast<std::size_t>(r)].does;
}

using enum rule;

// clang-format off
/// Every row with every command.
inline constexpr std::array<std::array<rule, command_count>, row_count> of_commands{{
    //                          start       restart     pause        resume        toggle       cancel      select      emergency_stop
    /* offline             */ {{no_printer, no_printer, no_printer,  no_printer,   no_printer,  no_printer, no_printer, no_printer}},
    /* connecting          */ {{no_printer, no_printer, no_printer,  no_printer,   no_printer,  no_printer, no_printer, stop_idle }},
    /* operational         */ {{start,      not_paused, no_job,      no_job,       no_job,      no_job,     select,     stop_idle }},
    /* starting            */ {{active,     not_paused, later_pause, already,      later_pause, cancel,     active,     stop_job  }},
    /* starting_then_pause */ {{active,     not_paused, already,     no_pause,     already,     cancel,     active,     stop_job  }},
    /* printing            */ {{active,     not_paused, pause,       already,      pause,       cancel,     active,     stop_job  }},
    /* pausing             */ {{active,     not_paused, already,     later_resume, already,     cancel,     active,     stop_job  }},
    /* pausing_then_resume */ {{active,     not_paused, no_resume,   already,      already,     cancel,     active,     stop_job  }},
    /* paused              */ {{active,     restart,    already,     resume,       resume,      cancel,     active,     stop_job  }},
    /* resuming            */ {{active,     not_paused, pause,       already,      pause,       cancel,     active,     stop_job  }},
    /* cancelling          */ {{active,     not_paused, ending,      ending,       ending,      already,    active,     stop_job  }},
    /* finishing           */ {{active,     not_paused, ending,      ending,       ending,      cancel,     active,     stop_job  }},
    /* error               */ {{no_printer, no_printer, no_printer,  no_printer,   no_printer,  no_printer, no_printer, stop_again}},
}};

/// How many reports speak of the printer; the others speak of a job.
inline constexpr std::size_t printer_report_count = 6;

/// Every row with every report of the printer.
inline constexpr std::array<std::array<rule, printer_report_count>, row_count> of_printer{{
    //                          connecting connected disconnected reset      halted      timed_out
    /* offline             */ {{greeted,   ready,    stale,       stale,     stale,      never   }},
    /* connecting          */ {{stale,     ready,    gone,        stale,     halted,     late    }},
    /* operational         */ {{greeted,   stale,    gone,        reset,     halted,     never   }},
    /* starting            */ {{never,     never,    gone_job,    reset_job, halted_job, late_job}},
    /* starting_then_pause */ {{never,     never,    gone_job,    reset_job, halted_job, late_job}},
    /* printing            */ {{never,     never,    gone_job,    reset_job, halted_job, never   }},
    /* pausing             */ {{never,     never,    gone_job,    reset_job, halted_job, late_job}},
    /* pausing_then_resume */ {{never,     never,    gone_job,    reset_job, halted_job, late_job}},
    /* paused              */ {{never,     never,    gone_job,    reset_job, halted_job, never   }},
    /* resuming            */ {{never,     never,    gone_job,    reset_job, halted_job, late_job}},
    /* cancelling          */ {{never,     never,    gone_job,    reset_job, halted_job, late_job}},
    /* finishing           */ {{never,     never,    gone_job,    reset_job, halted_job, late_job}},
    /* error               */ {{greeted,   ready,    gone,        stale,     stale,      never   }},
}};

/// Every row with every report of the active job. A report of another job never gets here: it is stale.
inline constexpr std::array<std::array<rule, report_kind_count - printer_report_count>, row_count> of_job{{
    //                          started paused      resumed  cancelled  drained  finished failed
    /* offline             */ {{stale,  stale,      stale,   stale,     stale,   stale,   stale }},
    /* connecting          */ {{stale,  stale,      stale,   stale,     stale,   stale,   stale }},
    /* operational         */ {{stale,  stale,      stale,   stale,     stale,   stale,   stale }},
    /* starting            */ {{prints, never,      never,   never,     never,   never,   failed}},
    /* starting_then_pause */ {{pauses, never,      never,   never,     never,   never,   failed}},
    /* printing            */ {{never,  paused,     stale,   never,     drained, never,   failed}},
    /* pausing             */ {{never,  paused,     stale,   never,     stale,   never,   failed}},
    /* pausing_then_resume */ {{never,  and_resume, stale,   never,     stale,   never,   failed}},
    /* paused              */ {{never,  stale,      resumed, never,     never,   never,   failed}},
    /* resuming            */ {{never,  paused,     resumed, never,     never,   never,   failed}},
    /* cancelling          */ {{stale,  stale,      stale,   cancelled, stale,   stale,   failed}},
    /* finishing           */ {{never,  stale,      stale,   never,     stale,   done,    failed}},
    /* error               */ {{stale,  stale,      stale,   stale,     stale,   stale,   stale }},
}};
// clang-format on

} // namespace table

/// What a command does in a row.
[[nodiscard]] constexpr const cell& on(row now, command asked) {
    return table::cell_of(table::of_commands[static_cast<std::size_t>(now)][static_cast<std::size_t>(asked)]);
}

/// What a report does in a row; a report of a job must speak of the active job.
[[nodiscard]] constexpr const cell& on(row now, report_kind what) {
    const auto line = static_cast<std::size_t>(now);
    const auto column = static_cast<std::size_t>(what);
    return table::cell_of(speaks_of_a_job(what) ? table::of_job[line][column - table::printer_report_count]
                                                : table::of_printer[line][column]);
}

/// Whether a deadline runs in a row.
[[nodiscard]] constexpr bool must_end(row now) {
    return on(now, report_kind::timed_out).takes_effect();
}

} // namespace printjob::inline v0

#include <printjob/job/transitions_proof.hpp>
