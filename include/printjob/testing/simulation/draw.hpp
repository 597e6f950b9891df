#pragma once
/// Draws a plan from a seed. All that is random about a run is decided here.

#include <printjob/testing/simulation/plan.hpp>
#include <printjob/testing/simulation/random.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace printjob::inline v0::testing {

namespace detail {

[[nodiscard]] inline printer_plan draw_printer(random_stream& roll) {
    printer_plan is;
    is.quick_moves = roll.one_in(2);
    is.says_busy = !roll.one_in(3);
    is.advanced_ok = roll.one_in(2);
    is.emergency_parser = roll.one_in(2);
    is.autoreport = roll.one_in(2);
    is.says_wait = roll.one_in(4);
    is.boots_slowly = roll.one_in(4);
    is.two_tools = roll.one_in(4);
    is.receive_buffer = static_cast<std::uint16_t>(64U << roll.below(3));
    is.repeated = roll.one_in(2) ? repeated_line::dropped : repeated_line::refused;
    is.after_resend = static_cast<resend_ok>(roll.below(3));
    is.resend_spelling = static_cast<resend_form>(roll.below(3));
    is.unnumbered_checksum = roll.one_in(2) ? lone_checksum::runs : lone_checksum::refused;
    is.host_actions = roll.one_in(2);
    is.command_slots = static_cast<std::uint8_t>(roll.one_in(2) ? 4U : 2U << roll.below(4));
    is.turn_time = static_cast<std::uint8_t>(roll.one_in(6) ? 1 + roll.below(20) : 0);
    return is;
}

/// Returns a host plan: one line in flight in one run of three. Of the other runs, one in sixteen has a host
/// that assumes a receive buffer larger than the printer's, and a printer that does not read it at once.
[[nodiscard]] inline host_plan draw_host(random_stream& roll, printer_plan& printer) {
    host_plan is;
    is.start_script = roll.one_in(3);
    is.pause_script = roll.one_in(3);
    is.resume_script = roll.one_in(3);
    is.done_script = roll.one_in(3);
    is.cools_soon = roll.one_in(4);
    is.motors_off = !roll.one_in(4);
    is.most_lines = static_cast<std::uint8_t>(roll.one_in(3) ? 1 : 2 + roll.below(3));
    is.receive_buffer = roll.one_in(2) ? std::uint16_t{64} : printer.receive_buffer;
    if (is.most_lines > 1 && roll.one_in(16)) {
        is.receive_buffer = static_cast<std::uint16_t>(printer.receive_buffer << (1 + roll.below(2)));
        printer.turn_time = static_cast<std::uint8_t>(5 + roll.below(50));
    }
    return is;
}

/// Mostly 3 to 40 lines, once in `rarely` a few hundred.
[[nodiscard]] inline std::uint16_t draw_lines(random_stream& roll, std::uint32_t rarely) {
    if (roll.one_in(rarely)) return static_cast<std::uint16_t>(100 + roll.below(300));
    if (roll.one_in(3)) return static_cast<std::uint16_t>(3 + roll.below(38));
    return static_cast<std::uint16_t>(1 + roll.below(12));
}

[[nodiscard]] inline duration draw_span(random_stream& roll) {
    switch (roll.below(4)) {
    case 0: return duration{};
    case 1: return roll.up_to(std::chrono::milliseconds{5});
    case 2: return roll.up_to(std::chrono::seconds{1});
    default: return roll.up_to(std::chrono::seconds{25});
    }
}

/// Returns how long a stimulus lasts; nothing for what is done at once.
[[nodiscard]] inline duration draw_lasting(random_stream& roll, stimulus what) {
    if (what == stimulus::delay_ok || what == stimulus::delay_reply || what == stimulus::host_stalls)
        return roll.up_to(std::chrono::seconds{roll.one_in(2) ? 10 : 1});
    if (what == stimulus::short_writes || what == stimulus::no_writes || what == stimulus::unplug ||
        what == stimulus::power_cut || what == stimulus::replace_printer ||
        what == stimulus::print_from_card || what == stimulus::file_vanishes)
        return roll.up_to(std::chrono::seconds{5});
    return {};
}

/// Returns one of the stimuli of this class that strikes one to ten lines of a hundred; none when there is
/// none.
[[nodiscard]] inline fault_rate draw_fault_rate(random_stream& roll, stimulus_class family,
                                                const std::vector<stimulus>& stimuli) {
    const auto is_of_family = [family](stimulus what) { return class_of(what) == family; };
    auto left = roll.below(static_cast<std::uint32_t>(std::ranges::count_if(stimuli, is_of_family)));
    for (const stimulus what : stimuli) {
        if (!is_of_family(what) || left-- != 0) continue;
        return {.what = what,
                .per_mille = static_cast<std::uint16_t>(10 + roll.below(91)),
                .lasts = draw_lasting(roll, what)};
    }
    return {};
}

[[nodiscard]] inline scheduled_stimulus draw_stimulus(random_stream& roll, std::uint8_t job,
                                                      const std::vector<stimulus>& stimuli) {
    scheduled_stimulus drawn{.what = stimuli[roll.below(static_cast<std::uint32_t>(stimuli.size()))],
                             .job = job,
                             .lines = static_cast<std::uint16_t>(roll.one_in(3) ? 0 : roll.below(10)),
                             .patience = draw_span(roll),
                             .place = static_cast<std::uint16_t>(roll.below(1000)),
                             .lasts = {}};
    drawn.lasts = draw_lasting(roll, drawn.what);
    return drawn;
}

} // namespace detail

