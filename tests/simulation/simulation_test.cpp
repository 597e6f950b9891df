// The simulation can fail: each invariant notices the bug that it is there for.

#include <printjob/testing/simulation/draw.hpp>
#include <printjob/testing/simulation/shrink.hpp>
#include <printjob/testing/simulation/small_cases.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

using namespace printjob;
using namespace printjob::testing;

namespace {

constexpr stimulus_classes commands_only = set_of(stimulus_class::commands);

/// The invariant that runs with this wrong observation break first; 0 when 200 of them break none.
int broken_by(checker_fault fault) {
    simulation faulty{fault};
    simulation_plan plan;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        draw(seed, commands_only, plan);
        if (const auto broken = faulty.run(plan).violation) return broken->invariant;
    }
    return 0;
}

/// What happened in a run, in words and in numbers.
struct told {
    std::string words;
    simulation_counters counters;

    [[nodiscard]] bool has(std::string_view some) const { return words.find(some) != words.npos; }
};

/// The run of this plan, which must break no invariant.
told told_of(const simulation_plan& plan) {
    told all;
    simulation runs;
    runs.on_happening([&all](instant, std::string_view what) { all.words.append(what).append("\n"); });
    const simulation_result ended = runs.run(plan);
    CHECK_MESSAGE(!ended.violation, (ended.violation ? ended.violation->what : ""));
    all.counters = ended.counters;
    return all;
}

/// One job of ten lines, one in flight; when three lines have left, this happens, for half a second.
simulation_plan print_with(stimulus what) {
    simulation_plan plan;
    plan.latency = std::chrono::milliseconds{1};
    plan.jobs.push_back({.file = {.seed = 7, .lines = 10}, .start = job_start::print});
    plan.schedule.push_back({.what = what,
                             .job = 0,
                             .lines = 3,
                             .patience = std::chrono::seconds{2},
                             .place = 0,
                             .lasts = std::chrono::milliseconds{500}});
    return plan;
}

std::uint64_t hash_of(simulation& runs, std::uint64_t seed) {
    simulation_plan plan;
    draw(seed, all_stimulus_classes, plan);
    return runs.run(plan).hash;
}

} // namespace

TEST_SUITE("simulation: each invariant notices its bug") {
    TEST_CASE("runs with nothing but commands break no invariant") {
        CHECK(broken_by(checker_fault::none) == 0);
    }

    TEST_CASE("I1 notices that two concurrent starts are accepted") {
        CHECK(broken_by(checker_fault::accepts_two_starts) == 1);
    }

    TEST_CASE("I2 notices a line that is executed twice") {
        CHECK(broken_by(checker_fault::executes_twice) == 2);
    }

    TEST_CASE("I2 notices a line that is never executed") {
        CHECK(broken_by(checker_fault::leaves_out_a_line) == 2);
    }

    TEST_CASE("I3 notices progress that is not true") {
        CHECK(broken_by(checker_fault::claims_too_much) == 3);
    }

    TEST_CASE("I3 notices a receive buffer that overflows though the host knows its size") {
        CHECK(broken_by(checker_fault::overfills_buffer) == 3);
    }

    TEST_CASE("I4 notices a job's line after a cancel") {
        CHECK(broken_by(checker_fault::sends_after_cancel) == 4);
    }

    TEST_CASE("I4 notices that the safe stop is missing") {
        CHECK(broken_by(checker_fault::forgets_safe_stop) == 4);
    }

    TEST_CASE("I4 notices a safe stop for a printer that prints from its own card") {
        CHECK(broken_by(checker_fault::stops_another_print) == 4);
    }

    TEST_CASE("I5 notices a command that is accepted and dropped") {
        CHECK(broken_by(checker_fault::drops_a_command) == 5);
    }

    TEST_CASE("I6 notices an emergency stop that does not leave at once") {
        CHECK(broken_by(checker_fault::delays_emergency_stop) == 6);
    }

    TEST_CASE("I7 notices a line that is repeated without end") {
        CHECK(broken_by(checker_fault::repeats_for_ever) == 7);
    }

    TEST_CASE("I8 notices a job that begins by itself") {
        CHECK(broken_by(checker_fault::starts_by_itself) == 8);
    }

    TEST_CASE("I9 notices a second outcome") {
        CHECK(broken_by(checker_fault::tells_two_outcomes) == 9);
    }

    TEST_CASE("I9 notices an event before its state") {
        CHECK(broken_by(checker_fault::swaps_events) == 9);
    }

    TEST_CASE("I9 notices an excuse for a missing safe stop that is not true") {
        CHECK(broken_by(checker_fault::invents_excuse) == 9);
    }

    TEST_CASE("I9 notices that no event reports a printer that waits for a person") {
        CHECK(broken_by(checker_fault::hides_wait) == 9);
    }

    TEST_CASE("I10: a seed has one trace, another seed another one") {
        simulation one;
        simulation other;
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            CAPTURE(seed);
            const std::uint64_t first = hash_of(one, seed);
            CHECK(first == hash_of(other, seed));
            CHECK(first == hash_of(one, seed));
            CHECK(first != hash_of(one, seed + 1));
        }
    }

    TEST_CASE("I10 notices a run that differs each time") {
        simulation changing{checker_fault::differs_every_time};
        CHECK(hash_of(changing, 1) != hash_of(changing, 1));
    }

    TEST_CASE("I11 notices a line outside the grammar") {
        CHECK(broken_by(checker_fault::leaves_the_grammar) == 11);
    }

    TEST_CASE("I12 notices a job that never ends") {
        CHECK(broken_by(checker_fault::never_ends) == 12);
    }

    TEST_CASE("I12 notices a job that is given up while nothing struck the line") {
        CHECK(broken_by(checker_fault::gives_up_waiting) == 12);
    }

    TEST_CASE("a shrunk plan breaks the same rule and is no longer than the first") {
        simulation faulty{checker_fault::sends_after_cancel};
        simulation_plan plan;
        std::optional<invariant_violation> broken;
        for (std::uint64_t seed = 1; !broken; ++seed) {
            draw(seed, commands_only, plan);
            broken = faulty.run(plan).violation;
        }
        const simulation_plan shortest = plan_shrinker{faulty}.shrink(plan, broken->invariant);
        CHECK(faulty.run(shortest).violation->invariant == broken->invariant);
        // One job, and one command that leads to a cancel, are enough.
        CHECK(shortest.jobs.size() == 1);
        CHECK(shortest.schedule.size() == 1);
        CHECK(describe(shortest).find("a client asks for") != std::string::npos);
    }

    TEST_CASE("every stimulus has a name") {
        for (std::size_t i = 0; i < stimulus_count; ++i)
            CHECK(!name(static_cast<stimulus>(i)).empty());
    }
}

