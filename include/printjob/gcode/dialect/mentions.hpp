#pragma once
/// Searches a firmware's texts for words, ignoring case.

#include <printjob/gcode/syntax/number.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// True if a text contains `words`; case does not matter.
[[nodiscard]] constexpr bool mentions(std::string_view text, std::string_view words) {
    for (std::size_t at = 0; at + words.size() <= text.size(); ++at) {
        std::size_t same = 0;
        while (same < words.size() && upper(text[at + same]) == upper(words[same]))
            ++same;
        if (same == words.size()) return true;
    }
    return false;
}

/// True if a text contains one of a list's entries.
[[nodiscard]] constexpr bool mentions_any(std::string_view text, std::span<const std::string_view> list) {
    for (const std::string_view words : list)
        if (mentions(text, words)) return true;
    return false;
}

} // namespace printjob::inline v0::gcode
