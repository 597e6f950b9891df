/// Which lines an ok acknowledges.

#include <printjob/gcode/link/acknowledgement.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>

using namespace printjob;
using namespace printjob::gcode;

namespace {

constexpr std::uint64_t all = ~std::uint64_t{0};

/// What an ok acknowledges of lines that were sent one after the other, of one byte each.
struct oks {
    oks& sends(unacknowledged_line line) {
        line.written_at = ++bytes;
        line.size = 1;
        waiting.add(line);
        return *this;
    }
    oks& sends(std::uint32_t number) { return sends({.number = number}); }
    oks& sends_m105(std::uint32_t number) {
        return sends({.record = {.is = {.asks_temperature = true}}, .number = number});
    }
    oks& sends_m115(std::uint32_t number) {
        machine.asks_who();
        return sends({.record = {.is = {.asks_who = true}}, .number = number});
    }

    ok_credit hears(std::string_view line, std::uint64_t written = all, bool has_probed = false) {
        const ok_credit credit = machine.take(read_response(line), waiting, written, has_probed);
        waiting.drop_oldest(credit.lines);
        return credit;
    }

    acknowledgement machine;
    unacknowledged waiting;
    std::uint64_t bytes = 0;
};

bool credits(const ok_credit& credit, std::size_t lines) {
    return credit.is == ok_meaning::credits && credit.lines == lines;
}
bool means(const ok_credit& credit, ok_meaning is) {
    return credit.is == is && credit.lines == 0;
}

} // namespace

TEST_SUITE("acknowledgement") {
    TEST_CASE("an ok acknowledges the oldest line in flight, a raw line too, and nothing if there is none") {
        oks at;
        at.sends(1).sends({.raw = true}).sends(2);
        for (std::size_t left = 3; left > 0; --left) {
            CHECK(at.waiting.count() == left);
            CHECK(credits(at.hears("ok"), 1));
        }
        CHECK(means(at.hears("ok"), ok_meaning::says_nothing));
    }

    TEST_CASE("an ok with a number acknowledges that line and all before it") {
        oks at;
        at.sends(1).sends(2).sends(3);
        CHECK(credits(at.hears("ok N2"), 2));
        CHECK(means(at.hears("ok N2"), ok_meaning::says_nothing));
        CHECK(credits(at.hears("ok N3"), 1));
    }

    TEST_CASE("an ok with a number acknowledges no raw line") {
        oks at;
        at.sends({.raw = true});
        CHECK(means(at.hears("ok N0"), ok_meaning::says_nothing));
    }

    TEST_CASE("an ok with temperatures acknowledges the newest M105 and all before it, and no other line") {
        oks at;
        at.sends(1).sends_m105(2).sends_m105(3).sends(4);
        CHECK(credits(at.hears("ok T:20.0 /0.0"), 3));
        CHECK(means(at.hears("ok T:20.0 /0.0"), ok_meaning::says_nothing));
        CHECK(credits(at.hears("ok"), 1));
    }

    TEST_CASE("if M105 replies carry temperatures, a plain ok does not acknowledge an M105") {
        oks at;
        at.sends_m105(1);
        CHECK(credits(at.hears("ok"), 1)); // nothing is known of this printer yet
        at.sends_m105(2);
        CHECK(credits(at.hears("ok T:20.0 /0.0"), 1));
        at.sends_m105(3);
        CHECK(means(at.hears("ok"), ok_meaning::is_doubted));
        at.machine.forget_printer();
        CHECK(credits(at.hears("ok"), 1));
    }

    TEST_CASE("an ok does not acknowledge an M115 before the firmware's name came") {
        oks at;
        at.sends_m115(1);
        CHECK(means(at.hears("ok"), ok_meaning::is_doubted));
        at.machine.heard_who();
        CHECK(credits(at.hears("ok"), 1));
        at.sends_m115(2);
        CHECK(means(at.hears("ok"), ok_meaning::is_doubted));
    }

    TEST_CASE("a printer that never tells its name was right: after a probe each doubted ok counts") {
        oks at;
        at.sends_m115(1).sends(2).sends(3).sends(4);
        CHECK(means(at.hears("ok"), ok_meaning::is_doubted));
        CHECK(means(at.hears("ok"), ok_meaning::is_doubted));
        CHECK(credits(at.hears("ok", all, true), 3));
        CHECK(credits(at.hears("ok", all, true), 1)); // counted once
    }

    TEST_CASE("what was doubted is forgotten when counting begins anew") {
        oks at;
        at.sends_m115(1).sends(2);
        CHECK(means(at.hears("ok"), ok_meaning::is_doubted));
        at.machine.begin();
        CHECK(credits(at.hears("ok", all, true), 1));
    }

    TEST_CASE("a line that was not written completely cannot be acknowledged") {
        oks at;
        at.sends(1).sends(2);
        CHECK(means(at.hears("ok", 0), ok_meaning::says_nothing));
        CHECK(credits(at.hears("ok N2", 1), 1));
        CHECK(means(at.hears("ok N2", 1), ok_meaning::says_nothing));
        CHECK(credits(at.hears("ok N2", 2), 1));
    }

    TEST_CASE("the ok after a resend request acknowledges nothing, once") {
        oks at;
        at.sends(1);
        at.machine.expect_ok_of_request();
        CHECK(at.machine.awaits_ok_of_request());
        CHECK(means(at.hears("ok N1"), ok_meaning::ends_a_request));
        CHECK_FALSE(at.machine.awaits_ok_of_request());
        CHECK(credits(at.hears("ok N1"), 1));
    }

    TEST_CASE("a resend request may have no ok") {
        oks at;
        at.sends(1);
        at.machine.expect_ok_of_request();
        at.machine.ok_of_request_is_missing();
        CHECK(credits(at.hears("ok"), 1));
    }
}
