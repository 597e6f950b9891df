#pragma once
/// Moves a run through its phases, one event after the other: to the first greeting; then, for each job, safety (the
/// schedule injects its faults) and liveness (they are over, and everything has to come to its end).

#include <printjob/testing/simulation/bench.hpp>
#include <printjob/testing/simulation/clients.hpp>
#include <printjob/testing/simulation/fault_schedule.hpp>
#include <printjob/testing/simulation/limits.hpp>
#include <printjob/testing/simulation/monitor.hpp>
#include <printjob/testing/simulation/printer_operator.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// The clock and the phases. Neither copied nor moved.
class simulation_runner {
public:
    /// Keeps references, which must outlive it.
    simulation_runner(simulation_bench& bench, simulation_monitor& monitor, simulated_clients& clients,
                      printer_operator& person, fault_schedule& faults)
        : bench_{bench}, monitor_{monitor}, clients_{clients}, operator_{person}, faults_{faults} {}
    simulation_runner(const simulation_runner&) = delete;
    simulation_runner& operator=(const simulation_runner&) = delete;

    /// Forgets the run before.
    void begin() { turns_at_once_ = 0; }

    /// Runs until the printer is greeted; false when an invariant was broken.
    [[nodiscard]] bool connect() {
        return comes_true("the printer was never greeted", limit_of_liveness,
                          [&] { return bench_.control().current() == state::operational; });
    }

    /// Phase 1 of a job, safety: injects the faults that are scheduled for it, and lets them work for a while.
    void inject_faults(std::uint8_t job) {
        const instant rates_end = bench_.now() + job_takes() + rates_last;
        faults_.count_from_here();
        while (monitor_.goes_on()) {
            if (!faults_.has_next(job)) {
                const instant next = next_of_aftermath(rates_end);
                if (next == never) return;
                step(next);
            } else if (faults_.is_due()) {
                faults_.perform_next();
            } else {
                step(faults_.due_at());
            }
        }
    }

    /// Phase 2 of a job, liveness (I12): the faults are over. The job has its outcome in time, and then the printer is
    /// operational.
    void come_to_rest() {
        faults_.end_all();
        operator_.begin_liveness();
        const duration limit = limit_of_liveness + scripts_take + job_takes();
        const bool has_ended = comes_true("the job never ended", limit, [&] {
            operator_.help_along();
            return !has_job(bench_.control().current());
        });
        if (!has_ended) return;
        (void)comes_true("the printer never was operational again", limit, [&] {
            operator_.help_along();
            return bench_.control().current() == state::operational && !monitor_.checker().safe_stop_is_due();
        });
    }

private:
    static constexpr duration scripts_take = std::chrono::seconds{15}; ///< at most: a pause, a resume
    static constexpr duration rates_last = std::chrono::minutes{2};    ///< beyond what the job takes
    static constexpr duration faults_linger = std::chrono::seconds{5}; ///< after a job's last stimulus
    static constexpr int most_turns_at_once = 20'000;

    /// Returns until when to go on after a job's last stimulus; `never` when nothing is left of its faults.
    [[nodiscard]] instant next_of_aftermath(instant rates_end) const {
        const instant now = bench_.now();
        if (bench_.plan().has_fault_rate() && operator_.job_goes_by_itself() && now < rates_end)
            return (std::min)(now + look_again, rates_end);
        const instant last = faults_.counts_from() + faults_linger;
        const bool is_quiet = faults_.is_quiet() && operator_.next_event() == never;
        return is_quiet || now >= last ? never : last;
    }

    /// Returns the most that the waits and moves of the selected file take, and its lines' way to and fro.
    [[nodiscard]] duration job_takes() const {
        const simulated_file* file = clients_.selected();
        if (file == nullptr) return {};
        constexpr int lines_around_job = 60; // handshake, scripts, safe stop
        constexpr int bytes_of_line_and_ok = 120;
        const simulation_plan& plan = bench_.plan();
        // Bytes that a full buffer lost are lines that are missed one by one, each after a silence.
        const bool loses = plan.host.believes_too_much(plan.printer);
        const duration line_takes = (loses ? std::chrono::seconds{5} : duration{}) + 2 * plan.latency +
                                    bytes_of_line_and_ok * plan.byte_time +
                                    std::chrono::milliseconds{2 * plan.printer.turn_time};
        return file->takes() + line_takes * (2 * static_cast<int>(file->size()) + lines_around_job);
    }

    /// Goes on until `done()`; breaks I12 when it does not come true within `limit`.
    template <class Done>
    [[nodiscard]] bool comes_true(std::string_view what_else, duration limit, Done done) {
        const instant last = bench_.now() + limit;
        while (monitor_.goes_on() && !monitor_.checker().has_come(done())) {
            if (bench_.now() >= last)
                monitor_.notify(
                    overdue{std::string{what_else} + ": " + std::string{name(bench_.control().current())}});
            else
                step((std::min)(last, bench_.now() + look_again));
        }
        return monitor_.goes_on();
    }

    /// Jumps to the next thing that happens, `last` at the latest, and lets it happen.
    void step(instant last) {
        const instant now = bench_.now();
        const instant next = (std::min)({next_of_bench(), faults_.next_end(), operator_.next_event(), last});
        turns_at_once_ = next > now ? 0 : turns_at_once_ + 1;
        if (turns_at_once_ > most_turns_at_once) monitor_.notify(spinning{});
        bench_.advance_to(next);
        faults_.handle_time();
        operator_.handle_time();
        if (faults_.host_is_stalled()) return;
        faults_.resume_host();
        bench_.control().advance(bench_.now());
        monitor_.inspect();
    }

    /// Returns when something next happens on the line, in the printer or in the host.
    [[nodiscard]] instant next_of_bench() const {
        if (faults_.host_is_stalled())
            return (std::min)(bench_.port().next_at_printer(), faults_.host_runs_again());
        return (std::min)(bench_.port().next_event(), bench_.control().next_deadline());
    }

    simulation_bench& bench_;
    simulation_monitor& monitor_;
    simulated_clients& clients_;
    printer_operator& operator_;
    fault_schedule& faults_;
    int turns_at_once_ = 0;
};

} // namespace printjob::inline v0::testing
