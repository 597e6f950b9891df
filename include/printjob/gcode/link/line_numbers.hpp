#pragma once
/// Rule 3 of the link: which line leaves next.
///
/// A line is repeated only when the printer asks for it. Then nothing new leaves until the recovery point, the highest
/// line ever sent, was repeated and acknowledged, one line at a time: with two in flight a resend can go on for ever,
/// because a printer that misses one line asks again for each that arrives after it.
///
/// Sources: Marlin PR #24972 and OctoPrint #1468 (the livelock); `tests/model` finds it.

#include <algorithm>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// The numbers of the lines since counting began: sent last, to be sent next, acknowledged.
class line_numbers {
public:
    // --- getters ---

    /// Returns the highest number ever sent; 0 when there is none.
    [[nodiscard]] std::uint32_t last() const { return last_; }
    /// Returns the number that leaves next.
    [[nodiscard]] std::uint32_t next() const { return next_; }
    /// Returns the highest number that was acknowledged; 0 when there is none.
    [[nodiscard]] std::uint32_t acknowledged() const { return acknowledged_; }
    /// Returns the line from which lines are being repeated; of use while `is_recovering`.
    [[nodiscard]] std::uint32_t rewound_to() const { return rewound_to_; }
    /// True while lines that were sent before are to be sent again.
    [[nodiscard]] bool repeats() const { return next_ <= last_; }
    /// True while the recovery point is not acknowledged.
    [[nodiscard]] bool is_recovering() const { return acknowledged_ < recovery_point_; }
    /// True if the line was sent and is not acknowledged.
    [[nodiscard]] bool is_open(std::uint32_t number) const {
        return number > acknowledged_ && number <= last_;
    }

    // --- inputs ---

    /// Counting begins anew.
    void begin() { *this = {}; }
    /// A new line is sent. Returns its number.
    std::uint32_t take_new() {
        if (next_ == ++last_) ++next_; // else lines are being repeated, and this one with them
        return last_;
    }
    /// The next line is repeated. Returns its number.
    std::uint32_t take_again() { return next_++; }
    /// A line was taken back before it left. `again`: it had been sent before.
    void take_back(std::uint32_t number, bool again) {
        next_ = number;
        if (!again) --last_;
    }
    /// The printer asked for this line: it and all after it are to be repeated. If it was acknowledged, an ok was
    /// credited too much: the printer never took it.
    void rewind(std::uint32_t number) {
        rewound_to_ = next_ = number;
        recovery_point_ = last_;
        acknowledged_ = (std::min)(acknowledged_, number - 1);
    }
    /// The line was acknowledged. Lines up to it are not repeated.
    void acknowledge(std::uint32_t number) {
        acknowledged_ = (std::max)(acknowledged_, number);
        next_ = (std::max)(next_, acknowledged_ + 1);
    }

private:
    std::uint32_t last_ = 0;
    std::uint32_t next_ = 1;
    std::uint32_t acknowledged_ = 0;
    std::uint32_t rewound_to_ = 0;
    std::uint32_t recovery_point_ = 0;
};

} // namespace printjob::inline v0::gcode
