#pragma once
/// Files that are not text although they have the name of a G-code file.

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::gcode {

/// How many bytes of a file `is_binary_gcode` needs.
inline constexpr std::size_t binary_gcode_mark_size = 4;

/// True if a file that begins with these bytes is binary G-code (`.bgcode`), which this library cannot print: a host
/// refuses it at upload. Source: the file header in Prusa's specification of the format.
[[nodiscard]] constexpr bool is_binary_gcode(std::string_view first_bytes) {
    return first_bytes.starts_with("GCDE");
}

} // namespace printjob::inline v0::gcode
