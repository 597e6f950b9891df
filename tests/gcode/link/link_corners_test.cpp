/// The link where several things come together: lines half written, raw lines in between, requests that
/// are late, garbled or about what is no longer kept.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace bench;

TEST_SUITE("link: when a line may be sent") {
    TEST_CASE("nothing follows M110 but the probe, and nothing follows that before its ok") {
        conversation at{three_lines};
        CHECK(at.talk.has_room(4));
        at.talk.renumber(at.now);
        CHECK_FALSE(at.talk.has_room(4));
        (void)at.wire();
        at.say("ok");
        CHECK_FALSE(at.talk.has_room(4)); // the probe comes first
        CHECK(at.pass(0s) == at.line(1, "M105"));
        CHECK_FALSE(at.talk.has_room(4));
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.has_room(4));
    }

    TEST_CASE(
        "a printer that tells its free command slots gets as many lines as it told, and never fewer again") {
        conversation at{link_settings{.receive_buffer = 512, .most_lines = 3}};
        const auto fill = [&] {
            std::size_t count = 0;
            for (; at.talk.has_room(4); ++count)
                at.send("T0");
            return count;
        };
        CHECK(fill() == 3);
        at.hear("ok N4 P15 B7"); // all three; B counts neither the line that is handled nor those that wait
        CHECK(fill() == 7);
        at.hear("ok N11 P15 B2");
        CHECK(fill() == 7);
    }

    TEST_CASE("nothing follows bytes that went past everything before they have left") {
        conversation at;
        REQUIRE(at.talk.ready());
        at.talk.write_through("M112\n");
        CHECK_FALSE(at.talk.ready());
        CHECK_FALSE(at.talk.has_room(4));
        CHECK(at.wire() == "M112\n");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a link that failed takes no line, also when nothing is in flight any more") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        for (int i = 0; i < 2; ++i) {
            at.hear("Resend: 5001");
            at.hear("ok");
        }
        REQUIRE(at.talk.failed() == failure::resend_impossible);
        CHECK_FALSE(at.talk.resend_outstanding());
        CHECK_FALSE(at.talk.ready());
        CHECK_FALSE(at.talk.has_room(4));
    }

    TEST_CASE("a link that failed takes no line behind the one that was never answered") {
        conversation at{three_lines};
        at.send("G1 X1");
        for (int i = 0; at.talk.failed() == failure::none && i < 10; ++i)
            at.pass(10min);
        REQUIRE(at.talk.failed() == failure::printer_not_responding);
        CHECK_FALSE(at.talk.has_room(4));
    }

    TEST_CASE("a command that takes long is expected to be silent, others are not") {
        conversation at;
        CHECK(at.talk.expected_silence() == 0s);
        at.send("G28");
        CHECK(at.talk.expected_silence() == link_settings{}.patience_in_long);
        at.hear("ok");
        at.send("G1 X1");
        CHECK(at.talk.expected_silence() == 0s);
    }
}

TEST_SUITE("link: lines that are taken back") {
    TEST_CASE("lines of which no byte has left are taken back with their numbers, the others are not") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.give("G1 X2");
        at.give("G1 X3");
        at.talk.discard_unsent();
        CHECK(at.output().empty());
        CHECK(at.talk.lines_sent() == 2);
        at.hear("ok");
        CHECK(at.talk.ready());
        CHECK(at.send("M84") == at.line(3, "M84"));
    }

    TEST_CASE("everything is taken back when nothing has left") {
        conversation at{three_lines};
        at.give("G1 X1");
        at.give("G1 X2");
        at.talk.discard_unsent();
        CHECK(at.talk.ready());
        CHECK(at.talk.lines_sent() == 1);
    }

    TEST_CASE("a line whose front has left is not taken back") {
        conversation at{three_lines};
        at.give("G1 X1");
        at.talk.wrote(1);
        at.give("G1 X2");
        at.talk.discard_unsent();
        CHECK(at.wire() == at.line(2, "G1 X1").substr(1));
        CHECK(at.talk.lines_sent() == 2);
    }

    TEST_CASE("a raw line is taken back too, and no number with it") {
        conversation at{three_lines};
        at.send("M109 S200");
        at.talk.send_raw("M108", at.now);
        at.talk.discard_unsent();
        CHECK(at.output().empty());
        CHECK(at.talk.raw_in_flight() == 0);
        CHECK(at.talk.lines_sent() == 2);
    }

    TEST_CASE("M110 is taken back, and sent again when its time has come") {
        conversation at;
        at.talk.renumber(at.now);
        at.talk.discard_unsent();
        CHECK(at.output().empty());
        CHECK(at.pass(0s) == "N0 M110 N0*125\n");
    }

    TEST_CASE("a line that was about to be repeated keeps its number") {
        conversation at;
        at.send("G1 X1");
        const auto probe = at.pass(5s);
        REQUIRE(probe == at.line(3, "M105"));
        at.say("Resend: 2");
        at.say("ok");
        at.talk.handle_time(at.now);
        REQUIRE(at.output() == at.line(2, "G1 X1"));
        at.talk.discard_unsent();
        CHECK(at.output().empty());
        CHECK(at.talk.lines_sent() == 3);
    }
}

