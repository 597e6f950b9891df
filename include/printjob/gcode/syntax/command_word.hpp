#pragma once
/// The first word of a command (`G1`, `M109`) and its parameters. The meaning of a command is defined by a
/// `dialect`.

#include <printjob/gcode/syntax/number.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The word that a command begins with: an upper-case letter and a number. The letter is NUL when a line
/// begins with no such word.
struct command_word {
    /// `G`, `M`, `T` ...
    char letter = '\0';
    /// The number after the letter.
    std::uint16_t number = 0;

    friend constexpr bool operator==(const command_word&, const command_word&) = default;
};

/// Reads the first word of a line that begins with it. It reads as Marlin does (`gcode/parser.cpp`), so that
/// host and firmware never see different commands: lower case counts as upper case, blanks may precede the
/// number, leading zeros mean nothing, a subcode (`G92.1`) is skipped, the next word may follow directly
/// (`G1X5`), and a number wraps at 16 bits.
[[nodiscard]] constexpr command_word word_of(std::string_view line) {
    if (line.empty() || !is_letter(line.front())) return {};
    const char letter = upper(line.front());
    line.remove_prefix(1);
    skip_blanks(line);
    if (line.empty() || !is_digit(line.front())) return {};
    std::uint16_t number = 0;
    for (; !line.empty() && is_digit(line.front()); line.remove_prefix(1))
        number = static_cast<std::uint16_t>(number * 10 + (line.front() - '0'));
    return {letter, number};
}

/// Returns the length of the word that a line begins with, as `word_of` reads it; 0 if it begins with none.
/// Unit: bytes.
[[nodiscard]] constexpr std::size_t word_size(std::string_view line) {
    if (word_of(line).letter == '\0') return 0;
    std::string_view rest = line.substr(1);
    skip_blanks(rest);
    while (!rest.empty() && is_digit(rest.front()))
        rest.remove_prefix(1);
    return line.size() - rest.size();
}

/// Returns the number after a parameter's letter (`S` in `M104 S200`), in either case; the command's own word
/// is skipped. Unit: the command's own (mm, degrees Celsius, s, percent ...). Returns nothing if the
/// parameter is missing or has no number. A letter inside a longer word (`SPEED5`) is no parameter.
[[nodiscard]] constexpr std::optional<double> parameter(std::string_view line, char letter) {
    const char wanted = upper(letter);
    for (std::size_t at = 1; at < line.size(); ++at) {
        if (upper(line[at]) != wanted || is_letter(line[at - 1])) continue;
        auto rest = line.substr(at + 1);
        skip_blanks(rest);
        if (const auto value = take_decimal(rest)) return value;
    }
    return std::nullopt;
}

} // namespace printjob::inline v0::gcode
