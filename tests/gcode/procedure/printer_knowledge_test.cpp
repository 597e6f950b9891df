#include <printjob/gcode/procedure/printer_knowledge.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace printjob::gcode;

TEST_SUITE("printer_knowledge: what the safe stop turns off") {
    TEST_CASE("every hot end that got a target, whichever command set it") {
        printer_knowledge known;
        CHECK(known.tool_count() == 1);
        known.note({'G', 1}, "G1 X1 E1");
        CHECK(known.tool_count() == 1);
        known.note({'M', 104}, "M104 T1 S200");
        CHECK(known.tool_count() == 2);
        known.note({'G', 10}, "G10 P2 S240");
        CHECK(known.tool_count() == 3);
        known.begin_conversation();
        CHECK(known.tool_count() == 3);
    }
}

TEST_SUITE("printer_knowledge: the printer's reports of its targets are believed") {
    TEST_CASE("a target that is reported lower or higher than it was told is the reported one") {
        printer_knowledge known;
        known.modes.tool_targets[0] = 215;
        known.modes.tool_targets[1] = 215;
        known.modes.bed_target = 60;
        known.reported.facts.tools[0].target = 0.0F;
        known.reported.facts.tools[1].target = 240.0F;
        known.reported.facts.bed.emplace().target = 0.0F;
        known.believe_reported_targets();
        CHECK(known.modes.tool_targets[0] == 0);
        CHECK(known.modes.tool_targets[1] == 240);
        CHECK(known.modes.bed_target == 0);
    }

    TEST_CASE("what is rounded, was never told, or is not reported stays as it is") {
        printer_knowledge known;
        known.modes.tool_targets[0] = 214.6;
        known.modes.tool_targets[1] = 200;
        known.reported.facts.tools[0].target = 214.0F;
        known.reported.facts.tools[2].target = 100.0F;
        known.believe_reported_targets();
        CHECK(known.modes.tool_targets[0] == 214.6);
        CHECK(known.modes.tool_targets[1] == 200);
        CHECK_FALSE(known.modes.tool_targets[2].has_value());
    }
}
