#pragma once
/// Words in a text, whatever the case of their letters.

#include <printjob/gcode/syntax/number.hpp>

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::gcode {

/// True if a text begins with `words`; the case of ASCII letters does not matter.
[[nodiscard]] constexpr bool starts_with_any_case(std::string_view text, std::string_view words) {
    if (text.size() < words.size()) return false;
    for (std::size_t at = 0; at < words.size(); ++at)
        if (upper(text[at]) != upper(words[at])) return false;
    return true;
}

/// Returns where a text contains `words` for the first time; npos if it does not. The case of ASCII letters does not
/// matter.
[[nodiscard]] constexpr std::size_t find_any_case(std::string_view text, std::string_view words) {
    for (std::size_t at = 0; at + words.size() <= text.size(); ++at)
        if (starts_with_any_case(text.substr(at), words)) return at;
    return std::string_view::npos;
}

} // namespace printjob::inline v0::gcode
