#include <printjob/job/machine.hpp>
#include <printjob/testing/event_recorder.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace printjob;
using table::verdict;
using namespace std::chrono_literals;

namespace {

actor user(std::string_view name) {
    actor by{.from = source::user};
    REQUIRE(by.user.assign(name));
    return by;
}

/// Drives a machine along the table by hand.
struct driver {
    machine m;
    instant now{};
    testing::event_recorder recorder;

    void asks(command what, const actor& by = {}) {
        const cell& c = m.decide(what);
        REQUIRE(c.takes_effect());
        m.enter(c, what, by, now);
    }
    void happens(report_kind what, failure why = failure::none) {
        const cell& c = m.decide(what, m.job());
        REQUIRE(c.takes_effect());
        m.enter(c, why, now);
    }
    std::string events() {
        recorder.drain(m);
        return recorder.take_words();
    }
    event last_event() {
        recorder.drain(m);
        REQUIRE_FALSE(recorder.events.empty());
        const event last = recorder.events.back();
        recorder.events.clear();
        return last;
    }
    std::string last_user() { return std::string{last_event().by().user.view()}; }
};

} // namespace

TEST_CASE("a machine begins offline, without a job, an outcome or an error") {
    const machine m;
    CHECK(m.current() == state::offline);
    CHECK(m.job() == job_id::none);
    CHECK(m.next_job() == job_id{1});
    CHECK(m.ended() == outcome::none);
    CHECK(m.last_error() == failure::none);
    CHECK(m.print_time(instant{1h}) == 0s);
}

TEST_CASE("job ids rise by one with each start and restart and are never used twice") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    CHECK(d.m.job() == job_id{1});
    d.happens(report_kind::started);
    d.happens(report_kind::paused);
    d.asks(command::restart);
    CHECK(d.m.job() == job_id{2});
    d.happens(report_kind::failed);
    CHECK(d.m.job() == job_id{2});
    d.asks(command::start);
    CHECK(d.m.job() == job_id{3});
}

TEST_CASE(
    "a restart makes the event of the old job's end under its own id, then that of the new job's beginning") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    d.happens(report_kind::started);
    d.happens(report_kind::paused);
    (void)d.events();
    d.asks(command::restart);
    CHECK(d.events() == "PrintCancelled(1) →Starting PrintStarted(2)");
    CHECK(d.m.ended() == outcome::none);
}

TEST_CASE("a report of another job is stale in every row") {
    for (std::size_t r = 0; r < row_count; ++r) {
        machine m;
        for (std::size_t k = 0; k < report_kind_count; ++k) {
            const auto what = static_cast<report_kind>(k);
            if (!speaks_of_a_job(what)) continue;
            CHECK(m.decide(what, job_id{77}).is == verdict::stale);
        }
    }
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    CHECK(d.m.decide(report_kind::started, job_id{2}).is == verdict::stale);
    CHECK(d.m.decide(report_kind::started, job_id::none).is == verdict::stale);
    CHECK(d.m.decide(report_kind::started, job_id{1}).is == verdict::applied);
    CHECK(d.m.decide(report_kind::disconnected, job_id::none).is == verdict::applied);
}

TEST_CASE("print time runs from started on, stops while paused, and stays after the end") {
    driver d;
    d.happens(report_kind::connected);
    d.now = instant{10s};
    d.asks(command::start);
    d.now = instant{15s};
    CHECK(d.m.print_time(d.now) == 0s); // starting is no printing
    d.happens(report_kind::started);
    d.now = instant{25s};
    CHECK(d.m.print_time(d.now) == 10s);
    d.asks(command::pause);
    d.now = instant{26s};
    CHECK(d.m.print_time(d.now) == 11s); // it still moves
    d.happens(report_kind::paused);
    d.now = instant{100s};
    CHECK(d.m.print_time(d.now) == 11s);
    d.asks(command::resume);
    d.now = instant{101s};
    CHECK(d.m.print_time(d.now) == 11s);
    d.happens(report_kind::resumed);
    d.now = instant{105s};
    d.happens(report_kind::drained);
    d.now = instant{106s};
    d.happens(report_kind::finished);
    d.now = instant{500s};
    CHECK(d.m.print_time(d.now) == 16s);
}

TEST_CASE("a restart sets the print time to zero") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    d.happens(report_kind::started);
    d.now = instant{60s};
    d.happens(report_kind::paused);
    d.asks(command::restart);
    d.now = instant{70s};
    d.happens(report_kind::started);
    d.now = instant{73s};
    CHECK(d.m.print_time(d.now) == 3s);
}

