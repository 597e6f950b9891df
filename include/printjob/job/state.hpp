#pragma once
/// The eleven public states of a printer under job control.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// Where the printer and its job stand.
enum class state : std::uint8_t {
    offline,     ///< no printer
    connecting,  ///< a printer is being greeted
    operational, ///< ready; no job is active
    starting,    ///< a job was accepted and is being prepared
    printing,    ///< its lines are being executed
    pausing,     ///< on the way to paused
    paused,      ///< the job waits
    resuming,    ///< on the way back to printing
    cancelling,  ///< the job is being ended before its time
    finishing,   ///< every line was acknowledged; motion has not ended yet
    error,       ///< the printer cannot be used until it is reset or reconnected
};

/// How many states there are.
inline constexpr std::size_t state_count = 11;

/// The text of a state as clients of OctoPrint's API compare it ("Operational", "Printing", …).
[[nodiscard]] constexpr std::string_view name(state s) {
    switch (s) {
    case state::offline: return "Offline";
    case state::connecting: return "Connecting";
    case state::operational: return "Operational";
    case state::starting: return "Starting";
    case state::printing: return "Printing";
    case state::pausing: return "Pausing";
    case state::paused: return "Paused";
    case state::resuming: return "Resuming";
    case state::cancelling: return "Cancelling";
    case state::finishing: return "Finishing";
    case state::error: return "Error";
    }
    return "Offline";
}

/// Whether a job is active: begun, and without an outcome yet.
[[nodiscard]] constexpr bool has_job(state s) {
    return s >= state::starting && s <= state::finishing;
}

/// Whether commands are taken at all: every state but offline, connecting and error.
[[nodiscard]] constexpr bool is_operational(state s) {
    return s >= state::operational && s <= state::finishing;
}

} // namespace printjob::inline v0
