// A short simulation beside the tests: drawn runs with faults, and small cases spread over all there are.

#include <printjob/testing/simulation.hpp>
#include <printjob/testing/simulation/draw.hpp>
#include <printjob/testing/simulation/small_cases.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>

using namespace printjob::testing;

namespace {

void run_seeds(std::uint64_t first, std::uint64_t last) {
    const auto runs = std::make_unique<simulation>();
    simulation_plan plan;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        draw(seed, all_stimulus_classes, plan);
        const bool broken = runs->run(plan).violation.has_value();
        CAPTURE(seed);
        REQUIRE_FALSE(broken);
    }
}

void run_small_cases(std::uint64_t share) {
    constexpr std::uint64_t shares = 1009; // a prime: no two cases in a row are of one kind
    const auto runs = std::make_unique<simulation>();
    simulation_plan plan;
    for (std::uint64_t number = share; number < small_cases::count(); number += shares) {
        small_cases::make(number, plan);
        const bool broken = runs->run(plan).violation.has_value();
        CAPTURE(number);
        REQUIRE_FALSE(broken);
    }
}

} // namespace

TEST_CASE("simulation 1: the first seeds keep every rule") {
    run_seeds(1, 100);
}

TEST_CASE("simulation 2: one small case in a thousand keeps every rule") {
    run_small_cases(5);
}

TEST_CASE("simulation 3: the next seeds keep every rule") {
    run_seeds(101, 2000);
}
