#pragma once
/// A ring of bytes between one that puts and one that takes, without a lock: an interrupt and a task, say.

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <optional>

/// Holds at most `Capacity` bytes, a power of two. One side calls `put` and `has_room`, the other `take`; each side is
/// one task or one interrupt.
template <std::size_t Capacity>
class byte_ring {
    static_assert(std::has_single_bit(Capacity));

public:
    [[nodiscard]] bool has_room() const {
        return put_.load(std::memory_order_relaxed) - taken_.load(std::memory_order_acquire) < Capacity;
    }

    /// False, and nothing is kept, when it is full.
    [[nodiscard]] bool put(char byte) {
        if (!has_room()) return false;
        const std::size_t at = put_.load(std::memory_order_relaxed);
        bytes_[at % Capacity] = byte;
        put_.store(at + 1, std::memory_order_release);
        return true;
    }

    /// The oldest byte; nothing when it is empty.
    [[nodiscard]] std::optional<char> take() {
        const std::size_t at = taken_.load(std::memory_order_relaxed);
        if (at == put_.load(std::memory_order_acquire)) return std::nullopt;
        const char byte = bytes_[at % Capacity];
        taken_.store(at + 1, std::memory_order_release);
        return byte;
    }

private:
    std::array<char, Capacity> bytes_{};
    std::atomic<std::size_t> put_ = 0;   // counts all that were ever put; it may overflow
    std::atomic<std::size_t> taken_ = 0; // the same
};
