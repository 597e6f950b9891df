#pragma once
/// What a line of a file or a script becomes: a command for the printer, a request to the host, or nothing.

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

/// What a line of a file asks of the host instead of the printer.
enum class file_request : std::uint8_t {
    none,    ///< nothing: the line is for the printer
    pause,   ///< `@pause`, and what the dialect takes for a pause (M0, M1, M25 …)
    resume,  ///< `@resume`
    cancel,  ///< `@cancel`, `@abort`
    ignored, ///< any other line that begins with `@`: another host's command
};

/// The rules for lines in one dialect. Refers to the dialect, which must outlive it.
class line_rules {
public:
    /// `longest`: the most bytes on the wire, number and checksum included and the line feed not; 0 for what the
    /// dialect says.
    explicit constexpr line_rules(const dialect& spoken, std::size_t longest = 0)
        : spoken_{&spoken}, longest_{longest != 0 ? longest : spoken.longest_line} {}

    /// Returns the command that a line becomes, by the rules in `syntax/line.hpp`; it lies in `into`. An empty command
    /// means that there is nothing to send.
    [[nodiscard]] constexpr tl::expected<std::string_view, line_fault> sanitise(std::string_view raw,
                                                                                std::span<char> into) const {
        return gcode::sanitise(raw, into, longest_, role_of{spoken_});
    }

    /// Returns what a sanitised line asks of the host. A line that asks anything but `none` is never sent: a command
    /// that pauses would stop the printer in a way that the host does not see, so the host pauses instead. The `@`
    /// commands are those that OctoPrint documents; they are matched in lower case, and what follows a blank after
    /// them means nothing.
    [[nodiscard]] constexpr file_request request_in(std::string_view line) const {
        if (line.empty()) return file_request::none;
        if (line.front() == '@') {
            const std::string_view name = line.substr(1, line.find_first_of(" \t") - 1);
            for (const at_command& each : at_commands)
                if (name == each.name) return each.asks;
            return file_request::ignored;
        }
        const bool is_move = upper(line.front()) == 'G'; // so is nearly every line of a file
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

        [[nodiscard]] constexpr line_role operator()(command_word word) const {
            const command_traits traits = spoken->traits_of(word, {});
            if (traits.is_forbidden_in_file) return line_role::forbidden;
            return traits.carries_text ? line_role::text : line_role::command;
        }
    };

    const dialect* spoken_;
    std::size_t longest_;
};

} // namespace printjob::inline v0::gcode
