// Each call of a port goes wrong in turn, from the first look for a printer to the end of a job that is paused and
// resumed, or started again and cancelled.

#include "watched_bench.hpp"

#include <string>
#include <string_view>

using namespace failing;

namespace {

/// Lets each call of a story in one call_of go wrong in turn, in every way.
void fail_each_call(story tell, std::string_view undisturbed, call_of where, std::uint8_t lines_in_flight) {
    watched_bench calm{lines_in_flight};
    tell(calm);
    REQUIRE(calm.outcomes() == undisturbed);
    const std::size_t calls = calm.port.calls(where);
    REQUIRE(calls > 15);
    for (const auto what : ills) {
        std::size_t failed = 0;
        for (std::size_t n = 1; n <= calls; ++n) {
            watched_bench at{lines_in_flight};
            at.fail(where, n, what);
            tell(at);
            const std::string how = at.outcomes();
            CAPTURE(static_cast<int>(what));
            CAPTURE(n);
            CAPTURE(how);
            CHECK(at.judge() == "");
            if (!is_error(what)) CHECK(how == undisturbed);
            failed += how.ends_with("failed(printer_disconnected)");
        }
        if (is_error(what)) CHECK(failed > calls / 2); // the others fell before the job or after it
    }
}

} // namespace

TEST_SUITE("each call of a port fails in turn: one outcome, no line after it, and a printer made safe") {
    TEST_CASE("reads, in a job that is paused, resumed and done") {
        fail_each_call(pause_and_resume, "done", call_of::reads, 1);
    }
    TEST_CASE("writes, in a job that is paused, resumed and done") {
        fail_each_call(pause_and_resume, "done", call_of::writes, 1);
    }
    TEST_CASE("reads, in a job that is started again and cancelled") {
        fail_each_call(restart_and_cancel, "cancelled cancelled", call_of::reads, 1);
    }
    TEST_CASE("writes, in a job that is started again and cancelled") {
        fail_each_call(restart_and_cancel, "cancelled cancelled", call_of::writes, 1);
    }
    TEST_CASE("reads and writes, with three lines in flight") {
        for (const auto where : {call_of::reads, call_of::writes}) {
            fail_each_call(pause_and_resume, "done", where, 3);
            fail_each_call(restart_and_cancel, "cancelled cancelled", where, 3);
        }
    }
}

namespace {

/// The emergency stop in the middle of a print, and what goes wrong with its write.
void stop_in_mid_print(watched_bench& at, ill what) {
    REQUIRE(at.goes_on_until(state::operational));
    at.print("job.gcode");
    REQUIRE(at.goes_on_until_executed("G1 X12 F6000"));
    at.fail(call_of::writes, 1, what);
    at.submit(command::emergency_stop);
}

} // namespace

TEST_SUITE("an emergency stop over a port that fails") {
    TEST_CASE("a write that is short or put off delays it, and no more: the printer halts, and the job "
              "failed once") {
        for (const auto what : {ill::nothing_now, ill::one_byte}) {
            CAPTURE(static_cast<int>(what));
            watched_bench at{1};
            stop_in_mid_print(at, what);
            CHECK(at.control.current() == state::error);
            CHECK(at.comes_to([&] { return at.marlin.is_killed(); }));
            CHECK(at.outcomes() == "failed(emergency_stop)");
            at.marlin.reset(at.clock.now());
            CHECK(at.judge() == "");
        }
    }

    TEST_CASE(
        "an error of its write is told: the job failed once, and the stop leaves when the printer is found "
        "again") {
        for (const auto what : {ill::error_once, ill::gone_for_a_while}) {
            CAPTURE(static_cast<int>(what));
            watched_bench at{1};
            stop_in_mid_print(at, what);
            CHECK_FALSE(has_job(at.control.current()));
            CHECK(at.outcomes() == "failed(emergency_stop)");
            CHECK(at.comes_to([&] { return at.marlin.is_killed() && at.control.current() == state::error; }));
            at.marlin.reset(at.clock.now());
            CHECK(at.judge() == ""); // it looks for the safe stop
        }
    }
}