TEST_SUITE("link: positions") {
    TEST_CASE(
        "what is passed over counts with the job's line before it, and not before that is acknowledged") {
        conversation at{three_lines};
        at.talk.begin_file();
        at.send("G1 X1", origin::job, 10);
        at.talk.pass_over(25);
        CHECK(at.talk.acknowledged_end() == 0);
        at.hear("ok");
        CHECK(at.talk.acknowledged_end() == 25);
        at.send("G1 X2", origin::job, 35);
        at.send("M105", origin::host);
        at.talk.pass_over(50);
        CHECK(at.talk.acknowledged_end() == 25);
    }

    TEST_CASE("lines of a job that is over move its position no more") {
        conversation at{three_lines};
        at.talk.begin_file();
        at.send("G1 X1", origin::job, 10);
        at.send("G1 X2", origin::job, 20);
        at.hear("ok");
        at.talk.end_file();
        at.hear("ok");
        CHECK(at.talk.acknowledged_end() == 10);
    }
}

TEST_SUITE("link: raw lines in between") {
    TEST_CASE("an ok with a number is never a raw line's") {
        conversation at;
        at.send("M109 S200");
        at.talk.send_raw("M108", at.now);
        (void)at.wire();
        at.hear("ok N2 P15 B3");
        CHECK(at.talk.raw_in_flight() == 1);
        CHECK_FALSE(at.talk.is_blocking_wait());
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a line is repeated beside a raw line in flight, once that has left") {
        conversation at{three_lines};
        const auto sent = at.send("G1 X1");
        at.say("Resend: 2");
        at.say("ok");
        at.talk.send_raw("M108", at.now);
        at.talk.handle_time(at.now);
        CHECK(at.wire() == "M108\n");
        at.talk.handle_time(at.now);
        CHECK(at.wire() == sent);
        at.hear("Resend: 2"); // may be late: the raw line in flight has nothing to do with it
        CHECK(at.hear("ok").empty());
        at.hear("ok");
        at.hear("ok");
        CHECK(at.talk.raw_in_flight() == 0);
        CHECK_FALSE(at.talk.resend_outstanding());
    }

    TEST_CASE("bytes that do not fit are left out whole, and not half") {
        conversation at;
        for (int i = 0; i < 1000; ++i)
            at.talk.write_through("\nM112\n");
        const auto all = at.wire();
        CHECK(all.size() > 600);
        CHECK(all.size() % 6 == 0);
        CHECK(all.ends_with("\nM112\n"));
        for (int i = 0; i < 1000; ++i)
            at.talk.send_raw("M108", at.now);
        CHECK(at.output().size() % 5 == 0);
    }
}

