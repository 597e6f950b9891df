#pragma once
/// Repetier-Firmware.
///
/// Sources: Repetier-Firmware's list of commands (`Repetier.ino`), its protocol as Repetier-Host documents it, and reports
/// from the field.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/mentions.hpp>
#include <printjob/gcode/syntax/any_case.hpp>
#include <printjob/gcode/syntax/number.hpp>

#include <string_view>

namespace printjob::inline v0::gcode {

namespace detail {

[[nodiscard]] constexpr command_traits repetier_traits(command_word word, std::string_view line) {
    if (word == command_word{'M', 601}) return long_command; // extruders off, or on and heated again
    return marlin_traits(word, line);
}

/// In lower case: what it says when it turns its heaters off, and then takes moves without executing them.
inline constexpr std::string_view repetier_halts[]{"decoupled", "disabling all", "dry run mode",
                                                   "sensor defect"};

/// After a bad line, which it asks for again, it answers `skip N` and `ok` to each line that was on its way, and executes
/// none of them. So it does with a line that it knows already.
[[nodiscard]] constexpr meaning repetier_meaning(const response& said) {
    if (said.kind == response_kind::comment) return meaning::as_said;
    if (said.kind == response_kind::other && starts_with_any_case(said.text, "skip ") &&
        said.text.size() > 5 && is_digit(said.text[5]))
        return meaning::skipped;
    return mentions_any(said.text, repetier_halts) ? meaning::halted : marlin_meaning(said);
}

} // namespace detail

/// Repetier-Firmware's words. Its M108 is no way out of a wait. `ok N`, `wait` and `RequestPause:` are in every dialect.
inline constexpr dialect repetier = [] {
    dialect differs = marlin;
    differs.name = "repetier";
    differs.recognised_by = "Repetier";
    differs.break_wait = "";
    differs.recover = "M999";
    differs.traits_of = detail::repetier_traits;
    differs.meaning_of = detail::repetier_meaning;
    return differs;
}();

} // namespace printjob::inline v0::gcode
