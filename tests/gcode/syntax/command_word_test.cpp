#include <printjob/gcode/syntax/command_word.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>
#include <vector>

using namespace printjob::gcode;

namespace {

/// All M or G numbers for which `holds` is true.
template <class Predicate>
std::vector<int> numbers(char letter, Predicate holds) {
    std::vector<int> found;
    for (int number = 0; number <= 0xFFFF; ++number)
        if (holds(command_word{letter, static_cast<std::uint16_t>(number)})) found.push_back(number);
    return found;
}

} // namespace

TEST_CASE("the first word is read as the firmware reads it") {
    CHECK(word_of("G1 X5") == command_word{'G', 1});
    CHECK(word_of("g01X5") == command_word{'G', 1});
    CHECK(word_of("M 112") == command_word{'M', 112});
    CHECK(word_of("M\t 0112") == command_word{'M', 112});
    CHECK(word_of("G92.1") == command_word{'G', 92});
    CHECK(word_of("T0") == command_word{'T', 0});
    CHECK(word_of("M1 12") == command_word{'M', 1});
}

TEST_CASE("a number wraps at 16 bits, so no disguise of M112 passes") {
    CHECK(word_of("M65648") == command_word{'M', 112});
    CHECK(forbidden_in_file(word_of("M65648")));
}

TEST_CASE("the first word ends behind its number") {
    CHECK(word_size("G1 X5") == 2);
    CHECK(word_size("g01X5") == 3);
    CHECK(word_size("M\t 0112") == 7);
    CHECK(word_size("M117") == 4);
    CHECK(word_size("Tx") == 0);
    CHECK(word_size("") == 0);
}

TEST_CASE("a line without a first word has none") {
    for (std::string_view line : {"", " G1", "@pause", "G", "G-1", "Tx", "; G1", "12", "\xC3\xA9"}) {
        CAPTURE(line);
        CHECK(word_of(line) == command_word{});
    }
}

TEST_CASE("the lists of commands are complete and hold nothing else") {
    CHECK(numbers('M', is_blocking_wait) == std::vector{109, 116, 190, 191, 192, 600});
    CHECK(numbers('G', is_blocking_wait).empty());
    CHECK(numbers('M', is_long_running) == std::vector{18, 84, 109, 116, 190, 191, 192, 226, 400, 600});
    CHECK(numbers('G', is_long_running) == std::vector{4, 28, 29, 30, 32});
    CHECK(numbers('T', is_long_running).empty());
    CHECK(numbers('M', forbidden_in_file) == std::vector{28, 29, 112, 410, 524, 997});
    CHECK(numbers('G', forbidden_in_file).empty());
    CHECK(numbers('M', carries_text) == std::vector{0, 1, 117, 118});
    CHECK(numbers('G', carries_text).empty());
}

TEST_CASE("a file asks the host with @ commands and with the stops that the host takes over") {
    CHECK(request_in_file("@pause") == file_request::pause);
    CHECK(request_in_file("@pause for a nut") == file_request::pause);
    CHECK(request_in_file("@resume\tnow") == file_request::resume);
    CHECK(request_in_file("@cancel") == file_request::cancel);
    CHECK(request_in_file("@abort") == file_request::cancel);
    CHECK(request_in_file("M0") == file_request::pause);
    CHECK(request_in_file("m1 Insert the nut") == file_request::pause);
    CHECK(request_in_file("M25") == file_request::pause);
}

TEST_CASE("another host's @ command is ignored, and everything else is for the printer") {
    CHECK(request_in_file("@") == file_request::ignored);
    CHECK(request_in_file("@pauses") == file_request::ignored);
    CHECK(request_in_file("@Object wheel") == file_request::ignored);
    for (std::string_view line : {"", "G1 X1", "M10", "M250", "G0", "G25", "M117 @pause", "pause"}) {
        CAPTURE(line);
        CHECK(request_in_file(line) == file_request::none);
    }
}

TEST_CASE("a parameter is the number behind its letter") {
    CHECK(parameter("M104 S210", 'S') == 210.0);
    CHECK(parameter("m104 s210.5 t1", 'S') == 210.5);
    CHECK(parameter("M104 T1 S210", 't') == 1.0);
    CHECK(parameter("G1X10.5Y-20E.25", 'Y') == -20.0);
    CHECK(parameter("G1X10.5Y-20E.25", 'E') == 0.25);
    CHECK(parameter("M109 R 45", 'R') == 45.0);
    CHECK(parameter("G1 G2", 'G') == 2.0);
}

TEST_CASE("a parameter that is missing or has no number is none") {
    CHECK_FALSE(parameter("M104 S210", 'T').has_value());
    CHECK_FALSE(parameter("G28 X", 'X').has_value());
    CHECK_FALSE(parameter("M104 S", 'S').has_value());
    CHECK_FALSE(parameter("M104", 'M').has_value());
    CHECK_FALSE(parameter("", 'S').has_value());
    CHECK_FALSE(parameter("SET SPEED5", 'D').has_value());
}

TEST_CASE("words are the same when letter and number are") {
    CHECK(word_of("g01 X5") == command_word{'G', 1});
    CHECK(word_of("G1") != command_word{'M', 1});
    CHECK(word_of("G1") != command_word{'G', 11});
}
