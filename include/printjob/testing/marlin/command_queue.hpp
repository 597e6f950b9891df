#pragma once
/// What waits between the serial line and the handler: bytes in the receive buffer, lines in command slots.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// The receive buffer of the serial line, of a fixed size.
class marlin_receive_buffer {
public:
    /// `size`: in bytes, at least 1.
    explicit marlin_receive_buffer(std::size_t size) : ring_(std::max<std::size_t>(size, 1)) {}

    /// Takes a byte; false when there is no room.
    [[nodiscard]] bool put(char byte) {
        if (count_ == ring_.size()) return false;
        ring_[(first_ + count_++) % ring_.size()] = byte;
        return true;
    }
    /// Gives the oldest byte away; there must be one.
    [[nodiscard]] char take() {
        const char oldest = ring_[first_];
        first_ = (first_ + 1) % ring_.size();
        --count_;
        return oldest;
    }
    /// Loses all of them.
    void clear() { count_ = 0; }
    /// Returns how many bytes wait.
    [[nodiscard]] std::size_t size() const { return count_; }
    /// True if none waits.
    [[nodiscard]] bool is_empty() const { return count_ == 0; }

private:
    std::vector<char> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

/// A line that was accepted.
struct marlin_slot {
    std::array<char, 256> bytes{};      ///< its text
    std::size_t size = 0;               ///< of the text
    std::optional<std::int64_t> number; ///< of the line; empty when it has none
    bool from_card = false;             ///< read from the printer's own card

    /// Returns its text.
    [[nodiscard]] std::string_view line() const { return {bytes.data(), size}; }
};

/// The command slots. The command that is handled keeps its slot.
class marlin_slots {
public:
    /// `limit`: BUFSIZE, 1 to 16.
    explicit marlin_slots(std::size_t limit) : limit_{std::clamp<std::size_t>(limit, 1, capacity)} {}

    /// Fills a slot; there must be a free one.
    void put(std::string_view line, std::optional<std::int64_t> number, bool from_card) {
        marlin_slot& place = slots_[(first_ + count_++) % capacity];
        place.size = line.copy(place.bytes.data(), place.bytes.size());
        place.number = number;
        place.from_card = from_card;
    }
    /// Returns the oldest; there must be one.
    [[nodiscard]] const marlin_slot& front() const { return slots_[first_]; }
    /// Frees the oldest.
    void pop() {
        first_ = (first_ + 1) % capacity;
        --count_;
    }
    /// Frees all of them.
    void clear() { count_ = 0; }
    /// Returns how many are in use.
    [[nodiscard]] std::size_t used() const { return count_; }
    /// Returns how many are free.
    [[nodiscard]] std::size_t free() const { return limit_ - count_; }
    /// True if none is in use.
    [[nodiscard]] bool is_empty() const { return count_ == 0; }

private:
    static constexpr std::size_t capacity = 16;

    std::array<marlin_slot, capacity> slots_{};
    std::size_t limit_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

} // namespace printjob::inline v0::testing
