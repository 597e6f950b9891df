/// What a link counts of requests, oks and silences, and what makes it begin to count anew.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace bench;

namespace {

/// How long from now until something is due.
duration due(const conversation& at) {
    return at.talk.next_deadline() - at.now;
}

std::string request(std::uint32_t number) {
    return "Resend: " + std::to_string(number);
}

} // namespace

TEST_SUITE("link: what is counted") {
    TEST_CASE("only the ok of a line that takes no time tells a round trip") {
        SUBCASE("it took long") {
            conversation at{three_lines};
            at.send("G28");
            at.now += 40ms;
            at.hear("ok");
            at.send("G1 X1");
            CHECK(due(at) == 5s);
        }
        SUBCASE("it did not") {
            conversation at{three_lines};
            at.send("G1 X1");
            at.now += 40ms;
            at.hear("ok");
            at.send("G1 X1");
            CHECK(due(at) == 120ms); // 40 ms, and four times half of it as its deviation
        }
    }

    TEST_CASE("the ok of a repeated line tells no round trip") {
        conversation at;
        at.send("G1 X1");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        at.now += 40ms;
        at.hear("ok");
        at.send("G1 X2");
        CHECK(due(at) == 5s);
    }

    TEST_CASE("an ok ends the count of silences and the hurry") {
        conversation at;
        for (int round = 0; round < 3; ++round) {
            at.send("G28");
            for (int i = 0; i < 4; ++i)
                at.pass(10min);
            while (!at.talk.ready()) // the line's and those of the probes
                at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::none);
        at.send("G1 X1");
        at.say("wait");
        CHECK(due(at) == 500ms);
        at.hear("ok");
        at.send("G1 X1");
        CHECK(due(at) == 5s);
    }

    TEST_CASE("a request is a sign of life") {
        conversation at;
        at.send("G1 X1");
        for (int i = 0; i < 12; ++i) {
            at.pass(61s);
            at.hear(request(at.talk.lines_sent() + 1)); // everything arrived
            at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::none);
    }

    TEST_CASE("a request for the line after the last is none, however often it comes") {
        conversation at;
        at.send("G1 X1");
        for (int i = 0; i < 3; ++i) {
            CHECK(at.hear("Resend: 3").empty());
            CHECK(at.hear("ok").empty());
        }
        CHECK(at.talk.failed() == failure::none);
        CHECK(at.talk.lines_sent() == 2);
    }

    TEST_CASE("requests are counted of one line in a row") {
        conversation at;
        at.send("G1 X1");
        for (std::uint32_t i = 0; i < 8; ++i) {
            at.hear("Resend: 2");
            CHECK(at.hear("ok") == at.line(2, "G1 X1"));
            at.hear(request(7000 + i)); // garbled
            at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::none);
    }

    TEST_CASE("a line that was taken is not counted any more: asked for twice again it was not taken") {
        conversation at;
        at.send("G1 X1");
        for (int i = 0; i < 9; ++i) {
            at.hear("Resend: 2");
            REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        }
        at.hear("ok");
        for (int i = 0; i < 2; ++i) {
            at.say("Resend: 2");
            at.say("ok");
        }
        CHECK(at.talk.failed() == failure::none);
        CHECK(at.pass(0s) == at.line(2, "G1 X1"));
    }

    TEST_CASE("a line that is acknowledged ends the suspicion of an earlier one") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        at.send("G1 X2");
        at.say("Resend: 2");
        at.say("ok");
        at.say("ok"); // line 3's
        at.say("Resend: 2");
        at.say("ok");
        CHECK_FALSE(at.talk.saw_reset());
        CHECK_FALSE(at.talk.resend_outstanding());
    }

    TEST_CASE("a line whose ok was credited too much can be asked for again and again") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        at.send("G1 X2");
        at.hear("ok");
        at.say("Resend: 3");
        at.say("ok");
        at.say("Resend: 3");
        for (int i = 0; i < 3; ++i) {
            CHECK(at.hear("ok") == at.line(3, "G1 X2"));
            CHECK_FALSE(at.talk.has_room(4));
            at.hear("Resend: 3");
        }
        CHECK(at.hear("ok") == at.line(3, "G1 X2"));
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a request that is not believed is followed by a probe, also when what was in flight is "
              "acknowledged meanwhile") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.hear("ok");
        at.send("G1 X2");
        CHECK(at.hear("Resend: 2").empty());
        CHECK(at.hear("ok").empty()); // the request's
        CHECK(at.hear("ok") == at.line(4, "M105"));
    }

    TEST_CASE("while a line waits to be repeated, 32 more requests for it are borne, each time it waits") {
        conversation at;
        at.send("G1 X1");
        for (int round = 0; round < 3; ++round) {
            at.say("Resend: 2");
            for (int i = 0; i < 32; ++i)
                at.say("Resend: 2");
            CHECK(at.talk.failed() == failure::none);
            CHECK(at.hear("ok") == at.line(2, "G1 X1"));
        }
        for (int i = 0; i < 33; ++i) {
            CHECK(at.talk.failed() == failure::none);
            at.say("Resend: 2");
        }
        CHECK(at.talk.failed() == failure::none);
        at.say("Resend: 2");
        CHECK(at.talk.failed() == failure::resend_limit);
    }

    TEST_CASE("the ok of a raw line says nothing of the M110 that was misheard") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        at.talk.send_raw("M108", at.now);
        (void)at.wire();
        at.say("echo:Unknown command: \"M110\"");
        CHECK(at.hear("ok").empty()); // M110's; the raw line still waits
        CHECK(at.talk.line_number_reset());
        CHECK(at.hear("ok") == "N0 M110 N0*125\n");
    }

    TEST_CASE("only lines of the job move its position") {
        conversation at;
        at.talk.begin_file();
        at.send("G1 X1", 10);
        at.hear("ok");
        at.send("G1 X2", origin::host, 500);
        at.hear("ok");
        CHECK(at.talk.acknowledged_end() == 10);
    }

    TEST_CASE("an ok too many that was doubted is no other line's, once the line was acknowledged") {
        conversation at{three_lines};
        at.send("M105", origin::host);
        at.hear("ok T:20 /0");
        at.send("M105", origin::host);
        at.say("ok"); // not its own: these come with temperatures
        at.hear("ok T:20 /0");
        at.send("G1 X1", 10);
        at.send("G1 X2", 20);
        at.pass(60s); // a silence, and a probe
        at.hear("ok");
        CHECK(at.talk.acknowledged_end() == 10);
    }

    TEST_CASE("nothing is repeated, and nothing asked, of a link that takes no requests: they are noted") {
        conversation at;
        at.send("G1 X1");
        at.talk.answer_resends(false);
        at.say("Resend: 2");
        CHECK(at.hear("ok").empty());
        CHECK(at.talk.resend_outstanding());
        at.talk.answer_resends(true);
        CHECK(at.pass(0s) == at.line(2, "G1 X1"));
        CHECK(at.talk.requests_answered() == 1);
    }

    TEST_CASE("requests that cannot be read do not end the count of those that can") {
        conversation at;
        at.send("G1 X1");
        for (int i = 0; i < 10; ++i) {
            at.hear("Resend: 2");
            CHECK(at.hear("ok") == at.line(2, "G1 X1"));
            at.hear("Resend: ");
            at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::none);
        at.say("Resend: 2");
        CHECK(at.talk.failed() == failure::resend_limit);
    }

    TEST_CASE("an ok for another line does not end the count of requests") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.send("G1 X2");
        at.hear("Resend: 3");
        REQUIRE(at.hear("ok") == at.line(3, "G1 X2"));
        for (int i = 0; i < 10; ++i) {
            CHECK(at.talk.failed() == failure::none);
            if (i == 5) at.hear("ok N2 P15 B3");
            at.hear("Resend: 3"); // it may be late
            at.hear("ok");
            at.pass(2s);
        }
        CHECK(at.talk.failed() == failure::resend_limit);
    }

    TEST_CASE("an ok for the line itself ends it: ten more requests are borne") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        at.send("G1 X2");
        at.hear("Resend: 3");
        REQUIRE(at.hear("ok") == at.line(3, "G1 X2"));
        at.hear("ok");
        for (int i = 0; i < 10; ++i) {
            at.say("Resend: 3"); // its ok was credited too much
            at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::none);
        at.say("Resend: 3");
        CHECK(at.talk.failed() == failure::resend_limit);
    }

    TEST_CASE(
        "an M110 that was not taken is sent again five times in a row, and anew once a line was taken") {
        conversation at;
        const auto is_sent_again = [&] {
            at.say("Resend: 8");
            const bool again = at.hear("ok") == "N0 M110 N0*125\n";
            if (again) at.hear("ok");
            return again;
        };
        for (int i = 0; i < 4; ++i)
            CHECK(is_sent_again());
        at.hear("ok"); // the probe was taken
        for (int i = 0; i < 5; ++i)
            CHECK(is_sent_again());
        CHECK_FALSE(is_sent_again());
        CHECK(at.talk.failed() == failure::none);
    }

    TEST_CASE("an ok that is nobody's ends no hurry") {
        conversation at;
        at.send("G1 X1");
        at.say("wait");
        CHECK(due(at) == 500ms);
        at.say("ok N78 P15 B3");
        CHECK(due(at) == 500ms);
    }

    TEST_CASE("an ok that was doubted is not added to those that come without a silence") {
        conversation at{three_lines};
        at.send("M105", origin::host);
        at.hear("ok T:20 /0");
        at.send("M105", origin::host);
        at.send("G1 X1", 10);
        at.send("G1 X2", 20);
        at.say("ok"); // not the M105's: that comes with temperatures
        at.say("ok N4 P15 B3");
        CHECK(at.talk.acknowledged_end() == 10);
    }

    TEST_CASE("what the probe's ok tells to be taken is not repeated, the probe neither") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.send("G1 X2");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        REQUIRE(at.pass(5s) == at.line(4, "M105"));
        at.say("ok T:20 /0");
        CHECK_FALSE(at.talk.resend_outstanding());
    }
}

