#include <printjob/gcode/syntax/command_word.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

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
}

TEST_CASE("the first word ends after its number") {
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

TEST_CASE("a parameter is the number after its letter") {
    CHECK(parameter("M104 S210", 'S') == 210.0);
    CHECK(parameter("m104 s210.5 t1", 'S') == 210.5);
    CHECK(parameter("M104 T1 S210", 't') == 1.0);
    CHECK(parameter("G1X10.5Y-20E.25", 'Y') == -20.0);
    CHECK(parameter("G1X10.5Y-20E.25", 'E') == 0.25);
    CHECK(parameter("M109 R 45", 'R') == 45.0);
    CHECK(parameter("G1 G2", 'G') == 2.0);
}

TEST_CASE("a parameter that is missing or has no number is empty") {
    CHECK_FALSE(parameter("M104 S210", 'T').has_value());
    CHECK_FALSE(parameter("G28 X", 'X').has_value());
    CHECK_FALSE(parameter("M104 S", 'S').has_value());
    CHECK_FALSE(parameter("M104", 'M').has_value());
    CHECK_FALSE(parameter("", 'S').has_value());
    CHECK_FALSE(parameter("SET SPEED5", 'D').has_value());
}

TEST_CASE("words are equal if letter and number are") {
    CHECK(word_of("g01 X5") == command_word{'G', 1});
    CHECK(word_of("G1") != command_word{'M', 1});
    CHECK(word_of("G1") != command_word{'G', 11});
}
