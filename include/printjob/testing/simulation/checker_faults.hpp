#pragma once
/// Wrong observations between what is seen and the checker, to prove that each invariant notices the bug that it is
/// there for. Nothing else in the simulation knows of them.

#include <printjob/gcode/syntax/line.hpp>
#include <printjob/testing/simulation/invariants.hpp>
#include <printjob/testing/simulation/trace_hash.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::testing {

/// What the checker is shown wrongly: what a library with that bug would show. The comment names the invariant that
/// must notice it.
enum class checker_fault : std::uint8_t {
    none,
    accepts_two_starts,    ///< I1
    executes_twice,        ///< I2
    leaves_out_a_line,     ///< I2
    claims_too_much,       ///< I3
    overfills_buffer,      ///< I3
    sends_after_cancel,    ///< I4
    forgets_safe_stop,     ///< I4
    stops_another_print,   ///< I4
    drops_a_command,       ///< I5
    delays_emergency_stop, ///< I6
    repeats_for_ever,      ///< I7
    starts_by_itself,      ///< I8
    tells_two_outcomes,    ///< I9
    swaps_events,          ///< I9
    invents_excuse,        ///< I9
    hides_wait,            ///< I9
    differs_every_time,    ///< I10
    leaves_the_grammar,    ///< I11
    never_ends,            ///< I12
    gives_up_waiting,      ///< I12
};

/// Passes observations on to the checker, and falsifies those that its fault concerns.
class faulty_checker {
public:
    /// Makes a checker (see `invariant_checker`) to which `fault` is shown.
    faulty_checker(checker_fault fault, bool motors_off_at_stop, std::size_t window)
        : fault_{fault}, checker_{motors_off_at_stop, window} {}

    /// Passes an observation on as it is.
    template <class Observation>
    void notify(instant now, const Observation& seen) {
        checker_.notify(now, seen);
    }

    // --- what can be falsified ---

    /// Passes on an observation, falsified if that is its fault: job begun.
    void notify(instant now, const job_begun& seen) {
        checker_.notify(now, seen);
        file_ = &seen.file;
        show_at_start(now);
    }
    /// Passes on an observation, falsified if that is its fault: line written.
    void notify(instant now, const line_written& seen) {
        const bool is_of_safe_stop = seen.text.find("M140 S0") != seen.text.npos;
        if (!(is(checker_fault::forgets_safe_stop) && is_of_safe_stop)) checker_.notify(now, seen);
    }
    /// Passes on an observation, falsified if that is its fault: command executed.
    void notify(instant now, const command_executed& seen) {
        const bool is_of_job = seen.command.number && simulated_file::tag_of(seen.command.text);
        const bool is_second = is_of_job && ++lines_of_jobs_ == 2;
        if (is_second && is(checker_fault::leaves_out_a_line)) return;
        checker_.notify(now, seen);
        if (is_second && is(checker_fault::executes_twice)) checker_.notify(now, seen);
    }
    /// Passes on an observation, falsified if that is its fault: event told.
    void notify(instant now, const event_told& seen) {
        const event& what = seen.what;
        const bool is_of_start = what.kind() == event_kind::state_changed && what.now_in() == state::starting;
        if (is(checker_fault::swaps_events) && is_of_start) return;
        if (is(checker_fault::hides_wait) && what.told() == notice::waiting_for_user) return;
        const bool is_told_as_failure =
            is(checker_fault::gives_up_waiting) && what.kind() == event_kind::print_cancelled;
        checker_.notify(now, is_told_as_failure
                                 ? event_told{event::of(event_kind::print_failed, what.context(),
                                                        failure::cancelling_timeout)}
                                 : seen);
        if (is(checker_fault::sends_after_cancel) && what.kind() == event_kind::print_cancelling)
            show_line_of_job(now);
        if (what.kind() != event_kind::print_done) return;
        if (is(checker_fault::tells_two_outcomes)) checker_.notify(now, seen);
        if (is(checker_fault::starts_by_itself))
            checker_.notify(now, event_told{event::of(event_kind::print_started, what.context())});
    }
    /// Passes on an observation, falsified if that is its fault: command answered.
    void notify(instant now, command_answered seen) {
        command_view after = seen.after;
        if (is(checker_fault::delays_emergency_stop)) after.stops = seen.before.stops;
        const bool is_dropped = is(checker_fault::drops_a_command) && seen.asked == intent::pause &&
                                seen.before.where == row::printing;
        checker_.notify(now, command_answered{.asked = seen.asked,
                                              .before = seen.before,
                                              .given = seen.given,
                                              .after = after,
                                              .was_told = seen.was_told && !is_dropped});
    }
    /// Passes on an observation, falsified if that is its fault: starts answered.
    void notify(instant now, starts_answered seen) {
        if (is(checker_fault::accepts_two_starts)) ++seen.accepted;
        checker_.notify(now, seen);
    }
    /// Passes on an observation, falsified if that is its fault: host seen.
    void notify(instant now, host_seen seen) {
        progress& how_far = seen.reported;
        if (is(checker_fault::claims_too_much)) how_far.executed = how_far.acknowledged = how_far.sent;
        checker_.notify(now, seen);
    }
    /// True once what is waited for has come.
    [[nodiscard]] bool has_come(bool yes) const { return yes && !is(checker_fault::never_ends); }

    /// Adds to the trace the number of the run, which no two runs have in common.
    void disturb(trace_hash& trace, instant now, std::uint64_t number) const {
        if (is(checker_fault::differs_every_time)) trace.note('?', now, number);
    }

    // --- what the checker found ---

    /// See `invariant_checker`; so are the following.
    [[nodiscard]] const std::optional<invariant_violation>& violation() const { return checker_.violation(); }
    /// Returns what the checker has; see there.
    [[nodiscard]] const unseen_faults& unseen() const { return checker_.unseen(); }
    /// Returns what the checker has; see there.
    [[nodiscard]] bool safe_stop_is_due() const { return checker_.safe_stop_is_due(); }
    /// Returns what the checker has; see there.
    [[nodiscard]] std::uint64_t events() const { return checker_.events(); }
    /// Returns what the checker has; see there.
    [[nodiscard]] std::uint64_t lines_executed() const { return checker_.lines_executed(); }

private:
    [[nodiscard]] bool is(checker_fault which) const { return fault_ == which; }

    /// Shows what is not there when a client's start was accepted.
    void show_at_start(instant now) {
        if (is(checker_fault::leaves_the_grammar)) checker_.notify(now, line_written{"G1 X1"});
        if (is(checker_fault::overfills_buffer)) checker_.notify(now, buffer_overflow{.expected = false});
        if (is(checker_fault::stops_another_print)) {
            checker_.notify(now, card_print_seen{.prints = true});
            checker_.notify(now, line_written{"N9 M140 S0*108"});
        }
        if (is(checker_fault::invents_excuse))
            checker_.notify(now, event_told{event::of_notice({}, notice::printer_prints_alone)});
        for (int i = 0; i < 30 && is(checker_fault::repeats_for_ever); ++i)
            checker_.notify(now, line_written{"N1 M105*38"});
    }

    void show_line_of_job(instant now) {
        std::array<char, gcode::longest_command_buffer> bytes;
        const auto line = gcode::frame(7, file_->command(0), bytes);
        checker_.notify(now, line_written{line.substr(0, line.size() - 1)});
    }

    checker_fault fault_;
    invariant_checker checker_;
    const simulated_file* file_ = nullptr; ///< of the job that began last
    std::uint64_t lines_of_jobs_ = 0;      ///< executed
};

} // namespace printjob::inline v0::testing
