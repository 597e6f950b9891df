#pragma once
/// I6: the emergency stop leaves in the same step, in every run.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

namespace printjob::inline v0::testing {

/// I6. See the top of this header.
class immediate_emergency_stop {
public:
    /// Its number.
    static constexpr int number = 6;

    /// Judges by an observation: command answered.
    void check(const command_answered& seen, checked_run& run) {
        if (seen.asked != intent::emergency_stop || !seen.given) return;
        if (seen.before.line_is_free && seen.after.stops == seen.before.stops)
            run.report(number, "M112 did not leave at once");
    }
};

} // namespace printjob::inline v0::testing
