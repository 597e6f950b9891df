#pragma once
/// I8: no job begins that no client asked for.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <cstdint>
#include <string>

namespace printjob::inline v0::testing {

/// I8. See the top of this header.
class requested_jobs {
public:
    /// Its number.
    static constexpr int number = 8;

    /// Judges by an observation: event told.
    void check(const event_told& seen, checked_run& run) {
        if (seen.what.kind() != event_kind::print_started) return;
        if (++starts_told_ > run.starts) run.report(number, "a job began by itself");
        if (seen.what.by().from != source::user) run.report(number, "a job began that no client asked for");
    }

    /// Judges by an observation: line written.
    void check(const line_written& seen, checked_run& run) {
        if (run.line == line_relation::without_job)
            run.report(number, "a job's line without a job: " + std::string{seen.line.command});
    }

private:
    std::uint64_t starts_told_ = 0;
};

} // namespace printjob::inline v0::testing
