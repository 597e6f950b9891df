/// The link alone: responses by hand, the wire byte for byte.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace bench;

TEST_SUITE("link: one line in flight") {
    TEST_CASE("a printer that was just found hears two line ends, then M110 alone") {
        printer_link talk;
        talk.greet(instant{});
        CHECK(std::string{talk.output().begin(), talk.output().end()} == "\n\nN0 M110 N0*125\n");
        CHECK_FALSE(talk.ready());
        CHECK(talk.line_number_reset());
    }

    TEST_CASE("lines are numbered from 1, the probe after M110, with their checksum") {
        printer_link talk;
        const auto wire = [&] {
            const std::string all{talk.output().begin(), talk.output().end()};
            talk.wrote(all.size());
            return all;
        };
        talk.greet(instant{});
        (void)wire();
        talk.handle_response(interpret("ok", marlin), instant{});
        CHECK_FALSE(talk.ready()); // the probe comes first
        talk.handle_time(instant{});
        CHECK(wire() == "N1 M105*38\n");
        talk.handle_response(interpret("ok T:20.0 /0.0", marlin), instant{});
        CHECK(talk.ready());
        talk.send("G1 X5", word_of("G1 X5"), origin::job, 0, instant{});
        CHECK(wire() == "N2 G1 X5*103\n");
        talk.handle_response(interpret("ok", marlin), instant{});
        talk.send("G28", word_of("G28"), origin::job, 0, instant{});
        CHECK(wire() == conversation::line(3, "G28"));
    }

    TEST_CASE("the next line may leave only when the one before is acknowledged and written") {
        conversation at;
        at.talk.send("G28", word_of("G28"), origin::job, 0, at.now);
        CHECK_FALSE(at.talk.ready());
        at.talk.handle_response(interpret("ok", marlin), at.now); // too early: it cannot be meant
        CHECK(at.wire() == at.line(2, "G28"));
        CHECK_FALSE(at.talk.ready());
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("the position is that behind the last acknowledged job line") {
        conversation at;
        at.talk.begin_file();
        at.send("G1 X1", 10);
        CHECK(at.talk.acknowledged_end() == 0);
        at.hear("ok");
        CHECK(at.talk.acknowledged_end() == 10);
        at.talk.send("M105", word_of("M105"), origin::host, 0, at.now);
        (void)at.wire();
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.acknowledged_end() == 10);
        at.talk.pass_over(25);
        CHECK(at.talk.acknowledged_end() == 25);
    }

    TEST_CASE("an ok with the number of another line acknowledges nothing") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok N2 P15 B3");
        CHECK(at.talk.ready());
        at.send("G1 X2");
        at.hear("ok N2 P15 B3");
        CHECK_FALSE(at.talk.ready());
        at.hear("ok N3 P15 B3");
        CHECK(at.talk.ready());
    }

    TEST_CASE("an ok with temperatures belongs to an M105, and to nothing else") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok T:20.0 /0.0 B:20.0 /0.0");
        CHECK_FALSE(at.talk.ready());
        at.hear("ok");
        CHECK(at.talk.ready());
        at.send("M105");
        at.hear("ok T:20.0 /0.0 B:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("when the ok of an M105 was missed, the next M105 settles both") {
        conversation at;
        at.send("M105");
        CHECK(at.pass(5s) == at.line(3, "M105"));
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
        at.hear("ok T:20.0 /0.0"); // it was only late: it credits nothing more
        at.send("G1 X1");
        CHECK_FALSE(at.talk.ready());
    }

    TEST_CASE("an ok glued to a report or to another ok is heard") {
        conversation at;
        at.send("M114");
        at.hear("X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0ok");
        CHECK(at.talk.ready());
        at.send("G1 X1");
        at.hear("okok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a raw line leaves whatever is in flight, and waits for an ok of its own") {
        conversation at;
        at.send("M109 S200");
        CHECK(at.talk.is_blocking_wait());
        at.talk.send_raw("M108", at.now);
        CHECK(at.wire() == "M108\n");
        CHECK(at.talk.raw_in_flight() == 1);
        at.hear("ok");
        CHECK_FALSE(at.talk.ready());
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("an ok that nobody waits for means nothing") {
        conversation at;
        at.hear("ok");
        at.hear("ok");
        at.send("G1 X1");
        CHECK_FALSE(at.talk.ready());
    }
}

TEST_SUITE("link: resend requests") {
    TEST_CASE("a line is repeated byte for byte, and the ok behind the request acknowledges nothing") {
        conversation at;
        const auto sent = at.send("G1 X1");
        CHECK(at.hear("Error:checksum mismatch, Last Line: 0").empty());
        CHECK(at.hear("Resend: 2").empty());
        CHECK(at.talk.resend_outstanding());
        CHECK(at.hear("ok") == sent);
        CHECK_FALSE(at.talk.ready());
        at.hear("ok");
        CHECK(at.talk.ready());
        CHECK(at.talk.requests_answered() == 1);
    }

    TEST_CASE("every spelling of a request is understood") {
        for (const std::string_view request : {"Resend: 2", "Resend:2", "Resend:N2", "rs 2", "rs N2"}) {
            CAPTURE(request);
            conversation at;
            const auto sent = at.send("G1 X1");
            at.hear(request);
            CHECK(at.hear("ok") == sent);
        }
    }

    TEST_CASE("where no ok follows the request the line is repeated all the same") {
        conversation at;
        const auto sent = at.send("G1 X1");
        CHECK(at.hear("Resend: 2").empty());
        CHECK(at.pass(100ms).empty());
        CHECK(at.pass(150ms) == sent);
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("an advanced ok with a stale number behind the request acknowledges nothing") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok N2 P15 B3");
        const auto sent = at.send("G1 X2");
        at.hear("Resend: 3");
        CHECK(at.hear("ok N2 P15 B4") == sent);
        CHECK_FALSE(at.talk.ready());
        at.hear("ok N3 P15 B3");
        CHECK(at.talk.ready());
    }

    TEST_CASE("after a request one line at a time, up to the highest that was ever sent") {
        conversation at;
        const auto first = at.send("G1 X1");
        const auto probe = at.pass(5s); // nothing was heard
        CHECK(probe == at.line(3, "M105"));
        at.hear("Resend: 2");
        CHECK(at.hear("ok") == first);
        CHECK(at.talk.resend_outstanding());
        CHECK(at.hear("ok") == probe);
        CHECK_FALSE(at.talk.ready());
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
        CHECK(at.send("G1 X2") == at.line(4, "G1 X2"));
    }

    TEST_CASE("several requests for a line in flight are answered once") {
        conversation at;
        const auto sent = at.send("G1 X1");
        at.hear("Resend: 2");
        at.hear("Resend: 2");
        CHECK(at.hear("ok") == sent);
        CHECK(at.wire().empty());
    }

    TEST_CASE("a request for the line after the last is no request: everything arrived") {
        conversation at;
        at.send("G1 X1");
        at.hear("Resend: 3");
        CHECK(at.hear("ok").empty());
        CHECK(at.pass(500ms) == at.line(3, "M105")); // the lost ok is probed for, soon
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
        CHECK(at.talk.requests_answered() == 0);
    }

    TEST_CASE("a request for a line that was never sent is not believed at once, and fails when repeated") {
        conversation at;
        at.send("G1 X1");
        at.hear("Resend: 34498");
        CHECK(at.hear("ok").empty());
        CHECK(at.talk.failed() == failure::none);
        CHECK(at.pass(500ms) == at.line(3, "M105"));
        at.hear("Resend: 34498");
        CHECK(at.talk.failed() == failure::resend_impossible);
    }

    TEST_CASE("a corrupted number in one request does no harm") {
        conversation at;
        const auto sent = at.send("G1 X1");
        at.hear("Resend: 92");
        CHECK(at.hear("ok").empty());
        const auto probe = at.pass(500ms);
        at.hear("Resend: 2"); // this time it arrived well
        CHECK(at.hear("ok") == sent);
        CHECK(at.hear("ok") == probe);
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a request without a number is asked about") {
        conversation at;
        at.send("G1 X1");
        at.hear("Resend: ");
        CHECK(at.hear("ok").empty());
        CHECK(at.pass(500ms) == at.line(3, "M105"));
    }

    TEST_CASE("an ok that was credited to the wrong line is found out, and that line is repeated") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        const auto second = at.send("G1 X2");
        at.hear("ok"); // a doubled ok of the line before: the printer did not take line 2
        const auto third = at.send("G1 X3");
        at.hear("Resend: 3");
        CHECK(at.hear("ok").empty()); // acknowledged lines are not repeated on one word
        const auto probe = at.pass(500ms);
        at.hear("Resend: 3");
        CHECK(at.hear("ok") == second);
        CHECK(at.hear("ok") == third);
        CHECK(at.hear("ok") == probe);
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("the same line asked for ten times is repeated, at the eleventh the link fails") {
        conversation at;
        const auto sent = at.send("G1 X1");
        for (int i = 1; i <= 10; ++i) {
            at.hear("Resend: 2");
            REQUIRE(at.hear("ok") == sent);
        }
        at.hear("Resend: 2");
        CHECK(at.talk.failed() == failure::resend_limit);
        CHECK(at.hear("ok").empty());
        CHECK(at.talk.next_deadline() == never);
    }

    TEST_CASE("a line that was taken in the end forgets how often it was asked for") {
        conversation at;
        for (std::uint32_t n = 1; n <= 20; ++n) {
            at.send("G1 X1");
            for (int i = 0; i < 6; ++i) {
                at.hear("Resend: " + std::to_string(n + 1));
                at.hear("ok");
            }
            at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::none);
        CHECK(at.talk.requests_answered() == 120);
    }

    TEST_CASE("no line of a job that is over is repeated, also when the request is for one before it") {
        conversation at;
        for (int i = 0; i < 2; ++i) {
            at.send("M105", origin::host);
            at.hear("ok T:20.0 /0.0");
        }
        at.send("G1 X1");
        at.hear("ok");
        at.talk.end_file();
        at.hear("Resend: 3");
        at.hear("ok");
        at.hear("Resend: 3"); // a request that cannot be is believed when it comes again
        REQUIRE(at.hear("ok") == at.line(3, "M105"));
        CHECK(at.hear("ok T:20.0 /0.0") == "N0 M110 N0*125\n");
    }

    TEST_CASE("a line that is no longer kept fails the link when it is asked for twice") {
        conversation at;
        for (int i = 0; i < 200; ++i) {
            at.send("G1 X1");
            at.hear("ok");
        }
        at.send("G1 X2");
        at.hear("Resend: 4");
        at.hear("ok");
        CHECK(at.talk.failed() == failure::none);
        (void)at.pass(500ms);
        at.hear("Resend: 4");
        CHECK(at.talk.failed() == failure::resend_impossible);
    }

    TEST_CASE(
        "line 1, the probe, asked for by a printer whose last line is 0 when others were sent, is a reset") {
        conversation at; // whose first line is still in flight
        at.send("G28");
        at.hear("Error:Line Number is not Last Line Number+1, Last Line: 0");
        CHECK(at.hear("Resend: 1").empty());
        CHECK(at.talk.saw_reset());
        CHECK(at.hear("ok").empty()); // nothing is repeated: it would run on a cold, unhomed machine
    }

    TEST_CASE("line 1, the probe, asked for before another was sent is no reset: it is repeated") {
        conversation at;
        at.hear("Error:Line Number is not Last Line Number+1, Last Line: 0");
        at.hear("Resend: 1"); // M110 may have acted once more
        CHECK_FALSE(at.talk.saw_reset());
        CHECK(at.hear("ok") == at.line(1, "M105"));
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
        CHECK(at.send("G28") == at.line(2, "G28"));
    }

    TEST_CASE("line 1, the probe, asked for before it was taken is no reset") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        const auto probe = at.hear("ok");
        at.hear("Error:checksum mismatch, Last Line: 0");
        at.hear("Resend: 1");
        CHECK_FALSE(at.talk.saw_reset());
        CHECK(at.hear("ok") == probe);
    }

    TEST_CASE("an ok too many is not taken for that of M110 without being found out") {
        conversation at;
        at.send("M105");
        at.hear("ok T:20.0 /0.0"); // how an M105's looks is known
        at.talk.renumber(at.now);
        (void)at.wire();
        REQUIRE(at.hear("ok") == at.line(1, "M105")); // of a line before; M110 is not executed yet
        CHECK(at.hear("ok").empty());                 // M110's own: it may have acted once more
        CHECK(at.hear("ok T:20.0 /0.0") == at.line(2, "M105"));
        at.hear("Error:Line Number is not Last Line Number+1, Last Line: 0"); // so it has
        at.hear("Resend: 1");
        CHECK(at.hear("ok") == at.line(1, "M105"));
        CHECK(at.hear("ok T:20.0 /0.0") == at.line(2, "M105"));
        at.hear("ok T:20.0 /0.0");
        CHECK_FALSE(at.talk.saw_reset());
        CHECK(at.talk.ready());
    }

    TEST_CASE("requests are noted and not answered when nothing of the job may leave any more") {
        conversation at;
        at.send("G1 X1");
        at.talk.answer_resends(false);
        at.hear("Resend: 2");
        CHECK(at.hear("ok").empty());
        CHECK(at.talk.resend_outstanding());
        at.talk.renumber(at.now);
        CHECK(at.wire() == "N0 M110 N0*125\n");
        CHECK_FALSE(at.talk.resend_outstanding());
    }
}

