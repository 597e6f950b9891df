#pragma once
/// The simulation: production controller, streamer and link, a simulated Marlin, a faulty line, clients and an
/// operator, on one virtual clock. One 64-bit seed names a run; the same seed gives the same run on every compiler.
///
/// How one event flows:
///
/// 1. `simulation_runner::step` sets the clock to the next thing that happens: bytes arrive, the printer has
///    something to do, the host has a deadline, something that was to last ends, the operator comes.
/// 2. `simulation_bench` moves bytes and printer up to that instant; `faulty_port` and `faulty_link` lose, alter,
///    double or delay lines on their way. `fault_schedule` and `printer_operator` do what is due.
/// 3. The host under test runs: `controller::advance`.
/// 4. `simulation_monitor` has seen each line, each executed command, each event. It passes them on to the trace, to
///    the counters, to the narration, and through `faulty_checker`, which in tests falsifies some, to the checker.
/// 5. The checker judges. The run ends at the first broken invariant.
///
/// Each job has two phases. Phase 1, safety, injects the faults: commands of clients and faults as scheduled. In phase
/// 2, liveness, they are over: within 60 s beyond what the job's own waits and moves take it must have its outcome (a
/// paused job is cancelled first), and the printer must be operational again.

#include <printjob/testing/simulation/bench.hpp>
#include <printjob/testing/simulation/checker_faults.hpp>
#include <printjob/testing/simulation/clients.hpp>
#include <printjob/testing/simulation/counters.hpp>
#include <printjob/testing/simulation/fault_schedule.hpp>
#include <printjob/testing/simulation/monitor.hpp>
#include <printjob/testing/simulation/narration.hpp>
#include <printjob/testing/simulation/plan.hpp>
#include <printjob/testing/simulation/printer_operator.hpp>
#include <printjob/testing/simulation/runner.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace printjob::inline v0::testing {

/// How a run ended.
struct simulation_result {
    /// The invariant that was broken; empty when the plan was carried out and all of them held.
    std::optional<invariant_violation> violation;
    std::uint64_t hash = 0;       ///< of the trace
    simulation_counters counters; ///< what happened, up to the end or the violation
};

/// Carries out plans, one after the other. Single-owner; neither copied nor moved.
class simulation {
public:
    /// Called with everything that happens, in words; see `narration`.
    using listener = narration::listener;

    /// Runs nothing yet. `fault`: what the checker is shown wrongly in every run, to prove that it notices.
    explicit simulation(checker_fault fault = checker_fault::none) : monitor_{bench_, fault} {}
    simulation(const simulation&) = delete;
    simulation& operator=(const simulation&) = delete;

    /// Sets the function that is called with everything that happens from now on; an empty one ends it.
    void on_happening(listener called) { monitor_.narrate().set_listener(std::move(called)); }

    /// Carries out a plan, up to its end or the first violation.
    [[nodiscard]] simulation_result run(const simulation_plan& plan) {
        monitor_.begin(plan);
        bench_.begin(plan);
        clients_.begin();
        operator_.begin();
        faults_.begin();
        runner_.begin();
        bool goes_on = runner_.connect();
        for (std::uint8_t job = 0; goes_on && job < plan.jobs.size(); ++job) {
            faults_.begin_job();
            clients_.ask_for(job);
            runner_.inject_faults(job);
            runner_.come_to_rest();
            goes_on = monitor_.goes_on();
        }
        return {monitor_.checker().violation(), monitor_.final_hash(), monitor_.final_counters()};
    }

private:
    simulation_monitor monitor_;
    simulation_bench bench_{monitor_};
    simulated_clients clients_{bench_, monitor_};
    printer_operator operator_{bench_, monitor_, clients_};
    fault_schedule faults_{bench_, monitor_, clients_};
    simulation_runner runner_{bench_, monitor_, clients_, operator_, faults_};
};

} // namespace printjob::inline v0::testing
