// What the simulated machine does with heaters and fan, and when a wait for them ends.

#include "../printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace testing_support;
using namespace printjob::testing;

TEST_SUITE("simulated Marlin: heat") {
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

    TEST_CASE("a wait for a temperature below that of the room is given up") {
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

    TEST_CASE("a wait without a temperature returns at once") {
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
}
