/// Commands of the controller, in any order and in any task of the streamer.

#include "streamer_fixture.hpp"

using namespace bench;

// Instantiates every member, also those that no test calls.
template class printjob::gcode::streamer<bench::scripted_port, bench::scripted_files>;

TEST_SUITE("streamer: commands in any order") {
    TEST_CASE("a job begins in idle only, and a restart begins one while paused only") {
        streamer_fixture at;
        const file what{};
        CHECK(at.streamer.start(job_id{1}, what, at.now)->why == reason::not_operational); // no port yet
        at.connect();
        CHECK(at.streamer.restart(job_id{1}, what, at.now)->why == reason::not_operational);
        at.start({line("G1 X1", 6)});
        CHECK(at.streamer.start(job_id{2}, what, at.now)->why == reason::not_operational);
        CHECK(at.streamer.restart(job_id{2}, what, at.now)->why == reason::not_operational);
        CHECK(at.turn().empty());
    }

    TEST_CASE("without a job, pause, resume and cancel change nothing") {
        streamer_fixture at;
        at.connect();
        const instant due = at.streamer.next_deadline();
        at.streamer.pause(at.now);
        at.streamer.resume(at.now);
        at.streamer.cancel(at.now);
        CHECK(at.turn().empty());
        CHECK(at.port.written.empty());
        CHECK(at.streamer.next_deadline() == due);
    }

    TEST_CASE("a job that begins during a resend request does not send that line: M110 goes at once") {
        streamer_fixture at;
        at.tells_temperatures = false; // it is asked for them
        at.connect();
        at.now += 5s;
        REQUIRE(at.turn().empty());
        REQUIRE(at.port.written.find("M105") != std::string::npos);
        at.port.written.clear();
        at.hear("Error:checksum mismatch, Last Line: 2");
        at.hear("Resend: 3");
        REQUIRE_FALSE(at.streamer.start(job_id{1}, file{}, at.now).has_value());
        CHECK(at.turn().empty());
        CHECK(at.port.written == "N0 M110 N0*125\n");
    }

    TEST_CASE("a job that is failing fails once, also when it is paused") {
        print_bench at{{}, {}, {.latency = 50ms}};
        at.connect();
        at.start("G1 X1 F3000\nM112\n");
        at.until([&] { return at.wire.find("M104") != std::string::npos; });
        REQUIRE(at.control.current() == state::printing);
        CHECK(at.submit(command::pause) == acceptance::accepted);
        at.until(state::operational);
        CHECK(at.events.take_words().ends_with("→Pausing →Operational PrintFailed(1, line_refused)"));
        CHECK(at.numbered().ends_with(safe_stop));
        CHECK(at.count("M400") == 0);
    }

    TEST_CASE(
        "a cancel makes a failing job a cancelled one, whether its safe stop has begun or not, and once") {
        for (const bool has_begun : {false, true}) {
            CAPTURE(has_begun);
            streamer_fixture at;
            at.connect();
            at.start({line("G1 X1", 6), line("M112", 11)});
            REQUIRE(at.turn().empty());
            REQUIRE(streamer_fixture::command_of(at.port.written).starts_with("G1 X1"));
            if (has_begun) {
                for (int i = 0; i < 3; ++i) { // G1 X1, M110, M104
                    at.answer_one();
                    REQUIRE(at.turn().empty());
                }
            }
            at.streamer.cancel(at.now);
            CHECK(at.answer_all() == "cancelled(1)");
            CHECK(at.take_sent() == "G1 X1 | M110 N0 | M105 | " + safe_stop);
        }
    }

    TEST_CASE("cancelling a job that is failing already is one outcome") {
        print_bench at{{}, {}, {.latency = 50ms}};
        at.connect();
        at.start("G1 X1 F3000\nM112\n");
        at.until([&] { return at.wire.find("M104") != std::string::npos; });
        (void)at.submit(command::cancel);
        at.until(state::operational);
        at.pass(1min);
        CHECK(at.events.take_words().ends_with("→Operational PrintCancelled(1)"));
        CHECK(at.numbered() == "G1 X1 F3000 | " + safe_stop);
    }

    TEST_CASE("a pause that has not been carried out yet has no deadline in the past") {
        streamer_fixture at;
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        CHECK(at.streamer.next_deadline() >= at.now);
        CHECK(at.answer_all() == "paused(1)");
        CHECK(at.take_sent() == "M400 | M114");
    }

    TEST_CASE("while a report waits to be polled no line is sent, and the streamer is due at once") {
        streamer_fixture at;
        at.streamer.handle_time(at.now);
        REQUIRE(at.port.written == "\n\nN0 M110 N0*125\n");
        at.port.written.clear();
        at.port.incoming = "ok\n";
        at.streamer.handle_time(at.now);
        REQUIRE(streamer_fixture::command_of(at.port.written) ==
                "M105"); // the link's own: it belongs to M110
        at.port.written.clear();
        at.port.incoming = "ok T:20.0 /0.0\n";
        at.streamer.handle_time(at.now);
        CHECK(at.port.written.empty());
        CHECK(at.streamer.next_deadline() == at.now);
        CHECK(at.take_reports() == "connecting");
        CHECK(at.turn().empty());
        CHECK(streamer_fixture::command_of(at.port.written) == "M115");
        CHECK(at.streamer.next_deadline() > at.now);
    }
}
