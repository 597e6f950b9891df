#include <printjob/gcode/link/line_numbers.hpp>

#include <doctest/doctest.h>

#include <initializer_list>

using printjob::gcode::line_numbers;

namespace {

/// Lines 1 to `last` were sent, those up to `acknowledged` acknowledged.
line_numbers sent(std::uint32_t last, std::uint32_t acknowledged) {
    line_numbers numbers;
    while (numbers.last() < last)
        (void)numbers.take_new();
    if (acknowledged != 0) numbers.acknowledge(acknowledged);
    return numbers;
}

} // namespace

TEST_CASE("new lines are numbered from 1 on, without a gap") {
    line_numbers numbers;
    CHECK(numbers.last() == 0);
    CHECK(numbers.next() == 1);
    CHECK(numbers.take_new() == 1);
    CHECK(numbers.take_new() == 2);
    CHECK(numbers.last() == 2);
    CHECK(numbers.next() == 3);
    CHECK_FALSE(numbers.repeats());
    numbers.begin();
    CHECK(numbers.take_new() == 1);
}

TEST_CASE("a line is open from its sending to its acknowledgement") {
    const line_numbers numbers = sent(4, 2);
    CHECK_FALSE(numbers.is_open(0));
    CHECK_FALSE(numbers.is_open(2));
    CHECK(numbers.is_open(3));
    CHECK(numbers.is_open(4));
    CHECK_FALSE(numbers.is_open(5));
}

TEST_CASE("after a rewind lines are repeated in order, up to the last that was sent") {
    line_numbers numbers = sent(4, 1);
    numbers.rewind(3);
    CHECK(numbers.rewound_to() == 3);
    CHECK(numbers.repeats());
    CHECK(numbers.take_again() == 3);
    CHECK(numbers.repeats());
    CHECK(numbers.take_again() == 4);
    CHECK_FALSE(numbers.repeats());
    CHECK(numbers.take_new() == 5);
}

TEST_CASE("recovery lasts until the highest line sent before the rewind is acknowledged") {
    line_numbers numbers = sent(4, 1);
    CHECK_FALSE(numbers.is_recovering());
    numbers.rewind(2);
    CHECK(numbers.is_recovering());
    numbers.acknowledge(3);
    CHECK(numbers.is_recovering());
    numbers.acknowledge(4);
    CHECK_FALSE(numbers.is_recovering());
}

TEST_CASE("what is acknowledged while it waits to be repeated is not repeated") {
    line_numbers numbers = sent(4, 0);
    numbers.rewind(2);
    numbers.acknowledge(3);
    CHECK(numbers.next() == 4);
    numbers.acknowledge(1); // late: nothing is acknowledged less for it
    CHECK(numbers.acknowledged() == 3);
    CHECK(numbers.next() == 4);
}

TEST_CASE("a probe that is sent while lines are repeated is repeated in its turn") {
    line_numbers numbers = sent(3, 1);
    numbers.rewind(2);
    CHECK(numbers.take_new() == 4);
    CHECK(numbers.next() == 2);
}

TEST_CASE("a line that was acknowledged and is asked for was never taken") {
    line_numbers numbers = sent(4, 3);
    numbers.rewind(2);
    CHECK(numbers.acknowledged() == 1);
    CHECK(numbers.is_open(2));
}

TEST_CASE("a line that is taken back gives its number back, unless it was sent before") {
    line_numbers numbers = sent(4, 1);
    numbers.take_back(4, false);
    CHECK(numbers.last() == 3);
    CHECK(numbers.take_new() == 4);
    numbers.rewind(3);
    (void)numbers.take_again();
    numbers.take_back(3, true);
    CHECK(numbers.last() == 4);
    CHECK(numbers.next() == 3);
}
