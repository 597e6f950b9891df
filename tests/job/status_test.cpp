// The status: a job's progress, times, actor and failure.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::controller_fixture;
using tests::user;

namespace {

job_status status_of(const controller_fixture<>& w) {
    return w.control.status(w.clock.now());
}

} // namespace

TEST_CASE("before any job there is no progress") {
    controller_fixture w;
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
    controller_fixture w;
    w.printing(); // of 1000 bytes
    w.printer.current_progress = {.sent = 500, .acknowledged = 250, .executed = 0, .time_left = {}};
    CHECK(status_of(w).completion == doctest::Approx(25.0));
    CHECK(status_of(w).acknowledged == 250);
}

TEST_CASE("completion is below 100 until the job is done, and 100 after") {
    controller_fixture w;
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
    controller_fixture w;
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
    controller_fixture w;
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
    controller_fixture w;
    w.finishing();
    w.happens(report_kind::finished);
    CHECK(status_of(w).completion == 100.0);
    REQUIRE(w.select(a_file("b.gcode")) == "accepted");
    CHECK_FALSE(status_of(w).completion.has_value());
}

TEST_CASE("print time excludes pauses") {
    controller_fixture w;
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
    controller_fixture w;
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
    controller_fixture w;
    w.printing();
    w.pass(10s);
    w.printer.current_progress.acknowledged = 9;
    CHECK_FALSE(status_of(w).time_left.has_value());
    CHECK(status_of(w).time_left_origin == estimate_origin::none);
    w.printer.current_progress.acknowledged = 10;
    CHECK(status_of(w).time_left == 990s);
}

TEST_CASE("a restart sets progress and print time to zero, and names its own actor") {
    controller_fixture w;
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

TEST_CASE("a snapshot contains the status and the facts of the same moment") {
    controller_fixture w;
    w.operational();
    w.printer.current_facts.tool_count = 3;
    const printer_snapshot seen = w.control.snapshot(w.clock.now());
    CHECK(seen.status.current == state::operational);
    CHECK(seen.status.selected->path == "a.gcode");
    CHECK(seen.printer.tool_count == 3);
}

TEST_CASE("the last job's actor and failure stay in the status until another file is selected") {
    controller_fixture w;
    w.operational();
    REQUIRE(w.submit(command::start, tests::user("ann")) == "accepted");
    w.happens(report_kind::failed, failure::line_refused);
    CHECK(w.control.status(w.clock.now()).started_by == tests::user("ann"));
    CHECK(w.control.status(w.clock.now()).failed_with == failure::line_refused);
    REQUIRE(w.select(a_file("b.gcode")) == "accepted");
    CHECK(w.control.status(w.clock.now()).started_by == actor{});
    CHECK(w.control.status(w.clock.now()).failed_with == failure::none);
}

TEST_CASE("a file of one byte has a completion") {
    controller_fixture w;
    w.happens(report_kind::connected);
    REQUIRE(w.print(a_file("a.gcode", 1)) == "accepted");
    CHECK(w.control.status(w.clock.now()).completion == 0.0);
}

TEST_CASE("a done job has zero time left, whatever its file said last, and no estimate") {
    controller_fixture w;
    w.finishing();
    w.printer.current_progress = {.sent = 1000, .acknowledged = 1000, .executed = 1000, .time_left = 60s};
    w.happens(report_kind::finished);
    const job_status s = w.control.status(w.clock.now());
    CHECK(s.completion == 100.0);
    CHECK(s.time_left == 0s);
    CHECK(s.time_left_origin == estimate_origin::none);
}

TEST_CASE("the print time of a cancelled job runs until it has been cancelled") {
    controller_fixture w;
    w.printing();
    w.pass(10s);
    REQUIRE(w.submit(command::cancel) == "accepted");
    w.pass(5s);
    CHECK(w.control.status(w.clock.now()).print_time == 15s);
}
