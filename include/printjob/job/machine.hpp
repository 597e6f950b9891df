#pragma once
/// The job state machine: the row of the table, the job's id and its times. No I/O, no clock, no transport.

#include <printjob/job/event_ring.hpp>
#include <printjob/job/transitions.hpp>
#include <printjob/time.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace printjob::inline v0 {

/// How a job ended.
enum class outcome : std::uint8_t { none, done, cancelled, failed };

/// The state machine of one printer's jobs. The controller looks up the cell, acts, and then calls `enter`
/// with the cell; nothing here can refuse. Single owner, not thread-safe.
class machine {
public:
    // --- getters ---

    /// Returns the row of the table.
    [[nodiscard]] constexpr row current_row() const { return row_; }
    /// Returns the public state of that row.
    [[nodiscard]] constexpr state current() const { return state_of(row_); }

    /// Returns the active job, or the last one; `none` before the first.
    [[nodiscard]] constexpr job_id job() const { return job_; }
    /// Returns the id that the next job will have.
    [[nodiscard]] constexpr job_id next_job() const { return job_id{static_cast<std::uint32_t>(job_) + 1}; }
    /// Returns how the last job ended; `none` while one is active.
    [[nodiscard]] constexpr outcome ended() const { return outcome_; }

    /// Returns why the last job failed; `none` unless it did.
    [[nodiscard]] constexpr failure failed_with() const { return failed_with_; }

    /// Returns who started the job.
    [[nodiscard]] constexpr const actor& started_by() const { return started_by_; }
    /// Returns the actor of the command that is being carried out; the next events name it.
    [[nodiscard]] constexpr const actor& asked_by() const { return asked_by_; }
    /// Returns why the printer is in error, or was lost during a job; `none` once it is operational again.
    [[nodiscard]] constexpr failure last_error() const { return last_error_; }

    /// Returns the diagnosis of `last_error`, or else of the last job's failure; null if nothing is known.
    [[nodiscard]] constexpr const diagnosis* details() const {
        const kept_diagnosis& kept = diagnoses_[last_error_ != failure::none ? error_is_ : of_job];
        return kept.of != 0 ? &kept.what : nullptr;
    }

    /// Returns when the present state was entered.
    [[nodiscard]] constexpr instant since() const { return since_; }
    /// Returns how long the job has been printing, pauses excluded.
    [[nodiscard]] constexpr duration print_time(instant now) const {
        return printed_ + (is_timed(current()) ? now - since_ : duration::zero());
    }

    // --- deciding: changes nothing ---

    /// Returns the cell of an intent in the present row.
    [[nodiscard]] constexpr const cell& decide(intent asked) const { return on(row_, asked); }
    /// Returns the cell of a command in the present row.
    [[nodiscard]] constexpr const cell& decide(command asked) const { return on(row_, asked); }

    /// Returns the cell of a report in the present row. A report of a job that is not the present one is
    /// stale.
    [[nodiscard]] constexpr const cell& decide(report_kind what, job_id about) const {
        if (speaks_of_a_job(what) && about != job_) return table::cell_of(table::rule::stale);
        return on(row_, what);
    }

    // --- inputs: only what takes effect ---

    /// Carries out an intent's cell.
    constexpr void enter(const cell& c, intent asked, const actor& by, instant now) {
        if (c.is == table::verdict::deferred)
            wished_by_ = by;
        else
            asked_by_ = by;
        const bool stops = asked == intent::emergency_stop;
        move_along(c, by, stops ? failure::emergency_stop : failure::none, asked, now);
    }
    /// Carries out a command's cell.
    constexpr void enter(const cell& c, command asked, const actor& by, instant now) {
        enter(c, intent_of(asked), by, now);
    }

    /// Carries out a report's cell. Its events name the actor whose command is now completed; a failure, and
    /// whatever the printer does by itself, name the printer.
    constexpr void enter(const cell& c, failure why, instant now) {
        if (c.then == event_set::failed || !must_end(row_)) asked_by_ = {.from = source::printer};
        if (c.act == action::pause) asked_by_ = wished_by_;
        if (c.next == row::finishing) asked_by_ = started_by_;
        move_along(c, asked_by_, why, intent::start, now);
    }

