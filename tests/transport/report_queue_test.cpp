#include <printjob/transport/report_queue.hpp>

#include <doctest/doctest.h>

using namespace printjob;

TEST_SUITE("report_queue") {
    TEST_CASE("reports come out in the order in which they went in") {
        report_queue reports;
        CHECK(reports.empty());
        for (int round = 0; round < 30; ++round) {
            reports.push(report::of_job(job_id{1}, report_kind::started));
            reports.push(report::of_job(job_id{1}, report_kind::drained));
            CHECK(reports.poll()->what() == report_kind::started);
            CHECK(reports.poll()->what() == report_kind::drained);
        }
        CHECK(reports.empty());
        CHECK_FALSE(reports.poll().has_value());
    }

    TEST_CASE("a flood of requests and notices leaves room for what happened") {
        report_queue reports;
        for (int i = 0; i < 1'000; ++i) {
            reports.push(report::tells_of(job_id{1}, notice::prompt));
            reports.push(report::asks_for(job_id{1}, command::pause, source::printer));
        }
        reports.push(report::of_printer(report_kind::reset));
        std::size_t count = 0;
        bool heard_of_reset = false;
        while (const auto next = reports.poll()) {
            ++count;
            heard_of_reset = next->what() == report_kind::reset;
        }
        CHECK(count == report_queue::capacity - report_queue::kept_free + 1);
        CHECK(heard_of_reset);
    }

    TEST_CASE("it never holds more than its capacity") {
        report_queue reports;
        for (int i = 0; i < 1'000; ++i)
            reports.push(report::of_printer(report_kind::connecting));
        std::size_t count = 0;
        while (reports.poll())
            ++count;
        CHECK(count == report_queue::capacity);
    }
}
