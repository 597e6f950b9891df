#include <printjob/gcode/link/retransmission.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace std::chrono_literals;
using gcode::retransmission;

TEST_CASE("requests are counted of one line in a row") {
    retransmission asked;
    asked.note(7);
    CHECK(asked.count() == 1);
    asked.note(7);
    CHECK(asked.count() == 2);
    asked.note(8);
    CHECK(asked.count() == 1);
}

TEST_CASE("only the line itself, acknowledged, ends its count") {
    retransmission asked;
    asked.note(7);
    CHECK(asked.count() == 1);
    asked.acknowledged(6);
    asked.note(7);
    CHECK(asked.count() == 2);
    asked.acknowledged(7);
    asked.note(7);
    CHECK(asked.count() == 1);
}

TEST_CASE("requests that cannot be read are counted until any line is acknowledged") {
    retransmission asked;
    CHECK(asked.count_unreadable() == 1);
    CHECK(asked.count_unreadable() == 2);
    asked.acknowledged(1);
    CHECK(asked.count_unreadable() == 1);
}

TEST_CASE("late requests are counted until a line is repeated") {
    retransmission asked;
    CHECK(asked.count_late() == 1);
    CHECK(asked.count_late() == 2);
    asked.repeated();
    CHECK(asked.count_late() == 1);
}

TEST_CASE("a request that is postponed is due once, unless its line or a later one is acknowledged") {
    retransmission asked;
    CHECK(asked.due() == never);
    asked.postpone(5, instant{1s});
    asked.postpone(5, instant{2s}); // the same: it is due when it was
    CHECK(asked.postponed() == 5);
    CHECK(asked.due() == instant{1s});
    asked.acknowledged(4);
    CHECK(asked.due() == instant{1s});
    asked.acknowledged(5);
    CHECK(asked.due() == never);
    asked.postpone(6, instant{3s});
    asked.answer();
    CHECK(asked.due() == never);
    CHECK(asked.answered() == 1);
}

TEST_CASE("a suspicion lasts until a line is acknowledged") {
    retransmission asked;
    CHECK_FALSE(asked.is_suspected(1));
    asked.suspect(3);
    CHECK(asked.is_suspected(3));
    CHECK_FALSE(asked.is_suspected(4));
    asked.acknowledged(9);
    CHECK_FALSE(asked.is_suspected(3));
}

TEST_CASE("when numbering begins anew nothing was asked") {
    retransmission asked;
    asked.note(7);
    (void)asked.count();
    (void)asked.count_unreadable();
    asked.suspect(7);
    asked.postpone(7, instant{1s});
    asked.answer();
    asked.postpone(7, instant{1s});
    asked.begin();
    CHECK(asked.answered() == 0);
    CHECK(asked.due() == never);
    CHECK_FALSE(asked.is_suspected(7));
    CHECK(asked.count_unreadable() == 1);
    asked.note(7);
    CHECK(asked.count() == 1);
}
