// Smoothieware's dialect, with lines that it really says.

#include "transcript.hpp"
#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/dialect/select.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

TEST_CASE("Smoothie: it is recognised by its name") {
    CHECK(
        &select_dialect("Smoothieware, FIRMWARE_URL:http%3A//smoothieware.org, X-SOURCE_CODE_URL:https://x, "
                        "FIRMWARE_VERSION:edge-94de12c, X-SYSTEM_CLOCK:120MHz, X-AXES:3",
                        known_dialects, marlin) == &smoothie);
    CHECK(smoothie.recover == "M999");
    CHECK(smoothie.break_wait.empty());
}

TEST_CASE("Smoothie: M600 suspends the print and M601 lets it go on") {
    CHECK(smoothie.traits_of({'M', 600}, {}).asks_host_to_pause);
    CHECK(smoothie.traits_of({'M', 600}, {}).pauses_printer);
    CHECK(smoothie.traits_of({'M', 601}, {}) == command_traits{});
    CHECK(smoothie.traits_of({'M', 190}, {}) == marlin.traits_of({'M', 190}, {}));
}

TEST_CASE("Smoothie: its first line after a reset is a start, that of an attached cable is none") {
    CHECK(interpret("Smoothie Running @120MHz", smoothie).means == meaning::started);
    CHECK(interpret("Smoothie", smoothie).means == meaning::as_said);
    CHECK(interpret("start", smoothie).means == meaning::started);
}

TEST_CASE("Smoothie: a session to a halt, and back") {
    using enum response_kind;
    constexpr transcript::line_said lines[]{
        {"Smoothie Running @120MHz", other, meaning::started},
        {"  Build version edge-94de12c, Build date Oct 28 2014 13:24:47", other},
        {"ok", ok},
        {"ok T:23.4 /0.0 @0 B:23.2 /0.0 @0", ok},
        {"ok T:inf /0.0 @0 T1:inf /0.0 @0 B:inf /0.0 @0", ok},
        {"T:26.6 /120.0 @255 B:23.2 /0.0 @0", temperature},
        {"ok C: X:0.0000 Y:0.0000 Z:0.0000 E:0.0000", ok},
        {"rs N57", resend},
        {"Not currently playing", other},
        {"// action:pause", action},
        {"ERROR: MINTEMP or MAXTEMP triggered on T. Check your temperature sensors!", error, meaning::halted},
        {"HALT asserted - reset or M999 required", other, meaning::halted},
        {"Temperature reading is unreliable on B HALT asserted - reset or M999 required", other,
         meaning::halted},
        {"ALARM: Hard limit +X", other, meaning::halted},
        {"!!", alarm, meaning::halted},
        {"error:Alarm lock", error, meaning::halted},
        {"WARNING: After HALT you should HOME as position is currently unknown", other},
        {"ok", ok},
    };
    transcript::check(lines, smoothie);
    CHECK(interpret("// HALT asserted", smoothie).means == meaning::as_said);
    CHECK(interpret("ok C: X:0.0000 Y:0.0000 Z:0.0000 E:0.0000", smoothie).has_position);
    CHECK(interpret("ok T:inf /0.0 @0 B:inf /0.0 @0", smoothie).has_temperatures);
}
