#pragma once
/// How long this printer takes to answer: an estimate that follows what was seen, as TCP keeps it (RFC 6298).

#include <printjob/time.hpp>

#include <algorithm>
#include <chrono>

namespace printjob::inline v0::gcode {

/// A smoothed round trip and its mean deviation.
class round_trip {
public:
    /// More than any printer takes over a line, and short enough for sums.
    static constexpr duration longest = std::chrono::hours{24};

    /// Whether one was seen.
    [[nodiscard]] bool is_known() const { return smoothed_ != duration::zero(); }

    /// How long an answer takes that comes at all; 0 when none was seen.
    [[nodiscard]] duration longest_usual() const { return smoothed_ + 4 * deviation_; }

    /// Takes in one that was seen, of a line that was sent once. What is longer than `longest` counts as that.
    void note(duration seen) {
        seen = (std::min)(seen, longest);
        if (!is_known()) {
            smoothed_ = seen;
            deviation_ = seen / 2;
            return;
        }
        const duration off = seen > smoothed_ ? seen - smoothed_ : smoothed_ - seen;
        deviation_ += (off - deviation_) / 4;
        smoothed_ += (seen - smoothed_) / 8;
    }

private:
    duration smoothed_{};
    duration deviation_{};
};

} // namespace printjob::inline v0::gcode
