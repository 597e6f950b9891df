#pragma once
/// A heater whose temperature moves in a straight line towards its target, computed and not ticked.

#include <printjob/testing/marlin/settings.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstdint>

namespace printjob::inline v0::testing {

/// A heater of the simulated machine. Temperatures in thousandths of a degree Celsius.
class marlin_heater {
public:
    /// Makes a heater that is off and at room temperature. `ambient`: thousandths of a degree.
    marlin_heater(const heater_settings& settings, std::int64_t ambient)
        : settings_{settings}, ambient_{ambient}, from_{ambient} {}

    /// Returns what it heats to; 0: off.
    [[nodiscard]] std::int64_t target() const { return target_; }

    /// Sets what it heats to (0: off), between 0 and the maximum.
    void set_target(std::int64_t target, instant now) {
        from_ = temperature(now);
        since_ = now;
        target_ = std::clamp<std::int64_t>(target, 0, settings_.maximum);
    }

    /// Breaks it: it gives no heat from now on, whatever its target is.
    void fail(instant now) {
        set_target(target_, now);
        gives_heat_ = false;
    }

    /// Returns how hot it is at `now`, which must not be before the last change of its target.
    [[nodiscard]] std::int64_t temperature(instant now) const {
        if (now >= arrives(goal(), 0)) return goal();
        const auto moved = (now - since_).count() * rate() / 1'000'000;
        return goal() > from_ ? from_ + moved : from_ - moved;
    }

    /// True if it is above its target and so has to cool down.
    [[nodiscard]] bool is_cooling(instant now) const { return temperature(now) > target_; }

    /// Returns when a command that waits for the target is satisfied: within 1 degrees Celsius of it, and then the residency. A
    /// target that can never be reached, because the room is warmer, is given up a minute after the heater
    /// stops cooling (Marlin's MIN_COOLING_SLOPE_TIME).
    [[nodiscard]] instant settles(instant now) const {
        const std::int64_t window = 1'000;
        if (!gives_heat_ && target_ - ambient_ > window) return never;
        if (ambient_ - target_ >= window)
            return (std::max)(now, arrives(ambient_, 0)) + std::chrono::minutes{1};
        return (std::max)(now, arrives(goal(), window)) + settings_.residency;
    }

private:
    /// Returns where it ends up: it cannot get colder than the room.
    [[nodiscard]] std::int64_t goal() const { return gives_heat_ ? (std::max)(target_, ambient_) : ambient_; }

    [[nodiscard]] std::int64_t rate() const {
        return std::max<std::int64_t>(goal() > from_ ? settings_.heats : settings_.cools, 1);
    }

    /// Returns when it is within `window` of `where`.
    [[nodiscard]] instant arrives(std::int64_t where, std::int64_t window) const {
        const auto distance = where > from_ ? where - from_ : from_ - where;
        const auto way = std::max<std::int64_t>(distance - window, 0);
        return since_ + duration{(way * 1'000'000 + rate() - 1) / rate()};
    }

    heater_settings settings_;
    std::int64_t ambient_;
    std::int64_t from_;
    std::int64_t target_ = 0;
    bool gives_heat_ = true;
    instant since_{};
};

} // namespace printjob::inline v0::testing
