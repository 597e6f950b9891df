#include <printjob/gcode/syntax/command_builder.hpp>

#include <doctest/doctest.h>

#include <string>

using printjob::gcode::command_builder;

namespace {

std::string decimal(double value) {
    command_builder text;
    return std::string{text.put_decimal(value).view()};
}

} // namespace

TEST_SUITE("command_builder") {
    TEST_CASE("words and numbers are appended in order") {
        CHECK(command_builder{"M104 T"}.put(std::uint32_t{12}).put(" S").put(std::uint32_t{0}).view() ==
              "M104 T12 S0");
        CHECK(command_builder{}.put(std::uint32_t{4'294'967'295}).view() == "4294967295");
    }

    TEST_CASE("decimals have at most three places and no trailing zeros") {
        CHECK(decimal(0) == "0");
        CHECK(decimal(210) == "210");
        CHECK(decimal(1.5) == "1.5");
        CHECK(decimal(0.05) == "0.05");
        CHECK(decimal(0.007) == "0.007");
        CHECK(decimal(12.3456) == "12.346");
        CHECK(decimal(0.9996) == "1");
        CHECK(decimal(-3.25) == "-3.25");
        CHECK(decimal(100.1) == "100.1");
    }

    TEST_CASE("a number beyond a million is cut to it") {
        CHECK(decimal(1e9) == "1000000");
        CHECK(decimal(-1e9) == "-1000000");
    }

    TEST_CASE("what does not fit is left out") {
        command_builder text{std::string(200, 'x')};
        CHECK(text.view() == std::string(command_builder::capacity, 'x'));
        CHECK(text.put(std::uint32_t{7}).view().size() == command_builder::capacity);
    }

    TEST_CASE("one without words is empty") {
        CHECK(command_builder{}.empty());
        CHECK_FALSE(command_builder{"G90"}.empty());
    }

    TEST_CASE("it works at compile time") {
        static_assert(command_builder{"G0 X"}.put_decimal(1.25).view() == "G0 X1.25");
    }
}
