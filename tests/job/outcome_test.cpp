// A job gets exactly one outcome.

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

TEST_CASE("a cancel while finishing ends in cancelled, and not in done") {
    controller_fixture w;
    w.finishing();
    CHECK(w.submit(command::cancel) == "accepted");
    w.happens(report_kind::finished); // crossed the cancel
    w.happens(report_kind::cancelled);
    CHECK(w.events() == "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)");
    CHECK(w.control.last_outcome() == outcome::cancelled);
}

TEST_CASE("a job that fails while it is being cancelled has failed, once") {
    controller_fixture w;
    w.cancelling();
    w.happens(report_kind::disconnected, failure::printer_disconnected);
    w.happens(report_kind::cancelled);
    CHECK(w.events() == "→Offline PrintFailed(1, printer_disconnected)");
    CHECK(w.control.last_outcome() == outcome::failed);
}

TEST_CASE("a reconnect starts nothing and keeps the selection and the job's identity") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::disconnected, failure::printer_disconnected);
    CHECK(w.control.status(w.clock.now()).last_error == failure::printer_disconnected);
    w.happens(report_kind::connecting);
    w.happens(report_kind::connected);
    w.pass(1h);
    CHECK(w.state_now() == "Operational");
    CHECK(w.printer.actions() == "");
    const job_status status = w.control.status(w.clock.now());
    CHECK(status.selected->path == "a.gcode");
    CHECK(status.job == job_id{1});
    CHECK(status.last_error == failure::none);
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.control.job() == job_id{2});
}

TEST_CASE("of many starts exactly one is accepted") {
    controller_fixture w;
    w.operational();
    int accepted = 0;
    for (int i = 0; i < 8; ++i)
        accepted += w.submit(command::start) == "accepted";
    CHECK(accepted == 1);
    CHECK(w.printer.actions() == "start");
}
