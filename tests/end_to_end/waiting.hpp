#pragma once
/// Waiting for what must come true, within a bound.

#include <chrono>
#include <thread>

namespace end_to_end {

/// Longer than anything here takes on a busy machine: only a failure waits for so long.
inline constexpr std::chrono::seconds patience{30};

/// Looks again and again until `condition` holds. Returns whether it did within `limit`.
template <class Condition>
[[nodiscard]] bool eventually(const Condition& condition, std::chrono::seconds limit = patience) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
}

} // namespace end_to_end
