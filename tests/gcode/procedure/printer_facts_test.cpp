#include <printjob/gcode/procedure/printer_facts.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using gcode::printer_facts;

TEST_SUITE("printer_facts") {
    TEST_CASE("a report of one hot end and a bed") {
        printer_facts known;
        known.take_temperatures("T:210.1 /210.0 B:60.0 /60.0 @:127");
        CHECK(known.facts.tool_count == 1);
        CHECK(known.facts.tools[0].actual == doctest::Approx(210.1));
        CHECK(known.facts.tools[0].target == doctest::Approx(210.0));
        REQUIRE(known.facts.bed.has_value());
        CHECK(known.facts.bed->actual == doctest::Approx(60.0));
        CHECK_FALSE(known.facts.chamber.has_value());
    }

    TEST_CASE("with several hot ends each is kept under its own number") {
        printer_facts known;
        known.take_temperatures("T:20.0 /0.0 B:25.0 /0.0 C:30.0 /0.0 T0:180.0 /200.0 T1:20.0 /0.0");
        CHECK(known.facts.tool_count == 2);
        CHECK(known.facts.tools[0].actual == doctest::Approx(180.0));
        CHECK(known.facts.tools[1].actual == doctest::Approx(20.0));
        REQUIRE(known.facts.chamber.has_value());
        CHECK(known.facts.chamber->actual == doctest::Approx(30.0));
    }

    TEST_CASE("a report without targets leaves those known before") {
        printer_facts known;
        known.take_temperatures("T:100.0 /210.0 B:50.0 /60.0");
        known.take_temperatures("T:120.0 E:0 W:?");
        CHECK(known.facts.tools[0].actual == doctest::Approx(120.0));
        CHECK(known.facts.tools[0].target == doctest::Approx(210.0));
        CHECK(known.facts.bed->target == doctest::Approx(60.0));
    }

    TEST_CASE("a hot end beyond those that are stored is ignored") {
        printer_facts known;
        known.take_temperatures("T9:100.0 /0.0 T255:1.0 /0.0");
        CHECK(known.facts.tool_count == 0);
    }

    TEST_CASE("after the loss of a printer only its number of tools is known") {
        printer_facts known;
        known.take_temperatures("T:20.0 /0.0 B:25.0 /0.0 T0:20.0 /0.0 T1:20.0 /0.0");
        known.facts.position_lost = true;
        known.forget();
        CHECK(known.facts.tool_count == 2);
        CHECK_FALSE(known.facts.tools[1].actual.has_value());
        CHECK_FALSE(known.facts.bed.has_value());
        CHECK_FALSE(known.facts.position_lost);
    }
}
