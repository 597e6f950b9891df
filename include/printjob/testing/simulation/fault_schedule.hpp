#pragma once
/// What the plan does to a run from outside, one scheduled stimulus after the other: when it is performed, how long it
/// lasts, and when it ends.

#include <printjob/gcode/timers.hpp>
#include <printjob/testing/simulation/bench.hpp>
#include <printjob/testing/simulation/clients.hpp>
#include <printjob/testing/simulation/monitor.hpp>
#include <printjob/testing/simulation/stimuli.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace printjob::inline v0::testing {

/// Performs the schedule of a plan. Neither copied nor moved.
class fault_schedule {
public:
    /// Keeps references, which must outlive it.
    fault_schedule(simulation_bench& bench, simulation_monitor& monitor, simulated_clients& clients)
        : bench_{bench}, monitor_{monitor}, clients_{clients} {}
    fault_schedule(const fault_schedule&) = delete;
    fault_schedule& operator=(const fault_schedule&) = delete;

    /// Forgets the run before.
    void begin() {
        next_ = 0;
        timers_.disarm_all();
    }
    /// Turns the plan's rates of faults on.
    void begin_job() { set_fault_rates(true); }

    // --- what comes next ---

    /// Counts lines and time for the next stimulus from here.
    void count_from_here() {
        since_ = bench_.now();
        lines_before_ = monitor_.lines();
    }
    /// Returns the instant from which is counted.
    [[nodiscard]] instant counts_from() const { return since_; }
    /// True while stimuli of this job are left.
    [[nodiscard]] bool has_next(std::uint8_t job) const {
        return next_ < schedule().size() && schedule()[next_].job == job;
    }
    /// True once the next stimulus is due: lines enough have left, or its patience is over.
    [[nodiscard]] bool is_due() const {
        return monitor_.lines() - lines_before_ >= schedule()[next_].lines || bench_.now() >= due_at();
    }
    /// Returns when the next stimulus is due, however many lines leave.
    [[nodiscard]] instant due_at() const { return since_ + schedule()[next_].patience; }
    /// Performs the next stimulus, and counts from here for the one after it.
    void perform_next() {
        const scheduled_stimulus& what = schedule()[next_++];
        count_from_here();
        perform(what);
    }

    // --- what lasts ---

    /// Returns when something that lasts ends; `never` when nothing lasts.
    [[nodiscard]] instant next_end() const { return timers_.next(); }
    /// True while nothing lasts and no fault waits for its line.
    [[nodiscard]] bool is_quiet() const {
        return next_end() == never && bench_.port().to_printer().armed() == 0 &&
               bench_.port().to_host().armed() == 0;
    }
    /// Ends what was to last until now.
    void handle_time() {
        if (has_ended(lasting::slow_writes)) bench_.port().unlimit_writes();
        if (has_ended(lasting::missing_file)) bench_.files().can_open(true);
        if (has_ended(lasting::power_cut)) bench_.power_on();
        if (has_ended(lasting::replacement)) {
            bench_.replace_printer();
            bench_.port().plug_in();
        }
        if (has_ended(lasting::card_print)) {
            bench_.print_from_card();
            bench_.port().plug_in();
        }
        if (has_ended(lasting::unplugged)) bench_.port().plug_in();
    }
    /// True while the host does not run.
    [[nodiscard]] bool host_is_stalled() const {
        return timers_.is_armed(lasting::stalled_host) && timers_.at(lasting::stalled_host) > bench_.now();
    }
    /// Returns when the host runs again.
    [[nodiscard]] instant host_runs_again() const { return timers_.at(lasting::stalled_host); }
    /// Ends the stall of the host.
    void resume_host() { timers_.disarm(lasting::stalled_host); }

    /// Ends everything that lasts, and forgets the faults that have not found their line.
    void end_all() {
        faulty_port& port = bench_.port();
        port.to_printer().disarm();
        port.to_host().disarm();
        set_fault_rates(false);
        port.unlimit_writes();
        bench_.files().can_open(true);
        if (timers_.is_armed(lasting::replacement)) bench_.replace_printer();
        if (timers_.is_armed(lasting::card_print)) bench_.print_from_card();
        timers_.disarm_all();
        if (!port.is_open()) port.plug_in();
        if (!bench_.printer().is_on()) bench_.power_on();
        bench_.carry();
        monitor_.narrate().say(bench_.now(), "faults are over");
    }

private:
    /// What lasts for a while, and has a timer for its end.
    enum class lasting : std::uint8_t {
        slow_writes,
        missing_file,
        power_cut,
        unplugged,
        replacement,  ///< unplugged, and another printer comes
        card_print,   ///< unplugged, and the printer comes back in the course of a job from its card
        stalled_host, ///< the host does not run
    };

