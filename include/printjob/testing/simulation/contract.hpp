#pragma once
/// The contract's table of states and commands, written a second time, independent of the library's own: what the
/// library's answers are judged by.

#include <printjob/job/report.hpp>
#include <printjob/job/transitions.hpp>

#include <cstdint>

namespace printjob::inline v0::testing {

/// What a command can change, as seen from outside before it and after it.
struct command_view {
    row where;                    ///< the row of the table that holds
    job_id job;                   ///< the active job, or the last one
    std::uint64_t status = 0;     ///< a hash of the whole status
    std::uint64_t wire_bytes = 0; ///< taken by the port since the run began
    std::uint64_t stops = 0;      ///< M112 on the wire
    bool file_opens = true;       ///< there is a selection, and it can be read
    bool position_lost = false;   ///< the motors were switched off in a pause: no resume
    bool line_is_free = true;     ///< the port is open and takes what it is given
};

/// Returns how the contract answers an intent: refused, already, deferred or accepted.
[[nodiscard]] inline table::verdict specified_answer(intent asked, const command_view& in) {
    using enum table::verdict;
    const state now = state_of(in.where);
    const bool pause_waits = in.where == row::starting_then_pause;
    const bool resume_waits = in.where == row::pausing_then_resume;
    const bool is_ending = now == state::cancelling || now == state::finishing;
    if (asked == intent::emergency_stop) return now == state::offline ? refused : accepted;
    if (!is_operational(now)) return refused;
    if (asked == intent::start || asked == intent::select)
        return now == state::operational && in.file_opens ? accepted : refused;
    if (asked == intent::restart) return now == state::paused && in.file_opens ? accepted : refused;
    if (!has_job(now)) return refused;
    if (asked == intent::cancel) return now == state::cancelling ? already : accepted;
    if (is_ending) return refused;
    if (now == state::paused && asked != intent::pause) return in.position_lost ? refused : accepted;
    if (now == state::paused) return already;
    if (asked == intent::resume) {
        if (pause_waits) return accepted;
        return now == state::pausing && !resume_waits ? deferred : already;
    }
    if (now == state::starting) return pause_waits ? already : deferred;
    if (now == state::pausing) return resume_waits && asked == intent::pause ? accepted : already;
    return accepted;
}

} // namespace printjob::inline v0::testing
