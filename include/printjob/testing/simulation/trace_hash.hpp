#pragma once
/// The trace of a run as one number: two runs that differ in anything that was noted differ in it.

#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::testing {

/// A running hash (FNV-1a over 64-bit words) of what happened, and when.
class trace_hash {
public:
    /// Notes a thing that happened: what kind of thing, when, and its value.
    constexpr void note(char kind, instant when, std::uint64_t value) {
        mix(static_cast<unsigned char>(kind));
        mix(static_cast<std::uint64_t>(when.time_since_epoch().count()));
        mix(value);
    }
    /// Notes a line of text, eight bytes at a time.
    constexpr void note(char kind, instant when, std::string_view text) {
        note(kind, when, text.size());
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            word = word << 8U | static_cast<unsigned char>(text[i]);
            if (i % 8 == 7) mix(word);
        }
        mix(word);
    }
    /// Returns the number that stands for everything noted so far, in its order.
    [[nodiscard]] constexpr std::uint64_t hash() const { return hash_; }

private:
    constexpr void mix(std::uint64_t word) {
        hash_ = (hash_ ^ word) * 0x100000001B3;
        hash_ ^= hash_ >> 32U; // the product carries upwards only
    }

    std::uint64_t hash_ = 0xCBF29CE484222325;
};

} // namespace printjob::inline v0::testing
