#include <printjob/transport/report_queue.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

using namespace printjob;

TEST_SUITE("report_queue") {
    TEST_CASE("reports are polled in the order in which they were added") {
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

    TEST_CASE(
        "a flood of requests and notices leaves room for what happened, and a notice reports the loss") {
        report_queue reports;
        for (int i = 0; i < 1'000; ++i) {
            reports.push(report::tells_of(job_id{1}, notice::prompt));
            reports.push(report::asks_for(job_id{1}, command::pause, source::printer));
        }
        reports.push(report::of_printer(report_kind::reset));
        std::vector<report> all;
        while (const auto next = reports.poll())
            all.push_back(*next);
        REQUIRE(all.size() == report_queue::capacity - report_queue::kept_free + 2);
        CHECK(all[all.size() - 2].what() == report_kind::reset);
        CHECK(all.back().told() == notice::reports_lost);
        CHECK(reports.empty());
    }

    TEST_CASE("something that happened and found no room is not dropped in silence: the printer is told as "
              "halted") {
        report_queue reports;
        for (std::size_t i = 0; i < report_queue::capacity; ++i)
            reports.push(report::of_printer(report_kind::connecting));
        reports.push(report::of_job(job_id{1}, report_kind::failed, failure::line_refused));
        reports.push(report::tells_of(job_id{1}, notice::prompt)); // the loss that matters more is told
        for (std::size_t i = 0; i < report_queue::capacity; ++i) {
            CHECK_FALSE(reports.empty());
            CHECK(reports.poll()->what() == report_kind::connecting);
        }
        CHECK_FALSE(reports.empty());
        const auto last = reports.poll();
        REQUIRE(last.has_value());
        CHECK(last->what() == report_kind::halted);
        CHECK(last->why() == failure::reports_lost);
        CHECK(reports.empty());
        CHECK_FALSE(reports.poll().has_value());
    }

    TEST_CASE("a transport that reads only while there is room loses nothing") {
        report_queue reports;
        std::size_t pushed = 0;
        std::size_t polled = 0;
        for (int turn = 0; turn < 100; ++turn) {
            while (reports.has_room()) { // two reports for each response
                reports.push(report::asks_for(job_id{1}, command::pause, source::printer));
                reports.push(report::of_job(job_id{1}, report_kind::paused));
                pushed += 2;
            }
            for (int step = 0; step < 4; ++step, ++pushed)
                reports.push(report::of_printer(report_kind::connecting));
            while (const auto next = reports.poll()) {
                CHECK(next->why() == failure::none);
                ++polled;
            }
        }
        CHECK(polled == pushed);
    }

    TEST_CASE("a diagnosis is polled with its report") {
        report_queue reports;
        const diagnosis killed = diagnosis::of_words("kill() called");
        for (int round = 0; round < 30; ++round) {
            reports.push(report::of_printer(report_kind::connecting));
            reports.push(report::of_printer(report_kind::halted, failure::printer_error, killed));
            reports.push(report::of_printer(report_kind::disconnected, failure::printer_disconnected));
            CHECK(reports.poll()->details() == nullptr);
            const auto halted = reports.poll();
            REQUIRE(halted->details() != nullptr);
            CHECK(*halted->details() == killed);
            CHECK(reports.poll()->details() == nullptr);
        }
    }

    TEST_CASE("of two failures that wait, the first keeps its diagnosis, and both keep their failure") {
        report_queue reports;
        const diagnosis killed = diagnosis::of_words("kill() called");
        reports.push(report::of_printer(report_kind::halted, failure::printer_error, killed));
        reports.push(report::of_printer(report_kind::disconnected, failure::printer_disconnected,
                                        diagnosis::of_error({fault::device_gone, 5})));
        CHECK(*reports.poll()->details() == killed);
        const auto second = reports.poll();
        CHECK(second->why() == failure::printer_disconnected);
        CHECK(second->details() == nullptr);
    }
}
