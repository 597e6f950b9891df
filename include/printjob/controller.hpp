#pragma once
/// The controller: one printer's job control. Commands and reports go in, the table decides, the transport
/// acts, and events come out.
///
/// Its methods are of four kinds: getters, commands (`submit`, `select`, `print`), inputs (`advance`) and
/// outputs (`poll_event`). It has no thread, clock or heap; time is passed in. It is owned by one thread at a
/// time: on threaded servers put `printjob::synchronized` around it.

#include <printjob/job/answer.hpp>
#include <printjob/job/machine.hpp>
#include <printjob/job/preconditions.hpp>
#include <printjob/job/snapshot.hpp>
#include <printjob/job/state_timeouts.hpp>
#include <printjob/job/status.hpp>
#include <printjob/transport/printer_transport.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace printjob::inline v0 {

/// Job control over one transport, with the embedder's preconditions. It keeps a reference to the transport,
/// which must outlive it, and is neither copied nor moved.
template <class Transport, class Checks = preconditions<>>
class controller {
public:
    /// Takes control of a printer: offline, with no file selected and no job. Keeps a reference to `printer`.
    /// `checks` are run in their order; `limits` bound the states that must end.
    explicit controller(Transport& printer, Checks checks = Checks{}, const state_timeouts& limits = {})
        requires printer_transport<Transport> && precondition_set<Checks>
        : printer_{printer}, checks_{std::move(checks)}, limits_{limits} {}
    /// The same without preconditions.
    controller(Transport& printer, const state_timeouts& limits)
        requires printer_transport<Transport> && precondition_set<Checks>
        : controller{printer, Checks{}, limits} {}

    controller(const controller&) = delete;
    controller& operator=(const controller&) = delete;

    // --- getters ---

    /// Returns the current state.
    [[nodiscard]] state current() const { return machine_.current(); }
    /// Returns the current row of the table: the state, with the command that is remembered in it.
    [[nodiscard]] row current_row() const { return machine_.current_row(); }
    /// Returns the active job, or the last one; `none` before the first.
    [[nodiscard]] job_id job() const { return machine_.job(); }
    /// Returns how the last job ended; `none` while one is active, and before the first.
    [[nodiscard]] outcome last_outcome() const { return machine_.ended(); }

    /// Returns what `submit` would answer, preconditions included. Changes nothing. A transport's own refusal
    /// of a start cannot be predicted.
    [[nodiscard]] answer dry_run(command asked) const {
        const cell& c = machine_.decide(asked);
        if (c.is == table::verdict::refused) return tl::unexpected(refuse(c.why, asked));
        if (const auto objection = objection_to(c, asked, selected())) return tl::unexpected(*objection);
        return acceptance_of(c);
    }

    /// Returns a copy of the job's status.
    [[nodiscard]] job_status status(instant now) const;

    /// Returns the status and the printer's facts, consistent with each other.
    [[nodiscard]] printer_snapshot snapshot(instant now) const { return {status(now), printer_facts()}; }

    /// Returns what is known of the printer; all unknown if the transport has no facts.
    [[nodiscard]] const facts& printer_facts() const {
        if constexpr (has_facts<Transport>)
            return printer_.facts();
        else
            return no_facts;
    }

    /// Returns when `advance` must be called at the latest; `never` if only a command or input can change
    /// anything.
    [[nodiscard]] instant next_deadline() const {
        return (std::min)(printer_.next_deadline(), state_deadline());
    }

    // --- commands ---

    /// Submits a command. The table decides first, then the preconditions, then the transport; the first
    /// refusal is the answer. When this returns, an accepted command has already been passed to the
    /// transport.
    [[nodiscard]] answer submit(command asked, instant now, const actor& by = {}) {
        const std::uint32_t told_before = machine_.events_told();
        answer given = decide_and_act(asked, now, by);
        if (given == acceptance::accepted) advance(now, told_before);
        return given;
    }

    /// Selects a file, which is copied.
    [[nodiscard]] answer select(const file& what, instant now, const actor& by = {}) {
        const cell& c = machine_.decide(intent::select);
        if (c.is == table::verdict::refused) return tl::unexpected(refuse(c.why, intent::select));
        keep(what);
        machine_.enter(c, intent::select, by, now);
        return acceptance_of(c);
    }

