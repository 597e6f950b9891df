// Files are selected only when no job is active.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::controller_fixture;
using tests::user;
using tests::word;

TEST_CASE("a file is selected by value, and an event reports it") {
    controller_fixture w;
    w.happens(report_kind::connected);
    w.forget();
    {
        file temporary = a_file("one.gcode");
        CHECK(w.select(temporary, user("ann")) == "accepted");
        REQUIRE(temporary.path.assign("changed"));
    }
    CHECK(w.control.status(w.clock.now()).selected->path == "one.gcode");
    const auto events = w.all_events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind() == event_kind::file_selected);
    CHECK(events[0].by() == user("ann"));
}

TEST_CASE("a selection is refused while a job is active or the printer is not operational") {
    controller_fixture w;
    CHECK(w.select(a_file()) == "not_operational");
    w.printing();
    CHECK(w.select(a_file("other.gcode")) == "job_active");
    CHECK(w.control.status(w.clock.now()).selected->path == "a.gcode");
}

TEST_CASE("print selects and starts in one step") {
    controller_fixture w;
    w.operational();
    CHECK(w.print(a_file("b.gcode"), user("ann")) == "accepted");
    CHECK(w.events() == "FileSelected(0) →Starting PrintStarted(1)");
    CHECK(w.printer.active_path == "b.gcode");
    CHECK(w.control.status(w.clock.now()).selected->path == "b.gcode");
    CHECK(w.control.status(w.clock.now()).started_by == user("ann"));
}

TEST_CASE("a print that cannot start selects nothing") {
    const auto only_a = [](const check_context& about) -> std::optional<refusal> {
        if (about.selected->path == "b.gcode") return refusal{reason::precondition, "no_b", "Not b"};
        return std::nullopt;
    };
    controller_fixture w{preconditions{only_a}};
    CHECK(w.print(a_file("c.gcode")) == "not_operational");
    w.operational();
    CHECK(w.print(a_file("b.gcode")) == "no_b");
    w.printer.refuse_start = refuse(reason::file_not_readable, command::start);
    CHECK(w.print(a_file("c.gcode")) == "file_not_readable");
    CHECK(w.control.status(w.clock.now()).selected->path == "a.gcode");
    CHECK(w.events() == "");
    w.printer.refuse_start.reset();
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.print(a_file("c.gcode")) == "job_active");
}

TEST_CASE("a selection that is refused during a job has its own sentence, in select and in print") {
    controller_fixture w;
    w.printing();
    const answer selected = w.control.select(a_file("b.gcode"), w.clock.now());
    REQUIRE_FALSE(selected.has_value());
    CHECK(selected.error() == refuse(reason::job_active, intent::select));
    const answer printed = w.control.print(a_file("b.gcode"), w.clock.now());
    REQUIRE_FALSE(printed.has_value());
    CHECK(printed.error() == refuse(reason::job_active, intent::select));
}

TEST_CASE("the events of a selection contain no failure") {
    controller_fixture w;
    w.operational();
    REQUIRE(w.select(a_file("b.gcode")) == "accepted");
    REQUIRE(w.print(a_file("c.gcode")) == "accepted");
    const auto told = w.all_events();
    REQUIRE(told.size() == 4);
    for (const event& e : told)
        CHECK(e.why() == failure::none);
}
