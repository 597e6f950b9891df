// M108, M112 and M410: commands that act while another one blocks.

#include "../printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace testing_support;
using namespace printjob::testing;

namespace {

const std::string slow_command = "G4 S10\n";

/// Fills every command slot: the first command blocks for ten seconds, three wait for it.
void fill_slots(printer_at_hand& at) {
    REQUIRE(at.send(slow_command + "M117 a\nM117 b\nM117 c\n").empty());
    REQUIRE(at.printer.slots_used() == 4);
}

} // namespace

TEST_SUITE("simulated Marlin: urgent commands") {
    TEST_CASE("M112 says so, turns heaters off and answers nothing more until it is reset") {
        for (const bool emergency : {false, true}) {
            CAPTURE(emergency);
            printer_at_hand at{{.emergency_parser = emergency}};
            at.send("M104 S200\nM140 S60\n");
            CHECK(at.send("M112\n") == "Error:Printer halted. kill() called!\n");
            CHECK(at.printer.is_killed());
            CHECK(at.printer.hotend_target() == 0);
            CHECK(at.printer.bed_target() == 0);
            CHECK(at.send("M105\n").empty());
            CHECK(at.wait(1h).empty());
            at.printer.reset(at.now);
            CHECK(at.said().starts_with("start\n"));
            CHECK(at.send("M117 a\n") == "ok\n");
        }
    }

    TEST_CASE("a numbered M112 halts when it is executed") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("G4 S10\n" + numbered(1, "M112"));
        CHECK_FALSE(at.printer.is_killed());
        CHECK(at.wait(10s) == "ok\nError:Printer halted. kill() called!\n");
    }

    TEST_CASE("without an emergency parser M112 needs a free command slot") {
        printer_at_hand at{{.keepalive = 0s}};
        fill_slots(at);
        CHECK(at.send("M112\n").empty());
        CHECK(at.wait(10s).ends_with("Error:Printer halted. kill() called!\n"));
    }

    TEST_CASE("with an emergency parser M112 acts at its line feed, whatever is queued, numbered too") {
        printer_at_hand at{{.emergency_parser = true}};
        fill_slots(at);
        at.send(std::string(200, 'x') + "\n");
        CHECK(at.send("N5 M112*34").empty());
        CHECK(at.send("\n") == "Error:Printer halted. kill() called!\n");
    }

    TEST_CASE("an emergency parser ignores longer codes and text") {
        printer_at_hand at{{.emergency_parser = true}};
        at.send("M1125\nM117 M112\nG1 M112\n");
        CHECK_FALSE(at.printer.is_killed());
    }

    TEST_CASE("M108 ends a wait for heat when it is parsed from a free slot") {
        printer_at_hand at;
        at.send("M109 S200\n");
        at.wait(5s);
        CHECK(at.send("M108\n") == "ok\nok\n");
        CHECK(at.printer.hotend_target() == 200'000);
    }

    TEST_CASE("without an emergency parser M108 ends nothing while the slots are full") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("M109 S200\nM117 a\nM117 b\nM117 c\n");
        CHECK(at.send("M108\n").empty());
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("with an emergency parser M108 acts at its line feed even then") {
        printer_at_hand at{{.emergency_parser = true}};
        at.send("M109 S200\nM117 a\nM117 b\nM117 c\n");
        CHECK(at.send("M108\n") == "ok\nok\nok\nok\nok\n");
    }

    TEST_CASE("M108 before the wait begins does not end it") {
        printer_at_hand at;
        at.send("M108\nM109 S200\n");
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("M108 does not end a pause in time") {
        printer_at_hand at{{.emergency_parser = true}};
        at.send("G4 S10\n");
        at.send("M108\n");
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("M410 stops planned moves where they are") {
        printer_at_hand at;
        at.send("G1 X100 F6000\nG1 X200\n"); // 100 mm/s
        at.wait(500ms);
        CHECK(at.send("M410\n") == "ok\n");
        CHECK_FALSE(at.printer.in_motion());
        CHECK(at.printer.position()[0] == 50'000);
    }
}
