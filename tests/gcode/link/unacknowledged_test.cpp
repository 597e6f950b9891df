#include <printjob/gcode/link/unacknowledged.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace printjob;
using namespace printjob::gcode;

namespace {

unacknowledged_line numbered(std::uint32_t number, std::uint16_t size) {
    return {.number = number, .size = size};
}

unacknowledged_line raw(std::uint16_t size) {
    return {.size = size, .raw = true};
}

unacknowledged of(std::initializer_list<unacknowledged_line> lines) {
    unacknowledged waiting;
    for (const unacknowledged_line& line : lines)
        waiting.add(line);
    return waiting;
}

/// The numbers that wait, 0 for a raw line.
std::vector<std::uint32_t> numbers(const unacknowledged& waiting) {
    std::vector<std::uint32_t> all;
    for (const unacknowledged_line& line : waiting.lines())
        all.push_back(line.number);
    return all;
}

} // namespace

TEST_SUITE("unacknowledged") {
    TEST_CASE("lines wait in the order in which they were sent, and their bytes are counted") {
        const unacknowledged waiting = of({numbered(7, 20), raw(5), numbered(8, 30)});
        CHECK(numbers(waiting) == std::vector<std::uint32_t>{7, 0, 8});
        CHECK(waiting.count() == 3);
        CHECK(waiting.bytes() == 55);
        CHECK(waiting.oldest().number == 7);
        CHECK(waiting.newest().number == 8);
        CHECK(waiting.count_raw() == 1);
        CHECK(unacknowledged{}.is_empty());
    }

    TEST_CASE("the oldest and the newest can be dropped, with their bytes") {
        unacknowledged waiting = of({numbered(1, 10), numbered(2, 20), raw(5), numbered(3, 40)});
        waiting.drop_newest();
        CHECK(waiting.bytes() == 35);
        waiting.drop_oldest(2);
        CHECK(numbers(waiting) == std::vector<std::uint32_t>{0});
        CHECK(waiting.bytes() == 5);
        waiting.drop_newest();
        CHECK(waiting.is_empty());
        CHECK(waiting.bytes() == 0);
    }

    TEST_CASE("a line was written when its last byte was, and not before") {
        unacknowledged_line first = numbered(1, 10);
        first.written_at = 10;
        unacknowledged_line second = numbered(2, 20);
        second.written_at = 30;
        const unacknowledged waiting = of({first, second});
        CHECK(waiting.count_written(9) == 0);
        CHECK(waiting.count_written(10) == 1);
        CHECK(waiting.count_written(29) == 1);
        CHECK(waiting.count_written(30) == 2);
    }

    TEST_CASE("what is to be sent again is dropped from a number on; earlier and raw lines still wait") {
        unacknowledged waiting = of({numbered(1, 10), numbered(2, 20), raw(5), numbered(3, 40)});
        waiting.drop_numbered_from(2);
        CHECK(numbers(waiting) == std::vector<std::uint32_t>{1, 0});
        CHECK(waiting.bytes() == 5); // the printer took line 1 out of its buffer before it asked for line 2
        waiting.drop_oldest(1);
        CHECK(waiting.bytes() == 5);
        waiting.clear();
        CHECK(waiting.is_empty());
        CHECK(waiting.bytes() == 0);
    }

    TEST_CASE("a raw line has no number, and so is none from any number on") {
        CHECK(of({numbered(5, 1)}).has_numbered_from(5));
        CHECK_FALSE(of({numbered(5, 1)}).has_numbered_from(6));
        CHECK_FALSE(of({raw(1)}).has_numbered_from(0));
        CHECK(of({raw(1), numbered(5, 1)}).has_numbered_from(0));
    }

    TEST_CASE("lines are counted up to the last one that matches") {
        const unacknowledged waiting = of({numbered(1, 1), numbered(2, 1), numbered(2, 1), numbered(3, 1)});
        const auto with = [&](std::uint32_t number) {
            return waiting.count_through_last([=](const auto& line) { return line.number == number; });
        };
        CHECK(with(1) == 1);
        CHECK(with(2) == 3);
        CHECK(with(9) == 0);
    }

    TEST_CASE("one line more than fits is not kept") {
        unacknowledged waiting;
        for (std::uint32_t n = 1; n <= unacknowledged::most_lines + 1; ++n)
            waiting.add(numbered(n, 1));
        CHECK(waiting.count() == unacknowledged::most_lines);
        CHECK(waiting.bytes() == unacknowledged::most_lines);
        CHECK(waiting.newest().number == unacknowledged::most_lines);
    }

    TEST_CASE("an M105 in flight is known, and where a job's line ends can be changed") {
        unacknowledged waiting = of({numbered(1, 10), raw(5)});
        CHECK_FALSE(waiting.asks_temperature());
        waiting.set_end(1, 77);
        waiting.set_end(0, 99); // no number: nothing has it
        waiting.set_end(2, 99);
        CHECK(waiting.lines()[0].record.end == 77);
        CHECK(waiting.lines()[1].record.end == 0);
        unacknowledged_line question = numbered(2, 10);
        question.record.is.asks_temperature = true;
        waiting.add(question);
        CHECK(waiting.asks_temperature());
    }
}
