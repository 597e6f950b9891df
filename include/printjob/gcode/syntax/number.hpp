#pragma once
/// Reads numbers of G-code and of a firmware's responses: no locale, no allocation, `constexpr`.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// True for 0-9, in any locale.
[[nodiscard]] constexpr bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/// True for an ASCII letter, in any locale.
[[nodiscard]] constexpr bool is_letter(char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/// True for a space or a tab.
[[nodiscard]] constexpr bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

/// Returns the upper-case form of an ASCII letter; every other byte unchanged.
[[nodiscard]] constexpr char upper(char byte) {
    return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
}

/// Takes the blanks off the front of `text`.
constexpr void skip_blanks(std::string_view& text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
}

/// Takes an unsigned whole number off the front of `text`. Returns nothing, and leaves `text` unchanged, if
/// it does not begin with a digit or the number needs more than 32 bits.
[[nodiscard]] constexpr std::optional<std::uint32_t> take_number(std::string_view& text) {
    std::uint64_t value = 0;
    std::size_t size = 0;
    for (; size < text.size() && is_digit(text[size]); ++size) {
        value = value * 10 + static_cast<std::uint64_t>(text[size] - '0');
        if (value > (std::numeric_limits<std::uint32_t>::max)()) return std::nullopt;
    }
    if (size == 0) return std::nullopt;
    text.remove_prefix(size);
    return static_cast<std::uint32_t>(value);
}

/// Takes a decimal number (12, -0.5, .5, or +3.) off the front of `text`. It has no exponent: in G-code an
/// `E` begins the next word. Exact to the last bit for up to 15 digits; fraction digits beyond the 18th digit
/// are ignored. Returns nothing, and leaves `text` unchanged, if there is no digit or there are more than 18
/// before the point.
[[nodiscard]] constexpr std::optional<double> take_decimal(std::string_view& text) {
    constexpr int most_digits = 18; // what surely fits 64 bits
    std::size_t at = 0;
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        at = 1;
    }
    std::uint64_t mantissa = 0;
    double scale = 1;
    int digits = 0;
    bool fraction = false;
    bool any = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (!is_digit(text[at])) break;
        any = true;
        if (digits == most_digits) {
            if (!fraction) return std::nullopt;
            continue;
        }
        mantissa = mantissa * 10 + static_cast<std::uint64_t>(text[at] - '0');
        if (mantissa != 0) ++digits;
        if (fraction && scale < 1e18) scale *= 10;
    }
    if (!any) return std::nullopt;
    text.remove_prefix(at);
    const double value = static_cast<double>(mantissa) / scale;
    return negative ? -value : value;
}

} // namespace printjob::inline v0::gcode
