#include <printjob/gcode/link/round_trip.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace printjob;
using namespace printjob::gcode;
using namespace std::chrono_literals;

TEST_SUITE("round_trip") {
    TEST_CASE("nothing is known before one was seen; the first counts with half of it as its deviation") {
        round_trip trip;
        CHECK_FALSE(trip.is_known());
        CHECK(trip.longest_usual() == 0s);
        trip.note(100ms);
        CHECK(trip.is_known());
        CHECK(trip.longest_usual() == 300ms);
    }

    TEST_CASE("later ones count an eighth, and what they are off a quarter, in either direction") {
        round_trip slower;
        slower.note(80ms);
        slower.note(160ms); // 90 ms, off by 40 + (80 - 40) / 4 = 50 ms
        CHECK(slower.longest_usual() == 290ms);
        round_trip quicker;
        quicker.note(80ms);
        quicker.note(0ms); // 70 ms, off by the same
        CHECK(quicker.longest_usual() == 270ms);
    }

    TEST_CASE("a steady printer is soon known well") {
        round_trip trip;
        for (int i = 0; i < 100; ++i)
            trip.note(20ms);
        CHECK(trip.longest_usual() >= 20ms);
        CHECK(trip.longest_usual() < 21ms);
    }
}
