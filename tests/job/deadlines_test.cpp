// States that must end do end: the controller's time limits, and what restarts, extends and suspends them.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

using namespace printjob;
using namespace std::chrono_literals;
using tests::controller_fixture;

namespace {

constexpr state_timeouts limits{
    .connecting = 1s, .starting = 2s, .pausing = 3s, .resuming = 4s, .cancelling = 5s, .finishing = 6s};

struct limited : controller_fixture<> {
    explicit limited(const state_timeouts& those = limits) : controller_fixture<>{preconditions<>{}, those} {}
};

/// A transport without signs of life, progress or facts: only what must be there.
struct plain_transport {
    std::optional<report> next;
    int cancels = 0;

    std::optional<refusal> start(job_id, const file&, instant) { return std::nullopt; }
    std::optional<refusal> restart(job_id, const file&, instant) { return std::nullopt; }
    void pause(instant) {}
    void resume(instant) {}
    void cancel(instant) { ++cancels; }
    void emergency_stop(instant) {}
    void handle_time(instant) {}
    [[nodiscard]] instant next_deadline() const { return never; }
    std::optional<report> poll_report() { return std::exchange(next, std::nullopt); }
};

/// A transport that never stops talking.
struct chatterbox : plain_transport {
    std::optional<report> poll_report() { return report::tells_of(job_id::none, notice::prompt); }
};

} // namespace

TEST_CASE("each transitional state ends in error after its own limit, and the job with its own reason") {
    struct expectation {
        controller_fixture<>& (controller_fixture<>::*way)();
        duration limit;
        std::string reason;
    };
    const std::array<expectation, 5> expected{{
        {&controller_fixture<>::starting, 2s, "starting_timeout"},
        {&controller_fixture<>::pausing, 3s, "pausing_timeout"},
        {&controller_fixture<>::resuming, 4s, "resuming_timeout"},
        {&controller_fixture<>::cancelling, 5s, "cancelling_timeout"},
        {&controller_fixture<>::finishing, 6s, "finishing_timeout"},
    }};
    for (const expectation& each : expected) {
        INFO(each.reason);
        limited w;
        (w.*each.way)();
        CHECK(w.control.next_deadline() == w.clock.now() + each.limit);
        w.pass(each.limit - 1us);
        CHECK(w.events() == "");
        w.pass(1us);
        CHECK(w.events() == "→Error PrintFailed(1, " + each.reason + ")");
        CHECK(w.printer.actions() == "cancel"); // the safe stop is attempted
        CHECK(w.control.last_outcome() == outcome::failed);
        CHECK(w.control.next_deadline() == never);
    }
}

TEST_CASE("connecting ends in error after its limit") {
    limited w;
    w.happens(report_kind::connecting);
    w.forget();
    w.pass(1s);
    CHECK(w.events() == "→Error");
    CHECK(w.control.status(w.clock.now()).last_error == failure::connecting_timeout);
    CHECK(w.printer.actions() == "");
}

TEST_CASE("stable states never end by themselves") {
    constexpr std::array ways{&controller_fixture<>::operational, &controller_fixture<>::printing,
                              &controller_fixture<>::paused};
    for (auto way : ways) {
        limited w;
        (w.*way)();
        CHECK(w.control.next_deadline() == never);
        const std::string before = w.state_now();
        w.pass(24h * 365);
        CHECK(w.state_now() == before);
    }
}

TEST_CASE("a sign of life restarts the deadline: it counts silence") {
    limited w;
    w.pausing();
    w.pass(2s);
    w.printer.current_liveness.last_sign = w.clock.now();
    CHECK(w.control.next_deadline() == w.clock.now() + 3s);
    w.pass(2s);
    CHECK(w.state_now() == "Pausing");
    w.pass(1s);
    CHECK(w.state_now() == "Error");
}

TEST_CASE("a sign of life from before the state does not shorten its deadline") {
    limited w;
    w.printer.current_liveness.last_sign = instant{} - 1h;
    w.pausing();
    CHECK(w.control.next_deadline() == w.clock.now() + 3s);
}

TEST_CASE("the expected time of the command in flight extends the deadline, and never shortens it") {
    limited w;
    w.pausing();
    w.printer.current_liveness.expected = 10min;
    w.pass(9min);
    CHECK(w.state_now() == "Pausing");
    w.pass(1min);
    CHECK(w.state_now() == "Error");

    limited v;
    v.pausing();
    v.printer.current_liveness.expected = 1s;
    v.pass(2s);
    CHECK(v.state_now() == "Pausing");
}

