#pragma once
/// Marlin 1.1, 2.0 and 2.1, and the many firmwares that are made from it. A printer that did not say yet who it is is
/// taken for one, so a few words of others are known here too.
///
/// The versions differ in how they announce a start: 1.1 and 2.1 say `start`, 2.0 says `echo:start`; then the cause of
/// the reset follows (`PowerUp`, ` External Reset` ...), which counts as a start too, for the line before may be lost. Only
/// 2.1 can be locked by a password.
///
/// Sources: Marlin's list of G-codes, `gcode/queue.cpp`, `gcode/parser.cpp`, `core/language.h`, `MarlinCore.cpp`.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/mentions.hpp>
#include <printjob/gcode/dialect/named_command.hpp>
#include <printjob/gcode/syntax/any_case.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

namespace detail {

inline constexpr command_traits long_command{.is_long_running = true};
inline constexpr command_traits wait_for_heat{.is_long_running = true, .is_blocking_wait = true};
inline constexpr command_traits never_in_file{.is_forbidden_in_file = true};
inline constexpr command_traits text_for_people{.carries_text = true};
inline constexpr command_traits name_of_file{.carries_name = true};
inline constexpr command_traits printer_pauses{.pauses_printer = true, .asks_host_to_pause = true};
inline constexpr command_traits stop_with_message{
    .waits_for_person = true, .pauses_printer = true, .carries_text = true, .asks_host_to_pause = true};

/// Every command of Marlin that has a trait. Marlin acknowledges a long-running one when its handler returns.
inline constexpr command_entry marlin_commands[]{
    {{'G', 4}, long_command},  // dwell
    {{'G', 28}, long_command}, // home
    {{'G', 29}, long_command}, // level the bed
    {{'G', 30}, long_command}, // probe one point
    {{'G', 32}, long_command}, // probe and level
    {{'G', 33}, long_command}, // calibrate a delta
    {{'G', 34}, long_command}, // align the gantry
    {{'G', 76}, long_command}, // calibrate the probe's temperature

    {{'M', 48}, long_command},  // probe many times
    {{'M', 303}, long_command}, // tune PID
    {{'M', 306}, long_command}, // tune the thermal model
    {{'M', 701}, long_command}, // load filament
    {{'M', 702}, long_command}, // unload filament

    {{'M', 0}, stop_with_message},
    {{'M', 1}, stop_with_message},
    {{'M', 25}, printer_pauses},
    {{'M', 125}, {.waits_for_person = true, .pauses_printer = true, .asks_host_to_pause = true}},
    {{'M', 601}, printer_pauses}, // of Prusa's Buddy, which says that it is a Marlin
    {{'M', 600}, {.is_long_running = true, .is_blocking_wait = true, .waits_for_person = true}},

    {{'M', 18}, long_command},  // motors off, once all moves have ended
    {{'M', 84}, long_command},  // the same
    {{'M', 226}, long_command}, // wait for a pin; without one it is others' pause, see below
    {{'M', 400}, long_command}, // wait for all moves

    {{'M', 109}, wait_for_heat}, // hot end
    {{'M', 116}, wait_for_heat}, // every heater
    {{'M', 190}, wait_for_heat}, // bed
    {{'M', 191}, wait_for_heat}, // chamber
    {{'M', 192}, wait_for_heat}, // probe

    {{'M', 105}, {.asks_temperature = true}},
    {{'M', 115}, {.asks_who = true}},

    {{'M', 28}, never_in_file},  // the lines that follow are written to the card and not executed
    {{'M', 29}, never_in_file},  // the end of that
    {{'M', 112}, never_in_file}, // emergency stop
    {{'M', 410}, never_in_file}, // quick stop
    {{'M', 524}, never_in_file}, // abort the card's print
    {{'M', 997}, never_in_file}, // update the firmware

    {{'M', 117}, text_for_people}, // on the display
    {{'M', 118}, text_for_people}, // to the host
    {{'M', 486}, text_for_people}, // the name of an object

    {{'M', 16}, name_of_file},  // the printer's name, which must be this one
    {{'M', 23}, name_of_file},  // select a file of the card
    {{'M', 30}, name_of_file},  // delete it
    {{'M', 32}, name_of_file},  // print it
    {{'M', 33}, name_of_file},  // its long name
    {{'M', 98}, name_of_file},  // run a macro, where there are any
    {{'M', 928}, name_of_file}, // log to a file
};

/// The same, of commands whose parameters matter or that have a name.
[[nodiscard]] constexpr command_traits marlin_traits(command_word word, std::string_view line) {
    if (word.letter == '\0') return {.is_ignored = is_named(line, metadata_names)};
    if (word == command_word{'M', 226} && !line.empty() && !parameter(line, 'P')) return printer_pauses;
    const command_entry* found = find_command(marlin_commands, word);
    return found != nullptr ? found->traits : command_traits{};
}

/// The commands that set the target of a tool, the bed and the chamber; and those that wait for it.
inline constexpr std::string_view marlin_heaters[][2]{
    {"M104 T", "M109 T"}, {"M140", "M190"}, {"M141", "M191"}};

[[nodiscard]] constexpr command_builder marlin_set_heater(heater_address which, double target, bool waits) {
    command_builder command{marlin_heaters[static_cast<std::size_t>(which.what)][waits ? 1 : 0]};
    if (which.what == heater::tool) command.put(std::uint32_t{which.tool});
    return command.put(" S").put_decimal(target);
}

/// How Marlin announces a start; the last one is Klipper's.
inline constexpr std::string_view marlin_start_signs[]{"start",           "echo:start",
                                                       "PowerUp",         "echo:PowerUp",
                                                       "External Reset",  "echo: External Reset",
                                                       "Brown out Reset", "Watchdog Reset",
                                                       "Software Reset",  "// Klipper state: Ready"};

/// True if a line ends with `sign` and what a reset cut stands before it. A sign that begins with `echo:` needs no proof
/// of a cut but that it is glued: no blank, colon or quotation mark stands before it.
[[nodiscard]] constexpr bool ends_with_sign(std::string_view line, std::string_view sign) {
    if (is_word_after_cut(line, sign)) return true;
    if (!sign.starts_with("echo:") || !line.ends_with(sign) || line.starts_with("//")) return false;
    const char before = line[line.size() - sign.size() - 1];
    return before != ' ' && before != ':' && before != '"';
}

[[nodiscard]] constexpr std::size_t marlin_start_sign(std::string_view line) {
    for (const std::string_view sign : marlin_start_signs) {
        if (ends_with_sign(line, sign)) return line.size();
        if (is_word_before_glued(line, sign)) return sign.size();
    }
    return 0;
}

/// Texts of errors that stop Marlin, in lower case.
inline constexpr std::string_view marlin_halts[]{
    "thermal runaway", "maxtemp",        "mintemp",         "kill",          "heating failed",
    "system stopped",  "printer halted", "printer stopped", "homing failed", "thermal malfunction",
    "emergency stop"};
/// The same, of an error that a request to send a line again follows.
inline constexpr std::string_view marlin_asks_again[]{"line number",    "linenumber",   "checksum mismatch",
                                                      "wrong checksum", "format error", "expected line"};

/// Marlin names every error that stops it; the others leave it at work. `Probing Failed` is one of these: it may wipe the
/// nozzle and probe again, and if it stops, it says so in the next line. Klipper's `Printer is not ready` is known here
/// because a printer may say it before it says who it is.
[[nodiscard]] constexpr meaning marlin_meaning(const response& said) {
    if (said.kind == response_kind::comment) return meaning::as_said;
    if (mentions(said.text, "cold extrusion prevented")) return meaning::cold_extrusion;
    if (said.kind == response_kind::other) {
        if (said.text.find("Printer stopped due to errors") != std::string_view::npos ||
            said.text.find("Printer halted") != std::string_view::npos)
            return meaning::halted;
        if (mentions(said.text, "printer locked")) return meaning::locked;
        return mentions(said.text, "unknown command") ? meaning::harmless : meaning::as_said;
    }
    if (said.kind == response_kind::alarm && mentions(said.text, "not ready")) return meaning::not_ready;
    if (said.kind != response_kind::error || mentions_any(said.text, marlin_halts)) return meaning::halted;
    return mentions_any(said.text, marlin_asks_again) ? meaning::resend_follows : meaning::harmless;
}

} // namespace detail

/// Marlin's words. 64 bytes are safe with every board seen (its own have 128), 95 are its MAX_CMD_SIZE of 96 less the
/// final NUL.
inline constexpr dialect marlin{
    .name = "marlin",
    .recognised_by = "Marlin",
    .identify = "M115",
    .ask_ready = "",
    .probe = "M105",
    .ask_temperatures = "M105",
    .report_temperatures = "M155 S2",
    .reset_line_numbers = "M110 N0",
    .finish_moves = "M400",
    .ask_position = "M114",
    .break_wait = "M108",
    .emergency_stop = "M112",
    .ask_card_print = "M27",
    .motors_off = "M84",
    .fan_off = "M106 S0",
    .spindle_off = "M5",
    .recover = "",
    .set_heater = detail::marlin_set_heater,
    .traits_of = detail::marlin_traits,
    .stated_time = stated_duration,
    .start_sign = detail::marlin_start_sign,
    .meaning_of = detail::marlin_meaning,
    .numbers_lines = true,
    .longest_line = 95,
    .receive_buffer = 64,
};

} // namespace printjob::inline v0::gcode
