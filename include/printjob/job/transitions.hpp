#pragma once
/// The table: the one place that decides what a command or a report does to a job.
///
/// The rules, in prose:
/// 1. There are thirteen rows for eleven states. `starting_then_pause` and `pausing_then_resume` are starting
///    and pausing with one command remembered that cannot be carried out yet.
/// 2. The last explicit command wins. With a pause remembered, pause is already and resume withdraws it; with
///    a resume remembered, resume is already and pause withdraws it, whoever submits it. Toggle never
///    withdraws: a double click is one click. A cancel drops what was remembered.
/// 3. A remembered pause leads from starting to pausing without passing through printing; a remembered resume
///    is carried out once paused, and its preconditions are run then.
/// 4. Only start and restart begin a job. Restart ends the paused job and begins the next one in one step.
/// 5. Whatever is refused, already so, stale or a violation changes nothing.
/// 6. Cancel leads from every active row towards operational. A job that is being cancelled, or is finishing,
///    accepts no pause any more; one that is finishing can still be cancelled, and is then not done.
/// 7. A job gets exactly one outcome: done, cancelled or failed. Its event is made after the next state has
///    been entered.
/// 8. A failure of the job leads to operational, one of the printer to error, its loss to offline. It is a
///     failure in every active row, also while cancelling.
/// 9. The emergency stop is accepted in every row that has a printer, is never deferred, and leads to error.
/// 10. A report can cross a command on its way. A report that can be explained by such a crossing is stale. A
///     report that no correct transport can make in a row is a violation: nothing changes, and an event
///     reports it.
/// 11. A printer may pause and resume by itself (`//action:paused`, `//action:resumed`): that is a report,
///     not a command.
/// 12. States that must end (connecting, starting, pausing, resuming, cancelling, finishing) time out into
///     error; the transport is asked to make the printer safe. Only a new handshake leaves error: reports of
///     the failed job do not.

#include <printjob/job/cell.hpp>
#include <printjob/job/command.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/job/report_kind.hpp>
#include <printjob/job/state.hpp>
#include <printjob/records.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0 {

// The table: a legend of rules, and three grids that name them. Read the grids beside the legend.
namespace table {

/// Returns the cell of a command that is refused.
[[nodiscard]] consteval cell refused(reason why) {
    return {verdict::refused, why, row::offline, action::none, event_set::nothing};
}
/// Returns the cell of a command that takes effect now.
[[nodiscard]] consteval cell accepted(row next, action act, event_set then) {
    return {verdict::accepted, reason::none, next, act, then};
}
/// Returns the cell of a command that is remembered in the row `next`.
[[nodiscard]] consteval cell deferred(row next) {
    return {verdict::deferred, reason::none, next, action::none, event_set::deferred};
}
/// Returns the cell of a report that takes effect now.
[[nodiscard]] consteval cell applied(row next, action act, event_set then) {
    return {verdict::applied, reason::none, next, act, then};
}
/// Returns a cell that changes nothing.
[[nodiscard]] consteval cell unchanged(verdict is) {
    return {is, reason::none, row::offline, action::none, event_set::nothing};
}

/// Everything that can happen in the table. The legend says what a rule does; the grids say where it applies.
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
    /// The rule that is explained.
    rule is;
    /// What it does.
    cell does;
};

