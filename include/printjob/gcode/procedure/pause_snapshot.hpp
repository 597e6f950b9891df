#pragma once
/// What a pause keeps, and how a resume brings it back.

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
    [[nodiscard]] std::optional<command_builder> heat(std::size_t which, const modal_state& now) const {
        const bool waits = which > max_tools;
        const std::size_t heater = waits ? which - max_tools - 1 : which;
        if (which > 2 * max_tools + 1) return std::nullopt;
        const bool is_bed = heater == max_tools;
        const auto wanted = is_bed ? modes.bed_target : modes.tool_targets[heater];
        const auto set = is_bed ? now.bed_target : now.tool_targets[heater];
        if (!wanted || *wanted <= 0 || (!waits && set == wanted)) return command_builder{};
        command_builder command{is_bed ? (waits ? "M190" : "M140") : (waits ? "M109 T" : "M104 T")};
        if (!is_bed) command.put(static_cast<std::uint32_t>(heater));
        return command.put(" S").put_decimal(*wanted);
    }

    /// The commands that undo what scripts did: the tool, its place if something `moved` it, and the modes as
    /// far as they differ now. Nothing behind the last step; an empty command where a step has nothing to do.
    [[nodiscard]] std::optional<command_builder> place(std::size_t which, bool moved,
                                                       const modal_state& now) const {
        const bool back = moved && where;
        switch (which) {
        case 0:
            return modes.tool != now.tool ? command_builder{"T"}.put(std::uint32_t{modes.tool})
                                          : command_builder{};
        case 1: return command_builder{back ? "G90" : ""};
        case 2:
            if (!back) return command_builder{};
            return command_builder{"G0 X"}.put_decimal(where->x).put(" Y").put_decimal(where->y).put(
                " F6000");
        case 3: return back ? command_builder{"G0 Z"}.put_decimal(where->z) : command_builder{};
        case 4: return back ? command_builder{"G92 E"}.put_decimal(where->e) : command_builder{};
        case 5:
            if (modes.absolute_axes == now.absolute_axes) return command_builder{};
            return command_builder{modes.absolute_axes ? "G90" : "G91"};
        case 6:
            if (modes.absolute_extruder == now.absolute_extruder) return command_builder{};
            return command_builder{modes.absolute_extruder ? "M82" : "M83"};
        case 7:
            if (!modes.fan || modes.fan == now.fan) return command_builder{};
            return command_builder{"M106 S"}.put_decimal(*modes.fan);
        case 8:
            if (!modes.feed_rate || modes.feed_rate == now.feed_rate) return command_builder{};
            return command_builder{"G1 F"}.put_decimal(*modes.feed_rate);
        default: return std::nullopt;
        }
    }
};

} // namespace printjob::inline v0::gcode