TEST_SUITE("link: requests that are late, garbled or impossible") {
    TEST_CASE("requests that cannot be read end in a failure, unless a line is acknowledged between them") {
        conversation at;
        at.send("G1 X1");
        for (int i = 0; i < 10; ++i)
            at.hear("Resend: ");
        CHECK(at.talk.failed() == failure::none);
        at.hear("ok"); // the requests'
        at.hear("ok");
        at.send("G1 X2");
        for (int i = 0; i < 10; ++i)
            at.hear("Resend: ");
        CHECK(at.talk.failed() == failure::none);
        at.hear("Resend: ");
        CHECK(at.talk.failed() == failure::resend_limit);
    }

    TEST_CASE("line 1 asked for again and again after it was acknowledged shows a reset, also in silence") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        at.send("G1 X2");
        at.hear("Resend: 1");
        at.hear("ok");
        CHECK_FALSE(at.talk.saw_reset());
        at.hear("Resend: 1");
        CHECK(at.talk.saw_reset());
    }

    TEST_CASE("a line of a job that is over is never repeated: counting starts anew instead") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        at.send("G1 X2");
        at.hear("ok");
        at.talk.end_file();
        at.send("M105", origin::host);
        at.hear("Resend: 3");
        CHECK(at.hear("ok").empty());
        at.hear("Resend: 3");
        CHECK(at.hear("ok") == "N0 M110 N0*125\n");
        CHECK(at.talk.failed() == failure::none);
        CHECK(at.talk.line_number_reset());
        CHECK(at.talk.lines_sent() == 0);
    }

    TEST_CASE("a host's line is repeated although the job is over") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        const auto sent = at.send("M104 S0", origin::host);
        at.hear("ok");
        at.talk.end_file();
        at.send("M140 S0", origin::host);
        at.hear("Resend: 3");
        CHECK(at.hear("ok").empty());
        at.hear("Resend: 3");
        CHECK(at.hear("ok") == sent);
    }

    TEST_CASE("the ok of an earlier line leaves a request in doubt that may be late") {
        conversation at{three_lines};
        at.send("G1 X1");
        const auto second = at.send("G1 X2");
        at.send("G1 X3");
        at.hear("Resend: 3");
        CHECK(at.hear("ok") == second); // line 1 still waits for its ok
        at.hear("Resend: 3");
        at.hear("ok"); // the request's
        at.hear("ok"); // line 1's
        CHECK(at.pass(2s) == second);
    }

    TEST_CASE("of two requests that come before anything could be repeated, the later one counts") {
        conversation at{three_lines};
        const auto first = at.send("G1 X1");
        at.send("G1 X2");
        for (const std::string_view said : {"Resend: 3", "ok", "Resend: 2", "ok"})
            at.say(said);
        at.talk.handle_time(at.now);
        CHECK(at.wire() == first);
    }

    TEST_CASE("a line that is asked for in every round trip is repeated ten times at the most") {
        conversation at{three_lines};
        const auto sent = at.send("G1 X1");
        at.hear("Resend: 2");
        CHECK(at.hear("ok") == sent);
        for (int i = 0; i < 9; ++i) {
            at.hear("Resend: 2");
            at.hear("ok");
            REQUIRE(at.pass(2s) == sent);
        }
        at.hear("Resend: 2");
        at.hear("ok");
        CHECK(at.pass(2s).empty());
        CHECK(at.talk.failed() == failure::resend_limit);
    }

    TEST_CASE("a request for the probe behind a resend may be late, and waits for a round trip") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.hear("Resend: 2");
        at.hear("ok");
        const auto probe = at.hear("ok");
        REQUIRE(probe == at.line(3, "M105"));
        at.hear("Resend: 3");
        CHECK(at.hear("ok").empty());
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
        CHECK(at.talk.requests_answered() == 1);
    }

    TEST_CASE("requests of a job that is being cancelled are noted, and nothing is sent for them") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.talk.answer_resends(false);
        at.hear("Resend: 2");
        CHECK(at.hear("ok").empty());
        CHECK(at.pass(0s).empty());
        CHECK(at.talk.resend_outstanding());
        at.talk.renumber(at.now);
        CHECK(at.wire() == "N0 M110 N0*125\n");
    }

    TEST_CASE("as many of the longest lines as may be in flight can all be repeated") {
        conversation at{link_settings{.receive_buffer = 8192, .most_lines = 3}};
        const std::string longest = "G1 X" + std::string(longest_command_buffer - frame_overhead - 4, '1');
        at.talk.has_emergency_parser(true);
        at.talk.begin_file();
        at.send(longest, origin::job, 100);
        at.hear("ok");
        for (std::uint64_t i = 2; i <= 17; ++i)
            at.send(longest, origin::job, i * 100);
        at.hear("Resend: 3");
        std::string repeated = at.hear("ok");
        for (std::uint32_t i = 2; i <= 17; ++i) {
            REQUIRE(repeated == at.line(i + 1, longest));
            repeated = at.hear("ok");
            REQUIRE(at.talk.acknowledged_end() == i * 100);
        }
        CHECK(repeated == at.line(19, "M105")); // the probe after a resend
    }
}

