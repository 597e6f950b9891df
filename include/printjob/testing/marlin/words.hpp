#pragma once
/// One command taken apart the way a firmware does: its letter, its code and its parameter words.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::testing {

/// Returns a whole number at the front of `digits`, after an optional sign; 0 when there is none. It stops growing
/// before it overflows.
[[nodiscard]] constexpr std::int64_t leading_integer(std::string_view digits) {
    std::int64_t value = 0;
    std::size_t i = 0;
    const bool negative = !digits.empty() && digits[0] == '-';
    if (negative || (!digits.empty() && digits[0] == '+')) ++i;
    for (; i < digits.size() && digits[i] >= '0' && digits[i] <= '9'; ++i) {
        if (value < 1'000'000'000'000) value = value * 10 + (digits[i] - '0');
    }
    return negative ? -value : value;
}

/// A command's words. Values are kept in thousandths: micrometres for mm, thousandths of degrees Celsius for
/// degrees Celsius, ms for s. A view into the command's text, which must outlive it.
class marlin_words {
public:
    marlin_words() = default;

    /// Takes a command apart: without line number, checksum and comment.
    explicit constexpr marlin_words(std::string_view command) : text_{command} {
        std::size_t i = 0;
        if (command.size() < 2 || !is_digit(command[1])) return;
        if (command[0] != 'G' && command[0] != 'M' && command[0] != 'T') return;
        letter_ = command[0];
        for (i = 1; i < command.size() && is_digit(command[i]); ++i) {
            if (code_ < 100'000) code_ = code_ * 10 + (command[i] - '0');
        }
        if (i < command.size() && command[i] == '.') { // a sub-code, as in M862.3
            for (++i; i < command.size() && is_digit(command[i]);)
                ++i;
        }
        while (i < command.size() && command[i] == ' ')
            ++i;
        rest_ = command.substr(i);
        if (!takes_text()) read_parameters();
    }

    /// Returns 'G', 'M' or 'T'; 0 if the text does not begin with one of them and a number.
    [[nodiscard]] constexpr char letter() const { return letter_; }
    /// Returns the number after the letter: 104 in `M104`.
    [[nodiscard]] constexpr int code() const { return code_; }
    /// True if it is this command.
    [[nodiscard]] constexpr bool is(char letter, int code) const {
        return letter_ == letter && code_ == code;
    }

    /// True if it only asks, or sets how it is answered: nothing is moved or heated.
    [[nodiscard]] constexpr bool only_asks() const {
        if (letter_ != 'M') return false;
        return code_ == 27 || code_ == 105 || (code_ >= 110 && code_ <= 118) || code_ == 155;
    }

    /// Returns the whole command.
    [[nodiscard]] constexpr std::string_view text() const { return text_; }
    /// Returns what follows the code.
    [[nodiscard]] constexpr std::string_view rest() const { return rest_; }

    /// True if the word is there, with a value or without.
    [[nodiscard]] constexpr bool has(char word) const { return (present_ >> (word - 'A') & 1U) != 0; }
    /// Returns its value in thousandths, `otherwise` if the word is missing.
    [[nodiscard]] constexpr std::int64_t thousandths(char word, std::int64_t otherwise = 0) const {
        return has(word) ? values_[static_cast<std::size_t>(word - 'A')] : otherwise;
    }
    /// Returns its value without the fraction.
    [[nodiscard]] constexpr std::int64_t whole(char word, std::int64_t otherwise = 0) const {
        return has(word) ? thousandths(word) / 1000 : otherwise;
    }

private:
    [[nodiscard]] static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

    /// True if the rest is a text for people or a file name, not words.
    [[nodiscard]] constexpr bool takes_text() const {
        return letter_ == 'M' && (code_ == 23 || code_ == 28 || code_ == 30 || code_ == 117 || code_ == 118);
    }

    constexpr void read_parameters() {
        std::size_t i = 0;
        while (i < rest_.size()) {
            const char word = rest_[i++];
            if (word < 'A' || word > 'Z') continue;
            present_ |= 1U << (word - 'A');
            values_[static_cast<std::size_t>(word - 'A')] = read_value(i);
        }
    }

    [[nodiscard]] constexpr std::int64_t read_value(std::size_t& i) const {
        const bool negative = i < rest_.size() && rest_[i] == '-';
        if (negative || (i < rest_.size() && rest_[i] == '+')) ++i;
        std::int64_t value = 0;
        for (; i < rest_.size() && is_digit(rest_[i]); ++i) {
            if (value < 1'000'000'000) value = value * 10 + (rest_[i] - '0');
        }
        value *= 1000;
        if (i < rest_.size() && rest_[i] == '.') {
            std::int64_t weight = 100;
            for (++i; i < rest_.size() && is_digit(rest_[i]); ++i) {
                value += weight * (rest_[i] - '0');
                weight /= 10;
            }
        }
        return negative ? -value : value;
    }

    std::string_view text_;
    std::string_view rest_;
    char letter_ = 0;
    int code_ = 0;
    std::uint32_t present_ = 0;
    std::array<std::int64_t, 26> values_{};
};

} // namespace printjob::inline v0::testing
