#pragma once
/// Reports that wait to be polled by the controller.

#include <printjob/job/report.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace printjob::inline v0 {

/// A fixed queue of reports. A transport that checks `has_room` before it reads further loses none. If a
/// report does not fit, one more follows the stored ones: `halted` with `failure::reports_lost` if something
/// that happened is missing, else the notice `reports_lost`.
///
/// One diagnosis is stored with its report. If a second failure is reported before the first was polled, its
/// diagnosis is lost.
class report_queue {
public:
    /// The most reports that wait.
    static constexpr std::size_t capacity = 16;
    static constexpr std::size_t kept_free = 8; ///< for reports that are made without reading more

    /// True if more may be read from the printer: the reports of one response and one step of a procedure
    /// fit.
    [[nodiscard]] bool has_room() const { return count_ < capacity - kept_free; }

    /// Appends a report.
    void push(const report_head& what) {
        if (count_ == capacity || (!what.what() && !has_room())) return lose(what);
        reports_[(first_ + count_++) % capacity] = what;
    }
    /// Appends a report with its diagnosis.
    void push(const report& what) {
        if (what.details() != nullptr && !details_ && count_ < capacity) {
            details_.emplace(*what.details());
            place_of_details_ = (first_ + count_) % capacity;
        }
        push(static_cast<const report_head&>(what));
    }

    /// Removes and returns the oldest report; nothing if there is none.
    [[nodiscard]] std::optional<report> poll() {
        if (count_ == 0) return poll_loss();
        const std::size_t place = std::exchange(first_, (first_ + 1) % capacity);
        --count_;
        std::optional<report> next{std::in_place, reports_[place]};
        if (details_ && place_of_details_ == place) {
            next.emplace(reports_[place], *details_);
            details_.reset();
        }
        return next;
    }

    /// True if no report waits.
    [[nodiscard]] bool empty() const { return count_ == 0 && lost_ == loss::none; }

private:
    enum class loss : std::uint8_t { none, told, happened };

    void lose(const report_head& what) {
        lost_ = (std::max)(lost_, what.what() ? loss::happened : loss::told);
    }

    [[nodiscard]] std::optional<report> poll_loss() {
        switch (std::exchange(lost_, loss::none)) {
        case loss::none: break;
        case loss::told: return report_head::tells_of(job_id::none, notice::reports_lost);
        case loss::happened: return report::of_printer(report_kind::halted, failure::reports_lost);
        }
        return std::nullopt;
    }

    std::array<report_head, capacity> reports_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    loss lost_ = loss::none;
    std::size_t place_of_details_ = 0;
    std::optional<diagnosis> details_;
};

} // namespace printjob::inline v0
