#pragma once
/// Prusa-Firmware, the 8-bit firmware of the MK2.5 and MK3. Buddy, the firmware of the MINI, MK4 and XL, is
/// derived from Marlin 2.0 and handled as Marlin.
///
/// Sources: Prusa-Firmware's list of G-codes, `Marlin_main.cpp`, `cmdqueue.cpp`, `MarlinSerial.h`.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/mentions.hpp>

#include <string_view>

namespace printjob::inline v0::gcode {

namespace detail {

/// The commands whose traits differ from Marlin's.
inline constexpr command_entry prusa_commands[]{
    {{'G', 80}, long_command}, // probe the bed

    {{'M', 125}, printer_pauses}, // M25, M125 and M601 are one
    {{'M', 603}, never_in_file},  // stop the print

    {{'M', 310}, long_command}, // tune the thermal model
    {{'M', 860}, long_command}, // wait for the probe's temperature
};

[[nodiscard]] constexpr command_traits prusa_traits(command_word word, std::string_view line) {
    const command_entry* found = find_command(prusa_commands, word);
    return found != nullptr ? found->traits : marlin_traits(word, line);
}

/// Returns what a response of Prusa-Firmware means. It sends `Unknown M code:` and `Invalid M code:` instead
/// of Marlin's `Unknown command:`.
inline constexpr std::string_view prusa_unknown[]{"unknown m code", "unknown g code", "invalid m code"};

[[nodiscard]] constexpr meaning prusa_meaning(const response& said) {
    const bool is_unknown = said.kind == response_kind::other && mentions_any(said.text, prusa_unknown);
    return is_unknown ? meaning::harmless : marlin_meaning(said);
}

} // namespace detail

/// Prusa-Firmware's words. It has no M108. Its receive buffer of 128 bytes discards everything when it holds
/// 127, so 126 may be used.
inline constexpr dialect prusa = [] {
    dialect differs = marlin;
    differs.name = "prusa";
    differs.recognised_by = "Prusa-Firmware "; // with the blank: not Prusa-Firmware-Buddy
    differs.break_wait = "";
    differs.traits_of = detail::prusa_traits;
    differs.meaning_of = detail::prusa_meaning;
    differs.receive_buffer = 127;
    return differs;
}();

} // namespace printjob::inline v0::gcode
