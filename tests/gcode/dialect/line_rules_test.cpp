#include <printjob/gcode/dialect/klipper.hpp>
#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/prusa.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace printjob::gcode;

namespace {

constexpr line_rules rules{marlin};

/// The command, or the fault's sentence in angle brackets.
std::string made_of(std::string_view raw, const line_rules& by = rules) {
    std::array<char, longest_command_buffer> into;
    const auto command = by.sanitise(raw, into);
    return command ? std::string{*command} : "<" + std::string{sentence(command.error())} + ">";
}

} // namespace

TEST_CASE("a file requests with @ commands, and with the pauses that the host takes over") {
    CHECK(rules.request_in("@pause") == file_request::pause);
    CHECK(rules.request_in("@pause for a nut") == file_request::pause);
    CHECK(rules.request_in("@resume\tnow") == file_request::resume);
    CHECK(rules.request_in("@cancel") == file_request::cancel);
    CHECK(rules.request_in("@abort") == file_request::cancel);
    CHECK(rules.request_in("M0") == file_request::pause);
    CHECK(rules.request_in("m1 Insert the nut") == file_request::pause);
    CHECK(rules.request_in("M25") == file_request::pause);
    CHECK(rules.request_in("M125 X10") == file_request::pause);
    CHECK(rules.request_in("M601") == file_request::pause);
    CHECK(rules.request_in("M226") == file_request::pause);
    CHECK(rules.request_in("M226 P2 S1") == file_request::none);
}

TEST_CASE("another host's @ command is ignored, and everything else is for the printer") {
    CHECK(rules.request_in("@") == file_request::ignored);
    CHECK(rules.request_in("@pauses") == file_request::ignored);
    CHECK(rules.request_in("@Object wheel") == file_request::ignored);
    for (std::string_view line : {"", "G1 X1", "M10", "M250", "G0", "G25", "M117 @pause", "pause"}) {
        CAPTURE(line);
        CHECK(rules.request_in(line) == file_request::none);
    }
}

TEST_CASE("the dialect says which commands are forbidden, under any disguise of their number") {
    const std::string forbidden = "<" + std::string{sentence(line_fault::forbidden_command)} + ">";
    for (std::string_view line : {"M28 a.g", "M29", "m112", "M65648", "N5 M410*3", "M 0524", "(x)M997"}) {
        CAPTURE(line);
        CHECK(made_of(line) == forbidden);
    }
    CHECK(made_of("M603") == "M603");
    CHECK(made_of("M603", line_rules{prusa}) == forbidden);
    CHECK(made_of("M112", line_rules{prusa}) == forbidden);
}

TEST_CASE("the dialect says which commands carry a text, whose parentheses stay") {
    CHECK(made_of("M117 part (1)") == "M117 part (1)");
    CHECK(made_of("M104 (hot) S200") == "M104  S200");
}

TEST_CASE("the dialect says how long a line may be, unless a setting does") {
    const std::string text = "M117 " + std::string(300, 'x');
    CHECK(made_of(text).size() == 95 - frame_overhead);
    CHECK(made_of(text, line_rules{marlin, 200}).size() == 200 - frame_overhead);
    constexpr dialect long_lines = [] {
        dialect differs = marlin;
        differs.longest_line = 255;
        return differs;
    }();
    CHECK(made_of(text, line_rules{long_lines}).size() == 255 - frame_overhead);
}

TEST_CASE("the dialect says which commands carry a name, and which are left out") {
    CHECK(made_of("M23 part (1).gco") == "M23 part (1).gco");
    CHECK(made_of("M486 Apart (1).stl") == "M486 Apart (1).stl");
    CHECK(made_of("EXCLUDE_OBJECT_START NAME=cube").empty());
    CHECK(made_of("EXCLUDE_OBJECT_DEFINE NAME=cube POLYGON=" + std::string(600, '1')).empty());
    CHECK(made_of("EXCLUDE_OBJECT_START NAME=\"p (1\"", line_rules{klipper}) ==
          "EXCLUDE_OBJECT_START NAME=\"p (1\"");
    CHECK(made_of("EXCLUDE_OBJECT_DEFINE NAME=cube POLYGON=" + std::string(600, '1'), line_rules{klipper})
              .empty());
    CHECK(made_of("EXCLUDE_OBJECT_START NAME=gr\xC3\xBCn", line_rules{klipper}).empty());
    const std::string start = "START_PRINT EXTRUDER=215 BED=60 NAME=" + std::string(150, 'x');
    CHECK(made_of(start) == "<" + std::string{sentence(line_fault::too_long)} + ">");
    CHECK(made_of(start, line_rules{klipper}) == start);
}
