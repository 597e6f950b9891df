#pragma once
/// Klipper, over the pseudo-terminal that it offers to hosts.
///
/// Its `ok` comes when a command is done. `// ...` is talk. `!! ...` is the error of one command, and the printer goes on.
/// When it shuts down it says `// Klipper state: Shutdown`, and answers every command with an error until
/// FIRMWARE_RESTART. While it starts, it answers that it is not ready. Any command may be a macro of the user's.
///
/// Sources: Klipper's documentation (G-Codes, status reference), `gcode.py`, `klippy.py`.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/mentions.hpp>
#include <printjob/gcode/dialect/named_command.hpp>
#include <printjob/gcode/syntax/any_case.hpp>
#include <printjob/time.hpp>

#include <string_view>

namespace printjob::inline v0::gcode {

namespace detail {

inline constexpr std::string_view klipper_pauses[]{"PAUSE"};
/// They restart Klipper.
inline constexpr std::string_view klipper_restarts[]{"RESTART", "FIRMWARE_RESTART", "SAVE_CONFIG"};
/// Its answer is what Klipper says after a start.
inline constexpr std::string_view klipper_misleading[]{"STATUS"};

/// A command with a name may be a macro, which may take long, but what slicers write between moves does not.
[[nodiscard]] constexpr command_traits klipper_traits(command_word word, std::string_view line) {
    if (word.letter == 'T') return long_command; // a macro
    if (word.letter != '\0') return marlin_traits(word, line);
    if (name_of(line).empty()) return {};
    if (is_named(line, metadata_names)) return {.is_metadata = true};
    if (is_named(line, klipper_pauses)) return printer_pauses;
    if (is_named(line, klipper_restarts)) return never_in_file;
    if (is_named(line, klipper_misleading)) return {.is_ignored = true};
    return {.is_long_running = !starts_with_any_case(line, "SET_")};
}

/// Klipper reads P only.
[[nodiscard]] constexpr duration klipper_stated_time(command_word word, std::string_view line) {
    return parameter(line, 'P') ? stated_duration(word, line) : duration::zero();
}

/// In lower case: what its talk contains when it takes no commands any more.
inline constexpr std::string_view klipper_halts[]{"klipper state: shutdown", "klipper state: disconnect",
                                                  "printer is shutdown", "printer is halted"};
/// The same, of errors: the first is said after an M112, the second before a shutdown.
inline constexpr std::string_view klipper_lethal_errors[]{"shutdown", "internal error on command"};
/// The same, while it starts.
inline constexpr std::string_view klipper_not_ready[]{"printer is not ready", "klipper state: not ready"};

[[nodiscard]] constexpr meaning klipper_meaning(const response& said) {
    if (said.kind == response_kind::other) return meaning::as_said;
    if (mentions_any(said.text, klipper_not_ready)) return meaning::not_ready;
    if (said.kind == response_kind::comment) {
        if (mentions_any(said.text, klipper_halts)) return meaning::halted;
        return mentions(said.text, "unknown command") ? meaning::harmless : meaning::as_said;
    }
    if (mentions_any(said.text, klipper_lethal_errors)) return meaning::halted;
    return mentions(said.text, "extrude below minimum temp") ? meaning::cold_extrusion
                                                             : meaning::command_failed;
}

} // namespace detail

/// Klipper's words. M105, M110, M114 and M115 are answered also while it starts; M400 is not. It passes over line numbers
/// and checksums, and refuses G20. It reports no temperatures by itself, and nothing ends its
/// waits. Its lines have no limit: 255 bytes are what a line of this library may have.
inline constexpr dialect klipper = [] {
    dialect differs = marlin;
    differs.name = "klipper";
    differs.recognised_by = "Klipper";
    differs.ask_ready = "M400";
    differs.report_temperatures = "";
    differs.break_wait = "";
    differs.recover = "FIRMWARE_RESTART";
    differs.traits_of = detail::klipper_traits;
    differs.stated_time = detail::klipper_stated_time;
    differs.meaning_of = detail::klipper_meaning;
    differs.numbers_lines = false;
    differs.longest_line = 255;
    differs.receive_buffer = 256;
    return differs;
}();

} // namespace printjob::inline v0::gcode
