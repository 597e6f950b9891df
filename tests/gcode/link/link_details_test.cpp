/// The link's edges, one by one: how much room there is, what counts as a sign of life, what is forgotten when.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace bench;

namespace {

/// A command whose numbered line has this many bytes, its line end included.
std::string command_of(std::uint32_t number, std::size_t bytes) {
    std::string command = "G1 X";
    while (conversation::line(number + 1, command).size() < bytes)
        command += '0';
    while (conversation::line(number + 1, command).size() > bytes) // its checksum got longer
        command.pop_back();
    if (conversation::line(number + 1, command).size() != bytes) command.back() = '1';
    REQUIRE(conversation::line(number + 1, command).size() == bytes);
    return command;
}

/// How long from now until something is due.
duration due(const conversation& at) {
    return at.talk.next_deadline() - at.now;
}

} // namespace

TEST_SUITE("link: room for another line") {
    TEST_CASE("there is room until one byte less than the receive buffer is in flight") {
        for (std::size_t bytes = 61; bytes <= 64; ++bytes) {
            CAPTURE(bytes);
            conversation at{link_settings{.receive_buffer = 64, .most_lines = 3}};
            at.send(command_of(1, bytes));
            CHECK(at.talk.has_room(4) == (bytes + 1 < 64));
        }
    }

    TEST_CASE("a raw line in flight takes its bytes of the receive buffer") {
        for (std::size_t bytes = 62; bytes <= 63; ++bytes) {
            CAPTURE(bytes);
            conversation at{link_settings{.receive_buffer = 64, .most_lines = 3}};
            at.talk.send_raw(std::string(bytes - 1, 'M'), at.now);
            (void)at.wire();
            CHECK(at.talk.has_room(4) == (bytes + 1 < 64));
        }
    }

    TEST_CASE("there is no room for a line that would not fit what waits to be written") {
        conversation at{link_settings{.receive_buffer = 4096, .most_lines = 3}};
        at.talk.has_emergency_parser(true);
        std::size_t waits = 0;
        for (std::uint32_t number = 1; number <= 7; ++number) {
            const std::string command = command_of(number, 95);
            at.give(command);
            waits += 95;
        }
        const std::size_t longest = transmit_buffer::most_bytes - waits - frame_overhead - 1;
        CHECK(at.talk.has_room(longest));
        CHECK_FALSE(at.talk.has_room(longest + 1));
    }

    TEST_CASE("a raw line that just fits what waits to be written is sent, one that does not is not") {
        conversation at;
        at.talk.write_through(std::string(transmit_buffer::most_bytes - 5, 'x'));
        at.talk.send_raw("M108X", at.now);
        CHECK(at.talk.raw_in_flight() == 0);
        at.talk.send_raw("M108", at.now);
        CHECK(at.talk.raw_in_flight() == 1);
        CHECK(at.output().ends_with("xM108\n"));
    }

    TEST_CASE("nothing is sent between a request and its ok, whatever else is in flight") {
        conversation at{three_lines};
        at.send("G1 X1");
        REQUIRE(at.talk.has_room(4));
        at.say("Resend: "); // it cannot be read
        CHECK_FALSE(at.talk.has_room(4));
        CHECK(at.talk.resend_outstanding());
        at.say("ok");
        CHECK(at.talk.has_room(4));
        CHECK_FALSE(at.talk.resend_outstanding());
    }

    TEST_CASE("a request that comes when nothing is in flight still has its ok to come") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        REQUIRE(at.talk.ready());
        at.say("Resend: ");
        CHECK_FALSE(at.talk.ready());
        at.say("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a line that is asked for goes before any other, as soon as it is asked for") {
        conversation at;
        at.send("G1 X1");
        at.say("Resend: 2");
        at.say("ok");
        CHECK_FALSE(at.talk.ready());
        CHECK(at.talk.resend_outstanding());
        at.talk.handle_time(at.now);
        CHECK(at.wire() == at.line(2, "G1 X1"));
    }

    TEST_CASE("behind the last repeated line nothing follows until it is acknowledged") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.send("G1 X2");
        at.hear("ok");
        at.hear("Resend: 3");
        CHECK(at.hear("ok") == at.line(3, "G1 X2"));
        CHECK_FALSE(at.talk.has_room(4));
    }

    TEST_CASE("a link that failed has no room, also where more lines could be in flight") {
        conversation at{three_lines};
        at.send("G1 X1");
        for (int i = 0; i < 11; ++i) {
            at.say("Resend: ");
            at.say("ok");
        }
        REQUIRE(at.talk.failed() == failure::resend_limit);
        CHECK_FALSE(at.talk.has_room(4));
        CHECK(at.talk.next_deadline() == never);
        CHECK(at.pass(1h).empty());
        CHECK(at.talk.failed() == failure::resend_limit);
    }

    TEST_CASE("two lines in flight are two") {
        conversation at{link_settings{.receive_buffer = 128, .most_lines = 2}};
        at.send("G1 X1");
        CHECK(at.talk.has_room(4));
        at.send("G1 X2");
        CHECK_FALSE(at.talk.has_room(4));
    }

    TEST_CASE("sixteen lines are in flight at the most, with an emergency parser or many free slots") {
        const auto fill = [](conversation& at) {
            std::size_t count = 0;
            for (; at.talk.has_room(4); ++count)
                at.send("T0");
            return count;
        };
        conversation parser{link_settings{.receive_buffer = 4096, .most_lines = 3}};
        parser.talk.has_emergency_parser(true);
        CHECK(fill(parser) == 16);
        conversation slots{link_settings{.receive_buffer = 4096, .most_lines = 3}};
        slots.send("T0");
        slots.hear("ok N2 P15 B200");
        CHECK(fill(slots) == 16);
    }

    TEST_CASE("of two lines in flight the second waits half sent when the buffer is full") {
        conversation at{link_settings{.receive_buffer = 20, .most_lines = 3}};
        const std::string first = at.send("G1 X1");
        REQUIRE(first.size() < 19);
        CHECK(at.send("G1 X2") == at.line(3, "G1 X2").substr(0, 19 - first.size()));
        at.say("ok");
        CHECK(at.wire() == at.line(3, "G1 X2").substr(19 - first.size()));
    }
}

