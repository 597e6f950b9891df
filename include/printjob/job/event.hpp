#pragma once
/// Events: what happened, for observers. An event is made after its state has been entered.

#include <printjob/job/command.hpp>
#include <printjob/job/diagnosis.hpp>
#include <printjob/job/event_kind.hpp>
#include <printjob/job/failure.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/job/report.hpp>
#include <printjob/job/state.hpp>
#include <printjob/records.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// What every event contains: the state, the job, the actor and the time.
struct event_context {
    state now_in; ///< the state that holds after the input that made the event
    job_id job;   ///< the job it concerns; `none` when there is none
    actor by;     ///< whose command or report caused it
    instant at;   ///< when
};

/// An event without the diagnosis of a failure: the form in which it waits to be polled. What a kind of event
/// does not contain reads as `none`, zero, or an empty optional.
class event_head {
public:
    /// Makes a change of state of which nothing is known.
    constexpr event_head() = default;

    /// Returns an event of the table. print_failed, and state_changed into error or offline, contain `why`;
    /// command_deferred and deferral_withdrawn contain `asked`.
    [[nodiscard]] static constexpr event_head of(event_kind kind, const event_context& in,
                                                 failure why = failure::none,
                                                 command asked = command::start) {
        const bool defers = kind == event_kind::command_deferred || kind == event_kind::deferral_withdrawn;
        return {kind, in, defers ? index_of(asked) : index_of(why)};
    }
    /// Returns a deferral_refused: the resume that was remembered is refused for this reason.
    [[nodiscard]] static constexpr event_head of_refusal(const event_context& in, reason why) {
        return {event_kind::deferral_refused, in, index_of(why)};
    }
    /// Returns a noticed event.
    [[nodiscard]] static constexpr event_head of_notice(const event_context& in, notice what) {
        return {event_kind::noticed, in, index_of(what)};
    }
    /// Returns a violation: this report is impossible in its row.
    [[nodiscard]] static constexpr event_head of_violation(const event_context& in, report_kind what) {
        return {event_kind::violation, in, index_of(what)};
    }
    /// Returns an overrun: `lost` events are missing here. `in` is the context of the last lost one.
    [[nodiscard]] static constexpr event_head of_overrun(const event_context& in, std::uint32_t lost) {
        event_head made{event_kind::overrun, in, 0};
        made.number_ = lost;
        return made;
    }

    // --- every event ---

    /// Returns the kind of event.
    [[nodiscard]] constexpr event_kind kind() const { return kind_; }
    /// Returns the state that holds after the input that made this event.
    [[nodiscard]] constexpr state now_in() const { return now_in_; }
    /// Returns the job it concerns; `none` when there is none.
    [[nodiscard]] constexpr job_id job() const { return job_; }
    /// Returns whose command or report caused it.
    [[nodiscard]] constexpr const actor& by() const { return by_; }
    /// Returns when it happened.
    [[nodiscard]] constexpr instant at() const { return at_; }
    /// Returns these four as one value.
    [[nodiscard]] constexpr event_context context() const { return {now_in_, job_, by_, at_}; }

    // --- some events ---

    /// Returns the command of a command_deferred, deferral_withdrawn or deferral_refused.
    [[nodiscard]] constexpr std::optional<command> asked() const {
        if (kind_ == event_kind::deferral_refused) return command::resume;
        if (kind_ != event_kind::command_deferred && kind_ != event_kind::deferral_withdrawn)
            return std::nullopt;
        return static_cast<command>(particular_);
    }
    /// Returns the failure of a print_failed, or of a state_changed into error or offline.
    [[nodiscard]] constexpr failure why() const {
        const bool loses_printer = kind_ == event_kind::state_changed && !is_operational(now_in_);
        return kind_ == event_kind::print_failed || loses_printer ? static_cast<failure>(particular_)
                                                                  : failure::none;
    }
    /// Returns the reason of a deferral_refused.
    [[nodiscard]] constexpr reason refused() const {
        return kind_ == event_kind::deferral_refused ? static_cast<reason>(particular_) : reason::none;
    }
    /// Returns the notice of a noticed event.
    [[nodiscard]] constexpr notice told() const {
        return kind_ == event_kind::noticed ? static_cast<notice>(particular_) : notice::none;
    }
    /// Returns the report of a violation.
    [[nodiscard]] constexpr std::optional<report_kind> what() const {
        if (kind_ != event_kind::violation) return std::nullopt;
        return static_cast<report_kind>(particular_);
    }
    /// Returns how many events an overrun stands for.
    [[nodiscard]] constexpr std::uint32_t lost() const { return kind_ == event_kind::overrun ? number_ : 0; }

private:
    friend class machine;

    constexpr event_head(event_kind kind, const event_context& in, std::size_t particular)
        : at_{in.at}, job_{in.job}, by_{in.by}, now_in_{in.now_in}, kind_{kind},
          particular_{static_cast<std::uint8_t>(particular)} {}

    instant at_{};
    job_id job_ = job_id::none;
    actor by_{};
    state now_in_ = state::offline;
    event_kind kind_ = event_kind::state_changed;
    std::uint8_t particular_ = 0; ///< the command, failure, reason, notice or report_kind
    std::uint32_t number_ = 0;    ///< overrun: how many are lost; failure: which diagnosis belongs to it
};

/// One event, with its job, its actor and the diagnosis of its failure. The controller makes events; a host
/// may make some in its tests.
class event : public event_head {
public:
    /// Makes a change of state of which nothing is known.
    constexpr event() = default;
    /// Makes an event without a diagnosis.
    constexpr event(const event_head& head) : event_head{head} {}
    /// Makes an event with the diagnosis of its failure.
    constexpr event(const event_head& head, const diagnosis& details) : event_head{head}, details_{details} {}

    /// Returns the diagnosis of the failure; null if the event has no failure or nothing is known of it.
    /// Valid as long as the event.
    [[nodiscard]] constexpr const diagnosis* details() const {
        return details_ && why() != failure::none ? &*details_ : nullptr;
    }

private:
    std::optional<diagnosis> details_;
};

} // namespace printjob::inline v0
