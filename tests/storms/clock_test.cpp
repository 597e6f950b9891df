// Clocks that jump by hours, and clocks that stand still, in every state: nobody spins, nothing is written without end,
// and a job that was there has one outcome.

#include "../gcode/print_bench.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

using namespace bench;

namespace {

constexpr std::array every_state{state::offline,    state::connecting, state::operational, state::starting,
                                 state::printing,   state::pausing,    state::paused,      state::resuming,
                                 state::cancelling, state::finishing,  state::error};

/// Brings the printer to any state, with or without a job.
void bring_to_any(print_bench& at, state wanted) {
    if (has_job(wanted)) return bring_to(at, wanted);
    if (wanted != state::connecting) at.connect();
    if (wanted == state::offline) at.port.unplug();
    if (wanted == state::error) at.marlin.halt("Heating failed", at.clock.now());
    at.pass(wanted == state::connecting ? 0s : 10ms);
    REQUIRE(at.control.current() == wanted);
    at.events.events.clear();
    (void)at.take_wire();
}

/// How often a host that sleeps until its deadlines, or until bytes come, wakes up in a span of time.
std::size_t turns_in(print_bench& at, duration span) {
    const instant end = at.clock.now() + span;
    std::size_t turns = 0;
    while (turns < 1'000'000) {
        at.port.handle_time();
        at.control.advance(at.clock.now());
        at.events.drain(at.control);
        const instant next = std::min(at.port.next_event(), at.control.next_deadline());
        if (next > end) break;
        at.clock.advance_to(next);
        ++turns;
    }
    at.clock.advance_to(end);
    return turns;
}

/// How many outcomes the events tell.
std::size_t outcomes_in(const print_bench& at) {
    return static_cast<std::size_t>(std::ranges::count_if(at.events.events, [](const event& each) {
        return each.kind() == event_kind::print_done || each.kind() == event_kind::print_cancelled ||
               each.kind() == event_kind::print_failed;
    }));
}

} // namespace

TEST_CASE("a clock that stands still: the deadline moves on, and nothing is written a second time") {
    for (const auto in : every_state) {
        CAPTURE(name(in));
        print_bench at{quick_heater(), slow_scripts(), {.latency = 5ms}};
        bring_to_any(at, in);
        const instant now = at.clock.now();
        int calls = 0;
        do
            at.control.advance(now);
        while (at.control.next_deadline() <= now && ++calls < 100);
        CHECK(calls <= 2);
        at.events.drain(at.control);
        const std::size_t events = at.events.events.size();
        (void)at.take_wire();
        for (int i = 0; i < 10'000; ++i)
            at.control.advance(now);
        at.events.drain(at.control);
        CHECK(at.take_wire() == "");
        CHECK(at.events.events.size() == events);
        CHECK(at.control.current() == in);
        CHECK(at.control.next_deadline() > now);
    }
}

TEST_CASE("a clock that jumps by hours while the printer works: no job is lost, and nothing spins") {
    for (const auto in : every_state) {
        for (const duration jump : {duration{1min}, duration{3h}}) {
            CAPTURE(name(in));
            CAPTURE(jump.count());
            print_bench at{quick_heater(), slow_scripts(), {.latency = 5ms}};
            bring_to_any(at, in);
            at.clock.advance(jump);
            CHECK(turns_in(at, 1h) < 5'000);
            CHECK(outcomes_in(at) == (has_job(in) && in != state::paused && in != state::pausing ? 1 : 0));
            CHECK(at.control.last_outcome() != outcome::failed);
        }
    }
}

TEST_CASE("a clock that jumps by hours over a silent printer: the job fails once, and nothing spins") {
    for (const auto in : every_state) {
        for (const duration jump : {duration{1h}, duration{100h}, duration{9000h}}) {
            CAPTURE(name(in));
            CAPTURE(jump.count());
            print_bench at{quick_heater(), slow_scripts(), {.latency = 5ms}};
            bring_to_any(at, in);
            at.marlin.power_off(at.clock.now());
            at.clock.advance(jump);
            CHECK(turns_in(at, 10h) < 50'000);
            CHECK(outcomes_in(at) == (has_job(in) ? 1 : 0));
            CHECK_FALSE(has_job(at.control.current()));
            CHECK(at.take_wire().size() < 200'000);
            at.marlin.power_on(at.clock.now());
            at.port.plug_in();
            at.until(state::operational);
            CHECK(outcomes_in(at) == (has_job(in) ? 1 : 0));
        }
    }
}

TEST_CASE("a port that accepts no byte any more: the job fails once, and nothing spins") {
    for (const auto in : every_state) {
        CAPTURE(name(in));
        print_bench at{quick_heater(), slow_scripts(), {.latency = 5ms}};
        bring_to_any(at, in);
        at.port.limit_writes(0);
        std::size_t turns = 0;
        for (int minutes = 0; minutes < 2 || (minutes < 120 && has_job(at.control.current())); ++minutes)
            turns = std::max(turns, turns_in(at, 1min));
        CHECK(turns < 10'000); // in a minute: it tries again, and sleeps between
        CHECK(outcomes_in(at) == (has_job(in) ? 1 : 0));
        CHECK_FALSE(has_job(at.control.current()));
        at.port.limit_writes(4096);
        if (in == state::offline) at.port.plug_in();
        at.pass(1min);
        // A state that lasted too long ends in error, and error ends with a new greeting.
        if (at.control.current() == state::error) at.marlin.reset(at.clock.now());
        at.until(state::operational);
        CHECK(outcomes_in(at) == (has_job(in) ? 1 : 0));
    }
}
