#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/procedure/script_reader.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob;
using namespace printjob::gcode;

namespace {

constexpr line_rules rules{marlin};

std::string all_of(std::string_view text) {
    script_reader reader{text};
    std::string all;
    while (const auto command = reader.next(rules))
        all += (all.empty() ? "" : " | ") + std::string{*command};
    return all;
}

} // namespace

TEST_SUITE("script_reader") {
    TEST_CASE("commands are sanitised, one per line, without comments and blank lines") {
        CHECK(all_of("G91 ; relative\r\n\n  \n; nothing\nG1 Z5") == "G91 | G1 Z5");
        CHECK(all_of("") == "");
        CHECK(all_of("\n\n") == "");
    }

    TEST_CASE("a line that breaks the grammar is found by the check, and skipped") {
        CHECK(script_reader::breaks_grammar("G28\nM112\nG90", rules));
        CHECK(script_reader::breaks_grammar("G1 X^5", rules));
        CHECK(script_reader::breaks_grammar("G1 " + std::string(200, 'X'), rules));
        CHECK_FALSE(script_reader::breaks_grammar("G28\n; any \x01 comment\n\nG90", rules));
        CHECK_FALSE(script_reader::breaks_grammar("", rules));
        CHECK(all_of("G28\nM112\nG90") == "G28 | G90");
    }

    TEST_CASE("moves and homing are moves, other commands are not") {
        CHECK(script_reader::moves("M300\nG1 Z5", rules));
        CHECK(script_reader::moves("G28 X", rules));
        CHECK(script_reader::moves("g0 X0", rules));
        CHECK(script_reader::moves("G3 X1 R5", rules));
        CHECK_FALSE(script_reader::moves("G4 S1\nM104 S0\n; G1 X5\nG10", rules));
    }
}
