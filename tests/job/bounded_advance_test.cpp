// One call of the controller takes in a bounded number of reports, and loses no event of them.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::controller_fixture;

TEST_CASE("the reports that follow a timeout are applied in the same call") {
    controller_fixture w;
    w.pausing();
    w.printer.answers_at_once = true;
    w.pass(60s);
    CHECK(w.state_now() == "Error");
    CHECK(w.printer.actions() == "cancel");
    CHECK(w.printer.reports.empty());
}

TEST_CASE("one call applies at most 1024 reports; the next call continues") {
    controller_fixture w;
    w.printing();
    w.printer.times_driven = 0;
    for (int i = 0; i < 1500; ++i) // they are stale: nothing is told of them
        w.printer.happens(report_kind::resumed);
    w.control.advance(w.clock.now());
    CHECK(w.printer.reports.size() == 1500 - 1024);
    CHECK(w.printer.times_driven == 16); // it is driven after every 64
    w.control.advance(w.clock.now());
    CHECK(w.printer.reports.empty());
}

TEST_CASE("polling after each call misses no event, however many reports come at once") {
    controller_fixture w;
    w.printing();
    for (int i = 0; i < 100; ++i)
        w.printer.tells(notice::prompt);
    int notices = 0;
    int calls = 0;
    while (!w.printer.reports.empty()) {
        w.control.advance(w.clock.now());
        ++calls;
        for (const event& each : w.all_events()) {
            CHECK(each.kind() == event_kind::noticed);
            ++notices;
        }
    }
    CHECK(notices == 100);
    CHECK(calls == 4); // 29 in each, so that one more report would have found room for its events
}

TEST_CASE("the events of a command and of the reports during its call fit the ring together") {
    controller_fixture w;
    w.happens(report_kind::connected);
    w.forget();
    for (int i = 0; i < 100; ++i)
        w.printer.tells(notice::prompt);
    REQUIRE(w.print(a_file()) == "accepted");
    const auto told = w.all_events();
    CHECK(told.size() == 29);
    CHECK(told[0].kind() == event_kind::file_selected);
    CHECK(told[2].kind() == event_kind::print_started);
    CHECK(told.back().kind() == event_kind::noticed);
    REQUIRE(w.submit(command::pause) == "deferred"); // does not drive the printer
    CHECK(w.all_events().size() == 1);
    REQUIRE(w.submit(command::cancel) == "accepted");
    CHECK(w.all_events().size() == 29);
}

TEST_CASE("a state that lasts too long ends in the next call if its events do not fit in this one") {
    controller_fixture w;
    w.pausing();
    for (int i = 0; i < 29; ++i)
        w.printer.tells(notice::prompt);
    w.pass(60s);
    CHECK(w.state_now() == "Pausing");
    CHECK(w.all_events().size() == 29);
    CHECK(w.control.next_deadline() <= w.clock.now());
    w.pass(0s);
    CHECK(w.state_now() == "Error");
    CHECK(w.all_events().size() == 2);
}
