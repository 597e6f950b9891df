#pragma once
/// How long an arc is, in integers: the same on every compiler.

#include <printjob/testing/marlin/planner.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::testing {

/// Returns the direction of (x, y) from the X axis, counter-clockwise, in 2^-32 of a turn; good to about 2^-16
/// (CORDIC).
[[nodiscard]] constexpr std::uint32_t direction(std::int64_t x, std::int64_t y) {
    constexpr std::array<std::uint32_t, 16> steps{
        536870912, 316933406, 167458907, 85004756, 42667331, 21354465, 10679838, 5340245,
        2670163,   1335087,   667544,    333772,   166886,   83443,    41722,    20861};
    std::uint32_t angle = 0;
    if (x < 0) {
        x = -x;
        y = -y;
        angle = std::uint32_t{1} << 31U;
    }
    x *= 16; // keeps a fraction while short vectors turn
    y *= 16;
    for (std::size_t i = 0; i < steps.size() && y != 0; ++i) {
        const std::int64_t x_part = x >> i;
        const std::int64_t y_part = y >> i;
        x += y > 0 ? y_part : -y_part;
        angle += y > 0 ? steps[i] : 0U - steps[i];
        y -= y > 0 ? x_part : -x_part;
    }
    return angle;
}

/// A `G2` or `G3`: where it goes and around what. Lengths in micrometres.
struct arc {
    /// From its start to its end.
    axes delta{};
    std::int64_t centre_x = 0; ///< I: from the start
    std::int64_t centre_y = 0; ///< J
    std::int64_t radius = 0;   ///< R instead of I and J; negative: the longer way round; 0: not given
    /// G2, rather than G3.
    bool clockwise = false;
};

/// Returns how far the tool travels. An arc that ends where it began is a full circle; without I, J and R it is a
/// line.
[[nodiscard]] constexpr std::int64_t travel(const arc& what) {
    const auto [dx, dy, dz, de] = what.delta;
    std::int64_t radius = what.radius < 0 ? -what.radius : what.radius;
    std::uint64_t turn = 0; // in 2^-32 of a circle
    if (radius > 0) {
        const std::int64_t half_chord = travel(axes{dx, dy, 0, 0}) / 2;
        if (half_chord > radius) radius = half_chord;
        const auto height = static_cast<std::int64_t>(
            integer_root(static_cast<std::uint64_t>(radius * radius - half_chord * half_chord)));
        turn = 2 * std::uint64_t{direction(height, half_chord)};
        if (what.radius < 0) turn = (std::uint64_t{1} << 32U) - turn;
    } else {
        radius = travel(axes{what.centre_x, what.centre_y, 0, 0});
        if (radius == 0) return travel(what.delta);
        const std::uint32_t from = direction(-what.centre_x, -what.centre_y);
        const std::uint32_t to = direction(dx - what.centre_x, dy - what.centre_y);
        turn = what.clockwise ? from - to : to - from;
        if (dx == 0 && dy == 0) turn = std::uint64_t{1} << 32U;
    }
    const auto circle = static_cast<std::uint64_t>(radius) * 6'283'185 / 1'000'000;
    const auto way = static_cast<std::int64_t>(circle * (turn >> 16U) >> 16U);
    return travel(axes{way, 0, dz, de});
}

} // namespace printjob::inline v0::testing
