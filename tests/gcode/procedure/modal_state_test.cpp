#include <printjob/gcode/procedure/modal_state.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <string_view>

using printjob::gcode::modal_state;

namespace {

modal_state after(std::initializer_list<std::string_view> commands) {
    modal_state modes;
    for (const auto command : commands)
        modes.note(printjob::gcode::word_of(command), command);
    return modes;
}

} // namespace

TEST_SUITE("modal_state") {
    TEST_CASE("what no command has set is unknown") {
        const modal_state modes;
        CHECK(modes.absolute_axes);
        CHECK(modes.absolute_extruder);
        CHECK_FALSE(modes.feed_rate.has_value());
        CHECK_FALSE(modes.fan.has_value());
        CHECK_FALSE(modes.tool_targets[0].has_value());
        CHECK_FALSE(modes.bed_target.has_value());
    }

    TEST_CASE("G90 and G91 set the extruder too, M82 and M83 the extruder alone") {
        CHECK_FALSE(after({"G91"}).absolute_axes);
        CHECK_FALSE(after({"G91"}).absolute_extruder);
        CHECK(after({"G91", "M82"}).absolute_extruder);
        CHECK_FALSE(after({"G91", "M82"}).absolute_axes);
        CHECK_FALSE(after({"M83"}).absolute_extruder);
        CHECK(after({"M83", "G90"}).absolute_extruder);
    }

    TEST_CASE("the feed rate is that of the last move that names one") {
        CHECK(after({"G1 X5 F3000", "G1 X6"}).feed_rate == 3000);
        CHECK(after({"G0 F6000"}).feed_rate == 6000);
        CHECK(after({"G2 X1 Y1 I5 F1200"}).feed_rate == 1200);
        CHECK_FALSE(after({"G4 F100", "M900 F3"}).feed_rate.has_value());
    }

    TEST_CASE("the part cooling fan is kept, other fans are not") {
        CHECK(after({"M106 S128"}).fan == 128);
        CHECK(after({"M106"}).fan == 255);
        CHECK(after({"M106 S128", "M107"}).fan == 0);
        CHECK(after({"M106 S128", "M106 P1 S10", "M107 P1"}).fan == 128);
    }

    TEST_CASE("targets are those of the tool that is named, else of the active one") {
        const auto modes = after({"M104 S200", "T1", "M109 S210", "M104 T2 S30", "M140 S60", "M191 S40"});
        CHECK(modes.tool == 1);
        CHECK(modes.tool_targets[0] == 200);
        CHECK(modes.tool_targets[1] == 210);
        CHECK(modes.tool_targets[2] == 30);
        CHECK(modes.bed_target == 60);
        CHECK(modes.chamber_target == 40);
    }

    TEST_CASE("R sets a target as S does, and without either it stays") {
        CHECK(after({"M109 R180"}).tool_targets[0] == 180);
        CHECK(after({"M190 R50", "M190"}).bed_target == 50);
        CHECK(after({"M104 S200", "M104"}).tool_targets[0] == 200);
    }

    TEST_CASE("an impossible tool is ignored") {
        const auto modes = after({"T200", "M104 T9 S200", "M104 T-4 S150"});
        CHECK(modes.tool == 0);
        CHECK(modes.tool_targets[0] == 150);
        for (std::size_t i = 1; i < modes.tool_targets.size(); ++i)
            CHECK_FALSE(modes.tool_targets[i].has_value());
    }

    TEST_CASE("motors are off after M84 or M18, until homed again") {
        CHECK(after({"M84"}).motors_off);
        CHECK(after({"M18"}).motors_off);
        CHECK_FALSE(after({"M84", "G28"}).motors_off);
    }

    TEST_CASE("M84 with a time, or for some axes only, turns the motors off not now") {
        CHECK_FALSE(after({"M84 S30"}).motors_off);
        CHECK(after({"M84 E"}).motors_off == false);
        CHECK(after({"M84 X Y E"}).motors_off);
    }

    TEST_CASE("codes of other commands are ignored") {
        const auto modes = after({"M1040 S5", "G280", "M117 G91", "", "X5", "M73 P10 R5"});
        CHECK_FALSE(modes.tool_targets[0].has_value());
        CHECK(modes.absolute_axes);
    }
}

TEST_CASE("an F without a number leaves the feed rate as it is") {
    CHECK(after({"G1 X5 F3000", "G1 X6 F"}).feed_rate == 3000);
    CHECK_FALSE(after({"G1 XF5"}).feed_rate.has_value());
}

TEST_CASE("motors that are off stay off when some are turned off again") {
    CHECK(after({"M84", "M84 S30"}).motors_off);
    CHECK(after({"M18", "M84 E"}).motors_off);
}

// Where sizes have 32 bits, such numbers do not fit into one.
TEST_CASE("a tool that does not exist is ignored, however large its number") {
    for (const std::string_view command : {"M104 T4294967296 S200", "M109 T999999999999999999 S200"}) {
        CAPTURE(command);
        for (const auto& aim : after({command}).tool_targets)
            CHECK_FALSE(aim.has_value());
    }
}

TEST_CASE("G20 and G21, M3, M4 and M5") {
    CHECK(after({"G20"}).inches);
    CHECK_FALSE(after({"G20", "G21"}).inches);
    CHECK(after({"M3 S120"}).spindle == printjob::gcode::spindle_state{.turns = 3, .speed = 120});
    CHECK(after({"M4"}).spindle == printjob::gcode::spindle_state{.turns = 4, .speed = {}});
    CHECK(after({"M3 S120", "M5"}).spindle == printjob::gcode::spindle_state{});
}

TEST_CASE("RepRapFirmware's G10 and M568 set a tool's target; a retraction sets none") {
    CHECK(after({"G10 P1 S240 R180"}).tool_targets[1] == 240);
    CHECK(after({"M568 P2 S215"}).tool_targets[2] == 215);
    CHECK(after({"T1", "M568 S215"}).tool_targets[1] == 215);
    for (const auto& aim : after({"G10", "G10 S1", "G10 L2 P9 X0"}).tool_targets)
        CHECK_FALSE(aim.has_value());
}
