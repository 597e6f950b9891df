#pragma once
/// What the commands sent so far have set in the printer, as far as a pause must restore it.

#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/job/file.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A laser, a spindle or another tool that M3 and M4 turn on and M5 turns off.
struct spindle_state {
    std::uint8_t turns = 0;      ///< 3 or 4, as in M3 and M4; 0: it is off
    std::optional<double> speed; ///< the S of that command

    friend constexpr bool operator==(const spindle_state&, const spindle_state&) = default;
};

/// Modes, feed rate, fan, spindle and targets: what M114 does not tell. Values that no command has set are empty.
struct modal_state {
    bool inches = false;             ///< G20, G21
    bool absolute_axes = true;       ///< G90, G91
    bool absolute_extruder = true;   ///< M82, M83; G90 and G91 set it too, as in Marlin
    bool motors_off = false;         ///< M84, M18 since the last G28
    std::optional<double> feed_rate; ///< mm/min; in inches per minute after G20
    std::optional<double> fan;       ///< 0..255, the part cooling fan
    spindle_state spindle{};         ///< M3, M4, M5
    std::uint8_t tool = 0;           ///< the active one
    std::array<std::optional<double>, max_tools> tool_targets{}; ///< degrees Celsius
    std::optional<double> bed_target;                            ///< degrees Celsius
    std::optional<double> chamber_target;                        ///< degrees Celsius

    /// Takes a sanitised command in, which begins with `word`.
    void note(command_word word, std::string_view command) {
        if (word.letter == 'G')
            note_g(word.number, command);
        else if (word.letter == 'M')
            note_m(word.number, command);
        else if (word.letter == 'T' && word.number < max_tools)
            tool = static_cast<std::uint8_t>(word.number);
    }

private:
    void note_g(std::uint16_t number, std::string_view command) {
        if (number <= 3) {
            if (command.find('F') == std::string_view::npos) return;
            if (const auto rate = parameter(command, 'F')) feed_rate = rate;
        } else if (number == 20 || number == 21) {
            inches = number == 20;
        } else if (number == 90 || number == 91) {
            absolute_axes = absolute_extruder = number == 90;
        } else if (number == 10) { // of RepRapFirmware; elsewhere, without P, a retraction
            if (const auto which = parameter(command, 'P')) note_tool_target(*which, command);
        } else if (number == 28) {
            motors_off = false;
        }
    }

    void note_m(std::uint16_t number, std::string_view command) {
        switch (number) {
        case 3:
        case 4:
            spindle = {.turns = static_cast<std::uint8_t>(number), .speed = parameter(command, 'S')};
            break;
        case 5: spindle = {}; break;
        case 82: absolute_extruder = true; break;
        case 83: absolute_extruder = false; break;
        case 18:
        case 84: motors_off = motors_off || stops_motors(command); break;
        case 104:
        case 109: note_tool_target(parameter(command, 'T').value_or(tool), command); break;
        case 568: // of RepRapFirmware
            note_tool_target(parameter(command, 'P').value_or(tool), command);
            break;
        case 140:
        case 190: bed_target = target(command, bed_target); break;
        case 141:
        case 191: chamber_target = target(command, chamber_target); break;
        case 106:
            if (parameter(command, 'P').value_or(0) == 0) fan = parameter(command, 'S').value_or(255);
            break;
        case 107:
            if (parameter(command, 'P').value_or(0) == 0) fan = 0;
            break;
        default: break;
        }
    }

    void note_tool_target(double which, std::string_view command) {
        if (which >= max_tools) return; // before the cast, which is undefined for what does not fit
        auto& aim = tool_targets[static_cast<std::size_t>((std::max)(which, 0.0))];
        aim = target(command, aim);
    }

    /// `M84 S30` sets a time, and named axes leave the others on; the extruder's motor holds no place.
    [[nodiscard]] static bool stops_motors(std::string_view command) {
        const auto words = command.substr((std::min)(command.find(' '), command.size()));
        if (words.find('S') != std::string_view::npos) return false;
        return words.find('E') == std::string_view::npos ||
               words.find_first_of("XYZ") != std::string_view::npos;
    }

    /// S heats, R also cools; without either the target stays.
    [[nodiscard]] static std::optional<double> target(std::string_view command,
                                                      std::optional<double> before) {
        if (const auto s = parameter(command, 'S')) return s;
        if (const auto r = parameter(command, 'R')) return r;
        return before;
    }
};

} // namespace printjob::inline v0::gcode
