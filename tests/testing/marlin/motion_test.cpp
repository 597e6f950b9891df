// What the simulated machine does with axes and motors, and how long that takes.

#include "../printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace testing_support;
using namespace printjob::testing;

TEST_SUITE("simulated Marlin: motion") {
    TEST_CASE("a move is acknowledged when it is planned, long before it ends") {
        printer_at_hand at;
        CHECK(at.send("G1 X100 F600\n") == "ok\n"); // 10 s
        CHECK(at.printer.in_motion());
        at.wait(9999ms);
        CHECK(at.printer.in_motion());
        at.wait(1ms);
        CHECK_FALSE(at.printer.in_motion());
    }

    TEST_CASE("fifteen moves fit the planner, the sixteenth waits until the oldest has ended") {
        printer_at_hand at;
        std::string said;
        for (int i = 1; i <= 16; ++i)
            said += at.send("G1 X" + std::to_string(i) + " F60\n"); // 1 s each
        CHECK(at.printer.oks() == 15);
        CHECK(at.wait(999ms).empty());
        CHECK(at.wait(1ms) == "ok\n");
    }

    TEST_CASE(
        "a long move keeps its place in the planner until it ends, so the commands after it get no ok") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("G1 X600 F600\n"); // a minute
        for (int i = 1; i <= 14; ++i)
            at.send("G1 X" + std::to_string(600 - i) + "\n");
        CHECK(at.send("G1 X0\n").empty());
        CHECK(at.wait(59'999ms).empty());
        CHECK(at.wait(1ms) == "ok\n");
    }

    TEST_CASE("M400 is acknowledged when motion has ended") {
        printer_at_hand at{{.keepalive = 0s}};
        CHECK(at.send("G1 X10 F600\nM400\n") == "ok\n");
        CHECK(at.wait(999ms).empty());
        CHECK(at.wait(1ms) == "ok\n");
    }

    TEST_CASE("homing, levelling, dwelling and probing wait for planned moves and then take their time") {
        struct {
            std::string command;
            duration takes;
        } const cases[] = {{"G28", 15s},       {"G29", 60s},  {"G30", 5s},
                           {"G4 P500", 500ms}, {"G4 S2", 2s}, {"M226 P2 S1", 2s}};
        for (const auto& [command, takes] : cases) {
            CAPTURE(command);
            printer_at_hand at{{.keepalive = 0s}};
            at.send("G1 X10 F600\n"); // 1 s
            CHECK(at.send(command + "\n").empty());
            CHECK(at.wait(1s + takes - 1ms).empty());
            CHECK(at.wait(1ms) == "ok\n");
        }
    }

    TEST_CASE("homing sets the named axes to 0, all of them when none is named") {
        printer_at_hand at;
        at.send("G1 X10 Y10 Z10\n");
        at.send("G28 X Y\n");
        at.wait(1min);
        CHECK(at.printer.position() == axes{0, 0, 10'000, 0});
        CHECK(at.printer.is_homed());
        at.send("G28 W\n");
        at.wait(1min);
        CHECK(at.printer.position() == axes{});
    }

    TEST_CASE("positions are absolute or relative, and the extruder has a mode of its own") {
        printer_at_hand at{{.instant_moves = true, .cold_extrusion_prevented = false}};
        at.send("G1 X10.5 E2\nG91\nG1 X-0.25 E1\n");
        CHECK(at.printer.position() == axes{10'250, 0, 0, 3'000});
        at.send("G90\nG1 X1 E1\n");
        CHECK(at.printer.position() == axes{1'000, 0, 0, 1'000});
        at.send("M83\nG1 X2 E1\n");
        CHECK(at.printer.position() == axes{2'000, 0, 0, 2'000});
        at.send("M82\nG92 E0\nG1 E.5\n");
        CHECK(at.printer.position() == axes{2'000, 0, 0, 500});
        at.send("G92\n");
        CHECK(at.printer.position() == axes{});
    }

    TEST_CASE("a feed rate holds until the next, and the machine's highest speed caps it") {
        printer_at_hand at{{.highest_speed = 100'000}};
        at.send("G1 X10 F600\n");
        at.send("G1 X20\n");
        CHECK(at.printer.motion_ends() == instant{2s});
        at.send("G1 X30 F999999\n");
        CHECK(at.printer.motion_ends() == instant{2100ms});
    }

    TEST_CASE("a move's length is that in space, or that of the filament when nothing else moves") {
        printer_at_hand at{{.cold_extrusion_prevented = false}};
        at.send("G1 X3 Y4 F60\n");
        CHECK(at.printer.motion_ends() == instant{5s});
        at.send("G1 E-2\n");
        CHECK(at.printer.motion_ends() == instant{7s});
    }

    TEST_CASE("an arc takes the time of its length") {
        printer_at_hand at;
        at.send("G3 X0 Y0 I10 J0 F600\n"); // a full circle of 10 mm radius at 10 mm/s
        const auto circle = at.printer.motion_ends() - instant{};
        CHECK(circle > 6282ms);
        CHECK(circle < 6284ms);
        at.wait(10s);
        at.send("G2 X20 Y0 I10 J0\n"); // half of one
        const auto half = at.printer.motion_ends() - at.now;
        CHECK(half > 3141ms);
        CHECK(half < 3143ms);
    }

    TEST_CASE("M114 reports where the moves will end, and in steps where the tool is") {
        printer_at_hand at;
        at.send("G1 X10 Y-2.5 F600\n");
        CHECK(at.send("M114\n") == "X:10.00 Y:-2.50 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\nok\n");
        at.wait(1min);
        CHECK(at.send("M114\n") == "X:10.00 Y:-2.50 Z:0.00 E:0.00 Count X:800 Y:-200 Z:0\nok\n");
    }

    TEST_CASE("M84 waits for planned moves and then turns the motors off; with S it only sets a time-out") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("G28\n");
        at.wait(1min);
        at.send("G1 X10 F600\n");
        CHECK(at.send("M84 S30\n") == "ok\n");
        CHECK(at.printer.motors_on());
        CHECK(at.send("M84\n").empty());
        CHECK(at.wait(1s) == "ok\n");
        CHECK_FALSE(at.printer.motors_on());
        CHECK_FALSE(at.printer.is_homed());
    }

    TEST_CASE("cold filament does not move, which is said, and counts as moved") {
        printer_at_hand at;
        CHECK(at.send("G1 X10 E5 F600\n") == "echo: cold extrusion prevented\nok\n");
        CHECK(at.printer.position() == axes{10'000, 0, 0, 5'000});
        CHECK(at.send("G1 E6\n") == "echo: cold extrusion prevented\nok\n");
        CHECK(at.send("M302 P1\nG1 E7\n") == "ok\nok\n");
        at.send("M302 P0\nM109 S200\n");
        at.wait(2min);
        CHECK(at.send("G1 E8\n") == "ok\n");
    }

    TEST_CASE("a number that is far too large does no harm") {
        printer_at_hand at;
        at.send(
            "G1 X99999999999999999999 Y-99999999999999999999 F0.0000001\nG91\nG1 X999999999 E99999999999\n");
        at.send("G2 X1 I99999999999 J-99999999999 R0\nM104 S99999999999\nG4 S99999999999\n");
        at.wait(24h);
        CHECK(at.printer.hotend_target() == 300'000);
        at.send(numbered(99'999'999'999'999, "M117 a"));
        at.send("M410\nM114\n");
    }
}
