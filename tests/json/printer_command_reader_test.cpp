#include <printjob/json/printer_command_reader.hpp>

#include <doctest/doctest.h>

#include <string_view>

using printjob::json::body_fault;
using printjob::json::printer_command;
using printjob::json::read_printer_command;

namespace {

void check_is(std::string_view body, printer_command expected) {
    CAPTURE(body);
    CHECK(read_printer_command(body) == expected);
}

void check_fault(std::string_view body, body_fault expected) {
    CAPTURE(body);
    const auto read = read_printer_command(body);
    REQUIRE(!read.has_value());
    CHECK(read.error() == expected);
}

} // namespace

TEST_CASE("M112 is the emergency stop, alone or in a list, as a firmware would read it") {
    for (const auto body : {R"({"command":"M112"})", R"({"commands":["M112"]})", R"({"command":"m112"})",
                            R"({"command":" M112 ; stop"})", R"({"commands":["G28","M112",5]})"})
        check_is(body, printer_command::emergency_stop);
}

TEST_CASE("a line that merely looks like M112 is other G-code") {
    for (const auto body : {R"({"command":"M1120"})", R"({"command":"M11 2"})", R"({"command":"G28"})",
                            R"({"command":";M112"})", R"({"command":""})", R"({"commands":["M117 M112"]})"})
        check_is(body, printer_command::other_gcode);
}

TEST_CASE("a body without a line is an unknown command") {
    for (const auto body : {"{}", R"({"command":null})", R"({"command":["M112"]})", R"({"commands":"M112"})",
                            R"({"commands":[]})", R"({"commands":[["M112"]]})",
                            R"({"commands":{"x":"M112"}})", R"(["M112"])", R"({"x":["M112"]})"})
        check_fault(body, body_fault::unknown_command);
}

TEST_CASE("a second command or commands is malformed") {
    check_fault(R"({"command":"M112","command":"M112"})", body_fault::malformed);
    check_fault(R"({"commands":["M112"],"commands":["M112"]})", body_fault::malformed);
}
