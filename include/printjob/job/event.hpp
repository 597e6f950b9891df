#pragma once
/// What observers are told. An event is a fact: it is told once its state holds.

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

/// What every event tells: where, whose, by whom and when.
struct event_context {
    state now_in; ///< the state that holds after the input that made the event
    job_id job;   ///< the job it concerns; `none` when there is none
    actor by;     ///< who asked for what led here
    instant at;   ///< when
};

/// An event without the diagnosis of a failure: as it waits to be polled. What a kind of event does not tell reads
/// as nothing: `none`, zero, or an empty optional.
class event_head {
public:
    /// A change of state of which nothing is known.
    constexpr event_head() = default;

    /// An event of the table. `why` is told by print_failed, and by state_changed into error or offline; `asked` by
    /// command_deferred and deferral_withdrawn.
    [[nodiscard]] static constexpr event_head of(event_kind kind, const event_context& in,
                                                 failure why = failure::none,
                                                 command asked = command::start) {
        const bool defers = kind == event_kind::command_deferred || kind == event_kind::deferral_withdrawn;
        return {kind, in, defers ? index_of(asked) : index_of(why)};
    }
    /// deferral_refused: the resume that was remembered is refused, for this reason.
    [[nodiscard]] static constexpr event_head of_refusal(const event_context& in, reason why) {
        return {event_kind::deferral_refused, in, index_of(why)};
    }
    /// noticed: this.
    [[nodiscard]] static constexpr event_head of_notice(const event_context& in, notice what) {
        return {event_kind::noticed, in, index_of(what)};
    }
    /// violation: this report cannot be.
    [[nodiscard]] static constexpr event_head of_violation(const event_context& in, report_kind what) {
        return {event_kind::violation, in, index_of(what)};
    }
    /// overrun: so many events are missing here; `in` is of the one that was lost last.
    [[nodiscard]] static constexpr event_head of_overrun(const event_context& in, std::uint32_t lost) {
        event_head made{event_kind::overrun, in, 0};
        made.number_ = lost;
        return made;
    }

    // --- what every event tells ---

    /// What is told.
    [[nodiscard]] constexpr event_kind kind() const { return kind_; }
    /// The state that holds after the input that made this event.
    [[nodiscard]] constexpr state now_in() const { return now_in_; }
    /// The job it concerns; `none` when there is none.
    [[nodiscard]] constexpr job_id job() const { return job_; }
    /// Who asked for what led here.
    [[nodiscard]] constexpr const actor& by() const { return by_; }
    /// When.
    [[nodiscard]] constexpr instant at() const { return at_; }
    /// The four of them as one.
    [[nodiscard]] constexpr event_context context() const { return {now_in_, job_, by_, at_}; }

    // --- what some events tell ---

    /// command_deferred, deferral_withdrawn and deferral_refused: the command in question.
    [[nodiscard]] constexpr std::optional<command> asked() const {
        if (kind_ == event_kind::deferral_refused) return command::resume;
        if (kind_ != event_kind::command_deferred && kind_ != event_kind::deferral_withdrawn)
            return std::nullopt;
        return static_cast<command>(particular_);
    }
    /// print_failed, and state_changed into error or offline: why.
    [[nodiscard]] constexpr failure why() const {
        const bool loses_printer = kind_ == event_kind::state_changed && !is_operational(now_in_);
        return kind_ == event_kind::print_failed || loses_printer ? static_cast<failure>(particular_)
                                                                  : failure::none;
    }
    /// deferral_refused: why.
    [[nodiscard]] constexpr reason refused() const {
        return kind_ == event_kind::deferral_refused ? static_cast<reason>(particular_) : reason::none;
    }
    /// noticed: what.
    [[nodiscard]] constexpr notice told() const {
        return kind_ == event_kind::noticed ? static_cast<notice>(particular_) : notice::none;
    }
    /// violation: the report that cannot be.
    [[nodiscard]] constexpr std::optional<report_kind> what() const {
        if (kind_ != event_kind::violation) return std::nullopt;
        return static_cast<report_kind>(particular_);
    }
    /// overrun: how many events are missing here.
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
    std::uint32_t number_ = 0;    ///< overrun: how many are lost; of a failure: which diagnosis is its own
};

/// One fact, with the job it concerns, who asked for it and why. The controller makes events; a host may make some
/// too, to test what it does with them.
class event : public event_head {
public:
    /// A change of state of which nothing is known.
    constexpr event() = default;
    /// An event of which no more is known.
    constexpr event(const event_head& head) : event_head{head} {}
    /// An event, with what is known of the failure that it tells.
    constexpr event(const event_head& head, const diagnosis& details) : event_head{head}, details_{details} {}

    /// What is known of the failure: null when the event tells none, or when nothing is known. Valid as long as the
    /// event.
    [[nodiscard]] constexpr const diagnosis* details() const {
        return details_ && why() != failure::none ? &*details_ : nullptr;
    }

private:
    std::optional<diagnosis> details_;
};

} // namespace printjob::inline v0