/// Draws the plan of a seed, with stimuli of `classes` only, into `plan`.
inline void draw(std::uint64_t seed, stimulus_classes classes, simulation_plan& plan) {
    random_stream roll{seed};
    plan.seed = seed;
    plan.jobs.clear();
    plan.schedule.clear();
    plan.printer = detail::draw_printer(roll);
    plan.host = detail::draw_host(roll, plan.printer);
    plan.byte_time = duration{roll.one_in(2) ? 0 : roll.one_in(2) ? 40 : 87};
    plan.latency =
        roll.one_in(2) ? duration{} : roll.up_to(std::chrono::milliseconds{roll.one_in(8) ? 150 : 8});

    stimulus_classes mask = 0;
    for (std::size_t i = 0; i < stimulus_class_count; ++i) {
        const bool on = i == 0 ? !roll.one_in(4) : roll.one_in(2);
        if (on) mask = static_cast<stimulus_classes>(mask | (1U << i));
    }
    mask &= classes;
    static thread_local std::vector<stimulus> stimuli;
    stimuli.clear();
    for (std::size_t i = 0; i < stimulus_count; ++i) {
        const auto what = static_cast<stimulus>(i);
        const bool in_mask = (mask & set_of(class_of(what))) != 0;
        if (in_mask && !roll.one_in(3)) stimuli.push_back(what); // and single stimuli are left out too
    }

    plan.to_printer = plan.to_host = {};
    const bool has_rate = roll.one_in(12);
    if (has_rate && roll.one_in(2))
        plan.to_printer = detail::draw_fault_rate(roll, stimulus_class::to_printer, stimuli);
    if (has_rate && roll.one_in(2))
        plan.to_host = detail::draw_fault_rate(roll, stimulus_class::to_host, stimuli);

    const std::uint32_t most_stimuli = roll.below(7);
    const bool has_waits = roll.one_in(3);
    const bool has_calls = roll.one_in(6);
    plan.operator_takes = roll.one_in(4) ? duration{} : roll.up_to(std::chrono::seconds{30});
    const auto jobs = static_cast<std::uint8_t>(4 + roll.below(5));
    for (std::uint8_t job = 0; job < jobs; ++job) {
        planned_job is;
        is.file.seed = static_cast<std::uint32_t>(roll.next());
        is.file.lines = detail::draw_lines(roll, has_rate ? 20 : 200);
        is.file.waits = has_waits && roll.one_in(2);
        is.file.calls = has_calls && roll.one_in(2);
        is.file.decorated = roll.one_in(2);
        const bool faulty = (mask & set_of(stimulus_class::file)) != 0;
        is.file.asks = faulty && roll.one_in(4);
        is.file.breaks_grammar = faulty && roll.one_in(20);
        is.file.readable = static_cast<std::uint16_t>(faulty && roll.one_in(20) ? 1 + roll.below(9) : 0);
        is.start = static_cast<job_start>(roll.below(3));
        plan.jobs.push_back(is);
        if (stimuli.empty()) continue;
        for (std::uint32_t left = roll.below(most_stimuli + 1); left > 0; --left)
            plan.schedule.push_back(detail::draw_stimulus(roll, job, stimuli));
    }
}

} // namespace printjob::inline v0::testing
