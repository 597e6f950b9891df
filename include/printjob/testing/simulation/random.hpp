#pragma once
/// Random numbers for runs that can be replayed: whole numbers only, the same on every compiler.

#include <printjob/time.hpp>

#include <cstdint>

namespace printjob::inline v0::testing {

/// A stream of numbers that is named by its seed (splitmix64, Steele and others 2014). The distributions of
/// the standard library are not used: each library has its own.
class random_stream {
public:
    /// At the beginning of the stream that `seed` names. 0 is a seed like any other.
    explicit constexpr random_stream(std::uint64_t seed) : state_{seed} {}

    /// Returns 64 random bits.
    [[nodiscard]] constexpr std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EB;
        return z ^ (z >> 31U);
    }
    /// Returns 0 to `limit` - 1; 0 when `limit` is 0.
    [[nodiscard]] constexpr std::uint32_t below(std::uint32_t limit) {
        return static_cast<std::uint32_t>(((next() >> 32U) * limit) >> 32U);
    }
    /// True once in `count` times.
    [[nodiscard]] constexpr bool one_in(std::uint32_t count) { return below(count) == 0; }
    /// Returns a span of time below `limit`, which must be under an hour.
    [[nodiscard]] constexpr duration up_to(duration limit) {
        return duration{below(static_cast<std::uint32_t>(limit.count()))};
    }

private:
    std::uint64_t state_;
};

} // namespace printjob::inline v0::testing
