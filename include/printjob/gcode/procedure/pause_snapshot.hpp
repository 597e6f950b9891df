#pragma once
/// What a pause keeps, and how a resume brings it back.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/motion_commands.hpp>
#include <printjob/gcode/procedure/modal_state.hpp>
#include <printjob/gcode/syntax/command_builder.hpp>
#include <printjob/gcode/syntax/readings.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0::gcode {

/// What a pause kept, and how a resume brings it back: first the heat, then (behind the embedder's script)
/// the place.
struct pause_snapshot {
    /// Tool, targets, fan, feed rate and modes, as they were.
    modal_state modes{};
    std::optional<position> where; ///< empty: the printer did not tell

    /// Whether a heater's target is another now.
    [[nodiscard]] bool cooled(const modal_state& now) const {
        return modes.tool_targets != now.tool_targets || modes.bed_target != now.bed_target;
    }

    /// The commands that restore the targets, then wait for them; only for those that differ now. Nothing
    /// behind the last step; an empty command where a step has nothing to do.
    [[nodiscard]] std::optional<command_builder> heat(std::size_t which, const dialect& spoken,
                                                      const modal_state& now) const {
        const bool waits = which > max_tools;
        const std::size_t at = waits ? which - max_tools - 1 : which;
        if (which > 2 * max_tools + 1) return std::nullopt;
        const bool is_bed = at == max_tools;
        const auto wanted = is_bed ? modes.bed_target : modes.tool_targets[at];
        const auto set = is_bed ? now.bed_target : now.tool_targets[at];
        if (!wanted || *wanted <= 0 || (!waits && set == wanted)) return command_builder{};
        return spoken.set_heater({is_bed ? heater::bed : heater::tool, static_cast<std::uint8_t>(at)},
                                 *wanted, waits);
    }

    /// The commands that undo what scripts did: the tool, its place if something `moved` it, and the modes as
    /// far as they differ now. Nothing behind the last step; an empty command where a step has nothing to do.
    [[nodiscard]] std::optional<command_builder> place(std::size_t which, bool moved,
                                                       const modal_state& now) const {
        const bool back = moved && where;
        switch (which) {
        case 0: return modes.tool != now.tool ? select_tool(modes.tool) : command_builder{};
        case 1: return back ? set_absolute_axes(true) : command_builder{};
        case 2: return back ? travel_xy(where->x, where->y, speed_back) : command_builder{};
        case 3: return back ? travel_z(where->z) : command_builder{};
        case 4: return back ? set_extruder_position(where->e) : command_builder{};
        case 5:
            if (modes.absolute_axes == now.absolute_axes) return command_builder{};
            return set_absolute_axes(modes.absolute_axes);
        case 6:
            if (modes.absolute_extruder == now.absolute_extruder) return command_builder{};
            return set_absolute_extruder(modes.absolute_extruder);
        case 7:
            if (!modes.fan || modes.fan == now.fan) return command_builder{};
            return set_fan(*modes.fan);
        case 8:
            if (!modes.feed_rate || modes.feed_rate == now.feed_rate) return command_builder{};
            return set_feed_rate(*modes.feed_rate);
        default: return std::nullopt;
        }
    }

private:
    static constexpr std::uint32_t speed_back = 6000; ///< mm/min
};

} // namespace printjob::inline v0::gcode
