#pragma once
/// What must hold in every run, whatever happens in it. Each invariant has a header of its own in invariants/, which says
/// at its top what must hold:
///
/// I1 one active job, I2 order of execution, I3 honest progress, I4 safe stop, I5 answers of the contract,
/// I6 immediate emergency stop, I7 bounded repeats, I8 requested jobs, I9 truthful events, I11 grammar of the wire,
/// I12 liveness after the faults. I10, that a seed has one trace, is seen by running it twice.
///
/// They judge by what left the host, by what the printer executed and by the events, never by the host's own
/// state.

#include <printjob/testing/simulation/invariants/checked_run.hpp>
#include <printjob/testing/simulation/invariants/i11_wire_grammar.hpp>
#include <printjob/testing/simulation/invariants/i12_liveness.hpp>
#include <printjob/testing/simulation/invariants/i1_one_active_job.hpp>
#include <printjob/testing/simulation/invariants/i2_execution_order.hpp>
#include <printjob/testing/simulation/invariants/i3_honest_progress.hpp>
#include <printjob/testing/simulation/invariants/i4_safe_stop.hpp>
#include <printjob/testing/simulation/invariants/i5_contract_answers.hpp>
#include <printjob/testing/simulation/invariants/i6_emergency_stop.hpp>
#include <printjob/testing/simulation/invariants/i7_bounded_repeats.hpp>
#include <printjob/testing/simulation/invariants/i8_requested_jobs.hpp>
#include <printjob/testing/simulation/invariants/i9_truthful_events.hpp>
#include <printjob/testing/simulation/observations.hpp>

#include <cstddef>
#include <optional>
#include <tuple>

namespace printjob::inline v0::testing {

/// Shows every observation of a run to all invariants that have a `check` for it, and remembers the first violation.
class invariant_checker {
public:
    /// `motors_off_at_stop`: whether the safe stop ends with M84. `window`: the bytes that the host may have in flight.
    explicit invariant_checker(bool motors_off_at_stop = true, std::size_t window = 128)
        : all_{{}, {}, {}, honest_progress{window}, safe_stop{motors_off_at_stop}, {}, {}, {}, {}, {}, {}} {}

    /// Judges an observation that was made at `now`.
    template <class Observation>
    void notify(instant now, const Observation& seen) {
        run_.now = now;
        if constexpr (requires { run_.before(seen); }) run_.before(seen);
        std::apply([&](auto&... each) { (offer(each, seen), ...); }, all_);
        if constexpr (requires { run_.after(seen); }) run_.after(seen);
    }

    /// Returns the first invariant that was broken; empty while all hold.
    [[nodiscard]] const std::optional<invariant_violation>& violation() const { return run_.violation; }
    /// Returns what was counted so far instead of forbidden.
    [[nodiscard]] const unseen_faults& unseen() const { return run_.unseen; }
    /// True while a job has failed and its safe stop has not left; see I4.
    [[nodiscard]] bool safe_stop_is_due() const { return std::get<safe_stop>(all_).is_due(); }
    /// Returns how many events the controller has made so far.
    [[nodiscard]] std::uint64_t events() const { return run_.events; }
    /// Returns how many commands of jobs the printer executed.
    [[nodiscard]] std::uint64_t lines_executed() const { return run_.lines_executed; }

private:
    template <class Invariant, class Observation>
    void offer(Invariant& invariant, const Observation& seen) {
        if constexpr (requires { invariant.check(seen, run_); }) invariant.check(seen, run_);
    }

    checked_run run_;
    /// In the order in which they judge: a line that is not in the grammar can be nothing else.
    std::tuple<wire_grammar, one_active_job, execution_order, honest_progress, safe_stop, contract_answers,
               immediate_emergency_stop, bounded_repeats, requested_jobs, truthful_events,
               liveness_after_faults>
        all_;
};

} // namespace printjob::inline v0::testing
