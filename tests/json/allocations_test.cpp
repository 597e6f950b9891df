#include "../count_allocations.hpp"
#include <printjob/json/command_reader.hpp>
#include <printjob/json/printer_command_reader.hpp>
#include <printjob/json/select_reader.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <string_view>

namespace json = printjob::json;

namespace {

// Accepts everything and does nothing: what the parser itself costs.
struct idle_handler {
    bool null() { return true; }
    bool boolean(bool) { return true; }
    bool number_integer(std::int64_t) { return true; }
    bool number_unsigned(std::uint64_t) { return true; }
    bool number_float(double, const std::string&) { return true; }
    bool string(const std::string&) { return true; }
    bool binary(nlohmann::json::binary_t&) { return true; }
    bool start_object(std::size_t) { return true; }
    bool key(const std::string&) { return true; }
    bool end_object() { return true; }
    bool start_array(std::size_t) { return true; }
    bool end_array() { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) { return false; }
};

std::size_t of_bare_parser(std::string_view body) {
    return counted::in([&] {
        idle_handler idle;
        (void)nlohmann::json::sax_parse(body.data(), body.data() + body.size(), &idle);
    });
}

std::size_t of_reader(std::string_view body) {
    return counted::in([&] { (void)json::read_job_command(body); });
}

} // namespace

TEST_CASE("reading a body allocates what the bare parser allocates for it, and nothing else") {
    const std::string long_text(1000, 'x');
    for (const std::string& body :
         {std::string{R"({"command":"start"})"}, std::string{R"({"command":"pause","action":"toggle"})"},
          std::string{R"({"command":"pause","action":"no such action"})"}, std::string{R"([1,2,3])"},
          std::string{R"({"command":"start"}x)"}, std::string{R"({"a":1e400})"}, std::string{},
          R"({"x":")" + long_text + R"(","command":"start"})"}) {
        CAPTURE(body);
        CHECK(of_bare_parser(body) > 0);
        CHECK(of_reader(body) == of_bare_parser(body));
        CHECK(counted::in([&] { (void)json::read_select_command(body); }) == of_bare_parser(body));
        CHECK(counted::in([&] { (void)json::read_printer_command(body); }) == of_bare_parser(body));
    }
}

TEST_CASE("a body that the guard refuses midway allocates no more than the bare parser") {
    for (const std::string_view body :
         {R"({"command":"start","command":"start"})", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"}) {
        CAPTURE(body);
        CHECK(of_reader(body) <= of_bare_parser(body));
    }
}

TEST_CASE("a body over the limit, with a NUL or with a byte order mark allocates nothing") {
    const std::string large = R"({"command":"start"})" + std::string(json::body_limit, ' ');
    CHECK(of_reader(large) == 0);
    CHECK(of_reader(std::string_view{"{\"command\":\"start\"}\0", 20}) == 0);
    CHECK(of_reader("\xEF\xBB\xBF{\"command\":\"start\"}") == 0);
}
