#include <printjob/gcode/link/line_number_reset.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace std::chrono_literals;
using gcode::line_number_reset;
using gcode::link_settings;

TEST_CASE("M110 is under way from its beginning to its ok") {
    line_number_reset m110;
    CHECK_FALSE(m110.is_under_way());
    m110.begin();
    CHECK(m110.is_under_way());
    CHECK(m110.ends_with_ok());
    CHECK_FALSE(m110.is_under_way());
}

TEST_CASE("M110 that was misheard is sent again, five times at the most") {
    line_number_reset m110;
    for (int round = 0; round < 2; ++round) { // it counts anew each time
        m110.begin();
        for (unsigned i = 0; i < line_number_reset::most_repetitions; ++i) {
            m110.misheard();
            REQUIRE_FALSE(m110.ends_with_ok());
            CHECK(m110.is_under_way());
        }
        m110.misheard();
        CHECK(m110.ends_with_ok());
    }
}

TEST_CASE("a complaint that came before M110 is not about M110, and one ok ends the reset") {
    line_number_reset m110;
    m110.misheard();
    m110.begin();
    CHECK(m110.ends_with_ok());
    m110.begin();
    m110.misheard();
    REQUIRE_FALSE(m110.ends_with_ok());
    CHECK(m110.ends_with_ok());
    m110.misheard();
    m110.begin();
    CHECK(m110.ends_with_ok());
}

TEST_CASE("M110 is sent again after a time that doubles with each attempt, four times at most") {
    constexpr link_settings settings{.renumber_again = 2s};
    line_number_reset m110;
    m110.begin();
    CHECK(m110.patience(250ms, 0, settings) == 2s);
    CHECK(m110.patience(250ms, 1, settings) == 4s);
    CHECK(m110.patience(250ms, 4, settings) == 32s);
    CHECK(m110.patience(250ms, 5, settings) == 32s);
}

TEST_CASE("M110 that was refused is sent again after a round trip; only the last M110 can be refused") {
    constexpr link_settings settings{.renumber_again = 2s};
    line_number_reset m110;
    m110.begin();
    m110.refused();
    CHECK(m110.patience(250ms, 0, settings) == 250ms);
    CHECK(m110.patience(1h, 0, settings) == 2s);
    m110.sent();
    CHECK(m110.patience(250ms, 0, settings) == 2s);
}

TEST_CASE("M110 without effect is tried again five times, unless a line after it was acknowledged") {
    line_number_reset m110;
    for (int round = 0; round < 2; ++round) {
        for (unsigned i = 0; i < line_number_reset::most_repetitions; ++i) {
            REQUIRE(m110.may_be_repeated());
            m110.had_no_effect();
            m110.begin();
        }
        CHECK_FALSE(m110.may_be_repeated());
        m110.had_effect();
    }
}
