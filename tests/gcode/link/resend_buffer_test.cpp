#include <printjob/gcode/link/resend_buffer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

using namespace printjob::gcode;

namespace {

const std::string usual = "G1 X123.456 Y123.456 E1.23456";
const std::string longest(longest_command_buffer - frame_overhead, 'x');
static_assert(resend_buffer::longest_lines == 16);

std::string framed(std::uint32_t number, std::string_view command) {
    std::array<char, longest_command_buffer + 1> bytes;
    return std::string{frame(number, command, bytes)};
}
void keep(resend_buffer& lines, std::uint32_t number, std::string_view command) {
    lines.add(number, framed(number, command), {.end = number * 10U});
}
std::string kept(const resend_buffer& lines, std::uint32_t number) {
    const auto line = lines.find(number);
    return line ? std::string{line->bytes} : "";
}

} // namespace

TEST_SUITE("resend_buffer") {
    TEST_CASE("a line is kept byte for byte as it was sent, with what is known of it") {
        resend_buffer lines;
        lines.add(1, "N1 G1 X5*100\n", {.end = 77, .is = {.asks_who = true}, .from = origin::probe});
        const auto line = lines.find(1);
        REQUIRE(line);
        CHECK(line->bytes == "N1 G1 X5*100\n");
        CHECK(line->record.end == 77);
        CHECK(line->record.is == command_traits{.asks_who = true});
        CHECK(line->record.from == origin::probe);
    }

    TEST_CASE("what was never sent, or is forgotten, is not found") {
        resend_buffer lines;
        CHECK_FALSE(lines.find(0));
        CHECK_FALSE(lines.find(1));
        keep(lines, 7, "G28");
        CHECK_FALSE(lines.find(6));
        CHECK_FALSE(lines.find(8));
        CHECK(lines.find(7));
        CHECK(lines.keeps(7));
        lines.clear();
        CHECK_FALSE(lines.find(7));
        CHECK_FALSE(lines.keeps(7));
    }

    TEST_CASE("fifty lines of the usual length are kept") {
        resend_buffer lines;
        for (std::uint32_t n = 1; n <= 10'000; ++n) {
            keep(lines, n, usual);
            if (n >= 50) REQUIRE(lines.find(n - 49));
        }
        CHECK(kept(lines, 9'970) == framed(9'970, usual));
    }

    TEST_CASE("sixteen of the longest lines are kept: as many as may be in flight") {
        resend_buffer lines;
        for (std::uint32_t n = 1; n <= 1000; ++n) {
            keep(lines, n, longest);
            if (n >= 16) REQUIRE(kept(lines, n - 15) == framed(n - 15, longest));
        }
    }

    TEST_CASE(
        "lines of changing lengths never overwrite one that is still kept, and each can be taken back") {
        resend_buffer lines;
        const auto text_of = [](std::uint32_t n) {
            return "M117 " + std::to_string(n) + std::string(n * 7919 % 90, static_cast<char>('a' + n % 26));
        };
        for (std::uint32_t n = 1; n <= 5'000; ++n) {
            keep(lines, n, text_of(n));
            if (n % 5 == 0) { // it is taken back, and its number given to another
                lines.drop_newest();
                CHECK_FALSE(lines.find(n));
                keep(lines, n, text_of(n));
            }
            std::uint32_t count = 0;
            for (; count < n && lines.find(n - count); ++count) {
                REQUIRE(kept(lines, n - count) == framed(n - count, text_of(n - count)));
                REQUIRE(lines.find(n - count)->record.end == (n - count) * 10U);
            }
            if (n >= 50) REQUIRE(count >= 35); // of at most 101 bytes
        }
    }

    TEST_CASE("a line may end exactly where another once did at the end of the ring") {
        // The first lap leaves a gap at the ring's end, which the second lap fills with small lines.
        for (std::size_t size = 1; size < 120; ++size) {
            resend_buffer lines;
            std::uint32_t number = 1;
            for (; number < 300; ++number)
                keep(lines, number, number < 100 ? std::string(size, 'a') : std::string(number % 7 + 1, 'b'));
            for (std::uint32_t n = 250; n < 300; ++n)
                REQUIRE(kept(lines, n) == framed(n, std::string(n % 7 + 1, 'b')));
        }
    }

    TEST_CASE("counting may start anew after clearing") {
        resend_buffer lines;
        keep(lines, 100, "G28");
        lines.clear();
        keep(lines, 1, "M105");
        CHECK(kept(lines, 1) == framed(1, "M105"));
        CHECK_FALSE(lines.find(100));
    }

    TEST_CASE("a line that does not fit at the end begins at the front, also when nothing else is kept") {
        resend_buffer lines;
        for (std::uint32_t n = 1; n <= 16; ++n)
            keep(lines, n, longest);
        lines.clear();
        keep(lines, 1, longest);
        keep(lines, 2, "G28");
        CHECK(kept(lines, 1) == framed(1, longest));
        CHECK(kept(lines, 2) == framed(2, "G28"));
    }

    TEST_CASE("a line finds room wherever the ring was cleared") {
        resend_buffer lines;
        for (std::uint32_t n = 1; n <= 200; ++n) {
            const std::string command(n % 90 + 1, 'c');
            keep(lines, n, command);
            REQUIRE(kept(lines, n) == framed(n, command));
            lines.clear();
        }
    }

    TEST_CASE("the newest line can be taken back, and its number given again") {
        resend_buffer lines;
        keep(lines, 1, "G28");
        keep(lines, 2, "G1 X5");
        lines.drop_newest();
        CHECK_FALSE(lines.find(2));
        CHECK(kept(lines, 1) == framed(1, "G28"));
        keep(lines, 2, "M84");
        CHECK(kept(lines, 2) == framed(2, "M84"));
        CHECK(kept(lines, 1) == framed(1, "G28"));
        lines.drop_newest();
        lines.drop_newest();
        CHECK_FALSE(lines.find(1));
        keep(lines, 7, "M84"); // any number
        CHECK(kept(lines, 7) == framed(7, "M84"));
    }

    TEST_CASE("where a job's line ends in its file can be changed, also of one that is not the newest") {
        resend_buffer lines;
        keep(lines, 1, "G28");
        keep(lines, 2, "G1 X5");
        lines.set_end(1, 111);
        lines.set_end(2, 222);
        CHECK(lines.find(1)->record.end == 111);
        CHECK(lines.find(2)->record.end == 222);
        CHECK(kept(lines, 1) == framed(1, "G28"));
    }
}
