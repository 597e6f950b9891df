#pragma once
/// One line of text for people, put together without the heap.

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// What does not fit is left out.
class text_line {
public:
    text_line& operator<<(std::string_view words) {
        size_ += words.copy(bytes_.data() + size_, bytes_.size() - size_);
        return *this;
    }

    text_line& operator<<(std::uint64_t number) {
        std::array<char, 20> digits;
        const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return *this << std::string_view{digits.data(), end};
    }

    [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

private:
    std::array<char, 160> bytes_;
    std::size_t size_ = 0;
};
