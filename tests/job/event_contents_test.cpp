// An event contains what belongs to its kind, and nothing else.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>
#include <printjob/job/machine.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string_view>

using namespace printjob;
using namespace std::chrono_literals;
using tests::controller_fixture;
using tests::user;

TEST_CASE("the events of a job that goes well contain no failure, refusal, notice or loss") {
    controller_fixture w;
    w.operational();
    REQUIRE(w.submit(command::start) == "accepted");
    w.happens(report_kind::started);
    w.happens(report_kind::drained);
    w.happens(report_kind::finished);
    const auto told = w.all_events();
    CHECK(told.size() == 6);
    for (const event& e : told) {
        CHECK(e.why() == failure::none);
        CHECK(e.refused() == reason::none);
        CHECK(e.told() == notice::none);
        CHECK(e.lost() == 0);
    }
    CHECK(w.control.status(w.clock.now()).last_error == failure::none);
}

TEST_CASE("an event that takes the place of an overrun in the ring contains no loss") {
    controller_fixture w;
    w.operational();
    for (int i = 0; i < 100; ++i) { // more than the ring holds, and nobody polls
        REQUIRE(w.select(tests::a_file()) == "accepted");
        if (i == 50) // the gap is told among the events, and these go on
            for (int polled = 0; polled < 8; ++polled)
                REQUIRE(w.control.poll_event().has_value());
    }
    (void)w.all_events();
    for (int i = 0; i < 40; ++i) {
        REQUIRE(w.select(tests::a_file()) == "accepted");
        CHECK(w.last(event_kind::file_selected).lost() == 0);
    }
}

TEST_CASE("events contain the job, the actor, the failure and the time") {
    controller_fixture w;
    w.operational();
    w.clock.advance(7s);
    REQUIRE(w.submit(command::start, user("ann")) == "accepted");
    const auto events = w.all_events();
    REQUIRE(events.size() == 2);
    for (const event& each : events) {
        CHECK(each.job() == job_id{1});
        CHECK(each.by() == user("ann"));
        CHECK(each.at() == instant{7s});
        CHECK(each.now_in() == state::starting);
    }
}

TEST_CASE("events that are not polled are counted in an overrun") {
    controller_fixture w;
    w.printing();
    for (int i = 0; i < 20; ++i) {
        w.happens(report_kind::paused);  // two events
        w.happens(report_kind::resumed); // two more
    }
    const auto events = w.all_events();
    REQUIRE(events.size() == event_ring::capacity + 1);
    CHECK(events.back().kind() == event_kind::overrun);
    CHECK(events.back().lost() == 80 - event_ring::capacity);
    CHECK(w.state_now() == "Printing"); // what was not told has happened all the same
}