// clang-format off
/// What each rule does, in the order of the rules.
inline constexpr std::array<legend_line, index_of(rule::failed) + 1> legend{
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

namespace detail {
inline constexpr auto cells = field_of<&legend_line::does>(legend);
} // namespace detail

/// Returns what a rule does.
[[nodiscard]] constexpr const cell& cell_of(rule r) {
    return detail::cells[index_of(r)];
}

using enum rule;

/// One line of a grid.
template <std::size_t Columns>
struct grid_line {
    /// The row that the line is of.
    row is;
    /// The rule of each column.
    std::array<rule, Columns> moves;
};

/// One line for each row.
template <std::size_t Columns>
using grid = std::array<grid_line<Columns>, row_count>;

/// How many reports concern the printer; the others concern a job.
inline constexpr std::size_t printer_report_count = 6;
/// How many reports concern a job.
inline constexpr std::size_t job_report_count = report_kind_count - printer_report_count;

// clang-format off
/// What the columns of the grids stand for.
namespace columns {
using enum intent;
/// The columns of `of_intents`.
inline constexpr std::array<intent, intent_count> intents{
                                start,      restart,    pause,       resume,       toggle,      cancel,     emergency_stop, select};
} // namespace columns

/// Every row with every intent.
inline constexpr grid<intent_count> of_intents{{
    {row::offline,             {no_printer, no_printer, no_printer,  no_printer,   no_printer,  no_printer, no_printer,     no_printer}},
    {row::connecting,          {no_printer, no_printer, no_printer,  no_printer,   no_printer,  no_printer, stop_idle,      no_printer}},
    {row::operational,         {start,      not_paused, no_job,      no_job,       no_job,      no_job,     stop_idle,      select    }},
    {row::starting,            {active,     not_paused, later_pause, already,      later_pause, cancel,     stop_job,       active    }},
    {row::starting_then_pause, {active,     not_paused, already,     no_pause,     already,     cancel,     stop_job,       active    }},
    {row::printing,            {active,     not_paused, pause,       already,      pause,       cancel,     stop_job,       active    }},
    {row::pausing,             {active,     not_paused, already,     later_resume, already,     cancel,     stop_job,       active    }},
    {row::pausing_then_resume, {active,     not_paused, no_resume,   already,      already,     cancel,     stop_job,       active    }},
    {row::paused,              {active,     restart,    already,     resume,       resume,      cancel,     stop_job,       active    }},
    {row::resuming,            {active,     not_paused, pause,       already,      pause,       cancel,     stop_job,       active    }},
    {row::cancelling,          {active,     not_paused, ending,      ending,       ending,      already,    stop_job,       active    }},
    {row::finishing,           {active,     not_paused, ending,      ending,       ending,      cancel,     stop_job,       active    }},
    {row::error,               {no_printer, no_printer, no_printer,  no_printer,   no_printer,  no_printer, stop_again,     no_printer}},
}};

namespace columns {
using enum report_kind;
/// The columns of `of_printer`.
inline constexpr std::array<report_kind, printer_report_count> printer_reports{
                                connecting, connected, disconnected, reset,     halted,     timed_out};
} // namespace columns

/// Every row with every report of the printer.
inline constexpr grid<printer_report_count> of_printer{{
    {row::offline,             {greeted,    ready,     stale,        stale,     stale,      never   }},
    {row::connecting,          {stale,      ready,     gone,         stale,     halted,     late    }},
    {row::operational,         {greeted,    stale,     gone,         reset,     halted,     never   }},
    {row::starting,            {never,      never,     gone_job,     reset_job, halted_job, late_job}},
    {row::starting_then_pause, {never,      never,     gone_job,     reset_job, halted_job, late_job}},
    {row::printing,            {never,      never,     gone_job,     reset_job, halted_job, never   }},
    {row::pausing,             {never,      never,     gone_job,     reset_job, halted_job, late_job}},
    {row::pausing_then_resume, {never,      never,     gone_job,     reset_job, halted_job, late_job}},
    {row::paused,              {never,      never,     gone_job,     reset_job, halted_job, never   }},
    {row::resuming,            {never,      never,     gone_job,     reset_job, halted_job, late_job}},
    {row::cancelling,          {never,      never,     gone_job,     reset_job, halted_job, late_job}},
    {row::finishing,           {never,      never,     gone_job,     reset_job, halted_job, late_job}},
    {row::error,               {greeted,    ready,     gone,         stale,     stale,      never   }},
}};

namespace columns {
/// The columns of `of_job`.
inline constexpr std::array<report_kind, job_report_count> job_reports{
                                started, paused,     resumed, cancelled, drained, finished, failed};
} // namespace columns

/// Every row with every report of the active job. A report of another job is stale and not looked up here.
inline constexpr grid<job_report_count> of_job{{
    {row::offline,             {stale,   stale,      stale,   stale,     stale,   stale,    stale }},
    {row::connecting,          {stale,   stale,      stale,   stale,     stale,   stale,    stale }},
    {row::operational,         {stale,   stale,      stale,   stale,     stale,   stale,    stale }},
    {row::starting,            {prints,  never,      never,   never,     never,   never,    failed}},
    {row::starting_then_pause, {pauses,  never,      never,   never,     never,   never,    failed}},
    {row::printing,            {never,   paused,     stale,   never,     drained, never,    failed}},
    {row::pausing,             {never,   paused,     stale,   never,     stale,   never,    failed}},
    {row::pausing_then_resume, {never,   and_resume, stale,   never,     stale,   never,    failed}},
    {row::paused,              {never,   stale,      resumed, never,     never,   never,    failed}},
    {row::resuming,            {never,   paused,     resumed, never,     never,   never,    failed}},
    {row::cancelling,          {stale,   stale,      stale,   cancelled, stale,   stale,    failed}},
    {row::finishing,           {never,   stale,      stale,   never,     stale,   done,     failed}},
    {row::error,               {stale,   stale,      stale,   stale,     stale,   stale,    stale }},
}};
// clang-format on

namespace detail {
inline constexpr auto of_intents = field_of<&grid_line<intent_count>::moves>(table::of_intents);
inline constexpr auto of_printer = field_of<&grid_line<printer_report_count>::moves>(table::of_printer);
inline constexpr auto of_job = field_of<&grid_line<job_report_count>::moves>(table::of_job);
} // namespace detail

} // namespace table

/// Returns the cell of an intent in a row.
[[nodiscard]] constexpr const cell& on(row now, intent asked) {
    return table::cell_of(table::detail::of_intents[index_of(now)][index_of(asked)]);
}

/// Returns the cell of a command in a row.
[[nodiscard]] constexpr const cell& on(row now, command asked) {
    return on(now, intent_of(asked));
}

/// Returns the cell of a report in a row. A report of a job must be one of the active job.
[[nodiscard]] constexpr const cell& on(row now, report_kind what) {
    const std::size_t line = index_of(now);
    const std::size_t column = index_of(what);
    return table::cell_of(speaks_of_a_job(what)
                              ? table::detail::of_job[line][column - table::printer_report_count]
                              : table::detail::of_printer[line][column]);
}

/// True if a row has a time limit.
[[nodiscard]] constexpr bool must_end(row now) {
    return on(now, report_kind::timed_out).takes_effect();
}

} // namespace printjob::inline v0
