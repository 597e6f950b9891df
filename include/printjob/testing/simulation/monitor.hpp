#pragma once
/// Sees everything that happens in a run and passes it on: to the checker, to the counters, to the hash of the trace
/// and, in words, to the narration. It changes nothing.

#include <printjob/testing/simulation/bench.hpp>
#include <printjob/testing/simulation/checker_faults.hpp>
#include <printjob/testing/simulation/counters.hpp>
#include <printjob/testing/simulation/narration.hpp>
#include <printjob/testing/simulation/trace_hash.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::testing {

/// Observes a bench. Neither copied nor moved.
class simulation_monitor final : public bench_observer {
public:
    /// Keeps a reference to `bench`, which must outlive it. `fault`: what the checker is shown wrongly.
    simulation_monitor(simulation_bench& bench, checker_fault fault) : bench_{bench}, fault_{fault} {}
    simulation_monitor(const simulation_monitor&) = delete;
    simulation_monitor& operator=(const simulation_monitor&) = delete;

    /// Forgets the run before. To be called before the bench begins.
    void begin(const simulation_plan& plan) {
        plan_ = &plan;
        trace_ = {};
        counters_ = {.runs = 1};
        lines_ = stops_ = misheard_before_restart_ = 0;
        checker_.emplace(fault_, plan.host.motors_off, std::max<std::size_t>(plan.host.receive_buffer, 128));
    }

    // --- where it passes things on; clients, operator and fault schedule use these too ---

    /// Returns the checker of this run.
    [[nodiscard]] const faulty_checker& checker() const { return *checker_; }
    /// Returns the counters of this run.
    [[nodiscard]] simulation_counters& counters() { return counters_; }
    /// Returns the trace of this run.
    [[nodiscard]] trace_hash& trace() { return trace_; }
    /// Returns the narration.
    [[nodiscard]] narration& narrate() { return narration_; }

    /// Shows the checker what was seen just now.
    template <class Observation>
    void notify(const Observation& seen) {
        checker_->notify(bench_.now(), seen);
    }

    // --- what it has seen ---

    /// True while no invariant is broken.
    [[nodiscard]] bool goes_on() const { return !checker_->violation(); }
    /// Returns how many lines have left the host.
    [[nodiscard]] std::uint64_t lines() const { return lines_; }
    /// Returns how many emergency stops have left the host.
    [[nodiscard]] std::uint64_t stops() const { return stops_; }
    /// True if the printer executed something else than what was sent since it was switched on or reset.
    [[nodiscard]] bool has_misheard() const { return misheard() != misheard_before_restart_; }

    /// Takes the controller's events, and shows the checker what host and printer are like now. To be called
    /// whenever the host did something.
    void inspect() {
        faulty_port& port = bench_.port();
        simulated_marlin& printer = bench_.printer();
        auto& control = bench_.control();
        const bool holds_lines = !port.is_free() || port.holds_half_a_line();
        notify(port_seen{.holds_lines = holds_lines, .sent = bench_.streamer().progress().sent});
        while (const auto event = control.poll_event())
            take(*event);
        const bool is_hot =
            printer.hotend_target(0) > 0 || (plan_->printer.two_tools && printer.hotend_target(1) > 0);
        // While the printer waits for a person or works on a command, the host's commands wait too.
        const bool waits = printer.is_waiting_for_user();
        notify(host_seen{.reported = bench_.streamer().progress(),
                         .current = control.current(),
                         .is_hot = is_hot && !waits && !printer.is_at_work(),
                         .hot_ends_off_in = plan_->host.settings().hot_ends_off_after,
                         .awaits_person = waits && plan_->printer.says_busy && port.is_open()});
    }

    /// Returns the counters of the run, which is over.
    [[nodiscard]] simulation_counters final_counters() const {
        simulation_counters all = counters_;
        const unseen_faults& unseen = checker_->unseen();
        all.lines = lines_;
        all.executed = checker_->lines_executed();
        all.resends = bench_.resends();
        all.altered = unseen.altered;
        all.headless = unseen.headless;
        all.counting = unseen.counting;
        all.claims = unseen.claims;
        all.seconds = static_cast<std::uint64_t>(bench_.now().time_since_epoch().count() / 1'000'000);
        return all;
    }
    /// Returns the hash of the trace of the run, which is over.
    [[nodiscard]] std::uint64_t final_hash() {
        checker_->disturb(trace_, bench_.now(), ++runs_);
        return trace_.hash();
    }

    // --- bench_observer ---

    void host_wrote(std::string_view line, bool broken) override {
        ++lines_;
        trace_.note('w', bench_.now(), line);
        narration_.describe_host_line(bench_.now(), line);
        if (line == "M112") ++stops_;
        if (broken)
            notify(torn_line_written{line});
        else
            notify(line_written{line});
    }

