// What the simulated firmware acknowledges, and when.

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

TEST_SUITE("simulated Marlin: acknowledgement") {
    TEST_CASE("lines in the command slots are not yet acknowledged") {
        printer_at_hand at{{.keepalive = 0s}};
        fill_slots(at);
        CHECK(at.wait(9s).empty());
        CHECK(at.wait(1s) == "ok\nok\nok\nok\n");
    }

    TEST_CASE("the command being handled keeps its slot") {
        printer_at_hand at;
        fill_slots(at);
        at.send("M117 d\n");
        CHECK(at.printer.slots_used() == 4);
        CHECK(at.printer.buffered_bytes() == 7);
    }

    TEST_CASE("an advanced ok tells the line just handled and the free places, the handled line's slot not "
              "among them") {
        printer_at_hand at{{.advanced_ok = true, .keepalive = 0s}};
        CHECK(at.send(numbered(1, "M117 a")) == "ok N1 P15 B3\n");
        CHECK(at.send("M117 b\n") == "ok P15 B3\n");
        CHECK(at.send(numbered(2, "G1 X10 F600")) == "ok N2 P14 B3\n");
        at.send(numbered(3, "M400") + numbered(4, "M117 c"));
        CHECK(at.wait(1s) == "ok N3 P15 B2\nok N4 P15 B3\n");
    }

    TEST_CASE("M105 answers with an ok of its own, without a number") {
        printer_at_hand at{{.advanced_ok = true}};
        CHECK(at.send(numbered(1, "M105")) == "ok T:22.00 /0.00 B:22.00 /0.00 @:0 B@:0\n");
    }

    TEST_CASE("an unknown command is named and acknowledged") {
        printer_at_hand at;
        CHECK(at.send("M12345 X1\n") == "echo:Unknown command: \"M12345 X1\"\nok\n");
        CHECK(at.send(numbered(1, "X10")) == "echo:Unknown command: \"X10\"\nok\n");
    }

    TEST_CASE("commands for settings and displays are acknowledged and nothing else") {
        printer_at_hand at;
        for (const std::string command : {"M201 X500", "M220 S90", "M221 S95", "M900 K0.1", "M862.3 P\"MK3\"",
                                          "M73 P10", "M300 S440 P10", "M117 hi", "G21", "M205 X8"}) {
            CAPTURE(command);
            CHECK(at.send(command + "\n") == "ok\n");
        }
    }

    TEST_CASE("an idle firmware may say wait") {
        printer_at_hand at{{.wait_interval = 1s}};
        CHECK(at.wait(2s) == "wait\nwait\n");
        at.wait(500ms);
        CHECK(at.send("M117 a\n") == "ok\n");
        CHECK(at.wait(900ms).empty());
        CHECK(at.wait(100ms) == "wait\n");
    }

    TEST_CASE("a blocked handler says that it is busy at the keepalive interval") {
        printer_at_hand at;
        at.send("G4 S5\n");
        CHECK(at.wait(1999ms).empty());
        CHECK(at.wait(1ms) == "echo:busy: processing\n");
        CHECK(at.wait(3s) == "echo:busy: processing\nok\n");
    }

    TEST_CASE("M113 sets the keepalive interval, or reports it") {
        printer_at_hand at;
        CHECK(at.send("M113 S1\n") == "ok\n");
        CHECK(at.send("M113\n") == "echo:M113 S1\nok\n");
        at.send("G4 S3\n");
        CHECK(at.wait(3s) == "echo:busy: processing\necho:busy: processing\nok\n");
        at.send("M113 S0\nG4 S9\n");
        CHECK(at.wait(9s) == "ok\n");
    }

    TEST_CASE("oks are lost, doubled and corrupted on command") {
        printer_at_hand at;
        at.printer.lose_next_ok();
        CHECK(at.send("M118 a\nM118 b\n") == "a\nb\nok\n");
        at.printer.double_next_ok();
        CHECK(at.send("M117 a\nM117 b\n") == "ok\nok\nok\n");
        at.printer.corrupt_next_line();
        const auto corrupt = at.send("M117 a\n");
        CHECK(corrupt.size() == 3);
        CHECK(corrupt != "ok\n");
        CHECK(at.send("M117 a\n") == "ok\n");
    }

    TEST_CASE("`say` makes it say any line") {
        printer_at_hand at;
        at.printer.say("//action:pause");
        CHECK(at.said() == "//action:pause\n");
    }
}