TEST_SUITE("link: M110") {
    TEST_CASE(
        "an M110 that is not answered is repeated after two seconds, then four, and given up in the end") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        for (const auto wait : {2s, 4s, 8s, 16s, 32s}) {
            CHECK(at.pass(wait - 1s).empty());
            CHECK(at.pass(1s) == "N0 M110 N0*125\n");
        }
        CHECK(at.pass(32s).empty());
        CHECK(at.talk.failed() == failure::printer_not_responding);
    }

    TEST_CASE("whatever a printer asks for while M110 is in flight, the answer is M110") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        at.talk.renumber(at.now);
        (void)at.wire();
        at.hear("Error:checksum mismatch, Last Line: 2");
        at.hear("Resend: 3");
        CHECK(at.hear("ok").empty());                // a line that left before M110 may be meant
        CHECK(at.pass(250ms) == "N0 M110 N0*125\n"); // or not
        CHECK(at.hear("ok") == "N0 M110 N0*125\n");  // the error may have been about M110 itself
        CHECK(at.hear("ok") == at.line(1, "M105"));  // each may have its ok: the probe's is told from them
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
        CHECK(at.send("G1 X1") == at.line(2, "G1 X1"));
    }

    TEST_CASE("requests of lines that were in flight before M110 do not multiply it") {
        conversation at{three_lines};
        at.talk.send("G1 X1", word_of("G1 X1"), origin::job, 0, at.now);
        at.talk.send("G1 X2", word_of("G1 X2"), origin::job, 0, at.now);
        (void)at.wire();
        at.talk.renumber(at.now);
        CHECK(at.wire() == "N0 M110 N0*125\n");
        for (int i = 0; i < 9; ++i) {
            CHECK(at.hear("Resend: 2").empty());
            CHECK(at.hear("ok").empty());
        }
        CHECK(at.hear("ok") == at.line(1, "M105"));
    }

    TEST_CASE("an M110 that the printer took for an unknown command is repeated, and a probe shows its ok") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        at.hear("echo:Unknown command: \"0 M110 N0\"");
        CHECK(at.hear("ok") == "N0 M110 N0*125\n");
        CHECK_FALSE(at.talk.ready());
        CHECK(at.hear("ok") == at.line(1, "M105"));
        CHECK_FALSE(at.talk.ready());
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("an M110 that was not answered is sent again, and a probe shows which ok is whose") {
        conversation at;
        at.send("M105");
        at.hear("ok T:20.0 /0.0"); // how an M105's looks is known
        at.talk.renumber(at.now);
        (void)at.wire();
        REQUIRE(at.pass(link_settings{}.renumber_again) == "N0 M110 N0*125\n");
        CHECK(at.hear("ok") == at.line(1, "M105"));
        at.hear("ok"); // the other M110's, perhaps
        CHECK_FALSE(at.talk.ready());
        CHECK(at.hear("ok T:20.0 /0.0") == at.line(2, "M105")); // what the printer counts is shown by another
        CHECK_FALSE(at.talk.ready());
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a blank line, as every line end of two bytes makes one, says nothing of M110") {
        conversation at;
        at.talk.renumber(at.now);
        (void)at.wire();
        at.hear("");
        CHECK(at.hear("ok") == at.line(1, "M105"));
        CHECK_FALSE(at.talk.line_number_reset());
    }

    TEST_CASE("a firmware that knows no M110 at all is not asked for ever") {
        conversation at;
        at.talk.renumber(at.now);
        int sent = 0;
        while (!at.wire().empty() && sent < 100) {
            ++sent;
            at.talk.handle_response(interpret("echo:Unknown command: \"M110 N0\"", marlin), at.now);
            at.talk.handle_response(interpret("ok", marlin), at.now);
            at.talk.handle_time(at.now);
        }
        CHECK(sent == 7); // the last is the probe
        CHECK(at.talk.ready());
    }

    TEST_CASE("the ok of M115 counts behind the firmware's name, or once a probe showed that none comes") {
        conversation at;
        at.send("M115");
        CHECK(at.hear("ok").empty());
        CHECK_FALSE(at.talk.ready());
        SUBCASE("the name comes") {
            at.hear("FIRMWARE_NAME:Marlin");
            at.hear("ok");
        }
        SUBCASE("no name ever comes") {
            CHECK(at.pass(500ms) == at.line(3, "M105"));
            at.hear("ok");
        }
        CHECK(at.talk.ready());
    }

    TEST_CASE("after M110 nothing of before is repeated any more") {
        conversation at;
        at.send("G1 X1");
        at.hear("ok");
        at.renumber();
        CHECK(at.talk.lines_sent() == 1);
        at.send("G1 X2");
        at.hear("Resend: 8");
        at.hear("ok");
        (void)at.pass(500ms);
        at.hear("Resend: 8");
        CHECK(at.talk.failed() == failure::resend_impossible);
    }
}

