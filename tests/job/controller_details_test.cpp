// What the controller does beside its main ways: refusals of a selection, floods of reports, what a timeout leads to.

#include "world.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::world;

TEST_CASE("a selection that is refused during a job says so in its own words, by either door") {
    world w;
    w.printing();
    const answer selected = w.control.select(a_file("b.gcode"), w.clock.now());
    REQUIRE_FALSE(selected.has_value());
    CHECK(selected.error() == refuse(reason::job_active, intent::select));
    const answer printed = w.control.print(a_file("b.gcode"), w.clock.now());
    REQUIRE_FALSE(printed.has_value());
    CHECK(printed.error() == refuse(reason::job_active, intent::select));
}

TEST_CASE("to select a file, alone or with its start, is no failure") {
    world w;
    w.operational();
    REQUIRE(w.select(a_file("b.gcode")) == "accepted");
    REQUIRE(w.print(a_file("c.gcode")) == "accepted");
    const auto told = w.all_events();
    REQUIRE(told.size() == 4);
    for (const event& e : told)
        CHECK(e.why() == failure::none);
}

TEST_CASE("what the transport answers to a timeout is taken in at once") {
    world w;
    w.pausing();
    w.printer.answers_at_once = true;
    w.pass(60s);
    CHECK(w.state_now() == "Error");
    CHECK(w.printer.actions() == "cancel");
    CHECK(w.printer.reports.empty());
}

TEST_CASE(
    "a transport that never stops reporting is cut off after 1024 reports, and goes on at the next call") {
    world w;
    w.printing();
    w.printer.times_driven = 0;
    for (int i = 0; i < 1500; ++i) // they are stale: nothing is told of them
        w.printer.happens(report_kind::resumed);
    w.control.advance(w.clock.now());
    CHECK(w.printer.reports.size() == 1500 - 1024);
    CHECK(w.printer.times_driven == 16); // it is driven after every 64
    w.control.advance(w.clock.now());
    CHECK(w.printer.reports.empty());
}

TEST_CASE("whoever polls after each call misses no event, however much is reported at once") {
    world w;
    w.printing();
    for (int i = 0; i < 100; ++i)
        w.printer.tells(notice::prompt);
    int notices = 0;
    int calls = 0;
    while (!w.printer.reports.empty()) {
        w.control.advance(w.clock.now());
        ++calls;
        for (const event& each : w.all_events()) {
            CHECK(each.kind() == event_kind::noticed);
            ++notices;
        }
    }
    CHECK(notices == 100);
    CHECK(calls == 4); // 29 in each, so that one more report would have found room for its events
}

TEST_CASE("the events of a command count with those of what is reported during its call") {
    world w;
    w.happens(report_kind::connected);
    w.forget();
    for (int i = 0; i < 100; ++i)
        w.printer.tells(notice::prompt);
    REQUIRE(w.print(a_file()) == "accepted");
    const auto told = w.all_events();
    CHECK(told.size() == 29);
    CHECK(told[0].kind() == event_kind::file_selected);
    CHECK(told[2].kind() == event_kind::print_started);
    CHECK(told.back().kind() == event_kind::noticed);
    REQUIRE(w.submit(command::pause) == "deferred"); // does not drive the printer
    CHECK(w.all_events().size() == 1);
    REQUIRE(w.submit(command::cancel) == "accepted");
    CHECK(w.all_events().size() == 29);
}

TEST_CASE(
    "a state that lasts too long ends in the next call when there is no room to tell of it in this one") {
    world w;
    w.pausing();
    for (int i = 0; i < 29; ++i)
        w.printer.tells(notice::prompt);
    w.pass(60s);
    CHECK(w.state_now() == "Pausing");
    CHECK(w.all_events().size() == 29);
    CHECK(w.control.next_deadline() <= w.clock.now());
    w.pass(0s);
    CHECK(w.state_now() == "Error");
    CHECK(w.all_events().size() == 2);
}

TEST_CASE("a status and the facts that come with it are of one moment") {
    world w;
    w.operational();
    w.printer.current_facts.tool_count = 3;
    const printer_snapshot seen = w.control.snapshot(w.clock.now());
    CHECK(seen.status.current == state::operational);
    CHECK(seen.status.selected->path == "a.gcode");
    CHECK(seen.printer.tool_count == 3);
}

TEST_CASE(
    "a printer's wish that names no job is of the job that is active; one of an earlier job is of none") {
    world w;
    w.paused();
    REQUIRE(w.submit(command::restart) == "accepted");
    w.happens(report_kind::started);
    REQUIRE(w.control.job() == job_id{2});
    w.printer.reports.push_back(report::asks_for(job_id{1}, command::pause, source::printer));
    w.control.advance(w.clock.now());
    CHECK(w.state_now() == "Printing");
    w.printer.reports.push_back(report::asks_for(job_id::none, command::pause, source::printer));
    w.control.advance(w.clock.now());
    CHECK(w.state_now() == "Pausing");
}

TEST_CASE("who started the last job, and why it failed, is told until another file is selected") {
    world w;
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
    world w;
    w.happens(report_kind::connected);
    REQUIRE(w.print(a_file("a.gcode", 1)) == "accepted");
    CHECK(w.control.status(w.clock.now()).completion == 0.0);
}

TEST_CASE("a job that is done has no time left, whatever its file said last, and nobody estimates it") {
    world w;
    w.finishing();
    w.printer.current_progress = {.sent = 1000, .acknowledged = 1000, .executed = 1000, .time_left = 60s};
    w.happens(report_kind::finished);
    const job_status s = w.control.status(w.clock.now());
    CHECK(s.completion == 100.0);
    CHECK(s.time_left == 0s);
    CHECK(s.time_left_origin == estimate_origin::none);
}

TEST_CASE("a limit that reaches past the end of time is none") {
    const duration nearly_for_ever = duration::max() - 1s;
    world w{preconditions<>{}, {.starting = nearly_for_ever}};
    w.clock.advance(1h);
    w.starting();
    CHECK(w.control.next_deadline() == never);
    w.pass(1h);
    CHECK(w.state_now() == "Starting");
}
