/// How long a link waits for what, and which requests it answers when.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace bench;

namespace {

/// How long from now until something is due.
duration due(const conversation& at) {
    return at.talk.next_deadline() - at.now;
}

/// Lets the link see round trips of 40 ms.
void know_round_trip(conversation& at) {
    at.send("G1 X9");
    at.now += 40ms;
    at.hear("ok");
}

} // namespace

TEST_SUITE("link: how long it waits") {
    TEST_CASE("a probe that is not answered is followed by another soon, later ones wait for long") {
        conversation at{link_settings{.most_lines = 1, .patience = 1h}};
        at.send("G1 X1");
        CHECK(due(at) == 5s);
        // Four times a guess of 250 ms; twice the silence; then patience.
        for (const duration next : std::array<duration, 5>{1s, 10s, 1h, 1h, 1h}) {
            at.pass(due(at));
            CHECK(due(at) == next);
        }
    }

    TEST_CASE("the probe behind a resend has half a second at least, however quick the printer was") {
        conversation at{three_lines};
        know_round_trip(at);
        at.send("G1 X1");
        CHECK(due(at) == 120ms);
        at.hear("Resend: 3");
        REQUIRE(at.hear("ok") == at.line(3, "G1 X1"));
        REQUIRE(at.hear("ok") == at.line(4, "M105"));
        CHECK(due(at) == 500ms);
    }

    TEST_CASE(
        "a command that takes long has its full time where busy is said, however quick the printer was") {
        conversation at;
        know_round_trip(at);
        at.send("G28");
        at.say("echo:busy: processing");
        CHECK(due(at) == 3s);
    }

    TEST_CASE("an M110 that was refused and then taken hurries nothing behind it") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        at.say("Resend: 8");
        at.say("ok");
        REQUIRE(at.hear("ok") == at.line(1, "M105"));
        REQUIRE_FALSE(at.talk.line_number_reset());
        CHECK(due(at) == 4 * link_settings{}.resend_grace); // as any question that is not answered
    }

    TEST_CASE("what was suspected before a resend, or before its probe, hurries neither") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.say("wait");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        CHECK(due(at) == 5s);
        at.say("ok");
        at.say("wait");
        REQUIRE(at.pass(0s) == at.line(3, "M105"));
        CHECK(due(at) == 1s);
    }

    TEST_CASE("a probe's own ok tells a round trip") {
        conversation at;
        at.send("G1 X1");
        at.pass(5s);
        at.now += 40ms;
        at.hear("ok T:20 /0");
        at.send("G1 X2");
        CHECK(due(at) == 120ms);
    }

    TEST_CASE("a raw line's ok tells a round trip too") {
        conversation at;
        at.talk.send_raw("M108", at.now);
        (void)at.wire();
        at.now += 40ms;
        at.hear("ok");
        at.send("G1 X1");
        CHECK(due(at) == 120ms);
    }

    TEST_CASE("no probe is put behind a line that the port did not take yet, but the silence counts") {
        conversation at;
        at.give("G1 X1");
        for (int i = 0; i < 5; ++i) {
            at.now += 31s;
            at.talk.handle_time(at.now);
            CHECK(at.output() == at.line(2, "G1 X1"));
            CHECK(at.talk.failed() == failure::none);
        }
        at.now += 31s;
        at.talk.handle_time(at.now);
        CHECK(at.talk.failed() == failure::printer_not_responding);
    }
}

TEST_SUITE("link: which request is answered when") {
    TEST_CASE("two lines in flight are enough for a probe behind a resend") {
        conversation at{link_settings{.receive_buffer = 128, .most_lines = 2}};
        at.send("G1 X1");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        CHECK(at.hear("ok") == at.line(3, "M105"));
    }

    TEST_CASE("a late request that comes again does not put off its answer") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        at.hear("Resend: 2");
        at.hear("ok");
        CHECK(at.pass(200ms).empty());
        at.hear("Resend: 2");
        at.hear("ok");
        CHECK(at.pass(50ms) == at.line(2, "G1 X1"));
    }

    TEST_CASE("a request for a line before the one that is being repeated is answered at once") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.send("G1 X2");
        at.hear("Resend: 3");
        REQUIRE(at.hear("ok") == at.line(3, "G1 X2"));
        at.hear("Resend: 2");
        CHECK(at.hear("ok") == at.line(2, "G1 X1"));
    }

    TEST_CASE(
        "a line whose ok was credited too much is repeated alone, and the one before it is not believed") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.hear("ok");
        at.send("G1 X2");
        at.hear("ok");
        for (int i = 0; i < 2; ++i) {
            at.say("Resend: 3");
            at.say("ok");
        }
        REQUIRE(at.pass(0s) == at.line(3, "G1 X2"));
        CHECK_FALSE(at.talk.has_room(4));
        at.hear("Resend: 2");
        CHECK(at.hear("ok").empty());
    }

    TEST_CASE("a request for a probe that was taken is not believed at once, though only probes were sent") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.hear("Resend: 2");
        at.hear("ok");
        at.say("ok");
        at.renumber();
        at.hear("Resend: 1");
        CHECK(at.hear("ok") == at.line(2, "M105")); // nothing is in flight whose answer would tell
        CHECK_FALSE(at.talk.line_number_reset());
    }

    TEST_CASE("a last line of 0 that was told of a line on its way proves no reset later") {
        conversation at;
        at.send("G1 X1");
        at.hear("Error:checksum mismatch, Last Line: 0");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        at.hear("ok");
        at.say("Resend: 2");
        CHECK_FALSE(at.talk.saw_reset());
    }

    TEST_CASE("a link that was never used acknowledged nothing") {
        const printer_link talk;
        CHECK(talk.acknowledged_end() == 0);
        CHECK(talk.lines_sent() == 0);
    }
}

TEST_SUITE("transmit_buffer: what is forgotten") {
    TEST_CASE("a port that is gone leaves all the room, and no line open") {
        transmit_buffer out;
        out.put("G1 X1\n");
        out.wrote(3);
        out.clear();
        CHECK(out.fits(transmit_buffer::most_bytes));
        out.put("G1 X2\n");
        CHECK(out.rest_of_open_line() == 0);
        out.keep_open_line_only();
        CHECK(out.is_empty());
    }

    TEST_CASE("nothing is open before anything was written") {
        transmit_buffer out;
        out.put("G1 X1\n");
        CHECK(out.rest_of_open_line() == 0);
    }
}