    [[nodiscard]] const std::vector<scheduled_stimulus>& schedule() const { return bench_.plan().schedule; }

    void set_fault_rates(bool on) {
        bench_.port().to_printer().set_rate_active(on);
        bench_.port().to_host().set_rate_active(on);
    }

    [[nodiscard]] bool has_ended(lasting what) {
        if (!timers_.is_due(what, bench_.now())) return false;
        timers_.disarm(what);
        return true;
    }

    void perform(const scheduled_stimulus& what) {
        ++monitor_.counters().stimuli[static_cast<std::size_t>(what.what)];
        monitor_.trace().note('a', bench_.now(), static_cast<std::uint64_t>(what.what));
        monitor_.narrate().describe_stimulus(bench_.now(), what);
        if (const auto asked = intent_of(what.what)) return clients_.ask_for(*asked);
        switch (class_of(what.what)) {
        case stimulus_class::commands:
            if (what.what == stimulus::print_other_file)
                clients_.print(what.place % bench_.plan().jobs.size());
            else
                clients_.start_at_once(2 + what.place % 7U);
            break;
        case stimulus_class::to_printer: bench_.port().to_printer().arm(fault_of(what)); break;
        case stimulus_class::to_host: bench_.port().to_host().arm(fault_of(what)); break;
        case stimulus_class::unsolicited: say_unsolicited(what); break;
        case stimulus_class::port: disturb_port(what); break;
        case stimulus_class::person: disturb_printer(what); break;
        case stimulus_class::file:
            bench_.files().can_open(false);
            timers_.arm(lasting::missing_file, bench_.now(), what.lasts);
            break;
        }
    }

    [[nodiscard]] static armed_fault fault_of(const scheduled_stimulus& what) {
        return {what.what, what.place, what.lasts};
    }

    void say_unsolicited(const scheduled_stimulus& what) {
        monitor_.notify(trouble{});
        simulated_marlin& printer = bench_.printer();
        if (!printer.is_killed() && printer.is_on())
            printer.say(unsolicited_lines[what.place % unsolicited_lines.size()]);
        bench_.carry();
    }

    void disturb_port(const scheduled_stimulus& what) {
        monitor_.notify(trouble{});
        faulty_port& port = bench_.port();
        if (what.what == stimulus::io_error) {
            if (port.is_open()) port.fail_next();
        } else if (what.what == stimulus::host_stalls) {
            timers_.arm(lasting::stalled_host, bench_.now(), what.lasts);
        } else {
            port.limit_writes(what.what == stimulus::no_writes ? 0 : 1 + what.place % 9U);
            timers_.arm(lasting::slow_writes, bench_.now(), what.lasts);
        }
    }

    void disturb_printer(const scheduled_stimulus& what) {
        monitor_.notify(trouble{});
        const instant now = bench_.now();
        if (what.what == stimulus::reset_button) {
            bench_.reset_printer();
        } else if (what.what == stimulus::halt) {
            bench_.printer().halt("Thermal Runaway, system stopped! Heater_ID: 0", now);
        } else if (what.what == stimulus::stop_with_errors) {
            bench_.stop_printer();
        } else if (what.what == stimulus::power_cut) {
            bench_.printer().power_off(now);
            timers_.arm(lasting::power_cut, now, what.lasts);
        } else {
            unplug(what);
        }
        bench_.carry();
        if (!host_is_stalled()) bench_.control().advance(now); // a pulled cable wakes it
        monitor_.inspect();
    }

    void unplug(const scheduled_stimulus& what) {
        bench_.port().unplug();
        timers_.disarm(lasting::unplugged);
        timers_.disarm(lasting::replacement);
        timers_.disarm(lasting::card_print);
        const lasting until = what.what == stimulus::unplug            ? lasting::unplugged
                              : what.what == stimulus::replace_printer ? lasting::replacement
                                                                       : lasting::card_print;
        timers_.arm(until, bench_.now(), what.lasts);
    }

    simulation_bench& bench_;
    simulation_monitor& monitor_;
    simulated_clients& clients_;
    gcode::timers<lasting, lasting::stalled_host> timers_;
    std::size_t next_ = 0;
    instant since_{};
    std::uint64_t lines_before_ = 0;
};

} // namespace printjob::inline v0::testing
