#pragma once
/// What observers are told. An event is a fact: it is told once its state holds.

#include <printjob/job/report.hpp>
#include <printjob/job/state.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// What an event tells.
enum class event_kind : std::uint8_t {
    state_changed,
    print_started,
    print_paused,
    print_resumed,
    print_cancelling,
    print_cancelled,
    print_done,
    print_failed,
    file_selected,
    command_deferred,   ///< a pause or resume is remembered and follows at the next stable state
    deferral_withdrawn, ///< what was remembered was taken back by the opposite command
    deferral_refused,   ///< a remembered resume was refused when its time came; the job stays paused
    printer_reset,      ///< the firmware restarted while no job was active
    noticed,            ///< see `event::told`
    violation,          ///< the transport reported what cannot be in this state; nothing was changed
    overrun,            ///< events were lost because nobody polled; `event::lost` says how many
};

/// The name of an event, as OctoPrint's users know it ("PrintStarted", …).
[[nodiscard]] constexpr std::string_view name(event_kind what) {
    switch (what) {
    case event_kind::state_changed: return "StateChanged";
    case event_kind::print_started: return "PrintStarted";
    case event_kind::print_paused: return "PrintPaused";
    case event_kind::print_resumed: return "PrintResumed";
    case event_kind::print_cancelling: return "PrintCancelling";
    case event_kind::print_cancelled: return "PrintCancelled";
    case event_kind::print_done: return "PrintDone";
    case event_kind::print_failed: return "PrintFailed";
    case event_kind::file_selected: return "FileSelected";
    case event_kind::command_deferred: return "CommandDeferred";
    case event_kind::deferral_withdrawn: return "DeferralWithdrawn";
    case event_kind::deferral_refused: return "DeferralRefused";
    case event_kind::printer_reset: return "PrinterReset";
    case event_kind::noticed: return "Noticed";
    case event_kind::violation: return "Violation";
    case event_kind::overrun: return "Overrun";
    }
    return "StateChanged";
}

/// One fact, with the job it concerns, who asked for it and why.
struct event {
    /// What is told; it says which of the fields below speak.
    event_kind kind;
    state now_in;       ///< the state that holds after the input that made this event
    job_id job;         ///< the job it concerns; `none` when there is none
    actor by;           ///< who asked for what led here
    command asked;      ///< command_deferred, deferral_*: the command in question
    failure why;        ///< print_failed, and state_changed into error or offline
    reason refused;     ///< deferral_refused: why
    notice told;        ///< noticed: what
    report_kind what;   ///< violation: the report that cannot be
    std::uint32_t lost; ///< overrun: how many events are missing here
    instant at;         ///< when
};

} // namespace printjob::inline v0
