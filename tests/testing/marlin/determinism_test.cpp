// The same input gives the simulated printer the same output, whatever it is.

#include "../printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

using namespace testing_support;
using namespace printjob::testing;

TEST_SUITE("simulated Marlin: determinism") {
    TEST_CASE(
        "the same bytes at the same instants give the same answer, in small steps of time and in large") {
        const auto run = [](duration step) {
            printer_at_hand at{{.emergency_parser = true, .wait_interval = 300ms}};
            std::string said;
            for (int i = 1; i <= 40; ++i) {
                said += at.send(
                    numbered(i, "G1 X" + std::to_string(i * 7 % 11) + " E" + std::to_string(i) + " F900"));
                for (duration passed{}; passed < 60ms; passed += step)
                    said += at.wait(step);
            }
            said += at.send("M114\n");
            return said + at.wait(1min);
        };
        const auto coarse = run(60ms);
        CHECK(coarse.size() > 100);
        CHECK(run(1ms) == coarse);
        CHECK(run(20ms) == coarse);
    }

    TEST_CASE("noise and every setting break nothing, and the size of time steps does not matter") {
        const std::string_view pieces[] = {"G1 X5 F3000\n",
                                           "G28\n",
                                           "M109 S60\n",
                                           "M108\n",
                                           "M410\n",
                                           "G4 P700\n",
                                           "M155 S1\n",
                                           "M105\n",
                                           "M0 S3\n",
                                           "M600\n",
                                           "N0 M110 N0*125\n",
                                           "N1 G1 X1*1\n",
                                           "N",
                                           "*",
                                           "M1",
                                           "\n",
                                           ";",
                                           "\\",
                                           "G91\n",
                                           "G1 E1\n",
                                           "M190 R30\n",
                                           "\xff\x80\x00",
                                           "M84\n"};
        const auto run = [&pieces](std::uint32_t seed, bool fine) {
            std::mt19937 random{seed};
            const auto chance = [&random] { return random() % 2 == 0; };
            printer_at_hand at{{.receive_buffer = 16 + random() % 200,
                                .command_slots = 1 + random() % 16,
                                .command_size = 8 + random() % 120,
                                .turn_time = chance() ? 0ms : 7ms,
                                .repeated = chance() ? repeated_line::dropped : repeated_line::refused,
                                .advanced_ok = chance(),
                                .emergency_parser = chance(),
                                .wait_interval = chance() ? 0ms : 450ms,
                                .instant_moves = chance()}};
            std::string said;
            for (int i = 0; i < 300; ++i) {
                said += at.send(pieces[random() % std::size(pieces)]);
                if (random() % 50 == 0) at.printer.reset(at.now);
                const auto span = 1ms * (random() % 3000);
                for (duration passed{}; fine && passed < span; passed += 1ms)
                    said += at.wait(1ms);
                if (!fine) said += at.wait(span);
            }
            return said;
        };
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
            CAPTURE(seed);
            const auto coarse = run(seed, false);
            CHECK(coarse.size() > 1000);
            CHECK(run(seed, true) == coarse);
        }
    }
}
