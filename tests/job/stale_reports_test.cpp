// Reports that crossed a command, or belong to an earlier job, change nothing.

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

TEST_CASE("reports of an earlier job change nothing") {
    controller_fixture w;
    w.paused();
    CHECK(w.submit(command::restart) == "accepted");
    w.happens(report_kind::started);
    w.forget();
    for (report_kind what :
         {report_kind::started, report_kind::paused, report_kind::resumed, report_kind::cancelled,
          report_kind::drained, report_kind::finished, report_kind::failed}) {
        w.printer.reports.push_back(report::of_job(job_id{1}, what, failure::printer_error));
        w.control.advance(w.clock.now());
        CHECK(w.state_now() == "Printing");
    }
    CHECK(w.events() == "");
    CHECK(w.printer.actions() == "");
}

TEST_CASE("a late report of a job that has ended does not start it again") {
    controller_fixture w;
    w.cancelling();
    w.happens(report_kind::cancelled);
    w.forget();
    for (report_kind what : {report_kind::started, report_kind::resumed, report_kind::paused,
                             report_kind::drained, report_kind::finished, report_kind::cancelled})
        w.happens(what);
    CHECK(w.state_now() == "Operational");
    CHECK(w.events() == "");
}

TEST_CASE("an impossible report makes a violation and changes nothing") {
    controller_fixture w;
    w.printing();
    w.happens(report_kind::cancelled);
    w.happens(report_kind::finished);
    CHECK(w.events() == "Violation(cancelled) Violation(finished)");
    CHECK(w.state_now() == "Printing");
    CHECK(w.control.last_outcome() == outcome::none);
}

TEST_CASE("a drained that crosses a pause does not end the job") {
    controller_fixture w;
    w.pausing();
    w.happens(report_kind::drained);
    CHECK(w.state_now() == "Pausing");
    w.happens(report_kind::paused);
    CHECK(w.submit(command::resume) == "accepted");
    w.happens(report_kind::resumed);
    w.happens(report_kind::drained);
    w.happens(report_kind::finished);
    CHECK(w.control.last_outcome() == outcome::done);
}