TEST_CASE("waiting for a person suspends the deadline, and it counts again afterwards") {
    limited w;
    w.resuming();
    CHECK_FALSE(w.control.status(w.clock.now()).waits_for_person);
    w.printer.current_liveness.waits_for_person = true;
    CHECK(w.control.status(w.clock.now()).waits_for_person);
    CHECK(w.control.next_deadline() == never);
    w.pass(24h);
    CHECK(w.state_now() == "Resuming");
    w.printer.current_liveness = {.last_sign = w.clock.now(), .expected = 0s, .waits_for_person = false};
    w.pass(3s);
    CHECK(w.state_now() == "Resuming");
    w.pass(1s);
    CHECK(w.state_now() == "Error");
}

TEST_CASE("a limit of any length can be set, also none at all") {
    state_timeouts endless;
    endless.pausing = duration::max();
    limited w{endless};
    w.clock.advance(1h);
    w.pausing();
    CHECK(w.control.next_deadline() == never);
    w.pass(24h);
    CHECK(w.state_now() == "Pausing");

    limited v;
    v.clock.advance(1h);
    v.printer.current_liveness.expected = duration::max();
    v.pausing();
    v.pass(24h);
    CHECK(v.state_now() == "Pausing");
}

TEST_CASE("a limit that is negative counts as zero: the state ends at once, and nothing overflows") {
    for (const duration limit : {duration::min(), duration{-1}, duration::zero()}) {
        state_timeouts short_pause;
        short_pause.pausing = limit;
        for (const duration epoch : {duration::zero(), duration{-3'600'000'000}}) {
            limited w{short_pause};
            w.clock.advance(epoch);
            w.printing();
            REQUIRE(w.submit(command::pause) == "accepted");
            CHECK(w.state_now() == "Error");
            CHECK(w.events() == "→Pausing →Error PrintFailed(1, pausing_timeout)");
        }
    }
}

TEST_CASE("limits are set without preconditions, too") {
    plain_transport printer;
    controller control{printer, limits};
    static_assert(std::is_same_v<decltype(control), controller<plain_transport>>);
    printer.next = report::of_printer(report_kind::connecting);
    control.advance(instant{});
    CHECK(control.next_deadline() == instant{1s});
    controller<plain_transport> named{printer, state_timeouts{}};
    CHECK(named.current() == state::offline);
}

TEST_CASE("commands that are remembered and withdrawn do not extend a silent state") {
    limited w;
    w.starting();
    for (int i = 0; i < 3; ++i) {
        w.pass(500ms);
        CHECK(w.submit(command::pause) == "deferred");
        CHECK(w.submit(command::resume) == "accepted");
    }
    w.pass(500ms);
    CHECK(w.state_now() == "Error");
}

TEST_CASE("a report that comes at the very instant of the deadline is still in time") {
    limited w;
    w.pausing();
    w.clock.advance(3s);
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Paused");
}

TEST_CASE("the cancelled report after a timeout is late and changes nothing") {
    limited w;
    w.pausing();
    w.printer.answers_at_once = true; // the safe stop's cancel is answered
    w.pass(3s);
    CHECK(w.events() == "→Error PrintFailed(1, pausing_timeout)");
    CHECK(w.state_now() == "Error");
}

TEST_CASE("a transport's own deadline is respected") {
    limited w;
    w.starting();
    w.printer.wants_to_be_driven_at = w.clock.now() + 1s;
    CHECK(w.control.next_deadline() == w.clock.now() + 1s);
    w.printer.wants_to_be_driven_at = w.clock.now() + 5s;
    CHECK(w.control.next_deadline() == w.clock.now() + 2s);
}

TEST_CASE("without signs of life, deadlines count from the state's beginning") {
    plain_transport printer;
    controller control{printer, preconditions<>{}, limits};
    printer.next = report::of_printer(report_kind::connected);
    control.advance(instant{});
    CHECK(control.print(tests::a_file(), instant{1s}).has_value());
    CHECK(control.next_deadline() == instant{3s});
    control.advance(instant{3s});
    CHECK(control.current() == state::error);
    CHECK(printer.cancels == 1);
}

TEST_CASE("without facts of the transport all are unknown, and without its progress there is none") {
    plain_transport printer;
    controller control{printer};
    printer.next = report::of_printer(report_kind::connected);
    control.advance(instant{});
    CHECK(control.printer_facts().homed == tristate::unknown);
    CHECK(control.print(tests::a_file(), instant{}).has_value());
    const job_status status = control.status(instant{});
    CHECK_FALSE(status.completion.has_value());
    CHECK_FALSE(status.acknowledged.has_value());
    CHECK(status.print_time.has_value());
}

TEST_CASE("a transport that reports without end does not block the controller") {
    chatterbox printer;
    controller control{printer};
    control.advance(instant{});
    CHECK(control.poll_event().has_value());
}

TEST_CASE("a limit beyond the last instant is no limit") {
    const duration nearly_for_ever = duration::max() - 1s;
    controller_fixture w{preconditions<>{}, {.starting = nearly_for_ever}};
    w.clock.advance(1h);
    w.starting();
    CHECK(w.control.next_deadline() == never);
    w.pass(1h);
    CHECK(w.state_now() == "Starting");
}
