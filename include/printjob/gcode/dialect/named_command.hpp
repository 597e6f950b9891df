#pragma once
/// Commands that have a name instead of a letter and a number, as Klipper's and its macros have: `EXCLUDE_OBJECT_START`.

#include <printjob/gcode/syntax/any_case.hpp>
#include <printjob/gcode/syntax/number.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Returns the name that a line begins with: letters, digits and `_`. Source: Klipper `gcode.py`.
[[nodiscard]] constexpr std::string_view name_of(std::string_view line) {
    std::size_t size = 0;
    while (size < line.size() && (is_letter(line[size]) || is_digit(line[size]) || line[size] == '_'))
        ++size;
    return line.substr(0, size);
}

/// True if a line begins with one of a list's names; the case does not matter.
[[nodiscard]] constexpr bool is_named(std::string_view line, std::span<const std::string_view> names) {
    const std::string_view name = name_of(line);
    for (const std::string_view each : names)
        if (name.size() == each.size() && starts_with_any_case(name, each)) return true;
    return false;
}

/// The commands with which slicers tell Klipper of the objects and layers of a print.
inline constexpr std::string_view metadata_names[]{"EXCLUDE_OBJECT_DEFINE", "EXCLUDE_OBJECT_START",
                                                   "EXCLUDE_OBJECT_END", "SET_PRINT_STATS_INFO"};

} // namespace printjob::inline v0::gcode