TEST_SUITE("simulation: what happens in runs") {
    TEST_CASE("a printer that prints from its card when it comes back is noticed, and gets no safe stop") {
        const told all = told_of(print_with(stimulus::print_from_card));
        CHECK(all.has("PrintFailed"));
        CHECK(all.has("Noticed Connecting job 1 printer_prints_alone"));
        CHECK_FALSE(all.has("M140 S0"));
    }

    TEST_CASE("the printer that was there before gets its safe stop when the cable is back") {
        const told all = told_of(print_with(stimulus::unplug));
        CHECK(all.has("M140 S0"));
        CHECK_FALSE(all.has("printer_prints_alone"));
    }

    TEST_CASE("a firmware that has stopped takes the moves that are under way, and makes none") {
        simulation_plan plan = print_with(stimulus::stop_with_errors);
        plan.host.most_lines = 3;
        const told all = told_of(plan);
        CHECK(all.has("PrintFailed Error job 1 printer_error"));
        CHECK(all.counters.stops > 0);
        CHECK(all.has("the operator resets the printer"));
    }

    TEST_CASE("a person answers a printer that waits, and the job continues to its end") {
        for (const bool tells : {false, true}) {
            CAPTURE(tells);
            simulation_plan plan = print_with(stimulus::ask_start);
            plan.schedule.clear();
            plan.printer.host_actions = tells;
            plan.jobs[0].file = {.seed = 3, .lines = 30, .calls = true};
            plan.operator_takes = std::chrono::seconds{20};
            const told all = told_of(plan);
            CHECK(all.has("waiting_for_user"));
            CHECK(all.counters.answers > 0);
            CHECK(all.counters.done == 1);
        }
    }

    TEST_CASE("without an answer the job is cancelled, and M108 ends the wait") {
        simulation_plan plan = print_with(stimulus::ask_start);
        plan.schedule.clear();
        plan.jobs[0].file = {.seed = 3, .lines = 30, .calls = true};
        const told all = told_of(plan);
        CHECK(all.has("host:      M108"));
        CHECK(all.counters.answers == 0);
        CHECK(all.counters.cancelled == 1);
    }

    TEST_CASE("a host that assumes too large a receive buffer loses bytes") {
        simulation_plan plan = print_with(stimulus::ask_start);
        plan.schedule.clear();
        plan.jobs[0].file.lines = 40;
        plan.host.most_lines = 4;
        plan.host.receive_buffer = 256;
        plan.printer.receive_buffer = 64;
        plan.printer.turn_time = 20;
        CHECK(told_of(plan).counters.overflow > 0);
        plan.host.receive_buffer = 64;
        CHECK(told_of(plan).counters.overflow == 0);
    }

    TEST_CASE("a rate of faults lasts as long as the job, and no longer") {
        simulation_plan plan = print_with(stimulus::ask_start);
        plan.schedule.clear();
        plan.jobs[0].file.lines = 300;
        CHECK(told_of(plan).counters.struck == 0);
        plan.to_printer = {.what = stimulus::flip_bit, .per_mille = 50};
        const told all = told_of(plan);
        CHECK(all.counters.struck > 5);
        CHECK(all.counters.struck < 60);
        CHECK(all.counters.jobs_at_fault_rate == 1);
    }

    TEST_CASE("the drawn runs meet every stimulus") {
        simulation runs;
        simulation_plan plan;
        simulation_counters all;
        std::array<bool, 17> slots{};
        for (std::uint64_t seed = 1; seed <= 400; ++seed) {
            draw(seed, all_stimulus_classes, plan);
            slots[plan.printer.command_slots] = true;
            all += runs.run(plan).counters;
        }
        CHECK(all.jobs_in_window > all.jobs / 2);
        CHECK(all.jobs_in_window < all.jobs);
        CHECK(all.jobs_at_fault_rate > 0);
        CHECK(all.overflow > 0);
        CHECK(all.stops > 0);
        CHECK(all.answers > 0);
        for (std::size_t i = 0; i < stimulus_count; ++i) {
            CAPTURE(i);
            CHECK(all.stimuli[i] > 0);
        }
        for (const std::size_t count : {2U, 4U, 8U, 16U})
            CHECK(slots[count]);
    }
}

TEST_SUITE("simulation: small cases") {
    TEST_CASE("they are all sequences of up to five of six commands, before twelve lines, with every fault") {
        CHECK(small_cases::sequences() == 1 + 6 + 36 + 216 + 1296 + 7776);
        CHECK(small_cases::count() == small_cases::sequences() * 12 * small_cases::faults);
    }

    TEST_CASE("the last one has five commands") {
        simulation_plan plan;
        small_cases::make(small_cases::count() - 1, plan);
        CHECK(plan.schedule.size() == 6); // and the emergency stop
    }
}
