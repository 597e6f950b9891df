// What a person does to the simulated printer: reset, power, the button.

#include "../printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace testing_support;
using namespace printjob::testing;

TEST_SUITE("simulated Marlin: the operator") {
    TEST_CASE("a reset forgets everything and says start") {
        printer_at_hand at;
        at.send("M104 S200\nM83\nM155 S1\n" + numbered(1, "G1 X100 F60"));
        at.wait(500ms);
        at.printer.reset(at.now);
        const auto said = at.said();
        CHECK(said.starts_with("start\nMarlin"));
        CHECK(said.find("echo:") != said.npos);
        CHECK(at.printer.hotend_target() == 0);
        CHECK(at.printer.last_line() == 0);
        CHECK_FALSE(at.printer.in_motion());
        CHECK_FALSE(at.printer.is_relative_e());
        CHECK(at.wait(1min).empty());
        CHECK(at.send(numbered(2, "M117 a")).ends_with("Resend: 1\nok\n"));
    }

    TEST_CASE("a firmware that halts by itself says why and is dead until it is reset") {
        printer_at_hand at;
        at.send("M104 S200\nM155 S1\n");
        at.printer.halt("Thermal Runaway, system stopped! Heater_ID: 0", at.now);
        CHECK(at.said() == "Error:Thermal Runaway, system stopped! Heater_ID: 0\n"
                           "Error:Printer halted. kill() called!\n");
        CHECK(at.printer.hotend_target() == 0);
        CHECK(at.send("M105\n").empty());
        CHECK(at.wait(1min).empty());
        at.printer.reset(at.now);
        CHECK(at.said().starts_with("start\n"));
    }

    TEST_CASE("bytes that arrive while it boots are lost") {
        printer_at_hand at{{.boot_time = 2s}};
        at.printer.reset(at.now);
        CHECK(at.send("M117 a\n").empty());
        CHECK(at.printer.dropped_bytes() == 7);
        CHECK(at.wait(1999ms).empty());
        CHECK(at.wait(1ms).starts_with("start\n"));
    }

    TEST_CASE("without power it is silent and loses everything, and it starts when power is back") {
        printer_at_hand at;
        at.send("M155 S1\nM104 S200\nG4 S2\n");
        at.printer.power_off(at.now);
        CHECK_FALSE(at.printer.is_on());
        CHECK(at.send("M105\n").find("T:") == std::string::npos);
        CHECK(at.wait(10s).empty());
        at.printer.power_on(at.now);
        CHECK(at.said().starts_with("start\n"));
        CHECK(at.printer.hotend_target() == 0);
    }

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

    TEST_CASE("the button ends a wait for a person and nothing else") {
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
}
