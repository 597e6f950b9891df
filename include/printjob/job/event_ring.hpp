#pragma once
/// The queue of events that wait to be polled: a fixed ring that counts what it drops.

#include <printjob/job/event.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace printjob::inline v0 {

/// A fixed ring of events. When it is full, new events are counted instead of stored, and one overrun event
/// takes their place with the count.
class event_ring {
public:
    /// How many events it holds.
    static constexpr std::size_t capacity = 32;
    /// The most events that one command or report makes (paused, and then the resume that was remembered).
    static constexpr std::size_t most_per_input = 4;

    /// Adds an event. When there is no room, it is counted as lost.
    constexpr void push(const event_head& what) {
        ++pushed_;
        const std::size_t needed = lost_ == 0 ? 1 : 2; // after a gap, one place is for the overrun
        if (capacity - count_ < needed) {
            ++lost_;
            gap_ = {what.now_in(), what.job(), what.at()};
            return;
        }
        if (lost_ != 0) next_place() = take_gap();
        next_place() = what;
    }

    /// Removes and returns the oldest event; null if there is none. Valid until the next call.
    [[nodiscard]] constexpr const event_head* poll() {
        if (count_ == 0) {
            if (lost_ == 0) return nullptr;
            next_place() = take_gap();
        }
        const event_head* const oldest = &events_[first_];
        first_ = (first_ + 1) % capacity;
        --count_;
        return oldest;
    }

    /// Returns how many events were added so far, lost ones included. Wraps around.
    [[nodiscard]] constexpr std::uint32_t pushed() const { return pushed_; }
    /// Returns how many events were lost since the last overrun event.
    [[nodiscard]] constexpr std::uint32_t lost() const { return lost_; }

private:
    [[nodiscard]] constexpr event_head& next_place() { return events_[(first_ + count_++) % capacity]; }

    /// Returns the overrun event of the gap, and clears the gap.
    [[nodiscard]] constexpr event_head take_gap() {
        const event_context where{gap_.now_in, gap_.job, {}, gap_.at};
        return event_head::of_overrun(where, std::exchange(lost_, 0));
    }

    /// Where and when the last event was lost.
    struct gap {
        state now_in = state::offline;
        job_id job = job_id::none;
        instant at{};
    };

    std::array<event_head, capacity> events_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::uint32_t lost_ = 0;
    std::uint32_t pushed_ = 0;
    gap gap_{};
};

} // namespace printjob::inline v0
