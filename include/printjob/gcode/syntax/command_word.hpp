#pragma once
/// The first word of a command (`G1`, `M109`) and what a host must know of it.

#include <printjob/gcode/syntax/number.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The word that a command begins with: an upper-case letter and a number. The letter is NUL when a line
/// begins with no such word.
struct command_word {
    /// `G`, `M`, `T` …
    char letter = '\0';
    /// The number behind it.
    std::uint16_t number = 0;

    friend constexpr bool operator==(const command_word&, const command_word&) = default;
};

/// Reads the first word of a line that begins with it. It reads as Marlin does (`gcode/parser.cpp`), so that
/// nothing is one command to the host and another to the firmware: lower case counts as upper case, blanks
/// may stand between letter and number, leading zeros mean nothing, a subcode (`G92.1`) is passed over, the
/// next word may follow directly (`G1X5`), and a number wraps at 16 bits.
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

/// How many bytes of a line that begins with a word, as `word_of` reads it, are that word's; 0 when none is.
[[nodiscard]] constexpr std::size_t word_size(std::string_view line) {
    if (word_of(line).letter == '\0') return 0;
    std::string_view rest = line.substr(1);
    skip_blanks(rest);
    while (!rest.empty() && is_digit(rest.front()))
        rest.remove_prefix(1);
    return line.size() - rest.size();
}

/// Tells a command that waits until a heater has reached its target or a person has acted, or M108 comes: M109
/// (hot end), M190 (bed), M191 (chamber), M192 (probe), M116 (everything), M600 (filament change). Source:
/// Marlin's and RepRap's command lists.
[[nodiscard]] constexpr bool is_blocking_wait(command_word word) {
    if (word.letter != 'M') return false;
    return word.number == 109 || word.number == 116 || word.number == 600 ||
           (word.number >= 190 && word.number <= 192);
}

/// Tells a command during which a firmware without `busy` messages may be silent for minutes: G4 (dwell), G28
/// (home), G29 G30 G32 (probe and level), M18 M84 (motors off once all moves have ended), M226 (wait for a
/// pin), M400 (wait for all moves), M600 (change filament), and all that wait for heat. Source: Marlin
/// acknowledges each of them only when its handler returns.
[[nodiscard]] constexpr bool is_long_running(command_word word) {
    if (word.letter == 'G')
        return word.number == 4 || (word.number >= 28 && word.number <= 30) || word.number == 32;
    if (word.letter != 'M') return false;
    switch (word.number) {
    case 18:
    case 84:
    case 226:
    case 400:
    case 600: return true;
    default: return is_blocking_wait(word);
    }
}

/// Tells a command that no file may contain, because it takes the line or the printer away from the host: M28
/// and M29 (the lines that follow are written to the card, not executed), M112 (emergency stop), M410 (quick
/// stop), M524 (abort the card's print), M997 (firmware update). Source: Marlin's command list.
[[nodiscard]] constexpr bool forbidden_in_file(command_word word) {
    if (word.letter != 'M') return false;
    return word.number == 28 || word.number == 29 || word.number == 112 || word.number == 410 ||
           word.number == 524 || word.number == 997;
}

/// Tells a command whose rest is a text for people: M117 and M118 (display and echo), M0 and M1 (the message
/// of a stop). Source: Marlin's command list.
[[nodiscard]] constexpr bool carries_text(command_word word) {
    return word.letter == 'M' && (word.number <= 1 || word.number == 117 || word.number == 118);
}

/// What a line of a file asks of the host instead of the printer.
enum class file_request : std::uint8_t {
    none,    ///< nothing: the line is for the printer
    pause,   ///< `@pause`, M0, M1, M25: the job pauses
    resume,  ///< `@resume`
    cancel,  ///< `@cancel`, `@abort`
    ignored, ///< any other line that begins with `@`: another host's command
};

/// What a sanitised line asks of the host. A line that asks anything but `none` is never sent. M0, M1 and
/// M25 would stop the printer in a way that the host does not see, so the host pauses instead. The `@`
/// commands are those that OctoPrint documents; they are matched in lower case, and what follows a blank
/// behind them means nothing.
[[nodiscard]] constexpr file_request request_in_file(std::string_view line) {
    if (line.empty()) return file_request::none;
    if (line.front() == '@') {
        const auto name = line.substr(1, line.find_first_of(" \t") - 1);
        if (name == "pause") return file_request::pause;
        if (name == "resume") return file_request::resume;
        if (name == "cancel" || name == "abort") return file_request::cancel;
        return file_request::ignored;
    }
    if (upper(line.front()) != 'M') return file_request::none; // so is nearly every line of a file
    const auto word = word_of(line);
    const bool stops = word.number <= 1 || word.number == 25;
    return stops ? file_request::pause : file_request::none;
}

/// The number behind a parameter's letter (`S` in `M104 S200`), in either case; the command's own word is
/// passed over. Unit: the command's own (mm, °C, s, percent …). Nothing when the parameter is missing or has
/// no number. A letter inside a longer word (`SPEED5`) is no parameter.
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
