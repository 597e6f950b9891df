#pragma once
/// I3: executed <= acknowledged <= sent, and nothing is called executed that the printer did not execute; what is
/// unacknowledged fits the printer's receive buffer, which never overflows while its size is known and there is no
/// fault.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::testing {

/// I3. See the top of this header.
class honest_progress {
public:
    /// Its number.
    static constexpr int number = 3;

    /// `window`: the bytes that the host may have in flight.
    explicit honest_progress(std::size_t window) : most_unacknowledged_{4 * window} {}

    /// Judges by an observation: host seen.
    void check(const host_seen& seen, checked_run& run) {
        const progress& is = seen.reported;
        const checked_job& job = run.job;
        if (!has_job(seen.current) || job.what == nullptr) return;
        if (is.executed > is.acknowledged || is.acknowledged > is.sent ||
            is.sent > job.what->content().size())
            return run.report(number, "executed <= acknowledged <= sent <= size does not hold");
        if (is.executed > job.what->limit(job.executed) && !run.excuses_claim(job))
            return run.report(number, "more is called executed than the printer executed");
        if (is.sent - is.acknowledged > most_unacknowledged_)
            run.report(number, "more is unacknowledged than the printer's buffer holds");
    }

    /// Judges by an observation: buffer overflow.
    void check(const buffer_overflow& seen, checked_run& run) {
        if (!seen.expected && run.faults() == 0 && !wrote_raw_)
            run.report(number, "the printer's receive buffer was full, and the host knew its size");
    }
    /// A line without a number leaves at once, whether there is room for it or not.
    void check(const line_written& seen, checked_run&) {
        wrote_raw_ = wrote_raw_ || seen.line.is == wire_line::form::raw;
    }

private:
    std::uint64_t most_unacknowledged_; ///< bytes of the file: those on the wire, and comments
    bool wrote_raw_ = false;
};

} // namespace printjob::inline v0::testing
