#pragma once
/// I12: when the faults are over, everything comes to its end in time; and no job is lost for two struck lines in a
/// whole run, nor for a wait.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <cstdint>
#include <string>

namespace printjob::inline v0::testing {

/// I12. See the top of this header.
class liveness_after_faults {
public:
    /// Its number.
    static constexpr int number = 12;

    /// Judges by an observation: overdue.
    void check(const overdue& seen, checked_run& run) { run.report(number, seen.what); }

    /// A job is not lost for two lines that were struck, whatever struck them; nor while a person or a heater is waited
    /// for.
    void check(const event_told& seen, checked_run& run) {
        const failure why = seen.what.why();
        const bool is_of_line = why == failure::printer_not_responding || why == failure::resend_limit ||
                                why == failure::resend_impossible || why == failure::starting_timeout ||
                                why == failure::pausing_timeout || why == failure::resuming_timeout ||
                                why == failure::cancelling_timeout || why == failure::finishing_timeout;
        if (seen.what.kind() != event_kind::print_failed || !is_of_line) return;
        if (run.struck > most_struck || run.troubles > 0 || run.excuses_claim(run.job)) return;
        run.report(number, "two lines that were struck cost the job: " + std::string{name(why)});
    }

private:
    static constexpr std::uint64_t most_struck = 2; ///< in a whole run
};

} // namespace printjob::inline v0::testing