    /// Selects a file and starts it, or does neither: the preconditions of a start are run with this file
    /// first, and a refusal leaves the old selection.
    [[nodiscard]] answer print(const file& what, instant now, const actor& by = {}) {
        const cell& choose = machine_.decide(intent::select);
        if (choose.is == table::verdict::refused) return tl::unexpected(refuse(choose.why, intent::select));
        const cell& begin = machine_.decide(command::start);
        if (const auto objection = objection_to(begin, command::start, &what))
            return tl::unexpected(*objection);
        if (const auto no = printer_.start(machine_.next_job(), what, now)) return tl::unexpected(*no);
        keep(what);
        selection_was_started_ = true;
        const std::uint32_t told_before = machine_.events_told();
        machine_.enter(choose, intent::select, by, now);
        machine_.enter(begin, command::start, by, now);
        advance(now, told_before);
        return acceptance_of(begin);
    }

    // --- inputs ---

    /// Drives the transport up to `now`, applies its reports, and ends a state that lasted too long. Call it
    /// when the transport has input, at `next_deadline()`, or at any other time. `now` must not step back.
    void advance(instant now) { advance(now, machine_.events_told()); }

    // --- outputs ---

    /// Returns the oldest event that was not polled yet. At most 32 wait; if more are made, an overrun event
    /// counts the lost ones. Poll all of them after each command and each `advance` to miss none.
    [[nodiscard]] std::optional<event> poll_event() { return machine_.poll_event(); }

private:
    static constexpr facts no_facts{};
    static constexpr int rounds_per_advance = 16;
    static constexpr int reports_per_round = 64;
    static constexpr double most_before_done = 99.99; ///< percent: 100 is said once the job is done

    /// Returns the acceptance of a cell that is no refusal: the first verdicts are the acceptances, in the
    /// same order.
    [[nodiscard]] static acceptance acceptance_of(const cell& c) { return static_cast<acceptance>(c.is); }

    [[nodiscard]] const file* selected() const { return selected_ ? &*selected_ : nullptr; }

    /// Returns the first objection of the built-in checks, then of the embedder's, for cells that begin or
    /// continue a job.
    [[nodiscard]] std::optional<refusal> objection_to(const cell& c, command asked, const file* what) const {
        const bool begins = c.act == action::start || c.act == action::restart;
        if (begins && what == nullptr) return refuse(reason::no_file_selected, asked);
        if (!begins && c.act != action::resume) return std::nullopt;
        const command checked = begins ? asked : command::resume;
        if constexpr (has_facts<Transport>) {
            if (!begins && printer_.facts().position_lost) return refuse(reason::position_lost, asked);
            return checks_.first_refusal({checked, what, printer_.facts()});
        } else {
            const facts nothing_known{};
            return checks_.first_refusal({checked, what, nothing_known});
        }
    }

    [[nodiscard]] answer decide_and_act(command asked, instant now, const actor& by) {
        const cell& c = machine_.decide(asked);
        if (c.is == table::verdict::refused) return tl::unexpected(refuse(c.why, asked));
        if (!c.takes_effect()) return acceptance_of(c);
        if (const auto objection = objection_to(c, asked, selected())) return tl::unexpected(*objection);
        if (const auto no = perform(c.act, now)) return tl::unexpected(*no);
        if (c.act == action::start) selection_was_started_ = true;
        machine_.enter(c, asked, by, now);
        return acceptance_of(c);
    }

    void keep(const file& what) {
        selected_ = what;
        selection_was_started_ = false;
    }

    /// Passes an action to the transport. It can refuse only start and restart.
    [[nodiscard]] std::optional<refusal> perform(action act, instant now) {
        switch (act) {
        case action::start: return printer_.start(machine_.next_job(), *selected_, now);
        case action::restart: return printer_.restart(machine_.next_job(), *selected_, now);
        case action::pause: printer_.pause(now); break;
        case action::resume: printer_.resume(now); break;
        case action::cancel: printer_.cancel(now); break;
        case action::emergency_stop: printer_.emergency_stop(now); break;
        case action::none:
        case action::select:
        case action::carry_out_deferred: break;
        }
        return std::nullopt;
    }

    /// True if the events of one more input fit. `told_before` is the count of events when the call began:
    /// one call makes no more events than the ring holds.
    [[nodiscard]] bool may_tell(std::uint32_t told_before) const {
        return machine_.events_told() - told_before <= event_ring::capacity - event_ring::most_per_input;
    }

    void advance(instant now, std::uint32_t told_before) {
        settle(now, told_before);
        if (state_deadline() > now || !may_tell(told_before)) return;
        apply(report::of_printer(report_kind::timed_out, failure_past_limit(machine_.current_row())), now);
        settle(now, told_before);
    }

