#pragma once
/// Smoothieware.
///
/// Sources: Smoothieware's documentation (supported G-codes, "stopping Smoothie"), `main.cpp`, `GcodeDispatch.cpp`, and
/// reports from the field.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/mentions.hpp>

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::gcode {

namespace detail {

[[nodiscard]] constexpr command_traits smoothie_traits(command_word word, std::string_view line) {
    if (word == command_word{'M', 600}) return printer_pauses; // it suspends the print
    if (word == command_word{'M', 601}) return {};             // it goes on
    return marlin_traits(word, line);
}

/// The first line of a start; `Smoothie` alone says only that USB was attached.
[[nodiscard]] constexpr std::size_t smoothie_start_sign(std::string_view line) {
    return line.starts_with("Smoothie Running @") ? line.size() : marlin_start_sign(line);
}

/// In lower case: what it says when it halts, and to each command until M999.
inline constexpr std::string_view smoothie_halts[]{"halt asserted", "alarm lock", "alarm:"};

[[nodiscard]] constexpr meaning smoothie_meaning(const response& said) {
    if (said.kind == response_kind::comment) return meaning::as_said;
    return mentions_any(said.text, smoothie_halts) ? meaning::halted : marlin_meaning(said);
}

} // namespace detail

/// Smoothieware's words. It answers `!!` when it halts, and to every command until M999. A sensor that is missing reads
/// `T:inf`. It has no M108.
inline constexpr dialect smoothie = [] {
    dialect differs = marlin;
    differs.name = "smoothie";
    differs.recognised_by = "Smoothie";
    differs.break_wait = "";
    differs.recover = "M999";
    differs.traits_of = detail::smoothie_traits;
    differs.start_sign = detail::smoothie_start_sign;
    differs.meaning_of = detail::smoothie_meaning;
    return differs;
}();

} // namespace printjob::inline v0::gcode