    void line_left(std::string_view sent, std::string_view line, const fault_effect& effect) override {
        const bool differs = effect.lost || effect.altered;
        if (differs || line.find("M110") != line.npos) show_arrival(sent, line, effect);
        if (differs && sent.find("M115") != sent.npos) notify(name_faulted{});
        if (!count_fault(effect)) return;
        narration_.describe_host_fault(bench_.now(), line, effect);
    }

    void printer_said(std::string_view said, std::string_view line, const fault_effect& effect) override {
        trace_.note('p', bench_.now(), line);
        narration_.describe_printer_line(bench_.now(), line);
        const bool differs = effect.lost || effect.altered;
        if (differs) notify(response_faulted{});
        if (differs && said.starts_with("Error:Printer stopped")) notify(stop_message_faulted{});
        const bool is_joined = effect.altered && !line.ends_with('\n'); // to whatever follows
        if (differs && (is_joined || said.starts_with("FIRMWARE_NAME"))) notify(name_faulted{});
        if (!count_fault(effect)) return;
        narration_.describe_printer_fault(bench_.now(), line, effect);
    }

    void buffer_overflowed(std::uint64_t lost, std::string_view) override {
        counters_.overflow += lost;
        narration_.describe_overflow(bench_.now(), lost);
        notify(buffer_overflow{.expected = plan_->host.believes_too_much(plan_->printer)});
    }

    void printer_replaced() override { notify(printer_changed{}); }
    void prints_from_card(bool yes) override { notify(card_print_seen{yes}); }
    void printer_restarted() override { misheard_before_restart_ = misheard(); }

    void executed(const executed_command& command) override {
        trace_.note('x', command.when, command.text);
        narration_.describe_execution(bench_.now(), command.text);
        checker_->notify(command.when, command_executed{command});
    }
    void ignored_move(const executed_command& command) override {
        ++counters_.stops;
        checker_->notify(command.when, move_ignored{command});
    }

private:
    void take(const event& what) {
        trace_.note('e', what.at(),
                    static_cast<std::uint64_t>(what.kind()) |
                        static_cast<std::uint64_t>(what.now_in()) << 8U |
                        static_cast<std::uint64_t>(what.job()) << 16U);
        const unsigned started = what.kind() == event_kind::print_started ? 1U : 0U;
        counters_.jobs += started;
        counters_.jobs_in_window += plan_->host.most_lines > 1 ? started : 0U;
        counters_.jobs_at_fault_rate += plan_->has_fault_rate() ? started : 0U;
        counters_.done += what.kind() == event_kind::print_done ? 1U : 0U;
        counters_.cancelled += what.kind() == event_kind::print_cancelled ? 1U : 0U;
        counters_.failed += what.kind() == event_kind::print_failed ? 1U : 0U;
        narration_.describe_event(bench_.now(), what);
        checker_->notify(what.at(), event_told{what});
    }

    /// Shows the checker what the firmware makes of the bytes that arrive: it drops backslashes and comments
    /// before it looks.
    void show_arrival(std::string_view sent, std::string_view line, const fault_effect& effect) {
        marlin_line_reader reader{bench_.printer().settings().command_size};
        const bool is_line = std::ranges::any_of(line, [&](char byte) { return reader.read(byte); });
        const std::string_view arrives = reader.line();
        const bool passes = is_line && !effect.lost && passes_checksum(arrives);
        const bool was_m110 = sent.find("M110") != sent.npos;
        if (was_m110 && !passes) notify(numbering_lost{});
        if (!passes || !effect.altered) return;
        notify(line_altered_unseen{testing::command_of(arrives)});
        if (was_m110 || arrives.find("M110") != arrives.npos) notify(numbering_altered_unseen{});
    }

    /// True if a fault changed anything about a line, which is counted then.
    [[nodiscard]] bool count_fault(const fault_effect& effect) {
        if (!effect.lost && !effect.twice && !effect.altered && effect.late <= duration{}) return false;
        ++counters_.struck;
        notify(line_faulted{});
        return true;
    }

    [[nodiscard]] std::uint64_t misheard() const {
        return checker_->unseen().altered + checker_->unseen().headless;
    }

    simulation_bench& bench_;
    checker_fault fault_;
    const simulation_plan* plan_ = nullptr;
    std::optional<faulty_checker> checker_;
    simulation_counters counters_;
    trace_hash trace_;
    narration narration_;
    std::uint64_t lines_ = 0; ///< that left the host
    std::uint64_t stops_ = 0; ///< M112 among them
    std::uint64_t misheard_before_restart_ = 0;
    std::uint64_t runs_ = 0; ///< that ended
};

} // namespace printjob::inline v0::testing
