#pragma once
/// Events wait here until the embedder polls them: a fixed ring that counts what it had to drop.

#include <printjob/job/event.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// A fixed ring of events. When it is full, new events are counted instead of kept, and in their place an
/// overrun event tells how many are missing: an overrun is never silent.
class event_ring {
public:
    /// How many events it holds. One input makes at most four (a carried-out resume after paused).
    static constexpr std::size_t capacity = 32;

    /// Keeps an event, or counts it as lost.
    constexpr void push(const event& what) {
        // After a gap, one place is the overrun's.
        const std::size_t needed = gap_.lost == 0 ? 1 : 2;
        if (capacity - count_ < needed) {
            const std::uint32_t lost = gap_.lost + 1;
            gap_ = what;
            gap_.kind = event_kind::overrun;
            gap_.lost = lost;
            return;
        }
        if (gap_.lost != 0) put(take_gap());
        put(what);
    }

    /// The oldest event, taken out; nothing when there is none.
    [[nodiscard]] constexpr std::optional<event> poll() {
        if (count_ == 0) {
            if (gap_.lost == 0) return std::nullopt;
            return take_gap();
        }
        const event oldest = events_[first_];
        first_ = (first_ + 1) % capacity;
        --count_;
        return oldest;
    }

    /// How many events were lost since the last overrun that took its place among the events.
    [[nodiscard]] constexpr std::uint32_t lost() const { return gap_.lost; }

private:
    constexpr void put(const event& what) {
        events_[(first_ + count_) % capacity] = what;
        ++count_;
    }

    /// The overrun that tells of the gap; the gap is then told.
    [[nodiscard]] constexpr event take_gap() {
        const event told = gap_;
        gap_.lost = 0;
        return told;
    }

    std::array<event, capacity> events_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    event gap_{}; ///< the overrun to come, made of the event that was lost last
};

} // namespace printjob::inline v0
