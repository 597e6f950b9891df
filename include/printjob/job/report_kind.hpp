#pragma once
/// The kinds of reports: what can happen to a printer or a job.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// What happened. The first six concern the printer, the others a job.
enum class report_kind : std::uint8_t {
    connecting,   ///< the handshake with a printer has begun
    connected,    ///< the printer accepts commands
    disconnected, ///< the printer cannot be reached any more
    reset,        ///< the firmware restarted; the printer is still there
    halted,       ///< the printer accepts nothing until it is reset (a lethal error, or no answer any more)
    timed_out,    ///< made by the controller itself: a transitional state lasted too long

    started,   ///< the job's lines may follow
    paused,    ///< the job has come to rest
    resumed,   ///< the job's lines continue
    cancelled, ///< nothing more of the job follows, and the printer was told to be safe
    drained,   ///< the printer acknowledged the job's last line
    finished,  ///< the job's motion and the done script have ended
    failed,    ///< the job cannot continue; the printer can be used
};

/// How many kinds of report there are.
inline constexpr std::size_t report_kind_count = 13;

/// True if a report concerns a job; it is then stale if that job is not the active one.
[[nodiscard]] constexpr bool speaks_of_a_job(report_kind what) {
    return what >= report_kind::started;
}

/// Returns the snake_case name of a report.
[[nodiscard]] constexpr std::string_view name(report_kind what) {
    switch (what) {
    case report_kind::connecting: return "connecting";
    case report_kind::connected: return "connected";
    case report_kind::disconnected: return "disconnected";
    case report_kind::reset: return "reset";
    case report_kind::halted: return "halted";
    case report_kind::timed_out: return "timed_out";
    case report_kind::started: return "started";
    case report_kind::paused: return "paused";
    case report_kind::resumed: return "resumed";
    case report_kind::cancelled: return "cancelled";
    case report_kind::drained: return "drained";
    case report_kind::finished: return "finished";
    case report_kind::failed: return "failed";
    }
    return "connecting";
}

/// True if a report has a `failure`. A `disconnected` or a `reset` may have none if no job is active.
[[nodiscard]] constexpr bool gives_reason(report_kind what) {
    using enum report_kind;
    return what == disconnected || what == reset || what == halted || what == timed_out || what == failed;
}

} // namespace printjob::inline v0
