#pragma once
/// The clients of a run: what they submit, and how the answers are recorded.

#include <printjob/testing/simulation/bench.hpp>
#include <printjob/testing/simulation/contract.hpp>
#include <printjob/testing/simulation/monitor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0::testing {

/// Submits commands to the controller under test, and shows the checker each answer with what was before and after
/// it. Neither copied nor moved.
class simulated_clients {
public:
    /// Keeps references, which must outlive it.
    simulated_clients(simulation_bench& bench, simulation_monitor& monitor)
        : bench_{bench}, monitor_{monitor} {}
    simulated_clients(const simulated_clients&) = delete;
    simulated_clients& operator=(const simulated_clients&) = delete;

    /// Forgets the run before.
    void begin() { selected_.reset(); }

    /// Asks for a job of the plan in the way that the plan says.
    void ask_for(std::size_t job) {
        switch (bench_.plan().jobs[job].start) {
        case job_start::print: print(job); break;
        case job_start::select_start:
            select(job);
            submit(command::start);
            break;
        case job_start::concurrent_starts:
            select(job);
            start_at_once(3);
            break;
        }
    }

    /// Asks for what needs no file, or selects again what is selected: the first file when nothing is.
    void ask_for(intent what) {
        if (what == intent::select) return select(selected_.value_or(0));
        submit(static_cast<command>(what));
    }

    /// Submits a command.
    void submit(command asked) {
        const command_view before = view(selected_ && bench_.files().can_open());
        conclude(intent_of(asked), before, bench_.control().submit(asked, bench_.now(), client()));
    }

    /// Selects a file, by its place.
    void select(std::size_t place) {
        const command_view before = view(true);
        const answer given = bench_.control().select(bench_.files().named(place), bench_.now(), client());
        if (given) selected_ = place;
        conclude(intent::select, before, given);
    }

    /// Selects a file, by its place, and starts it, in one command.
    void print(std::size_t place) {
        const command_view before = view(bench_.files().can_open());
        const answer given = bench_.control().print(bench_.files().named(place), bench_.now(), client());
        if (given) selected_ = place;
        conclude(intent::start, before, given);
    }

    /// Submits so many starts at one instant, as several clients would.
    void start_at_once(unsigned count) {
        auto& control = bench_.control();
        const bool possible =
            control.current() == state::operational && selected_ && bench_.files().can_open();
        unsigned accepted = 0;
        for (unsigned i = 0; i < count; ++i) {
            const job_id before = control.job();
            submit(command::start);
            if (control.job() != before) ++accepted;
        }
        monitor_.notify(starts_answered{.accepted = accepted, .one_was_possible = possible});
    }

    /// Returns the file that is selected; null when none is.
    [[nodiscard]] const simulated_file* selected() const {
        return selected_ ? &bench_.files().at(*selected_) : nullptr;
    }

private:
    [[nodiscard]] static actor client() { return {.from = source::user}; }

    void conclude(intent asked, const command_view& before, const answer& given) {
        const instant now = bench_.now();
        if (given == acceptance::accepted && (asked == intent::start || asked == intent::restart))
            monitor_.notify(job_begun{bench_.control().job(), bench_.files().at(*selected_)});
        simulation_counters& counters = monitor_.counters();
        counters.accepted += given == acceptance::accepted ? 1U : 0U;
        counters.already += given == acceptance::already ? 1U : 0U;
        counters.deferred += given == acceptance::deferred ? 1U : 0U;
        counters.refused += given ? 0U : 1U;
        monitor_.trace().note('c', now,
                              static_cast<std::uint64_t>(asked) |
                                  (given ? static_cast<std::uint64_t>(*given) << 8U
                                         : static_cast<std::uint64_t>(given.error().why) << 16U));
        monitor_.narrate().describe_answer(now, asked, given);
        const command_view after = view(before.file_opens);
        const std::uint64_t told_before = monitor_.checker().events();
        monitor_.inspect();
        monitor_.notify(command_answered{.asked = asked,
                                         .before = before,
                                         .given = given,
                                         .after = after,
                                         .was_told = monitor_.checker().events() != told_before});
    }

    [[nodiscard]] command_view view(bool file_opens) const {
        auto& control = bench_.control();
        return {.where = control.current_row(),
                .job = control.job(),
                .status = hash_of_status(),
                .wire_bytes = bench_.port().bytes_written(),
                .stops = monitor_.stops(),
                .file_opens = file_opens,
                .position_lost = control.printer_facts().position_lost,
                .line_is_free = bench_.port().is_free()};
    }

    [[nodiscard]] std::uint64_t hash_of_status() const {
        const job_status is = bench_.control().status(bench_.now());
        trace_hash sum;
        sum.note('s', is.time_left ? instant{*is.time_left} : never, static_cast<std::uint64_t>(is.current));
        sum.note('e', is.print_time ? instant{*is.print_time} : never,
                 static_cast<std::uint64_t>(is.last_error));
        sum.note('j', instant{}, static_cast<std::uint64_t>(is.job));
        sum.note('a', instant{}, is.acknowledged.value_or(1U << 31U));
        sum.note('f', instant{}, is.selected ? is.selected->path.view() : "none");
        sum.note('b', instant{}, static_cast<std::uint64_t>(is.started_by.from));
        return sum.hash();
    }

    simulation_bench& bench_;
    simulation_monitor& monitor_;
    std::optional<std::size_t> selected_; ///< the place of the file that is selected
};

} // namespace printjob::inline v0::testing