    /// Drives the transport until it has nothing more to report. A report can cause more work at the same
    /// instant (the first line after `started`). A transport that reports without end is stopped after a
    /// fixed number of reports and continues at the next call; its remaining reports wait, and its deadline
    /// is then now.
    void settle(instant now, std::uint32_t told_before) {
        for (int round = 0; round < rounds_per_advance; ++round) {
            printer_.handle_time(now);
            int taken = 0;
            for (; taken < reports_per_round && may_tell(told_before); ++taken) {
                const std::optional<report> next = printer_.poll_report();
                if (!next) break;
                take_in(*next, now);
            }
            if (taken == 0) return;
        }
    }

    void take_in(const report& said, instant now) {
        if (said.what()) return apply(said, now);
        if (const notice told = said.told(); told != notice::none) return machine_.tell_noticed(told, now);
        // A request of the printer or the file that the state refuses is dropped: nobody waits for its
        // answer.
        if (said.asked() && (said.job() == job_id::none || said.job() == machine_.job()))
            (void)decide_and_act(*said.asked(), now, {.from = said.from()});
    }

    void apply(const report& said, instant now) {
        const report_kind what = *said.what();
        const cell& c = machine_.decide(what, said.job());
        if (c.is == table::verdict::violation) machine_.tell_violation(what, now);
        if (!c.takes_effect()) return;
        machine_.enter(c, said.why(), now);
        if (said.details() != nullptr) machine_.explain(*said.details());
        if (c.act == action::carry_out_deferred)
            resume_as_wished(now);
        else
            (void)perform(c.act, now);
    }

    void resume_as_wished(instant now) {
        const actor by = machine_.wished_by();
        const answer given = decide_and_act(command::resume, now, by);
        if (!given) machine_.tell_refused(given.error().why, now);
    }

    [[nodiscard]] instant state_deadline() const {
        const auto setting = limit_of(machine_.current_row());
        if (setting == nullptr) return never;
        instant from = machine_.since();
        duration limit = (std::max)(limits_.*setting, duration::zero());
        if constexpr (has_liveness<Transport>) {
            const liveness signs = printer_.liveness();
            if (signs.waits_for_person) return never;
            from = (std::max)(from, signs.last_sign);
            limit = (std::max)(limit, signs.expected);
        }
        // The longest duration means no limit.
        return limit < never - (std::max)(from, instant{}) ? from + limit : never;
    }

    Transport& printer_;
    [[no_unique_address]] Checks checks_;
    state_timeouts limits_;
    machine machine_;
    std::optional<file> selected_;
    bool selection_was_started_ =
        false; ///< the job's progress and outcome belong to the file that is selected now
};

template <class Transport>
controller(Transport&) -> controller<Transport>;
template <class Transport>
controller(Transport&, const state_timeouts&) -> controller<Transport>;
template <class Transport, precondition_set Checks>
controller(Transport&, Checks) -> controller<Transport, Checks>;
template <class Transport, precondition_set Checks>
controller(Transport&, Checks, const state_timeouts&) -> controller<Transport, Checks>;

template <class Transport, class Checks>
job_status controller<Transport, Checks>::status(instant now) const {
    job_status s;
    s.current = machine_.current();
    if constexpr (has_liveness<Transport>) s.waits_for_person = printer_.liveness().waits_for_person;
    s.last_error = machine_.last_error();
    s.selected = selected_;
    s.job = machine_.job();
    if (selection_was_started_) {
        s.started_by = machine_.started_by();
        s.failed_with = machine_.failed_with();
    }
    const bool shows_failure = s.last_error != failure::none || s.failed_with != failure::none;
    if (const diagnosis* const known = machine_.details(); known != nullptr && shows_failure)
        s.details.emplace(*known);
    const bool done = selection_was_started_ && machine_.ended() == outcome::done;
    if (!has_job(s.current) && !done) return s;

    s.print_time = machine_.print_time(now);
    if constexpr (has_progress<Transport>) {
        const progress how_far = printer_.progress();
        s.acknowledged = how_far.acknowledged;
        const auto size = static_cast<double>(selected_->size.value_or(0));
        if (size > 0) {
            const double percent = 100.0 * static_cast<double>(how_far.acknowledged) / size;
            s.completion = done ? 100.0 : (std::min)(percent, most_before_done);
        }
        if (done) {
            s.time_left = duration::zero();
        } else if (how_far.time_left) {
            s.time_left = how_far.time_left;
            s.time_left_origin = estimate_origin::printer;
        } else if (s.completion && *s.completion >= 1.0) {
            const auto spent = static_cast<double>(s.print_time->count());
            s.time_left =
                duration{static_cast<duration::rep>(spent * (100.0 - *s.completion) / *s.completion)};
            s.time_left_origin = estimate_origin::linear;
        }
    }
    return s;
}

} // namespace printjob::inline v0
