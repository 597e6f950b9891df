// The events that each command and each report makes, and their order.

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

TEST_CASE("a start makes these events in order: starting, PrintStarted, printing") {
    controller_fixture w;
    w.operational();
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.printer.actions() == "start");
    CHECK(w.printer.active == job_id{1});
    CHECK(w.printer.active_path == "a.gcode");
    w.happens(report_kind::started);
    CHECK(w.events() == "→Starting PrintStarted(1) →Printing");
}

TEST_CASE("a pause makes these events in order: pausing, paused, PrintPaused") {
    controller_fixture w;
    w.printing();
    CHECK(w.submit(command::pause) == "accepted");
    CHECK(w.events() == "→Pausing");
    w.happens(report_kind::paused);
    CHECK(w.events() == "→Paused PrintPaused(1)");
    CHECK(w.printer.actions() == "pause");
}

TEST_CASE("a resume makes these events in order: resuming, PrintResumed, printing") {
    controller_fixture w;
    w.paused();
    CHECK(w.submit(command::resume) == "accepted");
    CHECK(w.events() == "→Resuming");
    w.happens(report_kind::resumed);
    CHECK(w.events() == "PrintResumed(1) →Printing");
    CHECK(w.printer.actions() == "resume");
}

TEST_CASE(
    "a restart makes the events of the old job's end, then starting, PrintStarted of the new job, printing") {
    controller_fixture w;
    w.paused();
    CHECK(w.submit(command::restart) == "accepted");
    CHECK(w.events() == "PrintCancelled(1) →Starting PrintStarted(2)");
    CHECK(w.printer.actions() == "restart"); // no cancel: no safe stop in between
    CHECK(w.printer.active == job_id{2});
    w.happens(report_kind::started);
    CHECK(w.events() == "→Printing");
}

TEST_CASE("a cancel makes these events in order: PrintCancelling, cancelling, operational, PrintCancelled; "
          "no failure") {
    controller_fixture w;
    w.printing();
    CHECK(w.submit(command::cancel) == "accepted");
    CHECK(w.events() == "PrintCancelling(1) →Cancelling");
    w.happens(report_kind::cancelled);
    CHECK(w.events() == "→Operational PrintCancelled(1)");
    CHECK(w.control.last_outcome() == outcome::cancelled);
}

TEST_CASE("the end of a job makes these events in order: finishing, operational, PrintDone") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::drained);
    CHECK(w.events() == "→Finishing");
    w.happens(report_kind::finished);
    CHECK(w.events() == "→Operational PrintDone(1)");
    CHECK(w.control.last_outcome() == outcome::done);
}

TEST_CASE("a failure makes the event of the state that it leads to, then PrintFailed with the failure") {
    SUBCASE("the job's: operational") {
        controller_fixture w;
        w.printing();
        w.happens(report_kind::failed, failure::file_not_readable);
        CHECK(w.events() == "→Operational PrintFailed(1, file_not_readable)");
    }
    SUBCASE("a firmware reset: operational") {
        controller_fixture w;
        w.printing();
        w.happens(report_kind::reset, failure::printer_reset);
        CHECK(w.events() == "→Operational PrintFailed(1, printer_reset)");
    }
    SUBCASE("a lethal error: error") {
        controller_fixture w;
        w.printing();
        w.happens(report_kind::halted, failure::printer_error);
        CHECK(w.events() == "→Error PrintFailed(1, printer_error)");
    }
    SUBCASE("a disconnect: offline") {
        controller_fixture w;
        w.printing();
        w.happens(report_kind::disconnected, failure::printer_disconnected);
        CHECK(w.events() == "→Offline PrintFailed(1, printer_disconnected)");
    }
    SUBCASE("an emergency stop: error") {
        controller_fixture w;
        w.printing();
        CHECK(w.submit(command::emergency_stop) == "accepted");
        CHECK(w.events() == "→Error PrintFailed(1, emergency_stop)");
    }
}

TEST_CASE("a transport that answers at once makes the same events in the same order") {
    controller_fixture w;
    w.operational();
    w.printer.answers_at_once = true;
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.submit(command::pause) == "accepted");
    CHECK(w.submit(command::resume) == "accepted");
    CHECK(w.submit(command::cancel) == "accepted");
    CHECK(w.events() == "→Starting PrintStarted(1) →Printing →Pausing →Paused PrintPaused(1) →Resuming "
                        "PrintResumed(1) →Printing PrintCancelling(1) →Cancelling →Operational "
                        "PrintCancelled(1)");
}

TEST_CASE("the state follows a printer that pauses and resumes by itself") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::paused);
    CHECK(w.events() == "→Paused PrintPaused(1)");
    w.happens(report_kind::resumed);
    CHECK(w.events() == "PrintResumed(1) →Printing");
    CHECK(w.printer.actions() == "");
}

TEST_CASE("a firmware reset without a job makes an event and changes no state") {
    controller_fixture w;
    w.operational();
    w.happens(report_kind::reset);
    CHECK(w.events() == "PrinterReset(0)");
    CHECK(w.state_now() == "Operational");
}

TEST_CASE("a notice makes an event and changes nothing") {
    controller_fixture w;
    w.printing();
    w.printer.tells(notice::waiting_for_user);
    w.control.advance(w.clock.now());
    CHECK(w.events() == "Noticed(waiting_for_user)");
    CHECK(w.state_now() == "Printing");
}

TEST_CASE("the actor of a notice and of a violation is the printer") {
    controller_fixture w;
    w.printing();
    w.printer.tells(notice::prompt);
    w.happens(report_kind::cancelled); // nobody asked for it
    CHECK(w.control.current() == state::printing);
    const auto told = w.all_events();
    REQUIRE(told.size() == 2);
    CHECK(told[0].kind() == event_kind::noticed);
    CHECK(told[0].told() == notice::prompt);
    CHECK(told[0].by().from == source::printer);
    CHECK(told[0].why() == failure::none);
    CHECK(told[1].kind() == event_kind::violation);
    CHECK(told[1].what() == report_kind::cancelled);
    CHECK(told[1].by().from == source::printer);
}

TEST_CASE("the actor of a failure is the printer, whoever submitted the command that was carried out") {
    controller_fixture w;
    w.printing();
    REQUIRE(w.submit(command::pause, user("ann")) == "accepted");
    w.happens(report_kind::failed, failure::file_not_readable);
    const event failed = w.last(event_kind::print_failed);
    CHECK(failed.by().from == source::printer);
    CHECK(failed.by().user.empty());
}
