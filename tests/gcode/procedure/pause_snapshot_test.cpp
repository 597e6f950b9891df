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

    TEST_CASE("the tool, its fan and its feed rate are restored where they differ") {
        pause_snapshot kept;
        kept.modes.tool = 1;
        kept.modes.fan = 128;
        kept.modes.feed_rate = 1800;
        CHECK(place(kept, modal_state{}, false) == "T1 | M106 S128 | G1 F1800");
        CHECK(place(kept, kept.modes, false).empty());
    }
}