    /// Stores the diagnosis of the failure that was entered last, for its events too. One diagnosis is stored
    /// for the last failure of a job, and one for the last failure without a job.
    constexpr void explain(const diagnosis& what) {
        diagnoses_[latest_].of = failures_;
        diagnoses_[latest_].what = what;
    }

    /// Returns who asked for the command that is remembered.
    [[nodiscard]] constexpr const actor& wished_by() const { return wished_by_; }

    /// Adds the event of a remembered resume that was refused when it was to be carried out.
    constexpr void tell_refused(reason why, instant now) {
        events_.push(event_head::of_refusal(context(wished_by_, now), why));
    }

    /// Adds a noticed event: something that changes no state.
    constexpr void tell_noticed(notice what, instant now) {
        events_.push(event_head::of_notice(context({.from = source::printer}, now), what));
    }

    /// Adds a violation: a report that is impossible in its row.
    constexpr void tell_violation(report_kind what, instant now) {
        events_.push(event_head::of_violation(context({.from = source::printer}, now), what));
    }

    /// Returns how many events were made so far. Wraps around.
    [[nodiscard]] constexpr std::uint32_t events_told() const { return events_.pushed(); }

    // --- outputs ---

    /// Returns the oldest event that was not polled yet.
    [[nodiscard]] constexpr std::optional<event> poll_event() {
        const event_head* const next = events_.poll();
        if (next == nullptr) return std::nullopt;
        for (const kept_diagnosis& each : diagnoses_)
            if (each.of == next->number_ && next->why() != failure::none)
                return std::optional<event>{std::in_place, *next, each.what};
        return std::optional<event>{std::in_place, *next};
    }

private:
    /// What is known of a failure.
    struct kept_diagnosis {
        std::uint32_t of = 0; ///< which of all failures; 0: nothing is known
        diagnosis what{};
    };
    static constexpr std::uint8_t of_job = 0;     ///< the diagnosis of the last failure of a job
    static constexpr std::uint8_t of_printer = 1; ///< the diagnosis of the last failure without a job

    constexpr void move_along(const cell& c, const actor& by, failure why, intent asked, instant now) {
        if (state_of(c.next) != current()) { // a deferral that is stored or withdrawn begins no new state
            if (is_timed(current())) printed_ += now - since_;
            since_ = now;
        }
        row_ = c.next;
        if (current() == state::operational) last_error_ = failure::none;
        if (why != failure::none) {
            ++failures_;
            latest_ = c.then == event_set::failed ? of_job : of_printer;
            diagnoses_[latest_].of = 0;
            if (!is_operational(current())) {
                last_error_ = why;
                error_is_ = latest_;
            }
        }

        const bool begins = c.act == action::start || c.act == action::restart;
        const event_list& list = events_of(c.then);
        for (std::size_t i = 0; i < list.count; ++i) {
            const event_kind kind = list.kinds[i];
            // A restart first reports the end of the old job, under its own id.
            if (begins && kind == event_kind::state_changed) begin_job(by);
            if (kind == event_kind::print_done) outcome_ = outcome::done;
            if (kind == event_kind::print_cancelled) outcome_ = outcome::cancelled;
            if (kind == event_kind::print_failed) {
                outcome_ = outcome::failed;
                failed_with_ = why;
            }
            event_head told = event_head::of(kind, context(by, now), why, static_cast<command>(asked));
            told.number_ = failures_;
            events_.push(told);
        }
    }

    constexpr void begin_job(const actor& by) {
        job_ = next_job();
        started_by_ = by;
        outcome_ = outcome::none;
        failed_with_ = failure::none;
        printed_ = duration::zero();
    }

    [[nodiscard]] constexpr event_context context(const actor& by, instant now) const {
        return {current(), job_, by, now};
    }

    row row_ = row::offline;
    outcome outcome_ = outcome::none;
    failure last_error_ = failure::none;
    failure failed_with_ = failure::none;
    job_id job_ = job_id::none;
    actor started_by_{};
    actor asked_by_{};
    actor wished_by_{};
    std::array<kept_diagnosis, 2> diagnoses_{};
    std::uint32_t failures_ = 0;         ///< so far
    std::uint8_t latest_ = of_printer;   ///< where the last failure's diagnosis belongs
    std::uint8_t error_is_ = of_printer; ///< where that of `last_error_` is
    instant since_{};
    duration printed_{};
    event_ring events_{};
};

} // namespace printjob::inline v0
