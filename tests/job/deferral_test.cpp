// A command that cannot be carried out yet is remembered, and withdrawn by its opposite.

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

TEST_CASE("a pause while starting is remembered, and follows before any line of the job") {
    controller_fixture w;
    w.starting();
    CHECK(w.submit(command::pause) == "deferred");
    CHECK(w.state_now() == "Starting");
    CHECK(w.printer.actions() == "");
    w.happens(report_kind::started);
    CHECK(w.printer.actions() == "pause");
    CHECK(w.events() == "CommandDeferred(1, pause) →Pausing");
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Paused");
}

TEST_CASE("with a pause remembered, a second pause is already, and a resume withdraws it") {
    controller_fixture w;
    w.starting();
    CHECK(w.submit(command::pause) == "deferred");
    CHECK(w.submit(command::pause) == "already");
    CHECK(w.submit(command::resume) == "accepted");
    CHECK(w.submit(command::resume) == "already");
    w.happens(report_kind::started);
    CHECK(w.state_now() == "Printing");
    CHECK(w.printer.actions() == "");
    CHECK(w.events() == "CommandDeferred(1, pause) DeferralWithdrawn(1, resume) →Printing");
}

TEST_CASE("a resume while pausing is remembered and carried out once paused") {
    controller_fixture w;
    w.pausing();
    CHECK(w.submit(command::resume, user("ann")) == "deferred");
    CHECK(w.submit(command::resume) == "already");
    CHECK(w.printer.actions() == "");
    w.happens(report_kind::paused);
    CHECK(w.printer.actions() == "resume");
    const auto events = w.all_events();
    REQUIRE(events.size() == 4);
    CHECK(events[0].kind() == event_kind::command_deferred);
    CHECK(events[1].kind() == event_kind::state_changed);
    CHECK(events[1].now_in() == state::paused);
    CHECK(events[2].kind() == event_kind::print_paused);
    CHECK(events[3].now_in() == state::resuming);
    CHECK(events[3].by() == user("ann"));
    w.happens(report_kind::resumed);
    CHECK(w.events() == "PrintResumed(1) →Printing");
}

TEST_CASE("with a resume remembered, a pause withdraws it, whoever submits it") {
    SUBCASE("a user") {
        controller_fixture w;
        w.pausing();
        CHECK(w.submit(command::resume) == "deferred");
        CHECK(w.submit(command::pause) == "accepted");
        w.happens(report_kind::paused);
        CHECK(w.state_now() == "Paused");
        CHECK(w.events() == "CommandDeferred(1, resume) DeferralWithdrawn(1, pause) →Paused PrintPaused(1)");
    }
    SUBCASE("the printer, out of filament") {
        controller_fixture w;
        w.pausing();
        CHECK(w.submit(command::resume) == "deferred");
        w.asks(command::pause);
        w.happens(report_kind::paused);
        CHECK(w.state_now() == "Paused");
    }
    SUBCASE("the file, with M0") {
        controller_fixture w;
        w.pausing();
        CHECK(w.submit(command::resume) == "deferred");
        w.asks(command::pause, source::file);
        w.happens(report_kind::paused);
        CHECK(w.state_now() == "Paused");
    }
}

TEST_CASE("a toggle never withdraws: a double click is one") {
    controller_fixture w;
    w.starting();
    CHECK(w.submit(command::toggle) == "deferred");
    CHECK(w.submit(command::toggle) == "already");
    w.happens(report_kind::started);
    CHECK(w.state_now() == "Pausing");
    CHECK(w.submit(command::toggle) == "already");
    CHECK(w.submit(command::resume) == "deferred");
    CHECK(w.submit(command::toggle) == "already");
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Resuming");
    CHECK(w.submit(command::toggle) == "accepted");
    CHECK(w.state_now() == "Pausing");
}

TEST_CASE("a cancel drops what was remembered") {
    controller_fixture w;
    w.pausing();
    CHECK(w.submit(command::resume) == "deferred");
    CHECK(w.submit(command::cancel) == "accepted");
    w.happens(report_kind::paused); // crossed the cancel
    CHECK(w.state_now() == "Cancelling");
    w.happens(report_kind::cancelled);
    CHECK(w.printer.actions() == "cancel");
    CHECK(w.state_now() == "Operational");
}

TEST_CASE("a remembered resume whose preconditions fail leaves the job paused, and an event says why") {
    bool door_open = false;
    const auto door = [&door_open](const check_context& about) -> std::optional<refusal> {
        if (about.begins_a_job() || !door_open) return std::nullopt;
        return refusal{reason::precondition, "door_open", "The door is open"};
    };
    controller_fixture w{preconditions{door}};
    w.pausing();
    CHECK(w.submit(command::resume, user("ann")) == "deferred");
    door_open = true;
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Paused");
    CHECK(w.printer.actions() == "");
    const auto events = w.all_events();
    REQUIRE(events.size() == 4);
    CHECK(events[3].kind() == event_kind::deferral_refused);
    CHECK(events[3].refused() == reason::precondition);
    CHECK(events[3].by() == user("ann"));
    CHECK(events[3].job() == job_id{1});

    door_open = false;
    CHECK(w.submit(command::resume) ==
          "accepted"); // the wish is not remembered for ever; it can be asked again
}

TEST_CASE("a remembered resume is refused when the position was lost meanwhile") {
    controller_fixture w;
    w.pausing();
    CHECK(w.submit(command::resume) == "deferred");
    w.printer.current_facts.position_lost = true;
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Paused");
    CHECK(w.events() ==
          "CommandDeferred(1, resume) →Paused PrintPaused(1) DeferralRefused(1, position_lost)");
}

TEST_CASE("the event of a remembered resume that is refused contains the command, its actor and the reason") {
    controller_fixture w{preconditions{printer_fact{
        "door_open", "The door is open", [](const facts& f) { return f.homed == tristate::yes; }}}};
    w.printer.current_facts.homed = tristate::yes;
    w.pausing();
    REQUIRE(w.submit(command::toggle, user("ann")) == "already");
    REQUIRE(w.submit(command::resume, user("ben")) == "deferred");
    w.printer.current_facts.homed = tristate::no;
    w.happens(report_kind::paused);
    const event told = w.last(event_kind::deferral_refused);
    CHECK(told.asked() == command::resume);
    CHECK(told.by().user == "ben");
    CHECK(told.refused() == reason::precondition);
    CHECK(told.why() == failure::none);
}