TEST_SUITE("link: silence") {
    TEST_CASE("a lost ok is probed for with a numbered M105, never guessed") {
        conversation at;
        at.talk.begin_file();
        at.send("G1 X1", 10);
        CHECK(at.pass(4999ms).empty());
        CHECK(at.pass(1ms) == at.line(3, "M105"));
        CHECK(at.talk.acknowledged_end() == 0);
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.acknowledged_end() == 10);
        CHECK(at.talk.ready());
    }

    TEST_CASE("a late ok after the probe acknowledges the line, and the probe's own the probe") {
        conversation at;
        at.send("G1 X1");
        (void)at.pass(5s);
        at.hear("ok");
        CHECK_FALSE(at.talk.ready());
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("a printer that is known to say busy is probed after three seconds without it") {
        conversation at;
        at.send("G28");
        at.pass(2s);
        at.hear("echo:busy: processing");
        at.hear("ok");
        at.send("G1 X1");
        CHECK(at.pass(2999ms).empty());
        CHECK(at.pass(1ms) == at.line(4, "M105"));
    }

    TEST_CASE("busy keeps waiting for as long as it is said") {
        conversation at;
        at.send("G29");
        for (int i = 0; i < 1'000; ++i) {
            CHECK(at.pass(2s).empty());
            at.hear("echo:busy: processing");
        }
        at.hear("ok");
        CHECK(at.talk.ready());
    }

    TEST_CASE("without busy a long command may be silent for half a minute, then patience is long") {
        conversation at;
        at.send("G29");
        CHECK(at.pass(29s).empty());
        CHECK(at.pass(1s) == at.line(3, "M105"));
        CHECK(at.pass(9min).empty());
        CHECK(at.talk.expected_silence() == 10min);
        at.hear("ok");
        at.hear("ok T:20.0 /0.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("temperatures while a heater is waited for are a sign of life") {
        conversation at;
        at.send("M109 S200");
        for (int i = 0; i < 600; ++i) {
            CHECK(at.pass(1s).empty());
            at.hear("T:100.0 E:0 W:?");
        }
        CHECK(at.talk.last_sign() == at.now);
    }

    TEST_CASE("temperatures that the printer tells by itself hide no lost ok of a heat-up") {
        conversation at;
        at.send("M109 S200");
        std::string probe;
        for (int i = 0; i < 60 && probe.empty(); ++i) {
            probe = at.pass(1s);
            at.hear(" T:200.0 /200.0 B:60.0 /60.0 @:0 B@:0");
        }
        CHECK(probe == at.line(3, "M105"));
        at.hear("ok T:200.0 /200.0");
        CHECK(at.talk.ready());
    }

    TEST_CASE("temperatures while something else is in flight are none") {
        conversation at;
        at.send("G1 X1");
        at.pass(3s);
        at.hear("T:100.0 /200.0");
        CHECK(at.pass(2s) == at.line(3, "M105"));
    }

    TEST_CASE("a printer that says it is idle, or complains of a line, is probed soon") {
        for (const std::string_view said : {"wait", "Error:No Line Number with checksum, Last Line: 0"}) {
            CAPTURE(said);
            conversation at;
            at.send("G1 X1");
            CHECK(at.hear(said).empty());
            CHECK(at.pass(500ms) == at.line(3, "M105"));
        }
    }

    TEST_CASE("five silences in a row fail the link") {
        conversation at;
        at.send("G1 X1");
        CHECK_FALSE(at.pass(5s).empty());
        for (int i = 2; i <= 5; ++i)
            CHECK_FALSE(at.pass(30s).empty());
        CHECK(at.talk.failed() == failure::none);
        CHECK(at.pass(30s).empty());
        CHECK(at.talk.failed() == failure::printer_not_responding);
    }

    TEST_CASE("the deadline is that of the next step, never of nothing") {
        conversation at;
        CHECK(at.talk.next_deadline() == never);
        at.send("G1 X1");
        CHECK(at.talk.next_deadline() == at.now + 5s);
        at.hear("Resend: 2");
        CHECK(at.talk.next_deadline() == at.now + 250ms);
    }
}

TEST_SUITE("link: writing") {
    TEST_CASE("bytes may be written in any pieces") {
        conversation at;
        at.talk.send("G1 X1", word_of("G1 X1"), origin::job, 0, at.now);
        std::string all;
        while (!at.talk.output().empty()) {
            all += at.talk.output().front();
            at.talk.wrote(1);
        }
        CHECK(all == at.line(2, "G1 X1"));
    }

    TEST_CASE("what must not wait finishes a half-written line and throws the rest away") {
        conversation at;
        at.talk.send("G1 X1", word_of("G1 X1"), origin::job, 0, at.now);
        at.talk.send_raw("M108", at.now);
        at.talk.wrote(3);
        at.talk.interrupt("\nM112\n");
        CHECK(at.wire() == at.line(2, "G1 X1").substr(3) + "\nM112\n");
    }

    TEST_CASE("what must not wait does not wait for a line that has not begun to leave") {
        conversation at;
        at.talk.send("G1 X1", word_of("G1 X1"), origin::job, 0, at.now);
        at.talk.interrupt("\nM112\n");
        CHECK(at.wire() == "\nM112\n");
    }

    TEST_CASE("the numbered form of what must not wait takes the next number") {
        conversation at;
        at.send("G1 X1");
        at.talk.send_numbered_anyway("M112");
        CHECK(at.wire() == at.line(3, "M112"));
    }

    TEST_CASE("more than fits is left out whole") {
        conversation at;
        for (int i = 0; i < 1'000; ++i)
            at.talk.send_raw("M108", at.now);
        const auto all = at.wire();
        CHECK(all.size() <= 768);
        CHECK(all.size() % 5 == 0);
        CHECK(all.ends_with("M108\n"));
    }

    TEST_CASE("what a probe's ok acknowledges while lines are being repeated is not repeated") {
        conversation with;
        CHECK(with.send("G1 X1") == with.line(2, "G1 X1"));
        CHECK(with.pass(5s) == with.line(3, "M105"));
        CHECK(with.pass(30s) == with.line(4, "M105"));
        CHECK(with.hear("ok").empty());
        CHECK(with.hear("Resend: 3").empty());
        CHECK(with.hear("ok") == with.line(3, "M105"));
        CHECK(with.pass(30s) == with.line(5, "M105"));
        // Lines 2 and 3 had arrived after all, so the printer takes 4.
        CHECK(with.hear("ok T:20 /0 B:20 /0").find("N2") == std::string::npos);
        CHECK_FALSE(with.talk.resend_outstanding());
    }
}
