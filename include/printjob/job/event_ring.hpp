#pragma once
/// Events wait here until the embedder polls them: a fixed ring that counts what it had to drop.

#include <printjob/job/event.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace printjob::inline v0 {

/// A fixed ring of events. When it is full, new events are counted instead of kept, and in their place an
/// overrun event tells how many are missing: an overrun is never silent.
class event_ring {
public:
    /// How many events it holds. One input makes at most four (a carried-out resume after paused).
    static constexpr std::size_t capacity = 32;

    /// A place for one more event, to be filled in whole. When there is none, the event is counted as lost,
    /// and what is filled in becomes the overrun that tells of it.
    [[nodiscard]] constexpr event& place() {
        const std::size_t needed = lost_ == 0 ? 1 : 2; // after a gap, one place is the overrun's
        if (capacity - count_ < needed) {
            ++lost_;
            return gap_;
        }
        if (lost_ != 0) next_place() = take_gap();
        return next_place();
    }

    /// The oldest event, taken out; nothing when there is none.
    [[nodiscard]] constexpr std::optional<event> poll() {
        if (count_ == 0) {
            if (lost_ == 0) return std::nullopt;
            return take_gap();
        }
        std::optional<event> oldest{events_[first_]};
        first_ = (first_ + 1) % capacity;
        --count_;
        return oldest;
    }

    /// How many events were lost since the last overrun that took its place among the events.
    [[nodiscard]] constexpr std::uint32_t lost() const { return lost_; }

private:
    [[nodiscard]] constexpr event& next_place() { return events_[(first_ + count_++) % capacity]; }

    /// The overrun that tells of the gap; the gap is then told.
    [[nodiscard]] constexpr event take_gap() {
        return event::of_overrun(gap_.context(), std::exchange(lost_, 0));
    }

    std::array<event, capacity> events_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::uint32_t lost_ = 0;
    event gap_{}; ///< the event that was lost last: the overrun to come
};

} // namespace printjob::inline v0
