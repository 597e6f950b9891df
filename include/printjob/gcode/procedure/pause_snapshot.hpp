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

/// What a pause kept, and how a resume brings it back: first the heat, then (after the embedder's script)
/// the place, at last laser or spindle.
struct pause_snapshot {
    /// Tool, targets, fan, feed rate and modes, as they were.
    modal_state modes{};
    std::optional<position> where; ///< empty: the printer did not tell
    bool by_printer = false;       ///< the printer paused by itself: it knows its place

    /// Whether a heater's target is another now.
    [[nodiscard]] bool cooled(const modal_state& now) const {
        return modes.tool_targets != now.tool_targets || modes.bed_target != now.bed_target ||
               modes.chamber_target != now.chamber_target;
    }

    /// True if the tool is elsewhere than it was, or filament was moved, by more than is rounded.
    [[nodiscard]] bool is_elsewhere(const position& now) const {
        constexpr float rounded = 0.02F; // mm: M114 tells hundredths
        const auto differs = [](double one, double other) {
            const float apart = static_cast<float>(one) - static_cast<float>(other);
            return apart > rounded || apart < -rounded;
        };
        return where && (differs(where->x, now.x) || differs(where->y, now.y) || differs(where->z, now.z) ||
                         (where->e && now.e && differs(*where->e, *now.e)));
    }

    /// The commands that restore the targets, then wait for them, but for the chamber's; only for those that differ now.
    /// Nothing after the last step; an empty command where a step has nothing to do.
    [[nodiscard]] std::optional<command_builder> heat(std::size_t which, const dialect& spoken,
                                                      const modal_state& now) const {
        if (which == 2 * max_tools + 2) {
            if (modes.chamber_target.value_or(0) <= 0 || modes.chamber_target == now.chamber_target)
                return command_builder{};
            return spoken.set_heater({heater::chamber, 0}, *modes.chamber_target, false);
        }
        const bool waits = which > max_tools;
        const std::size_t at = waits ? which - max_tools - 1 : which;
        if (which > 2 * max_tools + 2) return std::nullopt;
        const bool is_bed = at == max_tools;
        const auto wanted = is_bed ? modes.bed_target : modes.tool_targets[at];
        const auto set = is_bed ? now.bed_target : now.tool_targets[at];
        if (!wanted || *wanted <= 0 || (!waits && set == wanted)) return command_builder{};
        return spoken.set_heater({is_bed ? heater::bed : heater::tool, static_cast<std::uint8_t>(at)},
                                 *wanted, waits);
    }

    /// The commands that undo what scripts did: the tool, its place if something `moved` it, the modes as far as they
    /// differ now, and laser or spindle. The place is told in millimetres. Nothing after the last step; an empty command
    /// where a step has nothing to do.
    [[nodiscard]] std::optional<command_builder> place(std::size_t which, bool moved,
                                                       const modal_state& now) const {
        const bool back = moved && where;
        const bool back_from_inches = back && now.inches;
        const bool extruder_back = back && where->e.has_value();
        switch (which) {
        case 0: return modes.tool != now.tool ? select_tool(modes.tool) : command_builder{};
        case 1: return back_from_inches ? set_inches(false) : command_builder{};
        case 2: return back ? set_absolute_axes(true) : command_builder{};
        case 3: return back ? travel_xy(where->x, where->y, speed_back) : command_builder{};
        case 4: return back ? travel_z(where->z) : command_builder{};
        case 5: return extruder_back ? set_extruder_position(*where->e) : command_builder{};
        case 6: return modes.inches != now.inches ? set_inches(modes.inches) : command_builder{};
        case 7:
            if (modes.absolute_axes == now.absolute_axes) return command_builder{};
            return set_absolute_axes(modes.absolute_axes);
        case 8:
            if (modes.absolute_extruder == now.absolute_extruder) return command_builder{};
            return set_absolute_extruder(modes.absolute_extruder);
        case 9:
            if (!modes.fan || modes.fan == now.fan) return command_builder{};
            return set_fan(*modes.fan);
        case 10:
            if (!modes.feed_rate || modes.feed_rate == now.feed_rate) return command_builder{};
            return set_feed_rate(*modes.feed_rate);
        case 11:
            if (modes.spindle.turns == 0 || modes.spindle == now.spindle) return command_builder{};
            return turn_spindle(modes.spindle.turns, modes.spindle.speed);
        default: return std::nullopt;
        }
    }

private:
    static constexpr std::uint32_t speed_back = 6000; ///< mm/min
};

} // namespace printjob::inline v0::gcode
