/// What a resend request means.

#include <printjob/gcode/link/retransmission.hpp>

#include <doctest/doctest.h>

#include <optional>

using namespace printjob;
using namespace printjob::gcode;

namespace {

constexpr unsigned most_resends = 10;

/// Requests to a host that has sent lines up to `last`, of which those up to `acknowledged` are acknowledged.
struct requests {
    requests(std::uint32_t last, std::uint32_t acknowledged) {
        while (numbers.last() < last)
            (void)numbers.take_new();
        if (acknowledged != 0) acknowledge(acknowledged);
    }

    resend_decision asks(std::optional<std::uint32_t> line) {
        return machine.take(line, {.numbers = numbers,
                                   .most_resends = most_resends,
                                   .may_be_late = may_be_late,
                                   .sent_only_probes = sent_only_probes,
                                   .may_renumber = may_renumber,
                                   .is_kept = is_kept});
    }
    resend_decision is_due() {
        return machine.take_postponed({.numbers = numbers, .most_resends = most_resends});
    }
    void acknowledge(std::uint32_t line) {
        numbers.acknowledge(line);
        machine.acknowledged(line);
    }

    line_numbers numbers;
    retransmission machine;
    bool may_be_late = false;
    bool sent_only_probes = false;
    bool may_renumber = true;
    bool is_kept = true;
};

} // namespace

TEST_SUITE("retransmission: what is believed") {
    TEST_CASE("a request for a line that is not acknowledged is answered") {
        requests from{5, 2};
        CHECK(from.asks(3) == resend_decision::repeat);
        CHECK(from.asks(5) == resend_decision::repeat);
    }

    TEST_CASE("a request for the line after the last is none") {
        requests from{5, 2};
        CHECK(from.asks(6) == resend_decision::nothing);
        CHECK(from.asks(6) == resend_decision::nothing);
    }

    TEST_CASE("a request for any other line is believed when it comes again, and nothing was acknowledged "
              "between") {
        requests from{5, 3};
        CHECK(from.asks(2) == resend_decision::probe);
        CHECK(from.asks(2) == resend_decision::repeat);
        CHECK(from.asks(3) == resend_decision::probe);
        from.acknowledge(4);
        CHECK(from.asks(3) == resend_decision::probe);
        CHECK(from.asks(2) == resend_decision::probe); // another line
    }

    TEST_CASE("line 0 is never believed") {
        requests from{5, 3};
        CHECK(from.asks(0) == resend_decision::probe);
        CHECK(from.asks(0) == resend_decision::probe);
    }

    TEST_CASE("a line that is asked for twice and cannot be repeated ends the link") {
        requests from{5, 3};
        from.is_kept = false;
        CHECK(from.asks(2) == resend_decision::probe);
        CHECK(from.asks(2) == resend_decision::impossible);
        requests beyond{5, 3};
        CHECK(beyond.asks(7) == resend_decision::probe);
        CHECK(beyond.asks(7) == resend_decision::impossible);
    }
}

TEST_SUITE("retransmission: what is late") {
    TEST_CASE(
        "a request that may be late is postponed, and dropped when its line or a later one is acknowledged") {
        requests from{5, 2};
        from.may_be_late = true;
        CHECK(from.machine.postponed() == 0);
        CHECK(from.asks(4) == resend_decision::postpone);
        CHECK(from.machine.postponed() == 4);
        from.acknowledge(3);
        CHECK(from.machine.postponed() == 4);
        from.acknowledge(4);
        CHECK(from.machine.postponed() == 0);
    }

    TEST_CASE("a postponed request that is due is answered once") {
        requests from{5, 2};
        from.may_be_late = true;
        CHECK(from.asks(4) == resend_decision::postpone);
        CHECK(from.is_due() == resend_decision::repeat);
        from.machine.answer();
        CHECK(from.machine.postponed() == 0);
        CHECK(from.machine.answered() == 1);
    }

    TEST_CASE("while a line waits to be repeated, all that was in flight after it may ask for it") {
        requests from{40, 2};
        from.numbers.rewind(3);
        for (unsigned i = 0; i < unacknowledged::most_lines; ++i)
            REQUIRE(from.asks(3) == resend_decision::repeat);
        CHECK(from.asks(3) == resend_decision::too_often);
        from.machine.repeated();
        CHECK(from.asks(3) == resend_decision::repeat);
    }
}