TEST_SUITE("link: what is told of what is in flight") {
    TEST_CASE("a wait for heat, and the silence it may last, end with its ok") {
        conversation at;
        at.send("M109 S200");
        CHECK(at.talk.is_blocking_wait());
        CHECK(at.talk.expected_silence() == 10min);
        at.hear("ok");
        CHECK_FALSE(at.talk.is_blocking_wait());
        CHECK(at.talk.expected_silence() == 0s);
    }

    TEST_CASE("M110 waits for its answer until that has come") {
        conversation at;
        CHECK_FALSE(at.talk.line_number_reset());
        at.talk.renumber(at.now);
        CHECK(at.talk.line_number_reset());
        (void)at.wire();
        at.hear("ok");
        CHECK_FALSE(at.talk.line_number_reset());
    }

    TEST_CASE("probe_timer is counted from a line's sending when nothing was in flight before it") {
        conversation at{three_lines};
        at.now += 1h;
        at.send("G1 X1");
        CHECK(due(at) == 5s);
        at.now += 2s;
        at.send("G1 X2");
        CHECK(due(at) == 3s); // what is sent is no sign of the printer's life
        conversation raw;
        raw.now += 1h;
        raw.talk.send_raw("M105", raw.now);
        CHECK(due(raw) == 5s);
        raw.now += 2s;
        raw.talk.send_raw("M105", raw.now);
        CHECK(due(raw) == 3s);
    }

    TEST_CASE("how long M110 takes to be answered tells nothing of a round trip") {
        conversation at{three_lines};
        at.talk.renumber(at.now);
        (void)at.wire();
        at.now += 40ms;
        at.hear("ok");
        at.hear("ok"); // the probe's, at once
        at.send("G1 X1");
        CHECK(due(at) == 5s);
    }

    TEST_CASE("M110 that was refused is repeated after a round trip, and then has its usual time again") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        at.hear("Resend: 8");
        at.hear("ok");
        CHECK(due(at) == 250ms);
        CHECK(at.pass(250ms) == "N0 M110 N0*125\n");
        CHECK(due(at) >= 2s);
    }

    TEST_CASE("a request that may be late is answered after a round trip, which is the next that is due") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.send("G1 X2");
        at.hear("Resend: 2");
        REQUIRE(at.hear("ok") == at.line(2, "G1 X1"));
        at.hear("Resend: 2");
        at.hear("ok");
        CHECK(due(at) == 250ms);
    }
}

