#pragma once
/// The host's own commands around a job: the embedder's scripts, the safe stop, and what brings a paused job
/// back.

#include <printjob/gcode/procedure/modal_state.hpp>
#include <printjob/gcode/syntax/command_builder.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/gcode/syntax/readings.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Commands of the embedder, one per line, read one after the other. The text must outlive the reader.
class script_reader {
public:
    constexpr script_reader() = default;
    /// Begins at the first line of `text`.
    explicit constexpr script_reader(std::string_view text) : rest_{text} {}

    /// The next command, sanitised; nothing at the end. A line that breaks the grammar is passed over:
    /// scripts are checked with `breaks_grammar` before they are used.
    [[nodiscard]] std::optional<std::string_view> next(std::size_t longest) {
        while (!rest_.empty()) {
            const auto command = sanitise(take_line(), buffer_, longest);
            if (command && !command->empty()) return *command;
        }
        return std::nullopt;
    }

    /// Whether a script has a line that must not be sent.
    [[nodiscard]] static bool breaks_grammar(std::string_view text, std::size_t longest) {
        script_reader reader{text};
        while (!reader.rest_.empty())
            if (!sanitise(reader.take_line(), reader.buffer_, longest)) return true;
        return false;
    }

    /// Whether a script moves the printer (G0 to G3, G28).
    [[nodiscard]] static bool moves(std::string_view text, std::size_t longest) {
        script_reader reader{text};
        while (const auto command = reader.next(longest)) {
            const command_word word = word_of(*command);
            if (word.letter == 'G' && (word.number <= 3 || word.number == 28)) return true;
        }
        return false;
    }

private:
    [[nodiscard]] std::string_view take_line() {
        const auto end = rest_.find('\n');
        const auto line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return line;
    }

    std::string_view rest_;
    std::array<char, longest_command_buffer> buffer_{};
};

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
