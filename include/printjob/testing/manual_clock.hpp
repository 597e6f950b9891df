#pragma once
/// A clock that only moves when a test says so: a simulated hour takes no time.

#include <printjob/time.hpp>

namespace printjob::inline v0::testing {

/// A virtual time. It starts at the epoch and never steps back.
class manual_clock {
public:
    manual_clock() = default;

    /// Starts at `start` instead of the epoch.
    explicit constexpr manual_clock(instant start) : now_{start} {}

    /// Returns the present instant.
    [[nodiscard]] constexpr instant now() const { return now_; }

    /// Moves on by `span`; a negative span is ignored.
    constexpr void advance(duration span) {
        if (span > duration::zero()) now_ += span;
    }

    /// Moves on to `when`; an instant that has passed is ignored.
    constexpr void advance_to(instant when) {
        if (when > now_) now_ = when;
    }

private:
    instant now_{};
};

} // namespace printjob::inline v0::testing
