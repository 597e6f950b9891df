#pragma once
/// The safe stop: what makes a printer safe after a job that did not end well.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/syntax/command_builder.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0::gcode {

/// The safe stop: laser or spindle off, every heater off, the fan off, then the motors. In this order, because the last
/// waits for every planned move and the others must not. An attempt: nobody can promise that the printer listens.
struct safe_stop {
    const dialect& spoken;  ///< its words are sent
    std::uint8_t tools = 1; ///< 1..max_tools
    /// Whether the chamber has a heater to be turned off.
    bool has_chamber = false;
    /// Whether there is a laser or a spindle to be turned off.
    bool has_spindle = false;
    bool motors_off = true; ///< an unbraked Z axis drops without them

    /// The command of a step, counted from 0; nothing after the last.
    [[nodiscard]] std::optional<command_builder> step(std::size_t which) const {
        const auto turn_off = [&](heater what) {
            return spoken.set_heater({what, static_cast<std::uint8_t>(which)}, 0, false);
        };
        if (has_spindle && which == 0) return command_builder{spoken.spindle_off};
        which -= has_spindle ? 1 : 0;
        if (which < tools) return turn_off(heater::tool);
        which -= tools;
        if (which == 0) return turn_off(heater::bed);
        if (has_chamber && which == 1) return turn_off(heater::chamber);
        which -= has_chamber ? 2 : 1;
        if (which == 0) return command_builder{spoken.fan_off};
        if (motors_off && which == 1) return command_builder{spoken.motors_off};
        return std::nullopt;
    }
};

} // namespace printjob::inline v0::gcode
