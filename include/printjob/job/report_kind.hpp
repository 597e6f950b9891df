#pragma once
/// What a transport can say that happened: the kinds of reports.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// What happened. The first six speak of the printer, the others of a job.
enum class report_kind : std::uint8_t {
    connecting,   ///< a printer is being greeted
    connected,    ///< the printer takes commands
    disconnected, ///< the printer is gone
    reset,        ///< the firmware restarted; the printer is still there
    halted, ///< the printer stopped and takes nothing until it is reset (a lethal error, no answer any more)
    timed_out, ///< told by the controller to itself: a transitional state lasted too long

    started,   ///< the job's lines may follow
    paused,    ///< the job stands still
    resumed,   ///< the job's lines go on
    cancelled, ///< nothing more of the job follows, and the printer was told to be safe
    drained,   ///< the printer acknowledged the job's last line
    finished,  ///< the job's motion ended, and what was to be done after it
    failed,    ///< the job cannot go on; the printer can be used
};

/// How many kinds of report there are.
inline constexpr std::size_t report_kind_count = 13;

/// Whether a report speaks of a job, and is stale when it names another than the active one.
[[nodiscard]] constexpr bool speaks_of_a_job(report_kind what) {
    return what >= report_kind::started;
}

/// The snake_case name of a report.
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

/// Whether a report gives a reason, a `failure`. Where no job is active and nothing is wrong, a `disconnected` or
/// a `reset` has none.
[[nodiscard]] constexpr bool gives_reason(report_kind what) {
    using enum report_kind;
    return what == disconnected || what == reset || what == halted || what == timed_out || what == failed;
}

} // namespace printjob::inline v0
