#pragma once
/// The embedder's scripts: commands, one per line.

#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/line.hpp>

#include <array>
#include <cstddef>
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
    [[nodiscard]] constexpr std::optional<std::string_view> next(const line_rules& rules) {
        while (!rest_.empty()) {
            const auto command = rules.sanitise(take_line(), buffer_);
            if (command && !command->empty()) return *command;
        }
        return std::nullopt;
    }

    /// Whether a script has a line that must not be sent.
    [[nodiscard]] static constexpr bool breaks_grammar(std::string_view text, const line_rules& rules) {
        script_reader reader{text};
        while (!reader.rest_.empty())
            if (!rules.sanitise(reader.take_line(), reader.buffer_)) return true;
        return false;
    }

    /// Whether a script moves the printer (G0 to G3, G28).
    [[nodiscard]] static constexpr bool moves(std::string_view text, const line_rules& rules) {
        script_reader reader{text};
        while (const auto command = reader.next(rules)) {
            const command_word word = word_of(*command);
            if (word.letter == 'G' && (word.number <= 3 || word.number == 28)) return true;
        }
        return false;
    }

private:
    [[nodiscard]] constexpr std::string_view take_line() {
        const auto end = rest_.find('\n');
        const auto line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return line;
    }

    std::string_view rest_;
    std::array<char, longest_command_buffer> buffer_{};
};

} // namespace printjob::inline v0::gcode
