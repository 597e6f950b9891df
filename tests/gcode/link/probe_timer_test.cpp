#include <printjob/gcode/link/probe_timer.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace printjob::gcode;
using namespace std::chrono_literals;

namespace {

constexpr link_settings usual{};

/// A line that takes no time, to a printer that answers within `answer_time`.
constexpr probe_timer::awaited quick_line(duration answer_time) {
    return {.knows_answer_time = true, .answer_time = answer_time};
}

} // namespace

TEST_CASE("a printer may be quiet for as long as it was seen to take, within bounds") {
    const probe_timer quiet;
    CHECK(quiet.allowance(quick_line(1ms), usual) == usual.shortest_silence);
    CHECK(quiet.allowance(quick_line(900ms), usual) == 900ms);
    CHECK(quiet.allowance(quick_line(1h), usual) == usual.silence);
    CHECK(quiet.allowance({}, usual) == usual.silence);
    CHECK(quiet.allowance({.asked = true}, usual) == usual.suspicion);
    CHECK(quiet.allowance({.is_long_running = true}, usual) == usual.silence_in_long);
}

TEST_CASE("a printer that says busy is asked sooner when it stops saying so, however long a line takes") {
    probe_timer quiet;
    quiet.says_busy(instant{1s});
    CHECK(quiet.since() == instant{1s});
    CHECK(quiet.last_sign() == instant{1s});
    CHECK(quiet.allowance({.is_long_running = true}, usual) == usual.silence_with_busy);
    CHECK(quiet.allowance({.asked = true}, usual) == usual.silence_with_busy);
    quiet.answered(instant{2s}); // it says busy when it is, but is not now
    CHECK(quiet.allowance({.is_long_running = true}, usual) == usual.silence_with_busy);
    CHECK(quiet.allowance({.asked = true}, usual) == usual.suspicion);
    quiet.begin(); // another printer
    CHECK(quiet.allowance({.is_long_running = true}, usual) == usual.silence_in_long);
}

TEST_CASE("what looks lost is asked about soon, until it was") {
    probe_timer quiet;
    quiet.hurry();
    CHECK(quiet.allowance({}, usual) == usual.suspicion);
    CHECK(quiet.allowance(quick_line(1ms), usual) == usual.shortest_silence);
    REQUIRE(quiet.silence_ends({}, usual));
    CHECK(quiet.allowance({.answer_time = 1s}, usual) == 4s);
    quiet.is_heard();
    CHECK(quiet.allowance({}, usual) == usual.suspicion);
    quiet.calm();
    CHECK(quiet.allowance({}, usual) == usual.silence);
}

TEST_CASE("each silence in a row may last longer, and after five it is over") {
    probe_timer quiet;
    quiet.sent(instant{1s});
    CHECK(quiet.last_sign() == instant{});
    const duration spans[] = {4 * 500ms, 2 * usual.silence, usual.patience, usual.patience, usual.patience};
    for (const duration span : spans) {
        REQUIRE(quiet.silence_ends(instant{2s}, usual));
        CHECK(quiet.allowance({.answer_time = 500ms}, usual) == span);
    }
    CHECK(quiet.silences() == usual.most_silences);
    CHECK(quiet.since() == instant{2s});
    CHECK_FALSE(quiet.silence_ends(instant{3s}, usual));
    CHECK(quiet.since() == instant{2s});
}

TEST_CASE("once a printer was asked over something long, patience is long") {
    probe_timer quiet;
    REQUIRE(quiet.silence_ends({}, usual));
    CHECK(quiet.allowance({.is_long_running = true}, usual) == usual.patience_in_long);
    CHECK(quiet.allowance({.is_blocking_wait = true}, usual) == usual.patience_in_long);
    quiet.works(instant{5s});
    CHECK(quiet.silences() == 0);
    CHECK(quiet.last_sign() == instant{5s});
    CHECK(quiet.allowance({.is_long_running = true}, usual) == usual.silence_in_long);
}
