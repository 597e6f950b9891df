#include <printjob/json/select_reader.hpp>

#include <doctest/doctest.h>

#include <string_view>

using printjob::json::body_fault;
using printjob::json::read_select_command;
using printjob::json::select_command;

namespace {

void check_fault(std::string_view body, body_fault expected) {
    CAPTURE(body);
    const auto read = read_select_command(body);
    REQUIRE(!read.has_value());
    CHECK(read.error() == expected);
}

} // namespace

TEST_CASE("a selection prints only when print is true") {
    CHECK(read_select_command(R"({"command":"select"})") == select_command{false});
    CHECK(read_select_command(R"({"command":"select","print":false})") == select_command{false});
    CHECK(read_select_command(R"({"command":"select","print":true})") == select_command{true});
    CHECK(read_select_command(R"({"print":true,"x":"y","command":"select"})") == select_command{true});
}

TEST_CASE("a print that is neither true nor false makes the command unknown") {
    for (const auto body : {R"({"command":"select","print":"true"})", R"({"command":"select","print":1})",
                            R"({"command":"select","print":null})", R"({"print":[true],"command":"select"})"})
        check_fault(body, body_fault::unknown_command);
}

TEST_CASE("any other command of a file is unknown") {
    for (const auto body : {"{}", R"({"print":true})", R"({"command":"slice"})", R"({"command":"Select"})",
                            R"({"command":true})", R"({"command":["select"]})", R"("select")"})
        check_fault(body, body_fault::unknown_command);
}

TEST_CASE("a second command or print is malformed") {
    check_fault(R"({"command":"select","command":"select"})", body_fault::malformed);
    check_fault(R"({"command":"select","print":false,"pr\u0069nt":true})", body_fault::malformed);
}
