// The simulation can fail: each invariant notices the bug that it is there for.

#include <printjob/testing/world_shrink.hpp>
#include <printjob/testing/world_small_cases.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

using namespace printjob;
using namespace printjob::testing;

namespace {

constexpr act_classes commands_only = set_of(act_class::commands);

/// The rule that worlds with this wrong observation break first; 0 when 200 of them break none.
int broken_by(world_lie lie) {
    world lies{lie};
    world_plan plan;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        draw(seed, commands_only, plan);
        if (const auto broken = lies.run(plan).violation) return broken->invariant;
    }
    return 0;
}

std::uint64_t hash_of(world& runs, std::uint64_t seed) {
    world_plan plan;
    draw(seed, all_act_classes, plan);
    return runs.run(plan).hash;
}

} // namespace

TEST_SUITE("simulation: the world") {
    TEST_CASE("a world in which only commands rain breaks no rule") {
        CHECK(broken_by(world_lie::none) == 0);
    }

    TEST_CASE("I1 notices that two concurrent starts are accepted") {
        CHECK(broken_by(world_lie::accepts_two_starts) == 1);
    }

    TEST_CASE("I2 notices a line that is executed twice") {
        CHECK(broken_by(world_lie::executes_twice) == 2);
    }

    TEST_CASE("I2 notices a line that is never executed") {
        CHECK(broken_by(world_lie::leaves_out_a_line) == 2);
    }

    TEST_CASE("I3 notices progress that is not true") {
        CHECK(broken_by(world_lie::claims_too_much) == 3);
    }

    TEST_CASE("I4 notices a job's line after a cancel") {
        CHECK(broken_by(world_lie::sends_after_cancel) == 4);
    }

    TEST_CASE("I4 notices that the safe stop is missing") {
        CHECK(broken_by(world_lie::forgets_safe_stop) == 4);
    }

    TEST_CASE("I5 notices a command that is accepted and dropped") {
        CHECK(broken_by(world_lie::drops_a_command) == 5);
    }

    TEST_CASE("I6 notices an emergency stop that does not leave at once") {
        CHECK(broken_by(world_lie::delays_emergency_stop) == 6);
    }

    TEST_CASE("I7 notices a line that is repeated without end") {
        CHECK(broken_by(world_lie::repeats_for_ever) == 7);
    }

    TEST_CASE("I8 notices a job that begins by itself") {
        CHECK(broken_by(world_lie::starts_by_itself) == 8);
    }

    TEST_CASE("I9 notices a second outcome") {
        CHECK(broken_by(world_lie::tells_two_outcomes) == 9);
    }

    TEST_CASE("I9 notices an event that is told before its state") {
        CHECK(broken_by(world_lie::swaps_events) == 9);
    }

    TEST_CASE("I10: a seed has one trace, another seed another one") {
        world one;
        world other;
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            CAPTURE(seed);
            const std::uint64_t first = hash_of(one, seed);
            CHECK(first == hash_of(other, seed));
            CHECK(first == hash_of(one, seed));
            CHECK(first != hash_of(one, seed + 1));
        }
    }

    TEST_CASE("I10 notices a world that differs from run to run") {
        world changing{world_lie::differs_every_time};
        CHECK(hash_of(changing, 1) != hash_of(changing, 1));
    }

    TEST_CASE("I11 notices a line outside the grammar") {
        CHECK(broken_by(world_lie::leaves_the_grammar) == 11);
    }

    TEST_CASE("I12 notices a host that falls asleep") {
        CHECK(broken_by(world_lie::falls_asleep) == 12);
    }

    TEST_CASE("a shrunk plan breaks the same rule and is no longer than the first") {
        world lies{world_lie::sends_after_cancel};
        world_plan plan;
        std::optional<world_violation> broken;
        for (std::uint64_t seed = 1; !broken; ++seed) {
            draw(seed, commands_only, plan);
            broken = lies.run(plan).violation;
        }
        const world_plan shortest = world_shrinker{lies}.shrink(plan, broken->invariant);
        CHECK(lies.run(shortest).violation->invariant == broken->invariant);
        // One job, and one command that leads to a cancel, are enough.
        CHECK(shortest.jobs.size() == 1);
        CHECK(shortest.acts.size() == 1);
        CHECK(describe(shortest).find("a client asks for") != std::string::npos);
    }

    TEST_CASE("every act can be told in words") {
        for (std::size_t i = 0; i < deed_count; ++i)
            CHECK(!name(static_cast<deed>(i)).empty());
    }
}

TEST_SUITE("simulation: small cases") {
    TEST_CASE("they are all sequences of up to five of six commands, before twelve lines, with every fault") {
        CHECK(world_small_cases::sequences() == 1 + 6 + 36 + 216 + 1296 + 7776);
        CHECK(world_small_cases::count() == world_small_cases::sequences() * 12 * world_small_cases::faults);
    }

    TEST_CASE("the last one has five commands") {
        world_plan plan;
        world_small_cases::make(world_small_cases::count() - 1, plan);
        CHECK(plan.acts.size() == 6); // and the emergency stop
    }
}
