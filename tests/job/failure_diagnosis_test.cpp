// The diagnosis of a failure is in its events and in the status, and nowhere else.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob;
using tests::controller_fixture;

namespace {

const diagnosis too_long = diagnosis::of_line(12, 345, "a line of the file is too long for the printer");
const diagnosis killed = diagnosis::of_words("Printer halted. kill() called!");
const diagnosis unplugged = diagnosis::of_error({fault::device_gone, 5});

/// The diagnosis in the status.
std::optional<diagnosis> shown(const controller_fixture<>& w) {
    return w.control.status(w.clock.now()).details;
}

} // namespace

TEST_CASE("a halt during a job: its words are in the change to error, the failure and the status") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::halted, failure::printer_error, killed);
    const auto told = w.all_events();
    REQUIRE(told.size() == 2);
    for (const event& each : told) {
        CHECK(each.why() == failure::printer_error);
        REQUIRE(each.details() != nullptr);
        CHECK(*each.details() == killed);
    }
    CHECK(shown(w) == killed);
}

TEST_CASE("a failed job: the line is in the failure and the status, and not in the change to operational") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::failed, failure::line_refused, too_long);
    const auto told = w.all_events();
    REQUIRE(told.size() == 2);
    CHECK(told[0].kind() == event_kind::state_changed);
    CHECK(told[0].details() == nullptr);
    CHECK(told[1].kind() == event_kind::print_failed);
    REQUIRE(told[1].details() != nullptr);
    CHECK(*told[1].details() == too_long);
    CHECK(shown(w) == too_long);
}

TEST_CASE("a loss without a job: the system's error is in the change to offline and the status") {
    controller_fixture w;
    w.operational();
    w.happens(report_kind::disconnected, failure::printer_disconnected, unplugged);
    const auto told = w.all_events();
    REQUIRE(told.size() == 1);
    REQUIRE(told[0].details() != nullptr);
    CHECK(*told[0].details() == unplugged);
    CHECK(shown(w) == unplugged);
}

TEST_CASE("the status shows the diagnosis of the printer's error, and after it that of the job's failure") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::failed, failure::line_refused, too_long);
    w.happens(report_kind::disconnected, failure::printer_disconnected, unplugged);
    CHECK(shown(w) == unplugged);
    w.happens(report_kind::connected);
    CHECK(shown(w) == too_long);
    REQUIRE(w.submit(command::start) == "accepted");
    CHECK_FALSE(shown(w).has_value());
}

TEST_CASE("a failure without a diagnosis does not keep that of the previous one") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::halted, failure::printer_error, killed);
    w.happens(report_kind::connected);
    w.forget();
    REQUIRE(w.submit(command::start) == "accepted");
    w.happens(report_kind::halted, failure::printer_not_responding);
    for (const event& each : w.all_events())
        CHECK(each.details() == nullptr);
    CHECK_FALSE(shown(w).has_value());
}

TEST_CASE("an emergency stop does not keep the diagnosis of an earlier failure") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::halted, failure::printer_error, killed);
    w.happens(report_kind::connected);
    REQUIRE(w.submit(command::emergency_stop) == "accepted");
    CHECK_FALSE(shown(w).has_value());
    w.happens(report_kind::connected);
    CHECK(shown(w) == killed); // of the job, which failed with it
}

TEST_CASE("if two jobs failed before their events were polled, the second keeps its diagnosis") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::failed, failure::line_refused, too_long);
    REQUIRE(w.submit(command::start) == "accepted");
    w.happens(report_kind::halted, failure::printer_error, killed);
    w.happens(report_kind::disconnected, failure::printer_disconnected, unplugged);
    int failures = 0;
    for (const event& each : w.all_events()) {
        if (each.kind() == event_kind::print_failed && ++failures == 1) {
            CHECK(each.why() == failure::line_refused);
            CHECK(each.details() == nullptr);
        }
        if (each.why() == failure::printer_error) CHECK(*each.details() == killed);
        if (each.why() == failure::printer_disconnected) CHECK(*each.details() == unplugged);
    }
    CHECK(failures == 2);
}

TEST_CASE("events without a failure have no diagnosis") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::halted, failure::printer_error, killed);
    (void)w.all_events();
    w.happens(report_kind::connected);
    w.printer.tells(notice::prompt);
    REQUIRE(w.submit(command::start) == "accepted");
    REQUIRE(w.submit(command::cancel) == "accepted");
    w.happens(report_kind::cancelled);
    const auto told = w.all_events();
    CHECK(told.size() > 5);
    for (const event& each : told)
        CHECK(each.details() == nullptr);
}

TEST_CASE("a report has a diagnosis only with a failure") {
    CHECK(*report::of_printer(report_kind::halted, failure::printer_error, killed).details() == killed);
    CHECK(*report::of_job(job_id{1}, report_kind::failed, failure::line_refused, too_long).details() ==
          too_long);
    CHECK(report::of_job(job_id{1}, report_kind::failed, failure::none, too_long).details() == nullptr);
    CHECK(report::of_job(job_id{1}, report_kind::paused, failure::line_refused, too_long).details() ==
          nullptr);
    const report without = report::of_printer(report_kind::halted, failure::printer_error);
    CHECK(without.details() == nullptr);
}
