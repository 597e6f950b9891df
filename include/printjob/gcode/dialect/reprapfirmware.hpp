#pragma once
/// RepRapFirmware, the firmware of Duet boards, over USB.
///
/// Sources: the G-code dictionary and the manuals at docs.duet3d.com.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/mentions.hpp>

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::gcode {

namespace detail {

/// The commands whose traits differ from Marlin's.
inline constexpr command_entry reprapfirmware_commands[]{
    {{'M', 226}, printer_pauses}, // pause, from a file
    {{'M', 600}, printer_pauses}, // pause to change the filament

    {{'M', 98}, {.is_long_running = true, .carries_name = true}},      // run a macro
    {{'M', 291}, {.is_long_running = true, .waits_for_person = true}}, // show a message, perhaps with buttons
    {{'M', 36}, name_of_file},                                         // ask about a file
    {{'M', 999}, never_in_file},                                       // restart the firmware
};

/// A change of tool runs macros.
[[nodiscard]] constexpr command_traits reprapfirmware_traits(command_word word, std::string_view line) {
    if (word.letter == 'T') return long_command;
    const command_entry* found = find_command(reprapfirmware_commands, word);
    return found != nullptr ? found->traits : marlin_traits(word, line);
}

[[nodiscard]] constexpr std::size_t reprapfirmware_start_sign(std::string_view line) {
    return line.ends_with(" is up and running.") ? line.size() : marlin_start_sign(line);
}

/// In lower case: what an error contains that stops the printer.
inline constexpr std::string_view reprapfirmware_halts[]{"heating fault", "heater fault", "emergency stop"};

/// The answers to M408 and M409 are JSON. An error is the answer to one command; a heater's fault and `!!` are not.
[[nodiscard]] constexpr meaning reprapfirmware_meaning(const response& said) {
    if (said.kind == response_kind::comment || said.text.starts_with('{')) return meaning::as_said;
    if (mentions(said.text, "was not driven because its heater temperatures")) return meaning::cold_extrusion;
    if (mentions_any(said.text, reprapfirmware_halts)) return meaning::halted;
    if (said.kind == response_kind::error)
        return mentions(said.text, "bad command") ? meaning::harmless : meaning::command_failed;
    return marlin_meaning(said);
}

} // namespace detail

/// RepRapFirmware's words.
inline constexpr dialect reprapfirmware = [] {
    dialect differs = marlin;
    differs.name = "reprapfirmware";
    differs.recognised_by = "RepRapFirmware";
    differs.recover = "M999";
    differs.traits_of = detail::reprapfirmware_traits;
    differs.start_sign = detail::reprapfirmware_start_sign;
    differs.meaning_of = detail::reprapfirmware_meaning;
    return differs;
}();

} // namespace printjob::inline v0::gcode
