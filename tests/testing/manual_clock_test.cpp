#include <printjob/testing/manual_clock.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace std::chrono_literals;

TEST_CASE("a manual clock moves only forward, and only by its functions") {
    testing::manual_clock clock;
    CHECK(clock.now() == instant{});
    clock.advance(5s);
    clock.advance(-1s);
    CHECK(clock.now() == instant{5s});
    clock.advance_to(instant{7s});
    clock.advance_to(instant{6s});
    CHECK(clock.now() == instant{7s});
    CHECK(testing::manual_clock{instant{1h}}.now() == instant{1h});
}
