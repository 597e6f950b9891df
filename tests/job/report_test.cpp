#include <printjob/job/report.hpp>

#include <doctest/doctest.h>

#include <cstddef>

using namespace printjob;

TEST_CASE("a report of what happened contains its failure if its kind has one, and nothing else") {
    for (std::size_t i = 0; i < report_kind_count; ++i) {
        const auto kind = static_cast<report_kind>(i);
        CAPTURE(name(kind));
        const report said = report::of_job(job_id{4}, kind, failure::resend_limit);
        CHECK(said.is() == report::form::happened);
        CHECK(said.what() == kind);
        CHECK(said.job() == job_id{4});
        CHECK(said.why() == (gives_reason(kind) ? failure::resend_limit : failure::none));
        CHECK_FALSE(said.asked().has_value());
        CHECK(said.from() == source::printer);
        CHECK(said.told() == notice::none);
        CHECK(report::of_printer(kind, failure::resend_limit).job() == job_id::none);
    }
}

TEST_CASE("the kinds that end a job or lose the printer have a failure") {
    using enum report_kind;
    for (const auto kind : {disconnected, reset, halted, timed_out, failed})
        CHECK(gives_reason(kind));
    for (const auto kind : {connecting, connected, started, paused, resumed, cancelled, drained, finished})
        CHECK_FALSE(gives_reason(kind));
}

TEST_CASE("a request contains the command and its source, and nothing else") {
    const report said = report::asks_for(job_id{2}, command::cancel, source::file);
    CHECK(said.is() == report::form::asks);
    CHECK(said.asked() == command::cancel);
    CHECK(said.from() == source::file);
    CHECK(said.job() == job_id{2});
    CHECK_FALSE(said.what().has_value());
    CHECK(said.why() == failure::none);
    CHECK(said.told() == notice::none);
}

TEST_CASE("the source of a request is the printer or the file, and no other") {
    for (const auto from : {source::host, source::user, source::printer})
        CHECK(report::asks_for(job_id{2}, command::cancel, from).from() == source::printer);
}

TEST_CASE("a notice contains nothing else") {
    const report said = report::tells_of(job_id{2}, notice::prompt);
    CHECK(said.is() == report::form::tells);
    CHECK(said.told() == notice::prompt);
    CHECK(said.job() == job_id{2});
    CHECK_FALSE(said.what().has_value());
    CHECK(said.why() == failure::none);
    CHECK_FALSE(said.asked().has_value());
    CHECK(said.from() == source::printer);
}

TEST_CASE("a default report is empty") {
    const report said;
    CHECK(said.told() == notice::none);
    CHECK_FALSE(said.what().has_value());
    CHECK_FALSE(said.asked().has_value());
    CHECK(said.job() == job_id::none);
}
