#pragma once
/// The queue of planned moves: where a move goes when its line is acknowledged and long before it is
/// executed.

#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::testing {

/// X, Y, Z and E in micrometres.
using axes = std::array<std::int64_t, 4>;

/// Returns the floor of a square root, the same on every compiler.
[[nodiscard]] constexpr std::uint64_t integer_root(std::uint64_t square) {
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << 62U; bit != 0; bit >>= 2U) {
        if (square >= root + bit) {
            square -= root + bit;
            root = (root >> 1U) + bit;
        } else {
            root >>= 1U;
        }
    }
    return root;
}

/// Returns how far the tool travels in a straight move: the way in space, or that of the filament when nothing else
/// moves.
[[nodiscard]] constexpr std::int64_t travel(const axes& delta) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto way = std::clamp<std::int64_t>(delta[i], -2'000'000'000, 2'000'000'000);
        sum += static_cast<std::uint64_t>(way * way);
    }
    if (sum == 0) return delta[3] < 0 ? -delta[3] : delta[3];
    return static_cast<std::int64_t>(integer_root(sum));
}

/// Moves in order, each with the time it takes. At most `places - 1` wait or run at once (Marlin keeps one
/// place of its ring free, so an idle one reports P15 of 16).
class marlin_planner {
public:
    /// `places`: BLOCK_BUFFER_SIZE, 2 to 64.
    explicit marlin_planner(std::size_t places)
        : usable_{std::clamp<std::size_t>(places, 2, ring_size) - 1} {}

    /// Forgets the moves that have ended.
    void handle_time(instant now) {
        while (count_ > 0 && at(0).end <= now) {
            first_ = (first_ + 1) % ring_size;
            --count_;
        }
    }

    /// Returns how many moves can still be planned.
    [[nodiscard]] std::size_t free() const { return usable_ - count_; }
    /// True if none can.
    [[nodiscard]] bool is_full() const { return count_ == usable_; }

    /// Returns when the oldest move ends and its place is free; the epoch when nothing is planned.
    [[nodiscard]] instant place_free() const { return count_ == 0 ? instant{} : at(0).end; }
    /// Returns when the last planned move ends; the epoch when nothing is planned.
    [[nodiscard]] instant motion_ends() const { return count_ == 0 ? instant{} : at(count_ - 1).end; }

    /// Plans a move; there must be a free place.
    void plan(const axes& delta, duration takes, instant now) {
        const instant begin = (std::max)(now, motion_ends());
        ring_[(first_ + count_) % ring_size] = {begin, begin + takes, delta};
        ++count_;
        handle_time(now);
    }

    /// Returns what of the planned moves has not been executed yet.
    [[nodiscard]] axes remaining(instant now) const {
        axes left{};
        for (std::size_t i = 0; i < count_; ++i) {
            const block& move = at(i);
            if (move.end <= now) continue;
            for (std::size_t axis = 0; axis < left.size(); ++axis)
                left[axis] += move.remaining(axis, now);
        }
        return left;
    }

    /// Stops at once and forgets every move.
    void clear() { count_ = 0; }

private:
    struct block {
        instant begin;
        instant end;
        axes delta{};

        [[nodiscard]] std::int64_t remaining(std::size_t axis, instant now) const {
            if (now <= begin) return delta[axis];
            auto whole = (end - begin).count();
            auto left = (end - now).count();
            while (whole > 0x7FFF'FFFF) { // keeps the product below 64 bits
                whole /= 2;
                left /= 2;
            }
            return delta[axis] * left / whole;
        }
    };

    static constexpr std::size_t ring_size = 64;

    [[nodiscard]] const block& at(std::size_t i) const { return ring_[(first_ + i) % ring_size]; }

    std::array<block, ring_size> ring_{};
    std::size_t usable_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

} // namespace printjob::inline v0::testing