TEST_CASE("remembering a command, or withdrawing it, does not restart the state") {
    driver d;
    d.happens(report_kind::connected);
    d.now = instant{5s};
    d.asks(command::start);
    d.now = instant{8s};
    d.asks(command::pause);
    CHECK(d.m.since() == instant{5s});
    d.now = instant{9s};
    d.asks(command::resume);
    CHECK(d.m.since() == instant{5s});
}

TEST_CASE("print time does not change when a command is remembered in pausing") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    d.happens(report_kind::started);
    d.now = instant{10s};
    d.asks(command::pause);
    d.now = instant{12s};
    d.asks(command::resume);
    d.now = instant{13s};
    CHECK(d.m.print_time(d.now) == 13s);
}

TEST_CASE("events name the actor of the command that is completed") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start, user("ann"));
    CHECK(d.last_user() == "ann");
    d.happens(report_kind::started);
    CHECK(d.last_user() == "ann");
    d.asks(command::pause, user("bob"));
    d.happens(report_kind::paused);
    CHECK(d.last_user() == "bob");
    d.asks(command::resume, user("cat"));
    d.happens(report_kind::resumed);
    CHECK(d.last_user() == "cat");
    CHECK(d.m.started_by() == user("ann"));
    d.happens(report_kind::drained);
    d.happens(report_kind::finished);
    CHECK(d.last_user() == "ann"); // its being done was the starter's wish
}

TEST_CASE("the events of a remembered pause name its actor") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start, user("ann"));
    d.asks(command::pause, user("bob"));
    CHECK(d.last_user() == "bob");
    CHECK(d.m.wished_by() == user("bob"));
    d.happens(report_kind::started);
    CHECK(d.last_user() == "bob");
    d.happens(report_kind::paused);
    CHECK(d.last_user() == "bob");
}

TEST_CASE("the events of what the printer does by itself name the printer") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start, user("ann"));
    d.happens(report_kind::started);
    d.happens(report_kind::paused); // nobody asked
    CHECK(d.last_event().by() == actor{.from = source::printer});
    d.happens(report_kind::failed, failure::printer_reset);
    const event failed = d.last_event();
    CHECK(failed.by().from == source::printer);
    CHECK(failed.why() == failure::printer_reset);
}

TEST_CASE("the last error is remembered while the printer cannot be used, and forgotten when it can") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    d.happens(report_kind::halted, failure::printer_error);
    CHECK(d.m.last_error() == failure::printer_error);
    CHECK(d.m.ended() == outcome::failed);
    d.happens(report_kind::disconnected);
    CHECK(d.m.current() == state::offline);
    CHECK(d.m.last_error() == failure::printer_error);
    d.happens(report_kind::connecting);
    CHECK(d.m.last_error() == failure::printer_error);
    d.happens(report_kind::connected);
    CHECK(d.m.last_error() == failure::none);
}

TEST_CASE("a failure of the job is not an error of the printer") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    d.happens(report_kind::failed, failure::file_not_readable);
    CHECK(d.m.current() == state::operational);
    CHECK(d.m.last_error() == failure::none);
    CHECK(d.m.ended() == outcome::failed);
}

TEST_CASE("every outcome is kept until the next job begins") {
    driver d;
    d.happens(report_kind::connected);
    d.asks(command::start);
    CHECK(d.m.ended() == outcome::none);
    d.asks(command::cancel);
    CHECK(d.m.ended() == outcome::none);
    d.happens(report_kind::cancelled);
    CHECK(d.m.ended() == outcome::cancelled);
    d.asks(command::start);
    CHECK(d.m.ended() == outcome::none);
    d.happens(report_kind::started);
    d.happens(report_kind::drained);
    d.happens(report_kind::finished);
    CHECK(d.m.ended() == outcome::done);
}

TEST_CASE("deciding changes nothing") {
    driver d;
    d.happens(report_kind::connected);
    (void)d.events();
    for (std::size_t i = 0; i < intent_count; ++i)
        (void)d.m.decide(static_cast<intent>(i));
    CHECK(d.m.current() == state::operational);
    CHECK(d.events() == "");
}

TEST_CASE("the failure of a job is stored until the next job begins") {
    machine m;
    const auto happens = [&](report_kind what, failure why = failure::none) {
        m.enter(m.decide(what, m.job()), why, instant{});
    };
    CHECK(m.failed_with() == failure::none);
    happens(report_kind::connected);
    m.enter(m.decide(command::start), command::start, {}, instant{});
    CHECK(m.failed_with() == failure::none);
    happens(report_kind::failed, failure::line_refused);
    CHECK(m.failed_with() == failure::line_refused);
    m.enter(m.decide(command::start), command::start, {}, instant{});
    CHECK(m.failed_with() == failure::none);
}
