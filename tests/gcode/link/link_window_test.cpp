/// The link with several lines in flight: what fits, what waits, and what a resend does to them.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace bench;

namespace {

constexpr std::string_view move = "G1 X120.250 Y88.125 E.03512"; // 37 bytes on the wire under one digit

} // namespace

TEST_SUITE("link: several lines in flight") {
    TEST_CASE("three lines leave room for M108 and M112 in a printer with four slots; more with an emergency "
              "parser") {
        conversation with{three_lines};
        for (int i = 0; i < 3; ++i)
            with.send("G1 X1");
        CHECK_FALSE(with.talk.has_room(5));
        with.talk.has_emergency_parser(true);
        CHECK(with.talk.has_room(5));
    }

    TEST_CASE("no more bytes are on the way than the receive buffer holds: the newest line waits half sent") {
        conversation with{three_lines};
        with.talk.has_emergency_parser(true);
        std::size_t on_the_way = 0;
        while (with.talk.has_room(move.size()))
            on_the_way += with.send(move).size();
        CHECK(on_the_way == 127);
        const auto more = with.hear("ok");
        std::size_t whole = 0;
        for (std::uint32_t number = 2; number <= 5; ++number)
            whole += with.line(number, move).size();
        CHECK(more.size() == whole - 127);
        CHECK(with.line(5, move).ends_with(more));
    }

    TEST_CASE("a line longer than the window travels alone") {
        conversation with{link_settings{.receive_buffer = 16, .most_lines = 3}};
        CHECK(with.send(move) == with.line(2, move));
        CHECK_FALSE(with.talk.has_room(4));
        with.hear("ok");
        CHECK(with.send("M105") == with.line(3, "M105"));
    }

    TEST_CASE("nothing follows a command that takes long") {
        conversation with{three_lines};
        with.send("G1 X1");
        with.send("G28");
        CHECK_FALSE(with.talk.has_room(5));
        with.hear("ok");
        CHECK_FALSE(with.talk.has_room(5));
        with.hear("ok");
        CHECK(with.talk.has_room(5));
    }

    TEST_CASE("a line that is repeated leaves, however many raw lines wait for their oks") {
        conversation with{three_lines};
        with.send("G1 X1");
        const std::string raw = "M104 T0 S0";
        for (std::size_t bytes = 0; bytes < 128; bytes += raw.size() + 1)
            with.talk.send_raw(raw, with.now);
        (void)with.wire();
        CHECK(with.hear("Resend: 2").empty());
        CHECK(with.hear("ok") == with.line(2, "G1 X1"));
    }

    TEST_CASE("oks are counted off in order, and positions with them") {
        conversation with{three_lines};
        with.send("G1 X1", 10);
        with.send("G1 X2", 20);
        with.talk.pass_over(35); // a comment behind the second
        with.hear("ok");
        CHECK(with.talk.acknowledged_end() == 10);
        with.hear("ok");
        CHECK(with.talk.acknowledged_end() == 35);
    }

    TEST_CASE("with numbered oks a lost one shows with the next, and a doubled one credits nothing") {
        conversation with{three_lines};
        with.send("G1 X1", 10);
        with.send("G1 X2", 20);
        with.send("G1 X3", 30);
        with.hear("ok N3 P15 B3");
        CHECK(with.talk.acknowledged_end() == 20);
        with.hear("ok N3 P15 B3");
        CHECK(with.talk.acknowledged_end() == 20);
    }

    TEST_CASE(
        "lines behind a bad one ask for it too as they arrive: it is repeated once, then one at a time") {
        conversation with{three_lines};
        with.send("G1 X1");
        with.send("G1 X2");
        with.send("G1 X3");
        with.hear("Error:checksum mismatch, Last Line: 0");
        with.hear("Resend: 2");
        CHECK(with.hear("ok") == with.line(2, "G1 X1"));
        for (int late = 0; late < 2; ++late) {
            CHECK(with.hear("Resend: 2").empty());
            CHECK(with.hear("ok").empty());
        }
        CHECK(with.hear("ok") == with.line(3, "G1 X2"));
        CHECK_FALSE(with.talk.has_room(5));
        CHECK(with.hear("ok") == with.line(4, "G1 X3"));
        // All is repeated: a probe goes alone, and its own kind of ok opens the window again.
        CHECK(with.hear("ok") == with.line(5, "M105"));
        CHECK_FALSE(with.talk.has_room(5));
        CHECK(with.hear("ok T:20 /0").empty());
        CHECK(with.talk.has_room(5));
    }

    TEST_CASE("the repeated line may be bad again: that request is answered after a round trip") {
        conversation with{three_lines};
        with.send("G1 X1");
        with.send("G1 X2");
        with.hear("Resend: 2");
        CHECK(with.hear("ok") == with.line(2, "G1 X1"));
        CHECK(with.hear("Resend: 2")
                  .empty()); // by line 2, which was on its way, or by the repeated line itself
        CHECK(with.hear("ok").empty());
        CHECK(with.pass(249ms).empty());
        CHECK(with.pass(1ms) == with.line(2, "G1 X1"));
    }

    TEST_CASE("a lost ok is found after a few round trips, once these were seen") {
        conversation with{three_lines};
        for (int i = 0; i < 20; ++i) {
            with.send("G1 X1");
            with.now += 5ms;
            with.hear("ok");
        }
        with.send("G1 X2", 50);
        CHECK(with.pass(99ms).empty());
        CHECK(with.pass(1ms) == with.line(23, "M105"));
        CHECK(with.pass(499ms).empty()); // one probe at a time, and the next when it seems lost as well
        with.hear("ok T:20 /0");
        CHECK(with.talk.acknowledged_end() == 50);
    }

    TEST_CASE("a slowed-down link has one line in flight until the printer is greeted again") {
        conversation with{three_lines};
        with.talk.slow_down();
        with.send("G1 X1");
        CHECK_FALSE(with.talk.has_room(5));
        with.talk.greet(with.now);
        with.wire();
        with.hear("ok");
        with.hear("ok"); // the probe's
        with.send("G1 X1");
        CHECK(with.talk.has_room(5));
    }

    TEST_CASE("each line in flight behind a bad one brings the same request, and all are answered once") {
        conversation with{link_settings{.receive_buffer = 256, .most_lines = 3}};
        with.talk.has_emergency_parser(true);
        for (int i = 0; i < 12; ++i)
            (void)with.send("G1 X1");
        for (int i = 0; i < 11;
             ++i) // of one read: the first was bad, the others are not the one that is wanted
            for (const std::string_view said : {"Resend: 2", "ok"})
                with.talk.handle_response(interpret(said, marlin), with.now);
        const std::string repeated = with.pass(1s);
        CHECK(with.talk.failed() == failure::none);
        CHECK(repeated.find(conversation::line(2, "G1 X1")) != std::string::npos);
    }

    TEST_CASE("a printer that asks for the same line without end fails the link, and does not hold it up") {
        conversation with{three_lines};
        (void)with.send("G1 X1");
        for (int i = 0; i < 100 && with.talk.failed() == failure::none; ++i)
            (void)with.hear("Resend: 2"); // no ok behind it, and no time to repeat
        CHECK(with.talk.failed() == failure::resend_limit);
    }

    TEST_CASE("a corrupted request for line 0 is not believed either") {
        conversation with{three_lines};
        (void)with.send("G1 X1");
        (void)with.hear("Resend: 1");
        CHECK(with.talk.failed() == failure::none);
    }

    TEST_CASE(
        "the comments at a file's end count, also when a host's line was sent behind the last command") {
        conversation with{three_lines};
        with.talk.begin_file();
        (void)with.send("G1 X1", 10);
        (void)with.send("M105", origin::host);
        with.talk.pass_over(50);
        (void)with.hear("ok");
        (void)with.hear("ok T:20.0 /0.0");
        CHECK(with.talk.ready());
        CHECK(with.talk.acknowledged_end() == 50);
    }

    TEST_CASE(
        "they count too when only host's lines are in flight, so long that the first is not kept any more") {
        conversation with{link_settings{.receive_buffer = 8192, .most_lines = 3}};
        with.talk.has_emergency_parser(true);
        with.talk.begin_file();
        const std::string text = "M117 " + std::string(245, 'x');
        int sent = 0;
        for (; with.talk.has_room(text.size()); ++sent)
            (void)with.send(text, origin::host);
        CHECK(sent == 16);
        with.talk.pass_over(50);
        CHECK(with.talk.acknowledged_end() == 50);
    }

    TEST_CASE("a printer that tells its free slots gets as many lines as it has but one") {
        for (const unsigned slots : {2U, 4U, 16U}) {
            CAPTURE(slots);
            conversation with{link_settings{.receive_buffer = 1024, .most_lines = 3}};
            (void)with.send("M155 S2", origin::host);
            (void)with.hear("ok N2 P15 B" + std::to_string(slots - 1));
            unsigned sent = 0;
            for (; with.talk.has_room(5); ++sent)
                (void)with.send("G1 X1");
            CHECK(sent == slots - 1);
        }
    }

    TEST_CASE("one line in flight that was asked for stays one, whatever the printer tells") {
        conversation with{one_line};
        (void)with.send("M155 S2", origin::host);
        (void)with.hear("ok N2 P15 B3");
        with.talk.has_emergency_parser(true);
        (void)with.send("G1 X1");
        CHECK_FALSE(with.talk.has_room(5));
    }
}
