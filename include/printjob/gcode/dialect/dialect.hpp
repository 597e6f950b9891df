#pragma once
/// One firmware's commands and responses, as a value.

#include <printjob/gcode/dialect/command_traits.hpp>
#include <printjob/gcode/dialect/meaning.hpp>
#include <printjob/gcode/dialect/motion_commands.hpp>
#include <printjob/gcode/syntax/command_builder.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/readings.hpp>
#include <printjob/gcode/syntax/response.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

/// One heater of a printer.
struct heater_address {
    /// A hot end, the bed or the chamber.
    heater what = heater::tool;
    /// Which hot end, counted from 0; without meaning for the others.
    std::uint8_t tool = 0;
};

/// What the host must know of a firmware. A literal type: the dialects of this library are constants, and a
/// new one is made from a copy with other values:
///
///     constexpr dialect my_firmware = [] {
///         dialect mine = marlin;
///         mine.name = "mine";
///         mine.recognised_by = "MyFirmware";
///         mine.motors_off = "M18";
///         return mine;
///     }();
///
/// The users of a dialect keep a reference to it, so it must outlive them; the texts are not copied. No
/// function pointer may be null. An empty command is not sent: the firmware has none for the purpose.
/// `probe`, `reset_line_numbers` and `emergency_stop` must not be empty.
struct dialect {
    /// For settings, logs and messages.
    std::string_view name;
    /// A text in the answer to `identify`, as the name or later; see `select_dialect`. Empty: never
    /// recognised.
    std::string_view recognised_by;

    // --- the host's commands ---

    std::string_view identify; ///< asks for the firmware's name and capabilities
    std::string_view
        ask_ready; ///< refused with `meaning::not_ready` while it starts; empty: it answers once it is ready
    std::string_view probe;               ///< asks whether the printer still answers; has no other effect
    std::string_view ask_temperatures;    ///< asks for one temperature report
    std::string_view report_temperatures; ///< makes the printer report temperatures by itself
    std::string_view reset_line_numbers;  ///< makes the next line number 1; sent under the number 0
    std::string_view finish_moves;        ///< is acknowledged when all planned moves have ended
    std::string_view ask_position;        ///< asks where the tool is
    std::string_view break_wait;          ///< ends a command that is a `command_traits::is_blocking_wait`
    std::string_view emergency_stop;      ///< halts the firmware at once
    std::string_view ask_card_print;      ///< asks whether the printer prints from its own card
    std::string_view motors_off;          ///< when all planned moves have ended
    std::string_view fan_off;             ///< the part cooling fan
    std::string_view spindle_off;         ///< laser or spindle
    std::string_view recover;             ///< ends a halt, perhaps by a restart; empty: only a reset does
    /// Returns the command that sets a heater's target (degrees Celsius; 0 is off), and with `waits` waits until it is reached.
    command_builder (*set_heater)(heater_address which, double target, bool waits);

    // --- the traits of its commands ---

    /// Returns the traits of a command. `line` is the whole command and begins with `word`, or is empty where only the
    /// word is known.
    command_traits (*traits_of)(command_word word, std::string_view line);
    /// Returns how long a command says that it takes (a dwell's `G4 S60`); 0 if it does not say. A firmware may
    /// acknowledge such a command at once: then the next one is late by that time. `line` is the whole command and begins
    /// with `word`. Default: G4 with S in seconds or P in milliseconds.
    duration (*stated_time)(command_word word, std::string_view line) = stated_duration;

    // --- its responses ---

    /// Returns how many bytes at the front of a line say that the firmware has just started; 0 if none do. A
    /// further response may follow them. A reset may cut a line, so the sign can also be at its end: then the
    /// whole line is the sign. `line` has no leading noise and no surrounding blanks.
    std::size_t (*start_sign)(std::string_view line);
    /// Returns what a response means whose kind is `error`, `alarm`, `fatal`, `comment` or `other`; never `started`.
    meaning (*meaning_of)(const response& said);

    // --- its lines ---

    /// Lines need a number and a checksum. False: the firmware passes over both, so it never asks for a line again; they
    /// may be sent all the same.
    bool numbers_lines = true;
    std::uint16_t longest_line =
        95; ///< bytes on the wire, number and checksum included, line feed not; at most 255
    std::uint16_t receive_buffer = 64; ///< bytes of the smallest board that runs it
};

} // namespace printjob::inline v0::gcode
