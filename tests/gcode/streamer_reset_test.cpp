/// A reset of the firmware fails the job; the handshake after it makes the printer safe.

#include "print_bench.hpp"

using namespace bench;

TEST_SUITE("streamer: the firmware was reset") {
    TEST_CASE("in every active state: the job failed, nothing is sent again, the handshake makes it safe") {
        for (const auto in : active_states) {
            CAPTURE(name(in));
            print_bench at{quick_heater(), slow_scripts()};
            bring_to(at, in);
            at.marlin.reset(at.clock.now());
            at.until([&] { return at.control.last_outcome() != outcome::none; });
            at.until(state::operational);
            at.pass(5min);
            CHECK(at.events.take_words() ==
                  "→Operational PrintFailed(1, printer_reset) →Connecting →Operational");
            CHECK(at.numbered() == owing_handshake);
        }
    }

    TEST_CASE("during a heat-up") {
        print_bench at{quick_heater()};
        at.connect();
        at.start("M109 S200\nG28\n");
        at.until_executed("M109 S200");
        at.executed.clear();
        at.marlin.reset(at.clock.now());
        at.pass(5min);
        CHECK(at.control.last_outcome() == outcome::failed);
        CHECK(at.numbered() == owing_handshake);
        CHECK(at.marlin.hotend_target() == 0);
    }

    TEST_CASE("a reset whose start was lost is detected by the requested numbers, also after a pause") {
        for (const bool while_paused : {false, true}) {
            CAPTURE(while_paused);
            print_bench at{{.autoreport = false}};
            at.connect();
            at.start(moves(40));
            at.until_executed("G1 X20 F3000");
            if (while_paused) {
                (void)at.submit(command::pause);
                at.until(state::paused);
            }
            at.events.drain(at.control);
            (void)at.events.take_words();
            at.executed.clear();
            at.marlin.reset(at.clock.now());
            at.port.handle_time();
            at.port.to_host().clear(at.clock.now()); // nothing of what it says on starting arrives
            if (while_paused) (void)at.submit(command::resume);
            at.until([&] { return at.control.last_outcome() != outcome::none; });
            at.until(state::operational);
            CHECK(at.events.take_words().find("PrintFailed(1, printer_reset)") != std::string::npos);
            CHECK(at.numbered() == "M115 | M27 | " + safe_stop);
        }
    }

    TEST_CASE("a start at the end of a line that the reset has cut counts") {
        print_bench at;
        at.connect();
        at.start(moves(40));
        at.until_executed("G1 X20 F3000");
        at.events.drain(at.control);
        (void)at.events.take_words();
        at.marlin.say(" T:210.1start");
        at.pass(0s);
        CHECK(at.events.take_words().starts_with("→Operational PrintFailed(1, printer_reset)"));
    }
}
