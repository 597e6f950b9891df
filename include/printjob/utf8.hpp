#pragma once
/// Characters of UTF-8: how long the first one is, and whether it is valid.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// The beginning of a text: a character, or invalid bytes that one replacement character stands for.
struct utf8_prefix {
    std::size_t length; ///< bytes, 1 to 4
    bool is_character;  ///< whether they are one whole character
};

/// Returns the first character of a text, which must not be empty. Invalid bytes end where the next character
/// may begin (RFC 3629; Unicode, section 3.9, "maximal subpart").
[[nodiscard]] constexpr utf8_prefix utf8_prefix_of(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return {1, true};
    if (lead < 0xC2 || lead > 0xF4) return {1, false};
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    // The second byte decides whether the form is overlong, a surrogate, or beyond U+10FFFF.
    std::uint8_t least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    std::uint8_t most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < length; ++i) {
        if (i == text.size() || byte(i) < least || byte(i) > most) return {i, false};
        least = 0x80;
        most = 0xBF;
    }
    return {length, true};
}

/// True for a control character: U+0000 to U+001F, and U+007F to U+009F. `character` is one whole character.
[[nodiscard]] constexpr bool is_control(std::string_view character) {
    const auto lead = static_cast<std::uint8_t>(character.front());
    if (character.size() == 1) return lead < 0x20 || lead == 0x7F;
    return lead == 0xC2 && static_cast<std::uint8_t>(character[1]) < 0xA0;
}

} // namespace printjob::inline v0
