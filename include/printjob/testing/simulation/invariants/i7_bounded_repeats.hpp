#pragma once
/// I7: repetitions are bounded, and nothing spins.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <cstdint>

namespace printjob::inline v0::testing {

/// I7. See the top of this header.
class bounded_repeats {
public:
    /// Its number.
    static constexpr int number = 7;

    /// No numbered line is repeated without end. M110 is not counted: it begins the count anew.
    void check(const line_written& seen, checked_run& run) {
        if (seen.line.is != wire_line::form::numbered) return;
        if (seen.line.number == 0) {
            repeats_ = 0;
            return;
        }
        repeats_ = seen.line.number == last_number_ ? repeats_ + 1 : 0;
        last_number_ = seen.line.number;
        if (repeats_ > most_repeats) run.report(number, "a line was repeated without end");
    }

    /// Judges by an observation: spinning.
    void check(const spinning&, checked_run& run) { run.report(number, "host and printer spin"); }

private:
    static constexpr unsigned most_repeats = 14; ///< ten resend requests, and oks that came too late

    std::uint32_t last_number_ = 0;
    unsigned repeats_ = 0;
};

} // namespace printjob::inline v0::testing
