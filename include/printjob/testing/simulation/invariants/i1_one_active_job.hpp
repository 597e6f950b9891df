#pragma once
/// I1: at most one job is active; of several starts at one instant exactly one is accepted.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <cstdint>
#include <string>

namespace printjob::inline v0::testing {

/// I1. See the top of this header.
class one_active_job {
public:
    /// Its number.
    static constexpr int number = 1;

    /// Of concurrent starts one is accepted if one was possible, else none.
    void check(const starts_answered& seen, checked_run& run) {
        if (seen.accepted != (seen.one_was_possible ? 1U : 0U))
            run.report(number, "of concurrent starts " + std::to_string(seen.accepted) + " were accepted");
    }

    /// A start that is accepted begins the next job, and no other.
    void check(const command_answered& seen, checked_run& run) {
        if (seen.given != acceptance::accepted && seen.given != acceptance::deferred) return;
        if (seen.asked != intent::start && seen.asked != intent::restart) return;
        if (static_cast<std::uint32_t>(seen.after.job) != static_cast<std::uint32_t>(seen.before.job) + 1)
            run.report(number, "an accepted start began no job, or several");
    }

    /// A job begins only when the one before it has its outcome.
    void check(const event_told& seen, checked_run& run) {
        if (seen.what.kind() != event_kind::print_started) return;
        if (run.previous.job != job_id::none && run.previous.ended == outcome::none)
            run.report(number, "a job began while another was active");
    }
};

} // namespace printjob::inline v0::testing
