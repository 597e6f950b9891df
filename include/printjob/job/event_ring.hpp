#pragma once
/// Events wait here until the embedder polls them: a fixed ring that counts what it had to drop.

#include <printjob/job/event.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// A fixed ring of events. When it is full, new events are counted instead of kept, and the next poll after
/// the gap tells how many are missing: an overrun is never silent.
class event_ring {
public:
    /// How many events it holds. One input makes at most four (a carried-out resume after paused).
    static constexpr std::size_t capacity = 32;

    /// Keeps an event, or counts it as lost.
    constexpr void push(const event& what) {
        if (count_ == capacity) {
            ++lost_;
            return;
        }
        if (lost_ != 0 && count_ + 1 == capacity) { // the last place is the overrun's
            ++lost_;
            return;
        }
        if (lost_ != 0) {
            event gap = what;
            gap.kind = event_kind::overrun;
            gap.lost = lost_;
            lost_ = 0;
            put(gap);
        }
        put(what);
    }

    /// The oldest event, taken out; nothing when there is none.
    [[nodiscard]] constexpr std::optional<event> poll() {
        if (count_ == 0) return std::nullopt;
        const event oldest = events_[first_];
        first_ = (first_ + 1) % capacity;
        --count_;
        return oldest;
    }

    /// How many events were lost and not told yet.
    [[nodiscard]] constexpr std::uint32_t lost() const { return lost_; }

private:
    constexpr void put(const event& what) {
        events_[(first_ + count_) % capacity] = what;
        ++count_;
    }

    std::array<event, capacity> events_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::uint32_t lost_ = 0;
};

} // namespace printjob::inline v0
