/// The records of the history: what a new line's says, in a place that another had before.

#include <printjob/gcode/link/resend_buffer.hpp>

#include <doctest/doctest.h>

#include <cstdint>

using namespace printjob::gcode;

TEST_SUITE("history: records") {
    TEST_CASE("a new record says nothing of the line that had its place before") {
        resend_buffer lines;
        for (std::uint32_t n = 1; n <= 3 * resend_buffer::most_lines; ++n) {
            sent_line& line = lines.add(n, "T0");
            CHECK(line.number == n);
            CHECK(line.from == origin::host);
            CHECK_FALSE(line.is_long_running);
            CHECK_FALSE(line.is_blocking_wait);
            CHECK_FALSE(line.asks_temperature);
            CHECK_FALSE(line.asks_who);
            CHECK(line.end == 0);
            line.from = origin::job;
            line.is_long_running = line.is_blocking_wait = line.asks_temperature = line.asks_who = true;
            line.end = n;
        }
    }

    TEST_CASE("a line that was added and dropped leaves its bytes to the next") {
        resend_buffer lines;
        lines.add(1, "G28");
        const auto behind = lines.add(2, "M105").at;
        lines.drop_newest();
        CHECK(lines.find(2) == nullptr);
        CHECK(lines.add(2, "M114").at == behind);
        CHECK(lines.bytes(*lines.find(1)).starts_with("N1 G28*"));
    }

    TEST_CASE("nothing is found in an empty history, whatever was in it") {
        resend_buffer lines;
        CHECK(lines.find(0) == nullptr);
        CHECK(lines.find(1) == nullptr);
        lines.add(1, "G28");
        lines.drop_newest();
        CHECK(lines.find(1) == nullptr);
        CHECK(lines.find(0) == nullptr);
        const resend_buffer& seen = lines;
        CHECK(seen.find(1) == nullptr);
        lines.add(7, "G28");
        CHECK(seen.find(6) == nullptr);
        CHECK(seen.find(8) == nullptr);
        CHECK(seen.find(7) != nullptr);
    }
}
