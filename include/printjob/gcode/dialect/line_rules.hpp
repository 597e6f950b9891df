#pragma once
/// Decides what a line of a file or a script becomes: a command for the printer, a request to the host, or
/// nothing.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/gcode/syntax/number.hpp>

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A request of a file's line to the host.
enum class file_request : std::uint8_t {
    none,    ///< nothing: the line is for the printer
    pause,   ///< `@pause`, and the dialect's commands that pause (M0, M1, M25 ...)
    resume,  ///< `@resume`
    cancel,  ///< `@cancel`, `@abort`
    ignored, ///< any other line that begins with `@`: another host's command
};

/// The rules for lines in one dialect. Refers to the dialect, which must outlive it.
class line_rules {
public:
    /// Makes the rules of a dialect. `longest`: the most bytes on the wire, with number and checksum, without
    /// the line feed; 0 for the dialect's own value.
    explicit constexpr line_rules(const dialect& spoken, std::size_t longest = 0)
        : spoken_{&spoken}, longest_{longest != 0 ? longest : spoken.longest_line} {}

    /// Returns the command that a line becomes, by the rules in `syntax/line.hpp`; it points into `into`. An
    /// empty command means that there is nothing to send.
    [[nodiscard]] constexpr tl::expected<std::string_view, line_fault> sanitise(std::string_view raw,
                                                                                std::span<char> into) const {
        return gcode::sanitise(raw, into, longest_, role_of{spoken_});
    }

    /// Returns the request of a sanitised line. A line with a request other than `none` is never sent: a
    /// command that pauses would stop the printer without the host's knowledge, so the host pauses instead.
    /// The `@` commands are those that OctoPrint documents; they are matched in lower case, and text after
    /// them and a blank is ignored.
    [[nodiscard]] constexpr file_request request_in(std::string_view line) const {
        if (line.empty()) return file_request::none;
        if (line.front() == '@') {
            const std::string_view name = line.substr(1, line.find_first_of(" \t") - 1);
            for (const at_command& each : at_commands)
                if (name == each.name) return each.asks;
            return file_request::ignored;
        }
        const bool is_move = upper(line.front()) == 'G'; // as nearly every line of a file is
        return !is_move && spoken_->traits_of(word_of(line), line).asks_host_to_pause ? file_request::pause
                                                                                      : file_request::none;
    }

private:
    struct at_command {
        std::string_view name;
        file_request asks;
    };
    static constexpr at_command at_commands[]{{"pause", file_request::pause},
                                              {"resume", file_request::resume},
                                              {"cancel", file_request::cancel},
                                              {"abort", file_request::cancel}};

    struct role_of {
        const dialect* spoken;

        [[nodiscard]] constexpr line_role operator()(command_word word, std::string_view line) const {
            const command_traits traits = spoken->traits_of(word, line);
            if (traits.is_forbidden_in_file) return line_role::forbidden;
            if (traits.is_ignored) return line_role::ignored;
            if (traits.is_metadata) return line_role::metadata;
            if (traits.carries_name) return line_role::name;
            return traits.carries_text ? line_role::text : line_role::command;
        }
    };

    const dialect* spoken_;
    std::size_t longest_;
};

} // namespace printjob::inline v0::gcode
