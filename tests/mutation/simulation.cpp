// A short simulation beside the tests: drawn worlds with faults, and small cases spread over all there are.

#include <printjob/testing/world.hpp>
#include <printjob/testing/world/small_cases.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>

using namespace printjob::testing;

namespace {

void run_seeds(std::uint64_t first, std::uint64_t last) {
    const auto runs = std::make_unique<world>();
    world_plan plan;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        draw(seed, all_act_classes, plan);
        const bool broken = runs->run(plan).violation.has_value();
        CAPTURE(seed);
        REQUIRE_FALSE(broken);
    }
}

void run_small_cases(std::uint64_t share) {
    constexpr std::uint64_t shares = 1009; // a prime: no two cases in a row are of one kind
    const auto runs = std::make_unique<world>();
    world_plan plan;
    for (std::uint64_t number = share; number < world_small_cases::count(); number += shares) {
        world_small_cases::make(number, plan);
        const bool broken = runs->run(plan).violation.has_value();
        CAPTURE(number);
        REQUIRE_FALSE(broken);
    }
}

} // namespace

TEST_CASE("simulation 1: the first worlds keep every rule") {
    run_seeds(1, 100);
}

TEST_CASE("simulation 2: one small case in a thousand keeps every rule") {
    run_small_cases(5);
}

TEST_CASE("simulation 3: the next worlds keep every rule") {
    run_seeds(101, 2000);
}
