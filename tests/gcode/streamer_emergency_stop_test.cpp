/// The emergency stop: past everything, in the same call.

#include "print_bench.hpp"

using namespace bench;

TEST_SUITE("streamer: emergency stop") {
    TEST_CASE("in every state of a job it leaves in the same call, raw and numbered, and ends in error") {
        for (const bool parser : {false, true})
            for (const auto in : active_states) {
                CAPTURE(parser);
                CAPTURE(name(in));
                auto is = quick_heater();
                is.emergency_parser = parser;
                print_bench at{is, slow_scripts()};
                bring_to(at, in);
                CHECK(at.submit(command::emergency_stop) == acceptance::accepted);
                CHECK(at.wire.starts_with("\nM112\nN"));
                CHECK(at.wire.find(" M112*") != std::string::npos);
                CHECK(at.control.current() == state::error);
                CHECK(at.events.take_words() == "→Error PrintFailed(1, emergency_stop)");
                at.pass(1s);
                CHECK(at.marlin.is_killed());
                CHECK(at.control.current() == state::error);
                CHECK(at.events.take_words() == "");
            }
    }

    TEST_CASE("without a job it stops the printer too") {
        print_bench at;
        at.connect();
        CHECK(at.submit(command::emergency_stop) == acceptance::accepted);
        CHECK(at.events.take_words() == "→Error");
        at.pass(1s);
        CHECK(at.marlin.is_killed());
    }

    TEST_CASE("during a heat-up") {
        for (const bool parser : {false, true}) {
            print_bench at{{.emergency_parser = parser}};
            at.connect();
            at.start("M109 S200\n");
            at.until_executed("M109 S200");
            at.pass(1s);
            (void)at.submit(command::emergency_stop);
            at.pass(0s);
            CHECK(at.marlin.is_killed());
        }
    }

    TEST_CASE("the raw one is repeated three times, 100 ms apart, and then nothing is sent any more") {
        print_bench at;
        at.connect();
        at.port.to_printer().on_byte([&](std::uint64_t, char byte) -> std::optional<char> {
            at.wire += byte;
            return std::nullopt; // nothing of it arrives
        });
        (void)at.take_wire();
        (void)at.submit(command::emergency_stop);
        (void)at.take_wire();
        at.pass(99ms);
        CHECK(at.take_wire() == "");
        at.pass(1ms);
        CHECK(at.take_wire() == "\nM112\n");
        at.pass(100ms);
        CHECK(at.take_wire() == "\nM112\n");
        at.pass(100ms);
        CHECK(at.take_wire() == "\nM112\n");
        at.pass(1h);
        CHECK(at.take_wire() == "");
    }

    TEST_CASE("a half-written line is finished first, and what waits after it is discarded") {
        print_bench at;
        at.connect();
        (void)at.take_wire();
        at.port.limit_writes(4);
        at.start("G1 X1 F3000\n");
        CHECK(at.wire == "N0 M");
        at.port.limit_writes(1'000);
        (void)at.submit(command::emergency_stop);
        CHECK(at.wire.starts_with("N0 M110 N0*125\n\nM112\nN1 M112*"));
        at.pass(1s);
        CHECK(at.marlin.is_killed());
    }

    TEST_CASE(
        "after it the handshake follows a restart of the printer, with the safe stop, and it can be used") {
        print_bench at;
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        (void)at.submit(command::emergency_stop);
        at.pass(1min);
        (void)at.events.take_words();
        at.executed.clear();
        at.marlin.reset(at.clock.now());
        at.until(state::operational);
        CHECK(at.events.take_words() == "→Connecting →Operational");
        CHECK(at.numbered() == owing_handshake);
        at.start("G1 Y1 F3000\n");
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
    }
}
