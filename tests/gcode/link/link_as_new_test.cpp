/// A greeting forgets everything: whatever a link went through, it then behaves as one that was never used.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace bench;

namespace {

/// All that can be seen of a link from outside.
std::string seen(const conversation& at) {
    const printer_link& is = at.talk;
    std::string all = at.output();
    for (const bool yes : {is.ready(), is.has_room(4), is.has_room(80), is.resend_outstanding(),
                           is.is_blocking_wait(), is.saw_reset(), is.line_number_reset()})
        all += yes ? "+" : "-";
    for (const auto number :
         {static_cast<std::uint64_t>(is.raw_in_flight()), is.acknowledged_end(),
          static_cast<std::uint64_t>(is.lines_sent()), static_cast<std::uint64_t>(is.requests_answered()),
          static_cast<std::uint64_t>(is.failed())})
        all += " " + std::to_string(number);
    const instant until = is.next_deadline();
    return all + " " + (until == never ? "never" : std::to_string((until - at.now).count())) + "\n";
}

/// A conversation that keeps what can be seen after each step.
struct observed : conversation {
    using conversation::conversation;

    std::string hear(std::string_view line) { return keep(conversation::hear(line)); }
    std::string pass(duration span) { return keep(conversation::pass(span)); }
    std::string send(std::string_view command, std::uint64_t end = 0) {
        return keep(conversation::send(command, end));
    }

    std::string keep(const std::string& written) {
        trace += written + seen(*this);
        return written;
    }

