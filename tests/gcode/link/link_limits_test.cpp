/// The link at the limits of its settings, and with clocks and ports that misbehave.

#include "../conversation.hpp"
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

using namespace bench;

namespace {

constexpr link_settings of_the_longest() {
    link_settings is;
    is.shortest_silence = is.silence = is.silence_with_busy = is.silence_in_long = is.patience =
        is.patience_in_long = is.suspicion = is.resend_grace = is.renumber_again = 24h;
    return is;
}
constexpr link_settings of_the_shortest() {
    link_settings is;
    is.shortest_silence = is.silence = is.silence_with_busy = is.silence_in_long = is.patience =
        is.patience_in_long = is.suspicion = is.resend_grace = is.renumber_again = 1ms;
    return is;
}

} // namespace

TEST_SUITE("link: the largest counts") {
    TEST_CASE("a link that may bear 255 silences fails at the next") {
        conversation at{link_settings{.most_lines = 1, .most_silences = 255}};
        at.send("G1 X1");
        unsigned silences = 0;
        for (; at.talk.failed() == failure::none && silences < 1000; ++silences)
            at.pass(at.talk.next_deadline() - at.now);
        CHECK(at.talk.failed() == failure::printer_not_responding);
        CHECK(silences == 256);
    }

    TEST_CASE("a link that may repeat a line 255 times fails at the next request") {
        conversation at{link_settings{.most_lines = 1, .most_resends = 255}};
        at.send("G1 X1");
        unsigned repeated = 0;
        for (; at.talk.failed() == failure::none && repeated < 1000; ++repeated) {
            at.hear("Resend: 2");
            at.hear("ok");
        }
        CHECK(at.talk.failed() == failure::resend_limit);
        CHECK(repeated == 256);
    }

    TEST_CASE("a link that bears 255 requests that cannot be read fails at the next") {
        conversation at{link_settings{.most_lines = 1, .most_resends = 255}};
        unsigned requests = 0;
        for (; at.talk.failed() == failure::none && requests < 1000; ++requests)
            at.hear("Resend: ?");
        CHECK(at.talk.failed() == failure::resend_limit);
        CHECK(requests == 256);
    }

    TEST_CASE("as many lines as can be set are in flight, each with its record") {
        conversation at{link_settings{.receive_buffer = 1024, .most_lines = 16}};
        std::uint64_t sent = 0;
        for (; at.talk.has_room(5) && sent < 1000; ++sent)
            at.send("G1 X1", origin::job, sent + 1);
        CHECK(sent == 16);
        for (std::uint64_t i = 1; i <= sent; ++i) {
            at.hear("ok");
            CHECK(at.talk.acknowledged_end() == i);
        }
        CHECK(at.talk.ready());
    }
}

TEST_SUITE("link: the longest and the shortest waits") {
    TEST_CASE(
        "whatever the clock says and however long is waited, a link in silence ends, and nothing overflows") {
        const auto longest = checked_link_settings{of_the_longest()};
        const auto shortest = checked_link_settings{of_the_shortest()};
        for (const auto& settings : {longest, shortest})
            for (const instant begin : {instant::min(), instant{}, never - 48h}) {
                printer_link talk{settings};
                instant now = begin;
                const auto takes_all = [&] { talk.wrote(talk.output().size()); };
                talk.greet(now);
                takes_all();
                talk.handle_response(interpret("ok", marlin), now);
                talk.handle_time(now);
                takes_all();
                talk.handle_response(interpret("ok", marlin), now); // the probe's
                talk.send("G28", word_of("G28"), origin::job, 1, now);
                takes_all();
                talk.handle_response(interpret("Resend: 2", marlin), now);
                talk.handle_time(now);
                for (int i = 0; i < 100 && talk.failed() == failure::none && talk.next_deadline() != never;
                     ++i) {
                    CHECK(talk.next_deadline() >= now);
                    now = talk.next_deadline();
                    talk.handle_time(now);
                    takes_all();
                }
                const bool time_has_ended = talk.failed() == failure::none;
                CHECK((time_has_ended || talk.failed() == failure::printer_not_responding));
                CHECK(time_has_ended == (begin == never - 48h && settings.get().silence == 24h));
            }
    }

    TEST_CASE("a clock that jumps over all time gives no round trip that overflows") {
        printer_link talk;
        instant now = instant::min();
        talk.greet(now);
        talk.wrote(talk.output().size());
        talk.handle_response(interpret("ok", marlin), now);
        talk.handle_time(now);
        talk.wrote(talk.output().size());
        talk.handle_response(interpret("ok", marlin), now); // the probe's
        for (int i = 0; i < 4; ++i) {
            talk.send("G1 X1", word_of("G1 X1"), origin::job, 1, now);
            talk.wrote(talk.output().size());
            now = i % 2 == 0 ? never : instant::min(); // it steps back, too
            talk.handle_response(interpret("ok", marlin), now);
            CHECK(talk.ready());
        }
        talk.send("G1 X1", word_of("G1 X1"), origin::job, 1, instant{});
        CHECK(talk.next_deadline() == instant{} + link_settings{}.silence);
    }
}

TEST_SUITE("link: a port that claims too much") {
    TEST_CASE("a port that claims to have written more than it was offered has written all of it") {
        conversation at;
        at.give("G1 X1");
        at.talk.wrote(at.output().size() + 1);
        CHECK(at.output().empty());
        at.hear("ok");
        CHECK(at.talk.ready());
        CHECK(at.send("G1 X2") == at.line(3, "G1 X2"));
    }
}
