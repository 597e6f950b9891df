// Repetier-Firmware's dialect, with lines that it really says.

#include "transcript.hpp"
#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/dialect/select.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

TEST_CASE("Repetier: it is recognised by its name") {
    CHECK(&select_dialect("Repetier_0.92.9 FIRMWARE_URL:https://github.com/repetier/Repetier-Firmware/ "
                          "PROTOCOL_VERSION:1.0 MACHINE_TYPE:Mendel EXTRUDER_COUNT:1 REPETIER_PROTOCOL:3",
                          known_dialects, marlin) == &repetier);
    CHECK(repetier.break_wait.empty());
    CHECK(repetier.recover == "M999");
    CHECK(repetier.numbers_lines);
}

TEST_CASE("Repetier: M601 is no pause of the print, everything else is as in Marlin") {
    CHECK(repetier.traits_of({'M', 601}, "M601 S1") == command_traits{.is_long_running = true});
    CHECK(repetier.traits_of({'M', 109}, {}) == marlin.traits_of({'M', 109}, {}));
    CHECK(repetier.traits_of({}, "EXCLUDE_OBJECT_END").is_ignored);
}

TEST_CASE("Repetier: the ok after skip N acknowledges nothing") {
    CHECK(interpret("skip 79", repetier).means == meaning::skipped);
    CHECK(interpret("Skip 7", repetier).means == meaning::skipped);
    for (std::string_view line :
         {"skip", "skip ", "skip probing", "skipped 79", "echo:skip 79", "// skip 79"}) {
        CAPTURE(line);
        CHECK(interpret(line, repetier).means == meaning::as_said);
    }
    CHECK(interpret("skip 79", marlin).means == meaning::as_said);
}

TEST_CASE("Repetier: heaters that it turned off and dry runs are halts") {
    for (std::string_view line :
         {"Error:One heater seems decoupled from thermistor - disabling all for safety!",
          "Error:Temp. sensor defect", "Printer set into dry run mode until restart!",
          "fatal:Printer stopped and heaters disabled due to this error. Fix error and restart with M999.",
          "!!"}) {
        CAPTURE(line);
        CHECK(interpret(line, repetier).means == meaning::halted);
    }
}

TEST_CASE("Repetier: a session with a line that was garbled while three were on their way") {
    using enum response_kind;
    constexpr transcript::line_said lines[]{
        {"start", other, meaning::started},
        {"Info:PowerUp", other},
        {"Free RAM:3712", other},
        {"SelectExtruder:0", other},
        {"wait", wait},
        {"ok 0", ok},
        {"FIRMWARE_NAME:Repetier_0.92.9 PROTOCOL_VERSION:1.0 MACHINE_TYPE:Mendel EXTRUDER_COUNT:1", firmware},
        {"Printed filament:12.34m Printing time:0 days 1 hours 2 min", other},
        {"T:21.50 /0 B:21.30 /0 B@:0 @:0", temperature},
        {"ok 77", ok},
        {"Error:Wrong checksum", error, meaning::resend_follows},
        {"Resend:78", resend},
        {"ok", ok},
        {"skip 79", other, meaning::skipped},
        {"ok", ok},
        {"skip 80", other, meaning::skipped},
        {"ok", ok},
        {"ok 78", ok},
        {"busy:processing", busy},
        {"X:10.00 Y:20.00 Z:0.300 E:1.0000", position},
        {"RequestPause:No filament detected!", action},
        {"Error:expected line 90 got 91", error, meaning::resend_follows},
        {"Unknown command:N12 M999", other, meaning::harmless},
        {"wait", wait},
    };
    transcript::check(lines, repetier);
}
