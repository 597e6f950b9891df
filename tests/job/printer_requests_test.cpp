// Commands that the printer or the job's file requests pass the same table.

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

TEST_CASE("requests of the printer and the file pass the same table, and events name them as actor") {
    controller_fixture w;
    w.printing();
    w.asks(command::pause, source::file);
    CHECK(w.printer.actions() == "pause");
    const auto events = w.all_events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].now_in() == state::pausing);
    CHECK(events[0].by().from == source::file);
    w.happens(report_kind::paused);
    w.forget();
    w.asks(command::resume, source::printer);
    CHECK(w.state_now() == "Resuming");
    w.asks(command::cancel, source::printer);
    CHECK(w.state_now() == "Cancelling");
}

TEST_CASE("a request that the table refuses changes nothing and makes no event") {
    controller_fixture w;
    w.operational();
    w.asks(command::pause);
    w.asks(command::cancel);
    CHECK(w.state_now() == "Operational");
    CHECK(w.events() == "");
}

TEST_CASE("a request of an earlier job's file changes nothing") {
    controller_fixture w;
    w.paused();
    CHECK(w.submit(command::restart) == "accepted");
    w.happens(report_kind::started);
    w.forget();
    w.printer.reports.push_back(report::asks_for(job_id{1}, command::cancel, source::file));
    w.control.advance(w.clock.now());
    CHECK(w.state_now() == "Printing");
    CHECK(w.events() == "");
}

TEST_CASE("a request without a job concerns the active job; one of an earlier job is ignored") {
    controller_fixture w;
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
