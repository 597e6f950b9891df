#include <printjob/gcode/syntax/number.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

TEST_CASE("a whole number is taken off the front and the rest stays") {
    std::string_view text = "1042 P15";
    CHECK(take_number(text) == 1042u);
    CHECK(text == " P15");
}

TEST_CASE("a whole number has at most 32 bits and is never guessed") {
    std::string_view most = "4294967295";
    CHECK(take_number(most) == 4294967295u);
    for (std::string_view none : {"4294967296", "99999999999999999999999", "", "x1", "-1", "+1", " 1"}) {
        CAPTURE(none);
        auto text = none;
        CHECK_FALSE(take_number(text).has_value());
        CHECK(text == none);
    }
}

TEST_CASE("a decimal number is read exactly as the compiler reads it") {
    const auto read = [](std::string_view text) {
        const auto value = take_decimal(text);
        REQUIRE(value.has_value());
        CHECK(text.empty());
        return *value;
    };
    CHECK(read("12") == 12.0);
    CHECK(read("-0.5") == -0.5);
    CHECK(read(".5") == .5);
    CHECK(read("+3.") == 3.0);
    CHECK(read("210.10") == 210.1);
    CHECK(read("0.000001") == 0.000001);
    CHECK(read("123456789.123456") == 123456789.123456);
    CHECK(read("000000000000000000000000007") == 7.0);
    CHECK(read("0.3333333333333333333333333333") == doctest::Approx(1.0 / 3));
    CHECK(read("0.0000000000000000000000000001") == doctest::Approx(0.0));
    CHECK(read("999999999999999999") == 999999999999999999.0);
}

TEST_CASE("a decimal number ends at its second point or a letter") {
    std::string_view text = "1.5.2";
    CHECK(take_decimal(text) == 1.5);
    CHECK(text == ".2");
    text = "1E3";
    CHECK(take_decimal(text) == 1.0);
    CHECK(text == "E3");
}

TEST_CASE("text that is no decimal number is unchanged") {
    for (std::string_view none : {"", "-", ".", "-.", "nan", "inf", "E1", "1234567890123456789"}) {
        CAPTURE(none);
        auto text = none;
        CHECK_FALSE(take_decimal(text).has_value());
        CHECK(text == none);
    }
}

TEST_CASE("bytes are judged as ASCII, whatever the locale") {
    CHECK(is_digit('0'));
    CHECK(is_digit('9'));
    CHECK_FALSE(is_digit('/'));
    CHECK_FALSE(is_digit(':'));
    CHECK(is_letter('A'));
    CHECK(is_letter('z'));
    CHECK_FALSE(is_letter('['));
    CHECK_FALSE(is_letter('@'));
    CHECK_FALSE(is_letter('`'));
    CHECK_FALSE(is_letter('{'));
    CHECK_FALSE(is_letter('\xE9'));
    CHECK(upper('a') == 'A');
    CHECK(upper('z') == 'Z');
    CHECK(upper('{') == '{');
    CHECK(upper('`') == '`');
    CHECK(is_blank('\t'));
    CHECK_FALSE(is_blank('\n'));
}
