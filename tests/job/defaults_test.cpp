// The defaults: what is not set is unknown.

#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace printjob;
using namespace std::chrono_literals;

TEST_CASE("facts that are not set are unknown") {
    const facts f;
    CHECK(f.tool_count == 0);
    CHECK(f.homed == tristate::unknown);
    CHECK(f.filament_present == tristate::unknown);
    CHECK(f.door_closed == tristate::unknown);
    CHECK(f.bed_clear == tristate::unknown);
    CHECK(f.card_ready == tristate::unknown);
    CHECK_FALSE(f.position_lost);
    CHECK_FALSE(f.bed.has_value());
    CHECK_FALSE(f.chamber.has_value());
    for (const temperature& tool : f.tools) {
        CHECK_FALSE(tool.actual.has_value());
        CHECK_FALSE(tool.target.has_value());
    }
}

TEST_CASE("by default a file is stored at the host and its use of filament is unknown") {
    const file f;
    CHECK(f.origin == file_origin::local);
    CHECK_FALSE(f.size.has_value());
    CHECK_FALSE(f.date.has_value());
    const filament_use use;
    CHECK(use.length_mm == 0);
    CHECK(use.volume_cm3 == 0);
}

TEST_CASE("a default status, progress and liveness contain nothing") {
    const job_status s;
    CHECK(s.current == state::offline);
    CHECK(s.last_error == failure::none);
    CHECK(s.failed_with == failure::none);
    CHECK(s.job == job_id::none);
    CHECK(s.started_by == actor{});
    CHECK(s.time_left_origin == estimate_origin::none);
    const progress p;
    CHECK(p.sent == 0);
    CHECK(p.acknowledged == 0);
    CHECK(p.executed == 0);
    const liveness l{};
    CHECK_FALSE(l.waits_for_person);
}

TEST_CASE("by default a report has no failure, and a report of the printer has no job") {
    CHECK(report::of_printer(report_kind::halted).why() == failure::none);
    CHECK(report::of_printer(report_kind::halted).job() == job_id::none);
    CHECK(report::of_job(job_id{3}, report_kind::failed).why() == failure::none);
    CHECK(report::of_job(job_id{3}, report_kind::failed).job() == job_id{3});
}

TEST_CASE("the default actor is the embedding program") {
    CHECK(actor{}.from == source::host);
    CHECK(actor{}.user.empty());
}

TEST_CASE(
    "the default limit is half a minute for connecting, and one minute for every other state that must end") {
    const state_timeouts limits;
    CHECK(limits.connecting == 30s);
    CHECK(limits.starting == 60s);
    CHECK(limits.pausing == 60s);
    CHECK(limits.resuming == 60s);
    CHECK(limits.cancelling == 60s);
    CHECK(limits.finishing == 60s);
}