TEST_SUITE("retransmission: how often") {
    TEST_CASE(
        "the same line is asked for ten times at most, unless it is acknowledged or another is asked for") {
        requests from{5, 2};
        const auto ten_times = [&] {
            for (unsigned i = 0; i < most_resends; ++i)
                REQUIRE(from.asks(3) == resend_decision::repeat);
        };
        ten_times();
        CHECK(from.asks(4) == resend_decision::repeat);
        ten_times();
        from.machine.acknowledged(2); // an earlier line
        CHECK(from.asks(3) == resend_decision::too_often);
        from.machine.acknowledged(3);
        ten_times();
        CHECK(from.is_due() == resend_decision::too_often);
    }

    TEST_CASE("requests that cannot be read are bounded too, until any line is acknowledged") {
        requests from{5, 2};
        for (int round = 0; round < 2; ++round) {
            for (unsigned i = 0; i < most_resends; ++i)
                REQUIRE(from.asks(std::nullopt) == resend_decision::wait);
            from.acknowledge(3);
        }
        for (unsigned i = 0; i < most_resends; ++i)
            REQUIRE(from.asks(std::nullopt) == resend_decision::wait);
        CHECK(from.asks(std::nullopt) == resend_decision::too_often);
    }

    TEST_CASE("when counting begins anew nothing was asked") {
        requests from{40, 2};
        from.numbers.rewind(3);
        for (unsigned i = 0; i < unacknowledged::most_lines; ++i)
            REQUIRE(from.asks(3) == resend_decision::repeat); // late
        for (unsigned i = 0; i < most_resends; ++i) {
            REQUIRE(from.asks(4) == resend_decision::repeat);
            REQUIRE(from.asks(std::nullopt) == resend_decision::wait);
        }
        from.machine.answer();
        from.may_be_late = true;
        REQUIRE(from.asks(4) == resend_decision::postpone);
        from.may_be_late = false;
        from.machine.heard_last_line(0);
        from.machine.begin();
        CHECK(from.machine.answered() == 0);
        CHECK(from.machine.postponed() == 0);
        CHECK(from.asks(4) == resend_decision::repeat);
        CHECK(from.asks(std::nullopt) == resend_decision::wait);
        CHECK(from.asks(3) == resend_decision::repeat); // the first that is late
        CHECK(from.asks(1) == resend_decision::probe);  // nobody said that the last line was 0
    }
}

TEST_SUITE("retransmission: the printer's count") {
    TEST_CASE("line 1 asked for after it was acknowledged shows a reset, with `Last Line: 0` or twice") {
        requests told{5, 1};
        told.machine.heard_last_line(0);
        CHECK(told.asks(1) == resend_decision::reset_seen);
        requests twice{5, 1};
        twice.machine.heard_last_line(1);
        CHECK(twice.asks(1) == resend_decision::probe);
        CHECK(twice.asks(1) == resend_decision::reset_seen);
        requests in_flight{5, 0};
        in_flight.machine.heard_last_line(0);
        CHECK(in_flight.asks(1) == resend_decision::repeat);
    }

    TEST_CASE("line 1 asked for again when only probes were sent is repeated, and shows no reset") {
        requests from{2, 2};
        from.sent_only_probes = true;
        from.machine.heard_last_line(0);
        CHECK(from.asks(1) == resend_decision::repeat);
    }

    TEST_CASE("`Last Line: 0` counts for the next request only") {
        requests from{5, 1};
        from.machine.heard_last_line(0);
        CHECK(from.asks(3) == resend_decision::repeat);
        CHECK(from.asks(1) == resend_decision::probe);
    }

    TEST_CASE("a line beyond the last, asked for when only probes were sent, shows that M110 had no effect") {
        requests from{1, 0};
        from.sent_only_probes = true;
        CHECK(from.asks(37) == resend_decision::renumber);
        CHECK(from.asks(2) == resend_decision::nothing);
        from.may_renumber = false;
        CHECK(from.asks(37) == resend_decision::probe);
        CHECK(from.asks(37) == resend_decision::impossible);
        requests with_lines{1, 0};
        CHECK(with_lines.asks(37) == resend_decision::probe);
    }
}
