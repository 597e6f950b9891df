#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/procedure/safe_stop.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob;
using namespace printjob::gcode;

namespace {

std::string all_of(const safe_stop& script) {
    std::string all;
    for (std::size_t i = 0; const auto command = script.step(i); ++i)
        all += (all.empty() ? "" : " | ") + std::string{command->view()};
    return all;
}

} // namespace

TEST_SUITE("safe_stop") {
    TEST_CASE("heaters first, then the fan, then the motors") {
        CHECK(all_of(safe_stop{.spoken = marlin}) == "M104 T0 S0 | M140 S0 | M106 S0 | M84");
    }

    TEST_CASE("every tool, the chamber if there is one, and motors only if set") {
        CHECK(all_of(safe_stop{.spoken = marlin, .tools = 3, .has_chamber = true, .motors_off = false}) ==
              "M104 T0 S0 | M104 T1 S0 | M104 T2 S0 | M140 S0 | M141 S0 | M106 S0");
        CHECK(all_of(safe_stop{.spoken = marlin, .tools = 1, .has_chamber = true, .motors_off = true}) ==
              "M104 T0 S0 | M140 S0 | M141 S0 | M106 S0 | M84");
    }
}
