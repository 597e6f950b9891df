#include "../printer_at_hand.hpp"
#include <printjob/testing/marlin/machine.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace testing_support;
using namespace printjob::testing;

TEST_SUITE("marlin_machine: motion") {
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

    TEST_CASE("a long move holds its place as long as it takes, so what waits behind it hears nothing") {
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

    TEST_CASE("homing sets the named axes to nothing, all when none is named") {
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

    TEST_CASE("positions are absolute or relative, and filament by itself") {
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

    TEST_CASE("a move's way is straight through space, and along the filament when nothing else moves") {
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

    TEST_CASE("M114 tells where the moves will end, and in steps where the tool is") {
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

    TEST_CASE("a number beyond all reason breaks nothing") {
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

TEST_SUITE("marlin_machine: heat") {
    TEST_CASE("a heater moves at its rate and cools to the room") {
        printer_at_hand at; // 22 °C, 5 °C/s up, 1 °C/s down
        at.send("M104 S122\n");
        at.wait(10s);
        CHECK(at.printer.hotend_temperature() == 72'000);
        at.wait(20s);
        CHECK(at.printer.hotend_temperature() == 122'000);
        at.send("M104 S0\n");
        at.wait(50s);
        CHECK(at.printer.hotend_temperature() == 72'000);
        at.wait(1h);
        CHECK(at.printer.hotend_temperature() == 22'000);
    }

    TEST_CASE("M109 is acknowledged when the temperature is reached and held, and tells it each second") {
        printer_at_hand at{{.keepalive = 0s}};
        CHECK(at.send("M109 S122\n").empty());
        CHECK(at.wait(1s) == " T:27.00 /122.00 B:22.00 /0.00 @:127 B@:0 W:?\n");
        const auto rest = at.wait(28'799ms); // 19.8 s to within 1 °C, 10 s of residency
        CHECK(rest.find("ok") == rest.npos);
        CHECK(at.wait(1ms).ends_with("ok\n"));
    }

    TEST_CASE("M109 S and M190 S do not wait for cooling, R does") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("M104 S200\nM140 S100\n");
        at.wait(10min);
        CHECK(at.send("M109 S150\nM190 S50\n") == "ok\nok\n");
        at.wait(10min);
        at.send("M104 S200\n");
        at.wait(10min);
        const auto said = at.send("M109 R150\n");
        CHECK(said.empty());
        const auto cooling = at.wait(58s); // 49 s to within 1 °C
        CHECK(cooling.find("ok") == cooling.npos);
        CHECK(at.wait(1s).ends_with("ok\n"));
    }

    TEST_CASE("a wait for what the room forbids is given up") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("M109 R0\n");
        CHECK(at.wait(59'999ms).find("ok") == std::string::npos);
        CHECK(at.wait(1ms).ends_with("ok\n"));
    }

    TEST_CASE("M190 waits for the bed and M140 does not") {
        printer_at_hand at{{.keepalive = 0s}};
        CHECK(at.send("M140 S32\n") == "ok\n");
        CHECK(at.send("M190 S32\n").empty());
        const auto waiting = at.wait(18'999ms); // 9 s to within 1 °C, 10 s of residency
        CHECK(waiting.find("ok") == waiting.npos);
        CHECK(at.wait(1ms).ends_with("ok\n"));
        CHECK(at.printer.bed_target() == 32'000);
    }

    TEST_CASE("a wait without a temperature is none") {
        CHECK(printer_at_hand{}.send("M109\nM190\n") == "ok\nok\n");
    }

    TEST_CASE("tools are heated apart, and the selected one answers for T") {
        printer_at_hand at{{.tools = 2}};
        CHECK(at.send("M104 T1 S122\n") == "ok\n");
        at.wait(1min);
        CHECK(at.printer.hotend_target(0) == 0);
        CHECK(at.send("M105\n") ==
              "ok T:22.00 /0.00 B:22.00 /0.00 T0:22.00 /0.00 T1:122.00 /122.00 @:0 B@:0\n");
        CHECK(at.send("T1\n") == "echo:Active Extruder: 1\nok\n");
        CHECK(at.send("M105\n").starts_with("ok T:122.00 /122.00"));
        CHECK(at.send("T2\n") == "echo:T2 Invalid extruder\nok\n");
        CHECK(at.send("M104 T7 S9\n") == "echo:M104 Invalid extruder 7\nok\n");
    }

    TEST_CASE("a chamber answers only where there is one") {
        CHECK(printer_at_hand{}.send("M141 S40\n").starts_with("echo:Unknown command"));
        printer_at_hand at{{.has_chamber = true}};
        CHECK(at.send("M141 S40\n") == "ok\n");
        CHECK(at.printer.chamber_target() == 40'000);
        CHECK(at.send("M105\n").find("C:22.00 /40.00") != std::string::npos);
    }

    TEST_CASE("M155 reports temperatures by itself, also while a handler blocks") {
        printer_at_hand at{{.keepalive = 0s}};
        CHECK(at.send("M155 S2\n") == "ok\n");
        const std::string line = " T:22.00 /0.00 B:22.00 /0.00 @:0 B@:0\n";
        CHECK(at.wait(4s) == line + line);
        at.send("G4 S3\n");
        CHECK(at.wait(3s) == line + "ok\n");
        CHECK(at.send("M155 S0\n") == "ok\n");
        CHECK(at.wait(1h).empty());
    }

    TEST_CASE("fans have 256 steps") {
        printer_at_hand at;
        at.send("M106 S128\n");
        CHECK(at.printer.fan() == 128);
        at.send("M106\n");
        CHECK(at.printer.fan() == 255);
        at.send("M107\n");
        CHECK(at.printer.fan() == 0);
    }
}

TEST_SUITE("marlin_machine: people and words") {
    TEST_CASE("M0, M1 and M600 wait for a person, and say so") {
        for (const std::string command : {"M0", "M1", "M600"}) {
            CAPTURE(command);
            printer_at_hand at;
            CHECK(at.send(command + "\n").empty());
            CHECK(at.printer.is_waiting_for_user());
            CHECK(at.wait(4s) == "echo:busy: paused for user\necho:busy: paused for user\n");
            at.wait(10h);
            CHECK(at.send("M108\n") == "ok\nok\n");
        }
    }

    TEST_CASE("M0 with a time waits no longer than that") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("M0 S5\n");
        CHECK(at.wait(4999ms).empty());
        CHECK(at.wait(1ms) == "ok\n");
    }

    TEST_CASE("M600 tells a host that asked for it that it paused and went on") {
        printer_at_hand at{{.host_actions = true}};
        CHECK(at.send("M600\n") == "//action:paused\n");
        CHECK(at.send("M108\n") == "//action:resumed\nok\nok\n");
    }

    TEST_CASE("a button ends a wait for a person and nothing else") {
        printer_at_hand at{{.host_actions = true}};
        at.printer.press_button(at.now);
        CHECK(at.send("M600\n") == "//action:paused\n");
        at.printer.press_button(at.now);
        CHECK(at.wait(0s) == "//action:resumed\nok\n");

        at.send("M109 S200\n");
        at.printer.press_button(at.now);
        at.wait(0s);
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("a hot end that fails cools down while its target stands, and a wait for it never ends") {
        printer_at_hand at{{.hotend = {.heats = 20'000, .cools = 1'000}}};
        at.send("M109 S200\n");
        at.wait(20s);
        CHECK(at.printer.hotend_temperature() == 200'000);
        CHECK_FALSE(at.printer.is_handling());

        at.printer.fail_hotend(0, at.now);
        at.wait(10s);
        CHECK(at.printer.hotend_temperature() == 190'000);
        CHECK(at.printer.hotend_target() == 200'000);
        at.send("M109 S200\n");
        at.wait(10h);
        CHECK(at.printer.hotend_temperature() == 22'000);
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("M115 names the firmware and what it can do") {
        printer_at_hand at{{.emergency_parser = true, .autoreport = false}};
        const auto said = at.send("M115\n");
        CHECK(said.starts_with("FIRMWARE_NAME:Marlin "));
        CHECK(said.find(" MACHINE_TYPE:Simulated printer EXTRUDER_COUNT:1 UUID:") != said.npos);
        CHECK(said.find("\nCap:AUTOREPORT_TEMP:0\n") != said.npos);
        CHECK(said.find("\nCap:EMERGENCY_PARSER:1\n") != said.npos);
        CHECK(said.ends_with("\nok\n"));
    }

    TEST_CASE("M118 speaks to the host") {
        printer_at_hand at;
        CHECK(at.send("M118 hello\n") == "hello\nok\n");
        CHECK(at.send("M118 E1 hello\n") == "echo:hello\nok\n");
        CHECK(at.send("M118 A1 action:pause\n") == "//action:pause\nok\n");
    }

    TEST_CASE("M27 tells whether the printer prints from its own card") {
        CHECK(printer_at_hand{}.send("M27\n") == "Not SD printing\nok\n");
        CHECK(printer_at_hand{{.card = card_progress{7, 90}}}.send("M27\n") == "SD printing byte 7/90\nok\n");
    }

    TEST_CASE("a command without its letter and number is taken apart into nothing") {
        CHECK(marlin_words{"X10"}.letter() == 0);
        CHECK(marlin_words{""}.letter() == 0);
        const marlin_words words{"G1 X-1.2345 Y+2 Z E.5"};
        CHECK(words.is('G', 1));
        CHECK(words.thousandths('X') == -1'234);
        CHECK(words.thousandths('Y') == 2'000);
        CHECK(words.has('Z'));
        CHECK(words.thousandths('Z', 7) == 0);
        CHECK(words.thousandths('E') == 500);
        CHECK_FALSE(words.has('F'));
    }
}
