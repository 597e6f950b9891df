// What the controller tells when it is asked how far a job is, and when nobody polls its events.

#include "world.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::user;
using tests::world;

namespace {

job_status status_of(const world<>& w) {
    return w.control.status(w.clock.now());
}

} // namespace

TEST_CASE("before any job there is no progress") {
    world w;
    w.operational();
    const job_status s = status_of(w);
    CHECK(s.current == state::operational);
    CHECK(s.selected->path == "a.gcode");
    CHECK(s.job == job_id::none);
    CHECK_FALSE(s.completion.has_value());
    CHECK_FALSE(s.acknowledged.has_value());
    CHECK_FALSE(s.print_time.has_value());
    CHECK_FALSE(s.time_left.has_value());
}

TEST_CASE("completion is the share of the file's bytes that the printer acknowledged") {
    world w;
    w.printing(); // of 1000 bytes
    w.printer.current_progress = {.sent = 500, .acknowledged = 250, .executed = 0, .time_left = {}};
    CHECK(status_of(w).completion == doctest::Approx(25.0));
    CHECK(status_of(w).acknowledged == 250);
}

TEST_CASE("completion is below 100 until the job is done, and 100 after") {
    world w;
    w.printing();
    w.printer.current_progress.acknowledged = 1000;
    CHECK(status_of(w).completion.value() < 100.0);
    w.happens(report_kind::drained);
    CHECK(status_of(w).completion.value() < 100.0);
    w.happens(report_kind::finished);
    CHECK(status_of(w).completion == 100.0);
    CHECK(status_of(w).time_left == 0s);
}

TEST_CASE("a file of no or unknown size has no completion") {
    world w;
    w.operational();
    file what = a_file();
    what.size = 0;
    REQUIRE(w.print(what) == "accepted");
    CHECK_FALSE(status_of(w).completion.has_value());
    w.happens(report_kind::failed);
    what.size.reset();
    REQUIRE(w.print(what) == "accepted");
    CHECK_FALSE(status_of(w).completion.has_value());
}

TEST_CASE("after a cancel or a failure the file and the user stay, and progress is gone") {
    world w;
    w.operational();
    REQUIRE(w.submit(command::start, user("ann")) == "accepted");
    w.happens(report_kind::started);
    SUBCASE("cancelled") {
        REQUIRE(w.submit(command::cancel) == "accepted");
        w.happens(report_kind::cancelled);
    }
    SUBCASE("failed") {
        w.happens(report_kind::failed);
    }
    const job_status s = status_of(w);
    CHECK(s.selected->path == "a.gcode");
    CHECK(s.started_by == user("ann"));
    CHECK(s.job == job_id{1});
    CHECK_FALSE(s.completion.has_value());
    CHECK_FALSE(s.print_time.has_value());
}

TEST_CASE("the progress of a done job is gone once another file is selected") {
    world w;
    w.finishing();
    w.happens(report_kind::finished);
    CHECK(status_of(w).completion == 100.0);
    REQUIRE(w.select(a_file("b.gcode")) == "accepted");
    CHECK_FALSE(status_of(w).completion.has_value());
}

TEST_CASE("print time excludes pauses") {
    world w;
    w.printing();
    w.pass(10s);
    REQUIRE(w.submit(command::pause) == "accepted");
    w.happens(report_kind::paused);
    w.pass(1h);
    CHECK(status_of(w).print_time == 10s);
    REQUIRE(w.submit(command::resume) == "accepted");
    w.happens(report_kind::resumed);
    w.pass(5s);
    CHECK(status_of(w).print_time == 15s);
}

TEST_CASE("the slicer's time left comes before the linear estimate") {
    world w;
    w.printing();
    w.pass(10s);
    w.printer.current_progress.acknowledged = 250;
    CHECK(status_of(w).time_left == 30s);
    CHECK(status_of(w).time_left_origin == estimate_origin::linear);
    w.printer.current_progress.time_left = 12min;
    CHECK(status_of(w).time_left == 12min);
    CHECK(status_of(w).time_left_origin == estimate_origin::printer);
}

TEST_CASE("below one percent nothing is extrapolated") {
    world w;
    w.printing();
    w.pass(10s);
    w.printer.current_progress.acknowledged = 9;
    CHECK_FALSE(status_of(w).time_left.has_value());
    CHECK(status_of(w).time_left_origin == estimate_origin::none);
    w.printer.current_progress.acknowledged = 10;
    CHECK(status_of(w).time_left == 990s);
}

TEST_CASE("a restart begins progress and print time anew, and names the one who asked for it") {
    world w;
    w.operational();
    REQUIRE(w.submit(command::start, user("ann")) == "accepted");
    w.happens(report_kind::started);
    w.pass(10s);
    w.happens(report_kind::paused);
    REQUIRE(w.submit(command::restart, user("bob")) == "accepted");
    CHECK(status_of(w).started_by == user("bob"));
    CHECK(status_of(w).print_time == 0s);
    CHECK(status_of(w).job == job_id{2});
}

TEST_CASE("events name the job, who asked, why and when") {
    world w;
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

TEST_CASE("events that nobody polls are counted and told as an overrun") {
    world w;
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
