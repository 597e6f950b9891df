#pragma once
/// Searches a firmware's texts for words, ignoring case.

#include <printjob/gcode/syntax/any_case.hpp>

#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// True if a text contains `words`; case does not matter.
[[nodiscard]] constexpr bool mentions(std::string_view text, std::string_view words) {
    return find_any_case(text, words) != std::string_view::npos;
}

/// True if a text contains one of a list's entries.
[[nodiscard]] constexpr bool mentions_any(std::string_view text, std::span<const std::string_view> list) {
    for (const std::string_view words : list)
        if (mentions(text, words)) return true;
    return false;
}

} // namespace printjob::inline v0::gcode
