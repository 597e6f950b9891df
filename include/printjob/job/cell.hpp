#pragma once
/// The cells of the table: the verdict on a command or report, the action, the next row, and the events.

#include <printjob/job/event_kind.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/job/state.hpp>
#include <printjob/records.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

namespace table {

/// The verdict on a command or a report. The first three are the values of `acceptance`.
enum class verdict : std::uint8_t {
    accepted,  ///< command: it takes effect now
    deferred,  ///< command: remembered, carried out at the next stable state
    already,   ///< command: the requested state holds or is being reached; nothing changes
    refused,   ///< command: refused for a reason; nothing changes
    stale,     ///< report: it crossed a command, or belongs to the past; nothing changes
    violation, ///< report: it is impossible in this row; nothing changes, and an event reports it
    applied,   ///< report: it takes effect now
};

/// Returns the snake_case name of a verdict.
[[nodiscard]] constexpr std::string_view name(verdict v) {
    switch (v) {
    case verdict::accepted: return "accepted";
    case verdict::deferred: return "deferred";
    case verdict::already: return "already";
    case verdict::refused: return "refused";
    case verdict::stale: return "stale";
    case verdict::violation: return "violation";
    case verdict::applied: return "applied";
    }
    return "accepted";
}

} // namespace table

/// What the controller does when a cell is entered: a call of the transport, or a step of its own.
enum class action : std::uint8_t {
    none,
    start,
    restart,
    pause,
    resume,
    cancel,
    emergency_stop,
    select,             ///< the controller stores the file
    carry_out_deferred, ///< the controller submits the resume that was remembered
};

/// Returns the snake_case name of an action.
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

/// The most events that one cell makes.
inline constexpr std::size_t max_events_per_cell = 3;

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

/// The events of a cell, in order.
struct event_list {
    /// The name of the list.
    event_set is;
    /// How many there are.
    std::uint8_t count;
    /// The events; only the first `count` are used.
    std::array<event_kind, max_events_per_cell> kinds;
};

// clang-format off
/// The lists, in the order of their names; each in the order that contract.md states ("Events").
inline constexpr std::array<event_list, 14> event_lists{{
    {event_set::nothing,       0, {}},
    {event_set::entered,       1, {event_kind::state_changed}},
    {event_set::started,       2, {event_kind::state_changed, event_kind::print_started}},
    {event_set::restarted,     3, {event_kind::print_cancelled, event_kind::state_changed, event_kind::print_started}},
    {event_set::paused,        2, {event_kind::state_changed, event_kind::print_paused}},
    {event_set::resumed,       2, {event_kind::print_resumed, event_kind::state_changed}},
    {event_set::cancelling,    2, {event_kind::print_cancelling, event_kind::state_changed}},
    {event_set::cancelled,     2, {event_kind::state_changed, event_kind::print_cancelled}},
    {event_set::done,          2, {event_kind::state_changed, event_kind::print_done}},
    {event_set::failed,        2, {event_kind::state_changed, event_kind::print_failed}},
    {event_set::selected,      1, {event_kind::file_selected}},
    {event_set::deferred,      1, {event_kind::command_deferred}},
    {event_set::withdrawn,     1, {event_kind::deferral_withdrawn}},
    {event_set::printer_reset, 1, {event_kind::printer_reset}},
}};
// clang-format on

/// Returns the events of a list.
[[nodiscard]] constexpr const event_list& events_of(event_set what) {
    return event_lists[index_of(what)];
}

/// One cell: everything that one command or report does in one row.
struct cell {
    /// The verdict on the command or report.
    table::verdict is;
    reason why;     ///< refused: the reason; else none
    row next;       ///< deferred, accepted, applied: the row after it; else without meaning
    action act;     ///< what is done; `none` if nothing changes
    event_set then; ///< the events; `nothing` if nothing changes

    /// True if the cell changes anything.
    [[nodiscard]] constexpr bool takes_effect() const {
        using enum table::verdict;
        return is == deferred || is == accepted || is == applied;
    }

    friend constexpr bool operator==(const cell&, const cell&) = default;
};

} // namespace printjob::inline v0