TEST_SUITE("link: signs of life") {
    TEST_CASE("whatever shows that the printer works ends the count of its silences") {
        struct sign {
            std::string_view command;
            std::string_view said;
        };
        for (const sign& shows :
             {sign{"G28", "echo:busy: processing"}, sign{"M0", "echo:busy: paused for user"},
              sign{"M109 S200", " T:20.0 /200.0 W:?"}}) {
            CAPTURE(shows.said);
            conversation at;
            at.send(shows.command);
            for (int i = 0; i < 12; ++i) {
                at.pass(10min);
                at.say(shows.said);
                CHECK(at.talk.last_sign() == at.now);
            }
            CHECK(at.talk.failed() == failure::none);
            for (int i = 0; i < 5; ++i)
                at.pass(10min);
            CHECK(at.talk.failed() == failure::none);
            at.pass(10min);
            CHECK(at.talk.failed() == failure::printer_not_responding);
        }
    }

    TEST_CASE("a temperature with W: is no sign while nothing waits for heat") {
        conversation at;
        at.send("G28");
        const instant before = at.talk.last_sign();
        at.now += 1s;
        at.say(" T:20.0 /200.0 W:?");
        CHECK(at.talk.last_sign() == before);
    }

    TEST_CASE(
        "a complaint about a line has an ok to come that acknowledges nothing, though the request is lost") {
        conversation at;
        at.send("G1 X1");
        at.say("Error:checksum mismatch, Last Line: 0");
        CHECK(at.hear("ok").empty());
        CHECK_FALSE(at.talk.ready());
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a complaint outside of M110 does not make the next M110 be repeated") {
        for (const std::string_view complaint :
             {"Error:checksum mismatch, Last Line: 0", "echo:Unknown command: \"X\""}) {
            CAPTURE(complaint);
            conversation at;
            at.send("G1 X1");
            at.say(complaint);
            at.pass(250ms);
            at.hear("ok");
            at.talk.renumber(at.now);
            (void)at.wire();
            at.hear("ok");
            CHECK_FALSE(at.talk.line_number_reset());
        }
    }
}

TEST_SUITE("link: which ok is whose") {
    TEST_CASE("the name that was heard is that of the M115 in flight, also when another line follows it") {
        conversation at{three_lines};
        at.send("M115", origin::host);
        REQUIRE(at.talk.has_room(5));
        at.say("FIRMWARE_NAME:Marlin 2.1.2");
        at.send("G1 X1", 10);
        at.hear("ok");
        at.hear("ok");
        CHECK(at.talk.acknowledged_end() == 10);
        CHECK(at.talk.ready());
    }

    TEST_CASE("a second M115 waits for its own name") {
        conversation at;
        at.send("M115", origin::host);
        at.say("FIRMWARE_NAME:Marlin 2.1.2");
        at.hear("ok");
        REQUIRE(at.talk.ready());
        at.send("M115", origin::host);
        at.say("ok");
        CHECK_FALSE(at.talk.ready());
        at.say("FIRMWARE_NAME:Marlin 2.1.2");
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("an ok with number 0 is no raw line's") {
        conversation at;
        at.talk.send_raw("M105", at.now);
        (void)at.wire();
        at.hear("ok N1 P15 B3");
        CHECK(at.talk.raw_in_flight() == 1);
    }
}