    std::string trace;
};

using part = void (*)(observed&);

struct named_part {
    std::string_view name;
    part play;
};

void times(int count, observed& at, part play) {
    for (int i = 0; i < count; ++i)
        play(at);
}

/// What a link may have gone through before it is greeted.
const std::vector<named_part> pasts{
    {"lines in flight",
     [](observed& at) {
         at.send("G1 X1", 10);
         if (at.talk.has_room(5)) at.send("G1 X2", 20);
     }},
    {"a resend that is not over",
     [](observed& at) {
         at.send("G1 X1");
         if (at.talk.has_room(5)) at.send("G1 X2");
         if (at.talk.has_room(5)) at.send("G1 X3");
         at.hear("Resend: 2");
         at.hear("ok");
     }},
    {"a resend that was asked for and is not begun",
     [](observed& at) {
         at.send("G1 X1");
         at.say("Resend: 2");
     }},
    {"a repeated line that is asked for again",
     [](observed& at) {
         at.send("G1 X1");
         at.hear("Resend: 2");
         at.hear("ok");
         at.say("Resend: 2");
     }},
    {"the same line asked for nine times",
     [](observed& at) {
         at.send("G1 X1");
         times(9, at, [](observed& again) {
             again.hear("Resend: 2");
             again.hear("ok");
             again.pass(1s);
         });
     }},
    {"nine requests that cannot be read",
     [](observed& at) {
         at.send("G1 X1");
         times(9, at, [](observed& again) { again.hear("Resend: "); });
     }},
    {"a request that is not believed yet",
     [](observed& at) {
         at.send("G1 X1");
         at.hear("ok");
         at.hear("Resend: 2");
         at.hear("ok");
     }},
    {"a request for a line that was never sent",
     [](observed& at) {
         at.send("G1 X1");
         at.hear("Resend: 8");
         at.hear("ok");
     }},
    {"a failure",
     [](observed& at) {
         at.send("G1 X1");
         at.hear("ok");
         times(2, at, [](observed& again) { again.hear("Resend: 5001"); });
         REQUIRE(at.talk.failed() != failure::none);
     }},
    {"a reset that was seen",
     [](observed& at) {
         at.send("G1 X1");
         at.hear("ok");
         at.hear("Error:Line Number is not Last Line Number+1, Last Line: 0");
         at.hear("Resend: 1");
         REQUIRE(at.talk.saw_reset());
         at.hear("ok"); // else it would be swallowed behind the handshake
     }},
    {"a printer that complained with its last line 0",
     [](observed& at) {
         at.send("G1 X1");
         at.say("Error:checksum mismatch, Last Line: 0");
     }},
    {"four silences",
     [](observed& at) {
         at.send("G1 X1");
         times(4, at, [](observed& again) { again.pass(31s); });
         REQUIRE(at.talk.failed() == failure::none);
     }},
    {"a printer that was in a hurry",
     [](observed& at) {
         at.send("G1 X1");
         at.say("wait");
     }},
    {"a printer that says busy",
     [](observed& at) {
         at.send("G28");
         at.say("echo:busy: processing");
     }},
    {"round trips",
     [](observed& at) {
         times(5, at, [](observed& again) {
             again.send("G1 X1");
             again.now += 40ms;
             again.hear("ok");
         });
     }},
    {"free slots that were told",
     [](observed& at) {
         at.send("G1 X1");
         at.hear("ok N2 P15 B9");
     }},
    {"an emergency parser", [](observed& at) { at.talk.has_emergency_parser(true); }},
    {"a line that was slowed down", [](observed& at) { at.talk.slow_down(); }},
    {"a job that is over",
     [](observed& at) {
         at.send("G1 X1", 10);
         at.talk.end_file();
     }},
    {"an M110 that was misheard",
     [](observed& at) {
         at.talk.renumber(at.now);
         (void)at.wire();
         times(4, at, [](observed& again) {
             again.say("echo:Unknown command: \"M110\"");
             again.hear("ok");
         });
         at.say("echo:Unknown command: \"M110\"");
     }},
    {"an ok that was one too many",
     [](observed& at) {
         at.conversation::send("M105", origin::host);
         at.hear("ok T:20 /0");
         at.conversation::send("M105", origin::host);
         at.hear("ok");
     }},
    {"a half-written line",
     [](observed& at) {
         at.give("G1 X1");
         at.talk.wrote(4);
     }},
};

/// What may come behind the handshake, whose M110 is in flight.
const std::vector<named_part> futures{
    {"nothing but silence", [](observed& at) { times(7, at, [](observed& again) { again.pass(17s); }); }},
    {"silence in small steps",
     [](observed& at) { times(90, at, [](observed& again) { again.pass(97ms); }); }},
    {"a refused M110",
     [](observed& at) {
         at.hear("Resend: 8");
         times(9, at, [](observed& again) { again.pass(60ms); });
     }},
    {"an M110 that is misheard again and again",
     [](observed& at) {
         times(8, at, [](observed& again) {
             again.say("echo:Unknown command: \"M110\"");
             again.hear("ok");
         });
     }},
    {"lines, as many as there is room for",
     [](observed& at) {
         at.talk.begin_file();
         at.hear("ok");
         at.hear("ok");
         std::uint64_t end = 0;
         for (int i = 0; i < 20 && at.talk.has_room(5); ++i)
             at.send("G1 X1", end += 10);
         times(20, at, [](observed& again) { again.hear("ok"); });
     }},
    {"a line that is asked for eleven times",
     [](observed& at) {
         at.hear("ok"); // M110's
         at.hear("ok"); // the probe's
         at.send("G1 X1");
         times(11, at, [](observed& again) {
             again.hear("Resend: 2");
             again.hear("ok");
             again.pass(1s);
         });
     }},
    {"requests that cannot be read",
     [](observed& at) {
         at.hear("ok"); // M110's
         at.hear("ok"); // the probe's
         at.send("G1 X1");
         times(11, at, [](observed& again) { again.hear("Resend: "); });
     }},
    {"line 1 asked for after it was taken",
     [](observed& at) {
         at.hear("ok"); // M110's
         at.hear("ok"); // the probe's
         at.send("G1 X1");
         at.hear("ok");
         times(2, at, [](observed& again) {
             again.hear("Resend: 1");
             again.hear("ok");
         });
     }},
    {"a request for a line that is not sent yet",
     [](observed& at) {
         at.hear("ok"); // M110's
         at.hear("ok"); // the probe's
         at.send("G1 X1");
         at.hear("Resend: 8");
     }},
    {"an M105 whose ok comes bare",
     [](observed& at) {
         at.hear("ok"); // M110's
         at.hear("ok"); // the probe's
         at.send("M105");
         at.hear("ok");
     }},
    {"a line and silence",
     [](observed& at) {
         at.hear("ok"); // M110's
         at.hear("ok"); // the probe's
         at.send("G1 X1");
         times(60, at, [](observed& again) { again.pass(97ms); });
         times(9, at, [](observed& again) { again.pass(11s); });
     }},
    {"a long command and silence",
     [](observed& at) {
         at.hear("ok"); // M110's
         at.hear("ok"); // the probe's
         at.send("G28");
         times(40, at, [](observed& again) { again.pass(1s); });
         times(9, at, [](observed& again) { again.pass(301s); });
     }},
    {"an M115, and its ok before its name",
     [](observed& at) {
         at.hear("ok");
         at.hear("ok");
         at.conversation::send("M115", origin::host);
         at.hear("ok");
         times(12, at, [](observed& again) { again.pass(97ms); });
         at.hear("ok");
         at.hear("ok T:20 /0");
     }},
};

/// The future of a link behind its greeting, with everything that it writes.
std::string told(observed at, part future) {
    at.trace.clear();
    at.talk.begin_file();
    at.talk.greet(at.now);
    (void)at.keep(at.output());
    (void)at.wire();
    future(at);
    return at.trace + seen(at);
}

} // namespace

TEST_SUITE("link: a handshake forgets everything") {
    TEST_CASE("whatever was before, a link that is greeted behaves as a new one") {
        for (const auto& settings : {one_line, three_lines})
            for (const named_part& past : pasts)
                for (const named_part& future : futures) {
                    CAPTURE(past.name);
                    CAPTURE(future.name);
                    CAPTURE(settings.get().most_lines);
                    observed used{settings};
                    past.play(used);
                    (void)used.wire();
                    used.talk.hang_up();
                    observed unused{settings};
                    unused.now = used.now;
                    CHECK(told(used, future.play) == told(unused, future.play));
                }
    }
}
