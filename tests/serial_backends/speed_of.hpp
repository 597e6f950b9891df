#pragma once
/// What a terminal device is set to.

#include <cstdint>
#include <string>

/// Bits per second in both directions.
struct line_speed {
    std::uint32_t in;
    std::uint32_t out;

    friend bool operator==(const line_speed&, const line_speed&) = default;
};

/// The speed that `device` is set to; zeros when it cannot be told.
[[nodiscard]] line_speed speed_of(const std::string& device);
