#pragma once
/// Text in a bounded buffer, without heap.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// At most `Capacity` bytes of text, held by value. A longer text is refused, never cut.
template <std::size_t Capacity>
class text {
public:
    /// The most bytes it can hold.
    static constexpr std::size_t capacity = Capacity;

    /// Makes an empty text.
    constexpr text() {} // not `= default`: `text{}` would then be set to zero twice

    /// Replaces the content. Returns false and changes nothing if `content` is longer than the capacity.
    [[nodiscard]] constexpr bool assign(std::string_view content) {
        if (content.size() > Capacity) return false;
        for (std::size_t i = 0; i < content.size(); ++i)
            bytes_[i] = content[i];
        size_ = static_cast<std::uint16_t>(content.size());
        return true;
    }

    /// Returns the content; valid as long as this object lives and is not assigned to.
    [[nodiscard]] constexpr std::string_view view() const { return {bytes_.data(), size_}; }

    /// True if it is empty.
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

    /// The same bytes.
    friend constexpr bool operator==(const text& a, const text& b) { return a.view() == b.view(); }
    /// The same bytes.
    friend constexpr bool operator==(const text& a, std::string_view b) { return a.view() == b; }

private:
    static_assert(Capacity <= 0xFFFF);
    std::array<char, Capacity> bytes_{};
    std::uint16_t size_ = 0;
};

} // namespace printjob::inline v0
