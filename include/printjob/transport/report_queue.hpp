#pragma once
/// Reports that wait to be polled by the controller.

#include <printjob/job/report.hpp>

#include <array>
#include <cstddef>
#include <optional>

namespace printjob::inline v0 {

/// A fixed queue of reports. The controller polls all of them in each step and no line is sent before it did,
/// so it fills up only under a flood of requests and notices from the printer: those are dropped then, and
/// reports of what happened still find room.
class report_queue {
public:
    /// The most reports that wait.
    static constexpr std::size_t capacity = 24;
    static constexpr std::size_t kept_free = 12; ///< for what happened

    /// Puts a report behind the others. What asks or tells is left out when little room remains; what happened
    /// finds room longest.
    void push(const report& what) {
        const std::size_t room = what.is() == report::form::happened ? capacity : capacity - kept_free;
        if (count_ >= room) return;
        reports_[(first_ + count_++) % capacity] = what;
    }

    /// Takes the oldest report out; nothing when there is none.
    [[nodiscard]] std::optional<report> poll() {
        if (count_ == 0) return std::nullopt;
        const report oldest = reports_[first_];
        first_ = (first_ + 1) % capacity;
        --count_;
        return oldest;
    }

    /// Whether no report waits.
    [[nodiscard]] bool empty() const { return count_ == 0; }

private:
    std::array<report, capacity> reports_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

} // namespace printjob::inline v0
