#pragma once
/// Builds a short command of the host: `M104 T1 S210`.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A command in a bounded buffer. What does not fit is left out; the host's commands all fit.
class command_builder {
public:
    /// The most bytes it can hold.
    static constexpr std::size_t capacity = 80;

    constexpr command_builder() = default;
    /// Makes a command that begins with these words.
    explicit constexpr command_builder(std::string_view words) { put(words); }

    /// Appends words.
    constexpr command_builder& put(std::string_view words) {
        for (const char byte : words)
            if (size_ < capacity) bytes_[size_++] = byte;
        return *this;
    }

    /// Appends a whole number in decimal digits.
    constexpr command_builder& put(std::uint32_t number) {
        std::array<char, 10> digits{};
        std::size_t count = 0;
        do {
            digits[count++] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number != 0);
        while (count != 0)
            put(std::string_view{&digits[--count], 1});
        return *this;
    }

    /// Appends a number with at most three decimals, without trailing zeros; at most +-1,000,000.
    constexpr command_builder& put_decimal(double value) {
        if (value < 0) {
            put("-");
            value = -value;
        }
        const auto thousandths = static_cast<std::uint32_t>((value < 1e6 ? value : 1e6) * 1000 + 0.5);
        put(thousandths / 1000);
        std::uint32_t rest = thousandths % 1000;
        if (rest == 0) return *this;
        put(".");
        for (std::uint32_t digit = 100; rest != 0; digit /= 10) {
            put(rest / digit);
            rest %= digit;
        }
        return *this;
    }

    /// Returns the command. Valid as long as this object lives and is not changed.
    [[nodiscard]] constexpr std::string_view view() const { return {bytes_.data(), size_}; }
    /// True if it is empty.
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

private:
    std::array<char, capacity> bytes_{};
    std::size_t size_ = 0;
};

} // namespace printjob::inline v0::gcode
