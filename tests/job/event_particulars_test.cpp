// What an event tells beside its kind: who, why, which command; and that it tells nothing that is not its own.

#include "world.hpp"
#include <printjob/controller.hpp>
#include <printjob/job/machine.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string_view>

using namespace printjob;
using namespace std::chrono_literals;
using tests::user;
using tests::world;

namespace {

/// The last event of a kind, of all since the last call.
template <class World>
event last(World& w, event_kind kind) {
    std::optional<event> found;
    for (const event& e : w.all_events())
        if (e.kind() == kind) found = e;
    REQUIRE(found.has_value());
    return *found;
}

} // namespace

TEST_CASE("an event of something that went well names no failure, refusal, notice or loss") {
    world w;
    w.operational();
    REQUIRE(w.submit(command::start) == "accepted");
    w.happens(report_kind::started);
    w.happens(report_kind::drained);
    w.happens(report_kind::finished);
    const auto told = w.all_events();
    CHECK(told.size() == 6);
    for (const event& e : told) {
        CHECK(e.why() == failure::none);
        CHECK(e.refused() == reason::none);
        CHECK(e.told() == notice::none);
        CHECK(e.lost() == 0);
    }
    CHECK(w.control.status(w.clock.now()).last_error == failure::none);
}

TEST_CASE("what is told in the place of an old overrun is no loss") {
    world w;
    w.operational();
    for (int i = 0; i < 100; ++i) { // more than the ring holds, and nobody polls
        REQUIRE(w.select(tests::a_file()) == "accepted");
        if (i == 50) // the gap is told among the events, and these go on
            for (int polled = 0; polled < 8; ++polled)
                REQUIRE(w.control.poll_event().has_value());
    }
    (void)w.all_events();
    for (int i = 0; i < 40; ++i) {
        REQUIRE(w.select(tests::a_file()) == "accepted");
        CHECK(last(w, event_kind::file_selected).lost() == 0);
    }
}

TEST_CASE("a job that fails in a state that must end fails by the printer, whoever asked for that state") {
    world w;
    w.printing();
    REQUIRE(w.submit(command::pause, user("ann")) == "accepted");
    w.happens(report_kind::failed, failure::file_not_readable);
    const event failed = last(w, event_kind::print_failed);
    CHECK(failed.by().from == source::printer);
    CHECK(failed.by().user.empty());
}

TEST_CASE("a remembered resume that is refused is told with the command, who gave it, and the reason") {
    world w{preconditions{printer_fact{"door_open", "The door is open",
                                       [](const facts& f) { return f.homed == tristate::yes; }}}};
    w.printer.current_facts.homed = tristate::yes;
    w.pausing();
    REQUIRE(w.submit(command::toggle, user("ann")) == "already");
    REQUIRE(w.submit(command::resume, user("ben")) == "deferred");
    w.printer.current_facts.homed = tristate::no;
    w.happens(report_kind::paused);
    const event told = last(w, event_kind::deferral_refused);
    CHECK(told.asked() == command::resume);
    CHECK(told.by().user == "ben");
    CHECK(told.refused() == reason::precondition);
    CHECK(told.why() == failure::none);
}

TEST_CASE("a notice and a violation are told by the printer") {
    world w;
    w.printing();
    w.printer.tells(notice::prompt);
    w.happens(report_kind::cancelled); // nobody asked for it
    CHECK(w.control.current() == state::printing);
    const auto told = w.all_events();
    REQUIRE(told.size() == 2);
    CHECK(told[0].kind() == event_kind::noticed);
    CHECK(told[0].told() == notice::prompt);
    CHECK(told[0].by().from == source::printer);
    CHECK(told[0].why() == failure::none);
    CHECK(told[1].kind() == event_kind::violation);
    CHECK(told[1].what() == report_kind::cancelled);
    CHECK(told[1].by().from == source::printer);
}

TEST_CASE("a refusal by a printer's fact has the embedder's name, under the reason for all such") {
    world w{preconditions{printer_fact{"door_open", "The door is open", [](const facts&) { return false; }}}};
    w.operational();
    const answer given = w.control.submit(command::start, w.clock.now());
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error() == refusal{reason::precondition, "door_open", "The door is open"});
}

TEST_CASE("the time of a job that is being cancelled counts until it is") {
    world w;
    w.printing();
    w.pass(10s);
    REQUIRE(w.submit(command::cancel) == "accepted");
    w.pass(5s);
    CHECK(w.control.status(w.clock.now()).print_time == 15s);
}

TEST_CASE("why a job failed is known until the next begins") {
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
