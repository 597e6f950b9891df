#pragma once
/// Named timers. A timer is armed where its wait is decided, and the next deadline is the earliest of all, so
/// that no condition is written twice.

#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// Returns the instant that is `wait` after `now`: `now` itself when `wait` is negative, `never` when the sum is
/// beyond the last instant. Use this instead of `+` wherever the wait is a setting: a sum never overflows.
[[nodiscard]] constexpr instant after(instant now, duration wait) {
    if (wait <= duration::zero()) return now;
    return now.time_since_epoch() > (duration::max)() - wait ? never : now + wait;
}

/// Returns how much later `to` is than `from`: zero when it is not later, the longest duration when it is longer.
[[nodiscard]] constexpr duration elapsed(instant from, instant to) {
    if (to <= from) return duration::zero();
    const bool fits =
        from >= instant{} || to.time_since_epoch() <= (duration::max)() + from.time_since_epoch();
    return fits ? to - from : (duration::max)();
}

/// One timer for each enumerator of `Name`, whose values are 0 to `Last` without gaps. Allocates nothing; not
/// thread-safe.
///
///     enum class wait : std::uint8_t { reply, retry };
///     timers<wait, wait::retry> timers_;
template <class Name, Name Last>
class timers {
public:
    /// Makes a table with no timer armed.
    constexpr timers() { disarm_all(); }

    // --- getters ---

    /// Returns when the timer is due; `never` when it is not armed.
    [[nodiscard]] constexpr instant at(Name which) const { return due_[index(which)]; }
    /// True while the timer is armed, whether it is due or not.
    [[nodiscard]] constexpr bool is_armed(Name which) const { return at(which) != never; }
    /// True once the timer is armed and its time has come. It stays so until it is disarmed or armed again.
    [[nodiscard]] constexpr bool is_due(Name which, instant now) const {
        return is_armed(which) && now >= at(which);
    }
    /// Returns when the first armed timer is due; `never` when none is armed.
    [[nodiscard]] constexpr instant next() const {
        instant first = never;
        for (bits rest = armed_; rest != 0; rest &= rest - 1) // clears the lowest bit
            first = (std::min)(first, due_[static_cast<std::size_t>(std::countr_zero(rest))]);
        return first;
    }

    // --- inputs ---

    /// Sets the timer to `at`, whatever it was; with `never` this is `disarm`.
    constexpr void arm(Name which, instant at) {
        due_[index(which)] = at;
        armed_ = at != never ? armed_ | bit(which) : armed_ & ~bit(which);
    }
    /// Sets the timer to `wait` after `now`; see `after`.
    constexpr void arm(Name which, instant now, duration wait) { arm(which, after(now, wait)); }
    /// Stops the timer: it is not due any more.
    constexpr void disarm(Name which) { arm(which, never); }
    /// Stops all of them.
    constexpr void disarm_all() {
        due_.fill(never);
        armed_ = 0;
    }

private:
    using bits = std::uint32_t; ///< one for each timer that is armed: few are, so the least is found quickly
    static constexpr std::size_t count = static_cast<std::size_t>(Last) + 1;
    static_assert(count <= 32);

    [[nodiscard]] static constexpr std::size_t index(Name which) { return static_cast<std::size_t>(which); }
    [[nodiscard]] static constexpr bits bit(Name which) { return bits{1} << index(which); }

    std::array<instant, count> due_{};
    bits armed_ = 0;
};

} // namespace printjob::inline v0::gcode
