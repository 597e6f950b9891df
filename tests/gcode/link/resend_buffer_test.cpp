#include <printjob/gcode/link/resend_buffer.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob::gcode;

namespace {

std::string kept(const resend_buffer& lines, std::uint32_t number) {
    const sent_line* line = lines.find(number);
    return line == nullptr ? "" : std::string{lines.bytes(*line)};
}

} // namespace

TEST_SUITE("history") {
    TEST_CASE("a line is kept byte for byte as it was sent") {
        resend_buffer lines;
        const sent_line& line = lines.add(1, "G1 X5");
        CHECK(line.number == 1);
        CHECK(lines.bytes(line) == "N1 G1 X5*100\n");
        CHECK(kept(lines, 1) == "N1 G1 X5*100\n");
    }

    TEST_CASE("what was never sent, or is forgotten, is not found") {
        resend_buffer lines;
        CHECK(lines.find(1) == nullptr);
        lines.add(7, "G28");
        CHECK(lines.find(6) == nullptr);
        CHECK(lines.find(8) == nullptr);
        CHECK(lines.find(7) != nullptr);
        lines.clear();
        CHECK(lines.find(7) == nullptr);
    }

    TEST_CASE("fifty lines of the usual length are kept") {
        resend_buffer lines;
        const std::string usual = "G1 X123.456 Y123.456 E1.23456";
        for (std::uint32_t n = 1; n <= 10'000; ++n) {
            lines.add(n, usual);
            if (n >= 50) REQUIRE(lines.find(n - 49) != nullptr);
        }
        CHECK(kept(lines, 9'970).starts_with("N9970 G1 X123.456 Y123.456 E1.23456*"));
    }

    TEST_CASE("at least fifteen of the longest lines are kept, at most 64 of the shortest") {
        resend_buffer lines;
        const std::string longest(longest_command_buffer - frame_overhead, 'x');
        for (std::uint32_t n = 1; n <= 200; ++n) {
            lines.add(n, longest);
            if (n >= 15) REQUIRE(kept(lines, n - 14).find(longest) != std::string::npos);
        }
        for (std::uint32_t n = 201; n <= 400; ++n)
            lines.add(n, "T0");
        CHECK(lines.find(400 - 63) != nullptr);
        CHECK(lines.find(400 - 64) == nullptr);
    }

    TEST_CASE("lines of changing lengths never overwrite one that is still kept") {
        resend_buffer lines;
        const auto text_of = [](std::uint32_t n) {
            return "M117 " + std::to_string(n) + std::string(n * 7919 % 90, static_cast<char>('a' + n % 26));
        };
        for (std::uint32_t n = 1; n <= 5'000; ++n) {
            lines.add(n, text_of(n));
            for (std::uint32_t back = 0; back < 64 && back < n; ++back) {
                if (lines.find(n - back) == nullptr) break;
                std::array<char, 256> bytes;
                REQUIRE(kept(lines, n - back) == frame(n - back, text_of(n - back), bytes));
            }
        }
        CHECK(lines.find(5'000) != nullptr);
    }

    TEST_CASE("counting may start anew after clearing") {
        resend_buffer lines;
        lines.add(100, "G28");
        lines.clear();
        lines.add(1, "M105");
        CHECK(kept(lines, 1).starts_with("N1 M105*"));
        CHECK(lines.find(100) == nullptr);
    }
}

TEST_SUITE("history: its end") {
    TEST_CASE(
        "a line that does not fit behind the last begins at the front, also when nothing else is kept") {
        resend_buffer lines;
        const std::string longest(longest_command_buffer - frame_overhead, 'x');
        for (std::uint32_t n = 1; n <= 16; ++n)
            lines.add(n, longest);
        lines.clear();
        lines.add(1, longest);
        lines.add(2, "G28");
        CHECK(kept(lines, 1).starts_with("N1 " + longest));
        CHECK(kept(lines, 2).starts_with("N2 G28*"));
    }

    TEST_CASE("the newest line can be taken back, and its number given again") {
        resend_buffer lines;
        lines.add(1, "G28");
        lines.add(2, "G1 X5");
        lines.drop_newest();
        CHECK(lines.find(2) == nullptr);
        CHECK(kept(lines, 1).starts_with("N1 G28*"));
        lines.add(2, "M84");
        CHECK(kept(lines, 2).starts_with("N2 M84*"));
        CHECK(kept(lines, 1).starts_with("N1 G28*"));
        lines.drop_newest();
        lines.drop_newest();
        CHECK(lines.find(1) == nullptr);
    }
}
