#pragma once
/// The person beside the printer: answers it when it waits for one, cancels a job that does not go on by itself,
/// and resets a printer that is beyond help.

#include <printjob/testing/simulation/bench.hpp>
#include <printjob/testing/simulation/clients.hpp>
#include <printjob/testing/simulation/limits.hpp>
#include <printjob/testing/simulation/monitor.hpp>

#include <chrono>

namespace printjob::inline v0::testing {

/// The operator of a run. Neither copied nor moved.
class printer_operator {
public:
    /// Keeps references, which must outlive it.
    printer_operator(simulation_bench& bench, simulation_monitor& monitor, simulated_clients& clients)
        : bench_{bench}, monitor_{monitor}, clients_{clients} {}
    printer_operator(const printer_operator&) = delete;
    printer_operator& operator=(const printer_operator&) = delete;

    /// Forgets the run before.
    void begin() {
        answers_ = never;
        answered_at_ = {};
        answers_left_ = most_answers;
    }
    /// The faults are over: from now on `help_along` is called.
    void begin_liveness() {
        answers_ = never;
        helps_since_ = fine_until_ = bench_.now();
    }

    /// Returns when the operator answers the printer; `never` if it does not wait for a person.
    [[nodiscard]] instant next_event() const { return answers_; }

    /// Answers a printer that has waited long enough, and notices one that waits; more than once when the answer is
    /// not heard.
    void handle_time() {
        if (answers_ <= bench_.now()) answer();
        if (waits_unreachably()) monitor_.notify(trouble{});
        if (!bench_.printer().is_waiting_for_user()) {
            answers_ = never;
            answers_left_ = most_answers;
        } else if (answers_ == never && answers_left_ > 0 && answers_at_all()) {
            answers_ = bench_.now() + bench_.plan().operator_takes;
            --answers_left_;
        }
    }

    /// True while a job is active for which nobody has to do anything.
    [[nodiscard]] bool job_goes_by_itself() const {
        const state current = bench_.control().current();
        const bool waits = bench_.printer().is_waiting_for_user() && !answers_at_all();
        return has_job(current) && current != state::paused && !waits;
    }

    /// Cancels what is paused or waits for a person, and resets, after a while, what is dead.
    void help_along() {
        const instant now = bench_.now();
        const state current = bench_.control().current();
        const bool waits = bench_.printer().is_waiting_for_user();
        // Somebody is on the way to it, or has just been there: the job goes on by itself.
        const bool is_answered = answers_ != never || now < answered_at_ + 2 * look_again;
        // Where hot ends go off soon, nobody hurries: I4 must see that.
        const bool is_left =
            current == state::paused && bench_.plan().host.cools_soon && now < helps_since_ + cooling_takes;
        const bool is_awaited = waits && has_job(current) && current != state::cancelling;
        if (!is_answered && !is_left && (current == state::paused || is_awaited))
            clients_.submit(command::cancel);
        if (!is_beyond_help(current, waits)) fine_until_ = now;
        if (now < fine_until_ + patience) return;
        monitor_.narrate().say(now, "the operator resets the printer");
        bench_.reset_printer();
        bench_.carry();
        helps_since_ = fine_until_ = now;
    }

private:
    static constexpr int most_answers = 3; ///< to one wait
    static constexpr duration cooling_takes = std::chrono::seconds{30};
    static constexpr duration patience = std::chrono::seconds{8}; ///< with a dead printer

    [[nodiscard]] bool answers_at_all() const { return bench_.plan().operator_takes > duration::zero(); }

    void answer() {
        answers_ = never;
        ++monitor_.counters().answers;
        answered_at_ = bench_.now();
        monitor_.narrate().say(bench_.now(), "the operator presses the button");
        bench_.answer_at_screen();
    }

    /// True if the printer waits for a person, and the host can do nothing about it: no M108 gets past full command
    /// slots, and who never says `busy` is not known to wait when an ok came too often.
    [[nodiscard]] bool waits_unreachably() const {
        simulated_marlin& printer = bench_.printer();
        const printer_plan& is = bench_.plan().printer;
        if (!printer.is_waiting_for_user()) return false;
        const bool is_full = !is.emergency_parser && printer.slots_used() == is.command_slots;
        return is_full || (!is.says_busy && monitor_.counters().struck > 0);
    }

    [[nodiscard]] bool is_beyond_help(state current, bool waits) const {
        const bool is_stuck = current == state::error || bench_.printer().is_killed() ||
                              (waits && !has_job(current)) ||
                              (current == state::cancelling && waits_unreachably());
        // What an altered command makes it do can take hours.
        return is_stuck || (monitor_.has_misheard() && bench_.now() >= helps_since_ + limit_of_liveness);
    }

    simulation_bench& bench_;
    simulation_monitor& monitor_;
    simulated_clients& clients_;
    instant answers_ = never; ///< when the printer's wait is answered
    instant answered_at_{};   ///< the last time
    int answers_left_ = most_answers;
    instant helps_since_{}; ///< the faults are over, or the printer was reset
    instant fine_until_{};  ///< the printer was not beyond help then
};

} // namespace printjob::inline v0::testing