TEST_SUITE("link: greetings and silences") {
    TEST_CASE("M110 that was misheard twice is repeated once") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        at.hear("echo:Unknown command: \"0 M110 N0\"");
        at.hear("echo:Unknown command: \"0 M110 N0\"");
        CHECK(at.hear("ok") == "N0 M110 N0*125\n");
        CHECK(at.hear("ok") == at.line(1, "M105"));
    }

    TEST_CASE("what a firmware says at its start changes no counting: whoever reads it greets anew") {
        conversation at;
        at.send("G1 X1");
        CHECK(at.hear("start").empty());
        CHECK_FALSE(at.talk.ready());
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE(
        "behind a first silence, a wait for heat is given more time than what the printer says busy over") {
        const auto patience_with = [](std::string_view command, bool says_busy) {
            conversation at;
            at.send(command);
            if (says_busy) at.hear("echo:busy: processing"); // from now on silence means more
            REQUIRE(at.pass(at.talk.next_deadline() - at.now) == at.line(3, "M105"));
            return at.talk.next_deadline() - at.now;
        };
        CHECK(patience_with("M109 S200", true) == link_settings{}.patience_in_long);
        CHECK(patience_with("G28", false) == link_settings{}.patience_in_long);
        CHECK(patience_with("G28", true) < link_settings{}.patience_in_long);
        CHECK(patience_with("G1 X1", false) < link_settings{}.patience_in_long);
    }

    TEST_CASE("a printer that says wait behind a probe is not probed again the sooner") {
        conversation at;
        at.send("G1 X1");
        REQUIRE(at.pass(5s) == at.line(3, "M105"));
        const auto next = at.talk.next_deadline();
        CHECK(at.hear("wait").empty());
        CHECK(at.talk.next_deadline() == next);
    }

    TEST_CASE("a printer that said wait when nothing was in flight is not probed the sooner for it") {
        conversation at;
        at.hear("wait");
        at.send("G1 X1");
        CHECK(at.talk.next_deadline() == at.now + link_settings{}.silence);
    }

    TEST_CASE("a printer that says busy over a probe is not probed again before it stops saying so") {
        for (const std::string_view answer : {"", "ok", "Resend: 6"}) { // after which it is not busy any more
            CAPTURE(answer);
            conversation at;
            at.send("G29");
            at.hear("echo:busy: processing");
            REQUIRE(at.pass(link_settings{}.silence_with_busy) == at.line(3, "M105"));
            at.hear("echo:busy: processing");
            if (answer.empty()) {
                CHECK(at.talk.next_deadline() == at.now + link_settings{}.silence_with_busy);
            } else {
                at.hear(answer);
                CHECK(at.talk.next_deadline() < at.now + link_settings{}.silence_with_busy);
            }
        }
    }

    TEST_CASE("a probe_timer is broken although a line still waits for room in the printer's buffer") {
        conversation at{three_lines};
        const std::string long_one = "M117 " + std::string(60, 'x');
        at.send(long_one);
        REQUIRE(at.send(long_one).size() < long_one.size()); // its rest waits
        CHECK(at.pass(5s).ends_with("\n" + at.line(4, "M105")));
    }

    TEST_CASE("a silence while the port takes nothing is not the printer's") {
        conversation at{three_lines};
        at.send("G1 X1");
        at.give("G1 X2");
        at.now += 5s;
        at.talk.handle_time(at.now);
        CHECK(at.wire() == at.line(3, "G1 X2"));
    }

    TEST_CASE("a link that failed is not ready, although nothing is in flight") {
        conversation at;
        for (int i = 0; i <= link_settings{}.most_resends; ++i) {
            CHECK(at.talk.failed() == failure::none);
            at.hear("Resend: ?");
            at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::resend_limit);
        CHECK_FALSE(at.talk.ready());
    }

    TEST_CASE("behind a reset that a request showed, the ok of that request is not taken for M110's") {
        for (const bool came_before : {false, true}) {
            CAPTURE(came_before);
            conversation at;
            at.send("G1 X1");
            at.hear("ok");
            at.hear("Error:Line Number is not Last Line Number+1, Last Line: 0");
            at.hear("Resend: 1");
            REQUIRE(at.talk.saw_reset());
            if (came_before) at.hear("ok");
            at.talk.greet(at.now);
            (void)at.wire();
            at.hear("ok");
            CHECK(at.talk.line_number_reset() != came_before);
        }
        conversation at; // the ok of any other request does not matter to a printer that was found anew
        at.send("G1 X1");
        at.hear("Resend: 2");
        at.talk.greet(at.now);
        (void)at.wire();
        at.hear("ok");
        CHECK_FALSE(at.talk.line_number_reset());
    }

    TEST_CASE("where the ok of an M105 comes with temperatures, a bare one is not its") {
        conversation at;
        at.send("M105");
        at.hear("ok"); // nothing is known of this printer yet
        CHECK(at.talk.ready());
        at.send("M105");
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
        at.send("M105");
        at.hear("ok");
        CHECK_FALSE(at.talk.ready());
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE(
        "a printer that refuses the first line behind M110 did not take it: again, five times at most") {
        conversation at;
        at.send("G1 X1");
        at.talk.renumber(at.now); // the ok of line 1 may come yet: a probe shows what is counted
        REQUIRE(at.wire() == "N0 M110 N0*125\n");
        for (int i = 0; i < 5; ++i) {
            REQUIRE(at.hear("ok") == at.line(1, "M105"));
            REQUIRE(at.hear("Resend: 38") == "N0 M110 N0*125\n");
            REQUIRE(at.hear("ok").empty()); // the request's
        }
        REQUIRE(at.hear("ok") == at.line(1, "M105"));
        CHECK(at.hear("Resend: 38").empty());
        CHECK(at.hear("ok").empty()); // no M110 any more, and not believed either
        CHECK(at.talk.failed() == failure::none);
        at.hear("Resend: 38");
        CHECK(at.talk.failed() == failure::resend_impossible);
    }
}
