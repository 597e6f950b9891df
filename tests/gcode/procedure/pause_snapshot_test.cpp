#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/procedure/pause_snapshot.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob;
using namespace printjob::gcode;

namespace {

std::string heat(const pause_snapshot& kept, const modal_state& now) {
    std::string all;
    for (std::size_t i = 0; const auto command = kept.heat(i, marlin, now); ++i)
        if (!command->empty()) all += (all.empty() ? "" : " | ") + std::string{command->view()};
    return all;
}

} // namespace

TEST_SUITE("pause_snapshot") {
    TEST_CASE("targets that differ are set, then every one is waited for") {
        pause_snapshot kept;
        kept.modes.tool_targets[0] = 210;
        kept.modes.tool_targets[1] = 215.5;
        kept.modes.bed_target = 60;
        modal_state now = kept.modes;
        now.tool_targets[0] = 0;
        CHECK(heat(kept, now) == "M104 T0 S210 | M109 T0 S210 | M109 T1 S215.5 | M190 S60");
    }

    TEST_CASE("a heater that was off, or never set, stays as it is") {
        pause_snapshot kept;
        kept.modes.tool_targets[0] = 0;
        CHECK(heat(kept, modal_state{}) == "");
    }
}

namespace {

std::string place(const pause_snapshot& kept, const modal_state& now, bool moved) {
    std::string all;
    for (std::size_t i = 0; const auto command = kept.place(i, moved, now); ++i)
        if (!command->empty()) all += (all.empty() ? "" : " | ") + std::string{command->view()};
    return all;
}

} // namespace

TEST_SUITE("pause_snapshot: only differences are restored") {
    TEST_CASE("a printer cooled when the target of any hot end, or of the bed alone, is another") {
        pause_snapshot kept;
        kept.modes.tool_targets[1] = 210;
        kept.modes.bed_target = 60;
        modal_state now = kept.modes;
        CHECK_FALSE(kept.cooled(now));
        now.bed_target = 0;
        CHECK(kept.cooled(now));
        now = kept.modes;
        now.tool_targets[1].reset();
        CHECK(kept.cooled(now));
    }

    TEST_CASE("modes are restored, in either direction") {
        pause_snapshot absolute;
        modal_state relative;
        relative.absolute_axes = relative.absolute_extruder = false;
        CHECK(place(absolute, relative, false) == "G90 | M82");
        pause_snapshot kept;
        kept.modes = relative;
        CHECK(place(kept, modal_state{}, false) == "G91 | M83");
        CHECK(place(kept, relative, false).empty());
    }

    TEST_CASE("a printer that tells no E keeps its extruder's position") {
        pause_snapshot kept;
        kept.where = position{1, 2, 3, {}};
        CHECK(place(kept, modal_state{}, true).find("G92") == std::string::npos);
        kept.where->e = 4;
        CHECK(place(kept, modal_state{}, true).find("G92 E4") != std::string::npos);
        CHECK(kept.is_elsewhere({1, 2, 3, 5}));
        CHECK_FALSE(kept.is_elsewhere({1, 2, 3, 4}));
        CHECK_FALSE(kept.is_elsewhere({1, 2, 3, {}}));
        kept.where->e.reset();
        CHECK_FALSE(kept.is_elsewhere({1, 2, 3, 5}));
        CHECK(kept.is_elsewhere({1, 2, 4, 5}));
    }

    TEST_CASE("the tool, its fan and its feed rate are restored where they differ") {
        pause_snapshot kept;
        kept.modes.tool = 1;
        kept.modes.fan = 128;
        kept.modes.feed_rate = 1800;
        CHECK(place(kept, modal_state{}, false) == "T1 | M106 S128 | G1 F1800");
        CHECK(place(kept, kept.modes, false).empty());
    }
}

TEST_SUITE("pause_snapshot: the chamber, the place, inches and the spindle") {
    TEST_CASE("the chamber is heated again without a wait, where it has another target") {
        pause_snapshot kept;
        kept.modes.chamber_target = 50;
        modal_state now = kept.modes;
        CHECK_FALSE(kept.cooled(now));
        CHECK(heat(kept, now).empty());
        now.chamber_target = 0;
        CHECK(kept.cooled(now));
        CHECK(heat(kept, now) == "M141 S50");
    }

    TEST_CASE("the tool is elsewhere when an axis differs by more than M114 rounds") {
        pause_snapshot kept;
        const position at{.x = 10, .y = 20, .z = 3, .e = 5};
        CHECK_FALSE(kept.is_elsewhere(at)); // it is not known where it was
        kept.where = at;
        CHECK_FALSE(kept.is_elsewhere(at));
        CHECK_FALSE(kept.is_elsewhere({.x = 10.01, .y = 19.99, .z = 3, .e = 5}));
        CHECK(kept.is_elsewhere({.x = 10.1, .y = 20, .z = 3, .e = 5}));
        CHECK(kept.is_elsewhere({.x = 10, .y = 19.9, .z = 3, .e = 5}));
        CHECK(kept.is_elsewhere({.x = 10, .y = 20, .z = 33, .e = 5}));
        CHECK(kept.is_elsewhere({.x = 10, .y = 20, .z = 3, .e = 4.9}));
    }

    TEST_CASE(
        "the way back is in millimetres, also while the printer takes inches; inches come back afterwards") {
        pause_snapshot kept;
        kept.where = position{.x = 25.4, .y = 50.8, .z = 2.54, .e = 1};
        kept.modes.inches = true;
        CHECK(place(kept, kept.modes, true) == "G21 | G90 | G0 X25.4 Y50.8 F6000 | G0 Z2.54 | G92 E1");
        CHECK(place(kept, modal_state{}, true) == "G90 | G0 X25.4 Y50.8 F6000 | G0 Z2.54 | G92 E1 | G20");
        CHECK(place(kept, modal_state{}, false) == "G20");
        CHECK(place(kept, kept.modes, false).empty());
        kept.modes.inches = false;
        modal_state now;
        now.inches = true;
        CHECK(place(kept, now, false) == "G21");
    }

    TEST_CASE("laser or spindle is turned on again only if it is off or different now") {
        pause_snapshot kept;
        kept.modes.spindle = {.turns = 4, .speed = 120};
        CHECK(place(kept, modal_state{}, false) == "M4 S120");
        CHECK(place(kept, kept.modes, false).empty());
        kept.modes.spindle = {.turns = 3, .speed = {}};
        CHECK(place(kept, modal_state{}, false) == "M3");
    }
}
