#include <printjob/json/command_reader.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <utility>

using namespace std::string_view_literals;
using namespace printjob;
using json::body_fault;
using json::job_command;
using json::read_job_command;

namespace {

void check_asks(std::string_view body, command expected) {
    CAPTURE(body);
    const auto read = read_job_command(body);
    REQUIRE(read.has_value());
    CHECK(*read == job_command{expected, false});
}

void check_action_unknown(std::string_view body) {
    CAPTURE(body);
    const auto read = read_job_command(body);
    REQUIRE(read.has_value());
    CHECK(*read == job_command{command::toggle, true});
}

void check_fault(std::string_view body, body_fault expected) {
    CAPTURE(body);
    const auto read = read_job_command(body);
    REQUIRE(!read.has_value());
    CHECK(read.error() == expected);
}

} // namespace

TEST_CASE("the words start, restart and cancel ask for that command") {
    check_asks(R"({"command":"start"})", command::start);
    check_asks(R"({"command":"restart"})", command::restart);
    check_asks(R"({"command":"cancel"})", command::cancel);
    check_asks(" {\n\t\"command\" : \"start\"\r\n } ", command::start);
}

TEST_CASE("pause without an action toggles; with one it does what the action says") {
    check_asks(R"({"command":"pause"})", command::toggle);
    check_asks(R"({"command":"pause","action":"toggle"})", command::toggle);
    check_asks(R"({"command":"pause","action":"pause"})", command::pause);
    check_asks(R"({"command":"pause","action":"resume"})", command::resume);
    check_asks(R"({"action":"resume","command":"pause"})", command::resume);
}

TEST_CASE("a pause whose action is unknown, null or no string is a toggle with an unknown action") {
    check_action_unknown(R"({"command":"pause","action":"stop"})");
    check_action_unknown(R"({"command":"pause","action":"Pause"})");
    check_action_unknown(R"({"command":"pause","action":""})");
    check_action_unknown(R"({"command":"pause","action":null})");
    check_action_unknown(R"({"command":"pause","action":true})");
    check_action_unknown(R"({"command":"pause","action":1})");
    check_action_unknown(R"({"command":"pause","action":["resume"]})");
    check_action_unknown(R"({"action":{"action":"resume"},"command":"pause"})");
}

TEST_CASE("an action with a command other than pause is ignored") {
    check_asks(R"({"command":"start","action":"bogus"})", command::start);
    check_asks(R"({"action":null,"command":"cancel"})", command::cancel);
    check_asks(R"({"command":"restart","action":"resume"})", command::restart);
}

TEST_CASE("unknown fields are ignored") {
    check_asks(
        R"({"x":[1,{"command":"cancel"}],"command":"start","Command":"cancel","y":{"action":"pause"}})",
        command::start);
}

TEST_CASE("a command that is missing, unknown, in the wrong case or no string is unknown") {
    for (const auto body :
         {R"({})", R"({"action":"pause"})", R"({"command":"stop"})", R"({"command":"Start"})",
          R"({"command":"start "})", R"({"command":""})", R"({"Command":"start"})", R"({"command":null})",
          R"({"command":true})", R"({"command":1})", R"({"command":1.5})", R"({"command":["start"]})",
          R"({"command":{"command":"start"}})", R"({"x":{"command":"start"}})",
          R"({"command":"start\u0000x"})", R"({"command":"toggle"})", R"({"command":"resume"})",
          R"({"command":"select"})"})
        check_fault(body, body_fault::unknown_command);
}

TEST_CASE("JSON that is no object is an unknown command") {
    for (const auto body :
         {R"(["command","start"])", R"([{"command":"start"}])", R"("start")", "null", "17", "true"})
        check_fault(body, body_fault::unknown_command);
}

TEST_CASE("a second command or action is malformed, in any spelling and with any value") {
    check_fault(R"({"command":"start","command":"start"})", body_fault::malformed);
    check_fault(R"({"command":"start","\u0063ommand":"cancel"})", body_fault::malformed);
    check_fault(R"({"command":null,"command":"start"})", body_fault::malformed);
    check_fault(R"({"command":"pause","action":"pause","action":"pause"})", body_fault::malformed);
    check_fault(R"({"command":"start","action":1,"acti\u006fn":2})", body_fault::malformed);
}

TEST_CASE("a body that is malformed after its command is malformed") {
    check_fault(R"({"command":"start"}x)", body_fault::malformed);
    check_fault("{\"command\":\"start\"}\0"sv, body_fault::malformed);
    check_fault(R"({"command":"start")", body_fault::malformed);
}
