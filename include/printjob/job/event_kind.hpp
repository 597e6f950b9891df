#pragma once
/// The kinds of events.

#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// The kinds of events.
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
    deferral_withdrawn, ///< the opposite command withdrew what was remembered
    deferral_refused,   ///< a remembered resume was refused when its time came; the job stays paused
    printer_reset,      ///< the firmware restarted while no job was active
    noticed,            ///< see `event::told()`
    violation,          ///< the transport reported what is impossible in this state; nothing was changed
    overrun,            ///< events were lost because they were not polled; `event::lost()` counts them
};

/// Returns the name of an event, as OctoPrint's users know it ("PrintStarted", ...).
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

} // namespace printjob::inline v0
