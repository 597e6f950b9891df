#include <printjob/gcode/syntax/any_case.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

TEST_CASE("the case of letters does not matter, other bytes do") {
    CHECK(starts_with_any_case("Resend: 5", "RESEND:"));
    CHECK(starts_with_any_case("resend:", "Resend:"));
    CHECK(starts_with_any_case("x", ""));
    CHECK_FALSE(starts_with_any_case("resend", "resend:"));
    CHECK_FALSE(starts_with_any_case("resend;", "resend:"));
    CHECK_FALSE(starts_with_any_case("[", "{"));
}

TEST_CASE("the first place of words is found, whatever their case") {
    CHECK(find_any_case("Last Line: last line", "LAST LINE") == 0);
    CHECK(find_any_case("the last", "LAST") == 4);
    CHECK(find_any_case("the las", "LAST") == std::string_view::npos);
    CHECK(find_any_case("", "x") == std::string_view::npos);
    CHECK(find_any_case("", "") == 0);
}
