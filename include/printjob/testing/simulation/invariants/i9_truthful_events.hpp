#pragma once
/// I9: a job has one outcome; events come in the contract's order; no report that cannot be; what excuses a missing
/// safe stop (another printer, one that prints by itself) is true; a printer that waits for a person is shown.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace printjob::inline v0::testing {

/// I9. See the top of this header.
class truthful_events {
public:
    /// Its number.
    static constexpr int number = 9;

    /// Judges by an observation: event told.
    void check(const event_told& seen, checked_run& run) {
        has_one_outcome(seen.what, run);
        notices_are_true(seen.what, run);
        comes_in_order(seen.what, run);
        last_ = seen.what;
        if (seen.what.kind() == event_kind::state_changed) told_state_ = seen.what.now_in();
    }

    /// Judges by an observation: host seen.
    void check(const host_seen& seen, checked_run& run) {
        if (seen.current != told_state_) run.report(number, "the state is not the one that was told last");
        shows_wait(seen, run);
    }

    /// Judges by an observation: card print seen.
    void check(const card_print_seen& seen, checked_run&) {
        printed_from_card_ = printed_from_card_ || seen.prints;
    }
    /// Judges by an observation: printer changed.
    void check(const printer_changed&, checked_run&) { printer_changed_ = true; }
    /// Judges by an observation: name faulted.
    void check(const name_faulted&, checked_run&) { name_was_struck_ = true; }

private:
    static void has_one_outcome(const event& what, checked_run& run) {
        if (what.kind() == event_kind::violation) run.report(number, "the transport reported what cannot be");
        if (what.kind() == event_kind::overrun) run.report(number, "events were lost");
        if (checked_run::outcome_of(what.kind()) == outcome::none) return;
        const checked_job& of = run.job_of(what);
        if (what.job() != of.job || what.job() == job_id::none)
            return run.report(number, "the outcome of no job");
        if (of.ended != outcome::none) return run.report(number, "a second outcome of one job");
        if (what.kind() == event_kind::print_failed && what.why() == failure::none)
            run.report(number, "a failure without a cause");
    }

    /// What excuses a missing safe stop is true: another printer, or one that prints by itself.
    void notices_are_true(const event& what, checked_run& run) {
        if (what.kind() == event_kind::state_changed && what.now_in() == state::operational) {
            printed_from_card_ = run.prints_from_card;
            printer_changed_ = false;
        }
        if (what.kind() != event_kind::noticed) return;
        wait_was_told_ = wait_was_told_ || what.told() == notice::waiting_for_user;
        if (what.told() == notice::printer_prints_alone && !printed_from_card_)
            run.report(number, "the printer was said to print by itself, and does not");
        if (what.told() == notice::another_printer && !printer_changed_ && !name_was_struck_)
            run.report(number, "the printer was said to be another one, and is not");
    }

    /// Each event is told once its state holds.
    void comes_in_order(const event& what, checked_run& run) const {
        const auto follows_change_to = [&](state in) {
            if (last_.kind() != event_kind::state_changed || what.now_in() != in)
                run.report(number, std::string{name(what.kind())} + " after " +
                                       std::string{name(last_.kind())} + " in " +
                                       std::string{name(what.now_in())});
        };
        switch (what.kind()) {
        case event_kind::print_started: follows_change_to(state::starting); break;
        case event_kind::print_paused: follows_change_to(state::paused); break;
        case event_kind::print_done: follows_change_to(state::operational); break;
        case event_kind::print_cancelled:
            // A restart ends the old job first.
            if (what.now_in() != state::starting) follows_change_to(state::operational);
            break;
        case event_kind::print_failed:
            follows_change_to(is_operational(what.now_in()) ? state::operational : what.now_in());
            break;
        case event_kind::state_changed:
            if (what.now_in() == told_state_) run.report(number, "a change to the same state");
            break;
        case event_kind::print_resumed:
            if (what.now_in() != state::printing) run.report(number, "resumed, and not printing");
            break;
        case event_kind::print_cancelling:
            if (what.now_in() != state::cancelling) run.report(number, "cancelling, and not in that state");
            break;
        case event_kind::file_selected:
        case event_kind::command_deferred:
        case event_kind::deferral_withdrawn:
        case event_kind::deferral_refused:
        case event_kind::printer_reset:
        case event_kind::noticed:
        case event_kind::violation:
        case event_kind::overrun: break;
        }
    }

    /// A printer that says that it waits for a person does not wait unseen, unless it cannot be heard. What it says may
    /// be ten seconds late.
    void shows_wait(const host_seen& seen, checked_run& run) {
        const std::uint64_t faults = run.faults();
        const bool is_heard = seen.current != state::offline && seen.current != state::error;
        // After trouble it may have been said and told before.
        if (!seen.awaits_person && run.troubles == 0) wait_was_told_ = false;
        if (!seen.awaits_person || !is_heard || faults != faults_in_wait_) waits_since_ = run.now;
        faults_in_wait_ = faults;
        if (!wait_was_told_ && run.now > waits_since_ + std::chrono::seconds{15})
            run.report(number, "a person is awaited, and nobody was told");
    }

    event last_{};
    state told_state_ = state::offline;
    bool printed_from_card_ = false; ///< since the host was operational last
    bool printer_changed_ = false;   ///< since then
    bool name_was_struck_ = false;
    bool wait_was_told_ = false;
    std::uint64_t faults_in_wait_ = 0;
    instant waits_since_{}; ///< for a person, and no fault since
};

} // namespace printjob::inline v0::testing