TEST_SUITE("link: M110 and what came before") {
    TEST_CASE("a printer that is idle did not mishear M110") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        at.say("wait");
        at.hear("ok");
        CHECK_FALSE(at.talk.line_number_reset());
    }

    TEST_CASE("a complaint is no name: the ok behind it is not that of M115") {
        conversation at;
        at.send("M115", origin::host);
        at.say("echo:Unknown command: \"X\"");
        at.say("ok");
        CHECK_FALSE(at.talk.ready());
    }

    TEST_CASE("a probe that was due behind a resend is due behind M110") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        at.say("ok");
        at.talk.renumber(at.now);
        REQUIRE(at.wire() == "N0 M110 N0*125\n");
        CHECK(at.hear("ok") == at.line(1, "M105"));
    }

    TEST_CASE("a repeated line that is taken back before it leaves is repeated later") {
        conversation at;
        at.send("G1 X1");
        at.say("Resend: 2");
        at.say("ok");
        at.talk.handle_time(at.now);
        REQUIRE_FALSE(at.output().empty());
        at.talk.discard_unsent();
        CHECK(at.output().empty());
        CHECK(at.talk.resend_outstanding());
        CHECK(at.pass(0s) == at.line(2, "G1 X1"));
    }

    TEST_CASE("a line that was taken back is forgotten: its number is the next one's, in a resend too") {
        conversation at;
        at.give("G1 X1");
        at.talk.discard_unsent();
        CHECK(at.send("G1 X2") == at.line(2, "G1 X2"));
        at.hear("Resend: 2");
        CHECK(at.hear("ok") == at.line(2, "G1 X2"));
    }

    TEST_CASE("a request is a sign of the printer's work, and its silence begins there") {
        conversation at;
        at.send("G1 X1");
        at.now += 3s;
        at.say("Resend: 3"); // everything arrived
        CHECK(at.talk.last_sign() == at.now);
        at.say("ok");
        at.now += 100ms;
        CHECK(due(at) == 400ms); // it is asked soon whether the line was taken
    }
}
