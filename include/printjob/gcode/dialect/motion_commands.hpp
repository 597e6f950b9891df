#pragma once
/// Commands that are the same in every firmware for filament printers: those of RS-274, and RepRap's for the
/// tool, the extruder's mode and the part cooling fan. Also the duration of a dwell. Commands that differ are
/// in a `dialect`.

#include <printjob/gcode/syntax/command_builder.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Returns the command that makes a tool the active one.
[[nodiscard]] constexpr command_builder select_tool(std::uint8_t tool) {
    return command_builder{"T"}.put(std::uint32_t{tool});
}
/// Returns the command that makes the numbers of the axes absolute, or relative.
[[nodiscard]] constexpr command_builder set_absolute_axes(bool yes) {
    return command_builder{yes ? "G90" : "G91"};
}
/// Returns the command that makes the numbers of the axes inches, or millimetres.
[[nodiscard]] constexpr command_builder set_inches(bool yes) {
    return command_builder{yes ? "G20" : "G21"};
}
/// Returns the command that turns laser or spindle on: `turns` is 3 or 4, as in M3 and M4.
[[nodiscard]] constexpr command_builder turn_spindle(std::uint8_t turns, std::optional<double> speed) {
    command_builder command{turns == 4 ? "M4" : "M3"};
    if (speed) command.put(" S").put_decimal(*speed);
    return command;
}
/// Returns the command that makes the extruder's numbers absolute, or relative.
[[nodiscard]] constexpr command_builder set_absolute_extruder(bool yes) {
    return command_builder{yes ? "M82" : "M83"};
}
/// Returns the travel to X and Y (mm) at `speed` (mm/min).
[[nodiscard]] constexpr command_builder travel_xy(double x, double y, std::uint32_t speed) {
    return command_builder{"G0 X"}.put_decimal(x).put(" Y").put_decimal(y).put(" F").put(speed);
}
/// Returns the travel to a height (mm), at the present speed.
[[nodiscard]] constexpr command_builder travel_z(double z) {
    return command_builder{"G0 Z"}.put_decimal(z);
}
/// Returns the command after which the extruder counts from `e` (mm of filament). Nothing moves.
[[nodiscard]] constexpr command_builder set_extruder_position(double e) {
    return command_builder{"G92 E"}.put_decimal(e);
}
/// Returns the command that sets the part cooling fan, 0 to 255.
[[nodiscard]] constexpr command_builder set_fan(double speed) {
    return command_builder{"M106 S"}.put_decimal(speed);
}
/// Returns the command that sets the speed of the moves that follow (mm/min). Nothing moves.
[[nodiscard]] constexpr command_builder set_feed_rate(double speed) {
    return command_builder{"G1 F"}.put_decimal(speed);
}

/// Returns the duration of a dwell: G4 with S in seconds or P in milliseconds; S takes precedence. At most
/// 1e9 s; 0 for any other command.
[[nodiscard]] constexpr duration stated_duration(command_word word, std::string_view line) {
    constexpr double most_seconds = 1e9;
    if (word != command_word{'G', 4}) return duration::zero();
    double seconds = parameter(line, 'P').value_or(0) / 1000;
    if (const auto told = parameter(line, 'S')) seconds = *told;
    return duration{static_cast<duration::rep>(std::clamp(seconds, 0.0, most_seconds) * 1e6)};
}

} // namespace printjob::inline v0::gcode
