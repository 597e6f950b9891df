#include <printjob/gcode/command_text.hpp>

#include <doctest/doctest.h>

#include <string>

using printjob::gcode::command_text;

namespace {

std::string decimal(double value) {
    command_text text;
    return std::string{text.put_decimal(value).view()};
}

} // namespace

TEST_SUITE("command_text") {
    TEST_CASE("words and numbers stand one behind the other") {
        CHECK(command_text{"M104 T"}.put(std::uint32_t{12}).put(" S").put(std::uint32_t{0}).view() ==
              "M104 T12 S0");
        CHECK(command_text{}.put(std::uint32_t{4'294'967'295}).view() == "4294967295");
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
        command_text text{std::string(200, 'x')};
        CHECK(text.view() == std::string(command_text::capacity, 'x'));
        CHECK(text.put(std::uint32_t{7}).view().size() == command_text::capacity);
    }

    TEST_CASE("one without words is empty") {
        CHECK(command_text{}.empty());
        CHECK_FALSE(command_text{"G90"}.empty());
    }

    TEST_CASE("it works at compile time") {
        static_assert(command_text{"G0 X"}.put_decimal(1.25).view() == "G0 X1.25");
    }
}
