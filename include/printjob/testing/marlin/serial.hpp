#pragma once
/// How Marlin reads its serial line: bytes become lines, and a line is accepted or refused. Facts from
/// Marlin's gcode/queue.cpp (1.1 to bugfix-2.1.x).

#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/marlin/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::testing {

/// Gathers bytes into a line. A `;` begins a comment, a backslash takes the next byte as it is, and what is
/// longer than MAX_CMD_SIZE - 1 is skipped up to the end of the line.
class marlin_line_reader {
public:
    /// `command_size`: MAX_CMD_SIZE, 2 to 256.
    explicit marlin_line_reader(std::size_t command_size)
        : limit_{std::clamp<std::size_t>(command_size, 2, capacity) - 1} {}

    /// Takes a byte. True when it ended a line that is not empty: `line()` has it until the next byte.
    [[nodiscard]] bool read(char c) {
        if (is_complete_) clear();
        if (c == '\n' || c == '\r') {
            is_complete_ = size_ > 0;
            if (!is_complete_) clear();
            return is_complete_;
        }
        if (skips_) return false;
        if (!escaped_ && c == ';') {
            skips_ = true;
        } else if (!escaped_ && c == '\\') {
            escaped_ = true;
        } else {
            escaped_ = false;
            bytes_[size_++] = c;
            skips_ = size_ >= limit_;
        }
        return false;
    }

    /// Returns the line as far as it was read, without its end.
    [[nodiscard]] std::string_view line() const { return {bytes_.data(), size_}; }

    /// Forgets what was read of the line.
    void clear() {
        size_ = 0;
        is_complete_ = skips_ = escaped_ = false;
    }

private:
    static constexpr std::size_t capacity = 256;

    std::array<char, capacity> bytes_{};
    std::size_t size_ = 0;
    std::size_t limit_;
    bool is_complete_ = false;
    bool skips_ = false;
    bool escaped_ = false;
};

/// What becomes of a line.
enum class line_verdict : std::uint8_t {
    accepted,
    repeated,     ///< dropped without a word
    wrong_number, ///< not the last number plus one
    wrong_checksum,
    no_checksum,
    no_number, ///< a checksum alone, on a firmware that minds
};

/// A verdict with the line's number, if it has one.
struct judged_line {
    /// What becomes of it.
    line_verdict verdict;
    /// Its number; empty when it has none.
    std::optional<std::int64_t> number;
};

/// Returns what becomes of a line, by the last number that was accepted. A line that has `M110` anywhere is let through
/// whatever its number, and a second N in it is the number that counts.
[[nodiscard]] inline judged_line judge_line(std::string_view line, std::int64_t last,
                                            const marlin_settings& settings) {
    const std::size_t star = line.rfind('*');
    if (!line.starts_with('N')) {
        const bool refused = star != line.npos && settings.unnumbered_checksum == lone_checksum::refused;
        return {refused ? line_verdict::no_number : line_verdict::accepted, std::nullopt};
    }
    const bool is_m110 = line.find("M110") != line.npos;
    std::size_t n = 0;
    if (is_m110 && line.size() > 4) {
        if (const auto second = line.find('N', 4); second != line.npos) n = second;
    }
    const std::int64_t number = leading_integer(line.substr(n + 1));
    if (number != last + 1 && !is_m110) {
        const bool is_repeat = number == last || number == last - 1;
        return {is_repeat && settings.repeated == repeated_line::dropped ? line_verdict::repeated
                                                                         : line_verdict::wrong_number,
                number};
    }
    if (star == line.npos) return {line_verdict::no_checksum, number};
    unsigned char sum = 0;
    for (const char c : line.substr(0, star))
        sum = static_cast<unsigned char>(sum ^ static_cast<unsigned char>(c));
    const bool matches = leading_integer(line.substr(star + 1)) == sum;
    return {matches ? line_verdict::accepted : line_verdict::wrong_checksum, number};
}

/// Returns the command of a line: without the line number in front, and up to the first `*`.
[[nodiscard]] inline std::string_view command_of(std::string_view line) {
    const auto skip_spaces = [&line] {
        line.remove_prefix((std::min)(line.find_first_not_of(' '), line.size()));
    };
    skip_spaces();
    if (line.size() > 1 && line[0] == 'N' && std::string_view{"-0123456789"}.find(line[1]) != line.npos) {
        line.remove_prefix(2);
        line.remove_prefix((std::min)(line.find_first_not_of("0123456789"), line.size()));
        skip_spaces();
    }
    line = line.substr(0, line.find('*'));
    while (line.ends_with(' '))
        line.remove_suffix(1);
    return line;
}

/// Commands that must act while another one blocks.
enum class urgent_command : std::uint8_t { none, break_wait, kill, quick_stop };

/// M108, M112 and M410 by their first four bytes, as Marlin's parser knows them without EMERGENCY_PARSER:
/// only in a line without a number.
[[nodiscard]] constexpr urgent_command urgent_command_of(std::string_view line) {
    if (line.starts_with("M108")) return urgent_command::break_wait;
    if (line.starts_with("M112")) return urgent_command::kill;
    if (line.starts_with("M410")) return urgent_command::quick_stop;
    return urgent_command::none;
}

/// EMERGENCY_PARSER: watches every byte as it is received, before any buffer, and knows M108, M112 and M410
/// with a line number or without.
class marlin_emergency_parser {
public:
    /// Takes a byte; the command is told at its line's end.
    [[nodiscard]] urgent_command read(char c) {
        if (c == '\n' || c == '\r') {
            const bool is_whole = place_ == place::after_code || place_ == place::after_command;
            const auto seen = is_whole ? urgent_command_of({word_.data(), size_}) : urgent_command::none;
            place_ = place::start;
            size_ = 0;
            return seen;
        }
        switch (place_) {
        case place::start:
            if (c == 'N')
                place_ = place::number;
            else if (c == 'M')
                begin_word();
            else if (c != ' ')
                place_ = place::other;
            break;
        case place::number:
            if (c == 'M')
                begin_word();
            else if (c != ' ' && c != '-' && !is_digit(c))
                place_ = place::other;
            break;
        case place::word:
            word_[size_++] = c;
            if (!is_digit(c))
                place_ = place::other;
            else if (size_ == word_.size())
                place_ = place::after_code;
            break;
        case place::after_code: place_ = is_digit(c) ? place::other : place::after_command; break;
        case place::after_command: break; // a checksum, say
        case place::other: break;
        }
        return urgent_command::none;
    }

private:
    enum class place : std::uint8_t { start, number, word, after_code, after_command, other };

    [[nodiscard]] static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

    void begin_word() {
        place_ = place::word;
        word_[0] = 'M';
        size_ = 1;
    }

    place place_ = place::start;
    std::array<char, 4> word_{};
    std::size_t size_ = 0;
};

} // namespace printjob::inline v0::testing
