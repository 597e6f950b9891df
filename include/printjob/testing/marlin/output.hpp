#pragma once
/// What a simulated firmware says, line by line, with switches that lose, double or corrupt lines.

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// The bytes that a firmware has sent and that were not consumed yet.
class marlin_output {
public:
    /// Adds to the current line.
    marlin_output& operator<<(std::string_view words) {
        bytes_ += words;
        return *this;
    }
    /// Adds a byte to the current line.
    marlin_output& operator<<(char c) {
        bytes_ += c;
        return *this;
    }
    /// Adds a whole number to the current line, in decimal digits.
    marlin_output& operator<<(std::integral auto number) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        bytes_.append(digits, end);
        return *this;
    }

    /// Adds a value in thousandths with two decimals, as Marlin prints temperatures and positions: `-0.05`.
    void hundredths(std::int64_t thousandths) {
        const bool negative = thousandths < 0;
        const auto rounded = ((negative ? -thousandths : thousandths) + 5) / 10;
        if (negative && rounded != 0) *this << '-';
        *this << rounded / 100 << '.' << static_cast<char>('0' + rounded / 10 % 10)
              << static_cast<char>('0' + rounded % 10);
    }

    /// Ends the current line; faults that were asked for happen here.
    void end_line() {
        const std::string_view line = std::string_view{bytes_}.substr(line_);
        const bool is_ok = line.starts_with("ok");
        if (is_ok && lost_oks_ > 0) {
            --lost_oks_;
            bytes_.resize(line_);
            return;
        }
        const std::size_t length = line.size();
        if (corrupt_lines_ > 0 && length > 0) {
            --corrupt_lines_;
            char& victim = bytes_[line_ + length / 2];
            victim = static_cast<char>(victim ^ 0x04);
        }
        bytes_ += '\n';
        if (is_ok) ++oks_;
        if (is_ok && doubled_oks_ > 0) {
            --doubled_oks_;
            bytes_.append(std::string{bytes_, line_});
        }
        line_ = bytes_.size();
    }

    /// Sends one whole line.
    void say(std::string_view line) {
        *this << line;
        end_line();
    }

    /// Returns everything that was sent and not consumed, in order. Valid until the next call that changes
    /// this object.
    [[nodiscard]] std::string_view view() const { return std::string_view{bytes_}.substr(taken_); }

    /// Takes the first `count` bytes away.
    void consume(std::size_t count) {
        taken_ = (std::min)(taken_ + count, bytes_.size());
        if (taken_ == bytes_.size()) {
            bytes_.clear();
            taken_ = 0;
            line_ = 0;
        } else if (taken_ > 65'536) {
            bytes_.erase(0, taken_);
            line_ -= taken_;
            taken_ = 0;
        }
    }

    /// Moves as many bytes as fit to the front of `into`; returns how many.
    [[nodiscard]] std::size_t take(std::span<char> into) {
        const std::size_t count = (std::min)(into.size(), view().size());
        std::copy_n(view().begin(), count, into.begin());
        consume(count);
        return count;
    }

    /// Drops the next `count` lines that begin with ok.
    void lose_oks(unsigned count) { lost_oks_ += count; }
    /// Sends the next `count` lines that begin with ok twice.
    void double_oks(unsigned count) { doubled_oks_ += count; }
    /// Flips one bit in the middle of each of the next `count` lines.
    void corrupt_lines(unsigned count) { corrupt_lines_ += count; }

    /// Returns how many lines that begin with ok were sent; doubles count once.
    [[nodiscard]] std::uint64_t oks() const { return oks_; }

private:
    std::string bytes_;
    std::size_t taken_ = 0;
    std::size_t line_ = 0; ///< where the current line begins
    unsigned lost_oks_ = 0;
    unsigned doubled_oks_ = 0;
    unsigned corrupt_lines_ = 0;
    std::uint64_t oks_ = 0;
};

} // namespace printjob::inline v0::testing
