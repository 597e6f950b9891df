#include <printjob/gcode/link/line_number_reset.hpp>

#include <doctest/doctest.h>

using printjob::gcode::line_number_reset;

TEST_CASE("M110 is under way from its beginning to its ok") {
    line_number_reset m110;
    CHECK_FALSE(m110.is_under_way());
    m110.begin();
    CHECK(m110.is_under_way());
    CHECK_FALSE(m110.goes_on_behind_ok());
    CHECK_FALSE(m110.is_under_way());
}

TEST_CASE("M110 that was misheard is sent again, five times at the most") {
    line_number_reset m110;
    for (int round = 0; round < 2; ++round) { // it counts anew each time
        m110.begin();
        for (unsigned i = 0; i < line_number_reset::most_repetitions; ++i) {
            m110.misheard();
            REQUIRE(m110.goes_on_behind_ok());
            CHECK(m110.is_under_way());
        }
        m110.misheard();
        CHECK_FALSE(m110.goes_on_behind_ok());
    }
}

TEST_CASE("a complaint of before M110 is none of M110, and one ok settles it") {
    line_number_reset m110;
    m110.misheard();
    m110.begin();
    CHECK_FALSE(m110.goes_on_behind_ok());
    m110.begin();
    m110.misheard();
    REQUIRE(m110.goes_on_behind_ok());
    CHECK_FALSE(m110.goes_on_behind_ok());
    m110.misheard();
    m110.begin();
    CHECK_FALSE(m110.goes_on_behind_ok());
}

TEST_CASE("a refusal is of the M110 that left last") {
    line_number_reset m110;
    m110.begin();
    CHECK_FALSE(m110.was_refused());
    m110.refused();
    CHECK(m110.was_refused());
    m110.sent();
    CHECK_FALSE(m110.was_refused());
}

TEST_CASE("M110 without effect is tried again five times, unless a line behind it was acknowledged") {
    line_number_reset m110;
    for (int round = 0; round < 2; ++round) {
        for (unsigned i = 0; i < line_number_reset::most_repetitions; ++i) {
            REQUIRE(m110.try_again());
            m110.begin();
        }
        CHECK_FALSE(m110.try_again());
        m110.had_effect();
    }
}
