#pragma once
/// Wrong observations between what is seen and the checker, to prove that each invariant notices the bug that it is
/// there for. Nothing else in the simulation knows of them.

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

/// The checker behind one such fault. What the fault does not concern goes to the checker as it is.
class faulty_checker : public invariant_checker {
public:
    /// Makes a checker (see `invariant_checker`) to which `fault` is shown.
    faulty_checker(checker_fault fault, bool motors_off_at_stop, std::size_t window)
        : invariant_checker{motors_off_at_stop, window}, fault_{fault} {}

    /// See `invariant_checker`; so are the following.
    void begins(job_id job, const simulated_file& what) {
        invariant_checker::begins(job, what);
        file_ = &what;
        show_at_start();
    }
    void wrote(std::string_view text, instant now) {
        now_ = now;
        const bool is_hidden = is(checker_fault::forgets_safe_stop) && text.find("M140 S0") != text.npos;
        if (!is_hidden) invariant_checker::wrote(text, now);
    }
    void executed(const executed_command& command) {
        const bool is_chosen =
            command.number && simulated_file::tag_of(command.text) && ++lines_of_jobs_ == 2;
        if (is_chosen && is(checker_fault::leaves_out_a_line)) return;
        invariant_checker::executed(command);
        if (is_chosen && is(checker_fault::executes_twice)) invariant_checker::executed(command);
    }
    void told(const event& what) {
        now_ = what.at;
        const bool is_of_start = what.kind == event_kind::state_changed && what.now_in == state::starting;
        if (is(checker_fault::swaps_events) && is_of_start) return;
        if (is(checker_fault::hides_wait) && what.told == notice::waiting_for_user) return;
        event shown = what;
        if (is(checker_fault::gives_up_waiting) && what.kind == event_kind::print_cancelled) {
            shown.kind = event_kind::print_failed;
            shown.why = failure::cancelling_timeout;
        }
        invariant_checker::told(shown);
        if (is(checker_fault::sends_after_cancel) && what.kind == event_kind::print_cancelling)
            show_line_of_job();
        if (what.kind != event_kind::print_done) return;
        if (is(checker_fault::tells_two_outcomes)) invariant_checker::told(what);
        if (is(checker_fault::starts_by_itself)) {
            shown.kind = event_kind::print_started;
            invariant_checker::told(shown);
        }
    }
    void answered(command asked, const command_view& before, const answer& given, const command_view& after,
                  bool was_told, instant now) {
        command_view shown = after;
        if (is(checker_fault::delays_emergency_stop)) shown.stops = before.stops;
        if (is(checker_fault::drops_a_command) && asked == command::pause && before.where == row::printing)
            was_told = false;
        invariant_checker::answered(asked, before, given, shown, was_told, now);
    }
    void concurrent_starts(unsigned accepted, bool one_was_possible, instant now) {
        if (is(checker_fault::accepts_two_starts)) ++accepted;
        invariant_checker::concurrent_starts(accepted, one_was_possible, now);
    }
    void is_honest(progress how_far, state current, instant now) {
        if (is(checker_fault::claims_too_much)) how_far.executed = how_far.acknowledged = how_far.sent;
        invariant_checker::is_honest(how_far, current, now);
    }
    /// True once what is waited for has come.
    [[nodiscard]] bool has_come(bool yes) const { return yes && !is(checker_fault::never_ends); }

    /// Adds to the trace the number of the run, which no two runs have in common.
    void disturb(trace_hash& trace, std::uint64_t number) const {
        if (is(checker_fault::differs_every_time)) trace.note('?', now_, number);
    }

private:
    [[nodiscard]] bool is(checker_fault which) const { return fault_ == which; }

    /// Shows what is not there when a client's start was accepted.
    void show_at_start() {
        if (is(checker_fault::leaves_the_grammar)) invariant_checker::wrote("G1 X1", now_);
        if (is(checker_fault::overfills_buffer)) overflowed(false, now_);
        if (is(checker_fault::stops_another_print)) {
            prints_alone(true);
            invariant_checker::wrote("N9 M140 S0*108", now_);
        }
        if (is(checker_fault::invents_excuse)) {
            event excuse{};
            excuse.kind = event_kind::noticed;
            excuse.told = notice::printer_prints_alone;
            invariant_checker::told(excuse);
        }
        for (int i = 0; i < 30 && is(checker_fault::repeats_for_ever); ++i)
            invariant_checker::wrote("N1 M105*38", now_);
    }

    void show_line_of_job() {
        std::array<char, gcode::longest_command_buffer> bytes;
        const auto line = gcode::frame(7, file_->command(0), bytes);
        invariant_checker::wrote(line.substr(0, line.size() - 1), now_);
    }

    checker_fault fault_;
    const simulated_file* file_ = nullptr; ///< of the job that began last
    instant now_{};
    std::uint64_t lines_of_jobs_ = 0; ///< executed
};

} // namespace printjob::inline v0::testing
