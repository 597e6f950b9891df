/// A pause and the end of a job wait for the end of motion: M400, then the position of M114.

#include "streamer_fixture.hpp"

using namespace bench;

TEST_SUITE("streamer: the end of motion") {
    TEST_CASE("a position that comes during a resend counts after the resend has ended") {
        streamer_fixture at;
        at.tells_position = false;
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        CHECK(at.answer_all().empty()); // M400 and M114 are acknowledged; the position is still to come
        CHECK(at.hear("Resend: 500").empty());
        at.now += 1s;
        CHECK(at.turn().empty());
        REQUIRE(streamer_fixture::command_of(at.port.written) ==
                "M105"); // a probe: the request cannot be meant
        CHECK(at.hear("X:1.00 Y:2.00 Z:3.00 E:4.00 Count X:1").empty());
        CHECK(at.answer_all() == "paused(1)");
    }

    TEST_CASE("a printer that does not report its position is waited for, also at the end of a job") {
        streamer_fixture at;
        at.connect();
        at.tells_position = false;
        at.start({line("G1 X1", 6)});
        CHECK(at.answer_all() == "drained(1)");
        CHECK(at.streamer.next_deadline() == at.now + gcode::streamer_settings{}.position_patience);
        CHECK(at.streamer.progress().executed == 0);
        CHECK(at.pass(9s).empty());
        CHECK(at.pass(1s) == "finished(1)");
        CHECK(at.streamer.progress().executed == 6);
    }

    TEST_CASE("motors that the file itself had switched off before a pause lose no position by it") {
        print_bench at;
        at.connect();
        at.start("M84\n@pause\nG28\n");
        at.until(state::paused);
        CHECK_FALSE(at.control.printer_facts().position_lost);
        CHECK(at.submit(command::resume) == acceptance::accepted);
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
    }
}
