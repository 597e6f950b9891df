#pragma once
/// The safe stop: what makes a printer safe after a job that did not end well.

#include <printjob/gcode/syntax/command_builder.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0::gcode {

/// The safe stop: every heater off, the fan off, then the motors. In this order, because M84 waits for every
/// planned move and the heaters must not. An attempt: nobody can promise that the printer listens.
struct safe_stop {
    std::uint8_t tools = 1; ///< 1..max_tools
    /// Whether the chamber has a heater to be turned off.
    bool has_chamber = false;
    bool motors_off = true; ///< an unbraked Z axis drops without them

    /// The command of a step, counted from 0; nothing behind the last.
    [[nodiscard]] std::optional<command_builder> step(std::size_t which) const {
        if (which < tools) return command_builder{"M104 T"}.put(static_cast<std::uint32_t>(which)).put(" S0");
        which -= tools;
        if (which == 0) return command_builder{"M140 S0"};
        if (has_chamber && which == 1) return command_builder{"M141 S0"};
        which -= has_chamber ? 2 : 1;
        if (which == 0) return command_builder{"M106 S0"};
        if (motors_off && which == 1) return command_builder{"M84"};
        return std::nullopt;
    }
};

} // namespace printjob::inline v0::gcode
