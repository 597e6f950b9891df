#include <printjob/gcode/procedure/scripts.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob;
using namespace printjob::gcode;

namespace {

constexpr std::size_t longest = usual_longest_line;

std::string all_of(std::string_view text) {
    script_reader reader{text};
    std::string all;
    while (const auto command = reader.next(longest))
        all += (all.empty() ? "" : " | ") + std::string{*command};
    return all;
}

std::string all_of(const safe_stop& script) {
    std::string all;
    for (std::size_t i = 0; const auto command = script.step(i); ++i)
        all += (all.empty() ? "" : " | ") + std::string{command->view()};
    return all;
}

std::string heat(const pause_snapshot& kept, const modal_state& now) {
    std::string all;
    for (std::size_t i = 0; const auto command = kept.heat(i, now); ++i)
        if (!command->empty()) all += (all.empty() ? "" : " | ") + std::string{command->view()};
    return all;
}

} // namespace

TEST_SUITE("script_reader") {
    TEST_CASE("commands come out sanitised, one per line, without comments and blank lines") {
        CHECK(all_of("G91 ; relative\r\n\n  \n; nothing\nG1 Z5") == "G91 | G1 Z5");
        CHECK(all_of("") == "");
        CHECK(all_of("\n\n") == "");
    }

    TEST_CASE("a line that breaks the grammar is found beforehand, and passed over") {
        CHECK(script_reader::breaks_grammar("G28\nM112\nG90", longest));
        CHECK(script_reader::breaks_grammar("G1 X^5", longest));
        CHECK(script_reader::breaks_grammar("G1 " + std::string(200, 'X'), longest));
        CHECK_FALSE(script_reader::breaks_grammar("G28\n; any \x01 comment\n\nG90", longest));
        CHECK_FALSE(script_reader::breaks_grammar("", longest));
        CHECK(all_of("G28\nM112\nG90") == "G28 | G90");
    }

    TEST_CASE("moves and homing are moves, other commands are not") {
        CHECK(script_reader::moves("M300\nG1 Z5", longest));
        CHECK(script_reader::moves("G28 X", longest));
        CHECK(script_reader::moves("g0 X0", longest));
        CHECK(script_reader::moves("G3 X1 R5", longest));
        CHECK_FALSE(script_reader::moves("G4 S1\nM104 S0\n; G1 X5\nG10", longest));
    }
}

TEST_SUITE("safe_stop") {
    TEST_CASE("heaters first, then the fan, then the motors") {
        CHECK(all_of(safe_stop{}) == "M104 T0 S0 | M140 S0 | M106 S0 | M84");
    }

    TEST_CASE("every tool, the chamber if there is one, and motors only if wished") {
        CHECK(all_of(safe_stop{.tools = 3, .has_chamber = true, .motors_off = false}) ==
              "M104 T0 S0 | M104 T1 S0 | M104 T2 S0 | M140 S0 | M141 S0 | M106 S0");
        CHECK(all_of(safe_stop{.tools = 1, .has_chamber = true, .motors_off = true}) ==
              "M104 T0 S0 | M140 S0 | M141 S0 | M106 S0 | M84");
    }
}

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

TEST_SUITE("pause_snapshot: what differs") {
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

    TEST_CASE("modes come back to what they were, in either direction") {
        pause_snapshot absolute;
        modal_state relative;
        relative.absolute_axes = relative.absolute_extruder = false;
        CHECK(place(absolute, relative, false) == "G90 | M82");
        pause_snapshot kept;
        kept.modes = relative;
        CHECK(place(kept, modal_state{}, false) == "G91 | M83");
        CHECK(place(kept, relative, false).empty());
    }

    TEST_CASE("the tool, its fan and its feed rate come back where they differ") {
        pause_snapshot kept;
        kept.modes.tool = 1;
        kept.modes.fan = 128;
        kept.modes.feed_rate = 1800;
        CHECK(place(kept, modal_state{}, false) == "T1 | M106 S128 | G1 F1800");
        CHECK(place(kept, kept.modes, false).empty());
    }
}
