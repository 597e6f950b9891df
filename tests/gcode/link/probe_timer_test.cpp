#include <printjob/gcode/link/probe_timer.hpp>

#include <doctest/doctest.h>

using namespace printjob;
using namespace printjob::gcode;
using namespace std::chrono_literals;

namespace {

constexpr link_settings usual{};
constexpr probe_timer::awaited long_command{.oldest = {.is_long_running = true}};
constexpr probe_timer::awaited wait_for_heat{.oldest = {.is_blocking_wait = true}};
constexpr probe_timer::awaited question{.asked = true};

/// The timer of a printer that took each line after the same time; `answer_time` is then a bit more than that.
probe_timer of_a_printer_that_takes(duration time) {
    probe_timer timer;
    for (int i = 0; i < 100; ++i)
        timer.took(time);
    return timer;
}

} // namespace

TEST_CASE("a printer may be quiet for as long as it was seen to take, within bounds") {
    const auto allowed = [](duration time) { return of_a_printer_that_takes(time).allowance({}, usual); };
    CHECK(allowed(1ms) == usual.shortest_silence);
    CHECK(allowed(900ms) >= 900ms);
    CHECK(allowed(900ms) < 901ms);
    CHECK(allowed(1h) == usual.silence);
    CHECK(probe_timer{}.allowance({}, usual) == usual.silence); // nothing is known of it
}

TEST_CASE("how long an answer takes is a guess until a round trip was seen, also of another printer") {
    CHECK(probe_timer{}.answer_time(usual) == usual.resend_grace);
    probe_timer quick = of_a_printer_that_takes(10ms);
    CHECK(quick.answer_time(usual) < 11ms);
    quick.begin();
    CHECK(quick.answer_time(usual) == usual.resend_grace);
}

TEST_CASE("a printer may be quiet for longer over a command that takes long, however quick it is otherwise") {
    CHECK(probe_timer{}.allowance(long_command, usual) == usual.silence_in_long);
    CHECK(of_a_printer_that_takes(1ms).allowance(long_command, usual) == usual.silence_in_long);
}

TEST_CASE("a question that is not answered may be lost as well: four round trips are allowed for it") {
    CHECK(of_a_printer_that_takes(1ms).allowance(question, usual) == usual.suspicion);
    CHECK(of_a_printer_that_takes(300ms).allowance(question, usual) >= 1200ms);
    CHECK(of_a_printer_that_takes(300ms).allowance(question, usual) < 1210ms);
    CHECK(of_a_printer_that_takes(1h).allowance(question, usual) == usual.silence);
}

TEST_CASE("a printer that says busy is asked sooner when it stops saying so, however long a line takes") {
    probe_timer timer;
    timer.says_busy(instant{1s});
    CHECK(timer.since() == instant{1s});
    CHECK(timer.last_sign() == instant{1s});
    CHECK(timer.allowance(long_command, usual) == usual.silence_with_busy);
    CHECK(timer.allowance(question, usual) == usual.silence_with_busy);
    timer.answered(instant{2s}); // it says busy when it is, but is not now
    CHECK(timer.allowance(long_command, usual) == usual.silence_with_busy);
    CHECK(timer.allowance(question, usual) == 4 * usual.resend_grace);
    timer.begin(); // another printer
    CHECK(timer.allowance(long_command, usual) == usual.silence_in_long);
}

TEST_CASE("what looks lost is asked about soon, until it was") {
    probe_timer timer;
    timer.hurry();
    CHECK(timer.allowance({}, usual) == usual.suspicion);
    REQUIRE(timer.silence_ends({}, usual));
    CHECK(timer.allowance({}, usual) == 4 * usual.resend_grace);
    timer.is_heard();
    CHECK(timer.allowance({}, usual) == usual.suspicion);
    timer.calm();
    CHECK(timer.allowance({}, usual) == usual.silence);
    probe_timer quick = of_a_printer_that_takes(1ms);
    quick.hurry();
    CHECK(quick.allowance({}, usual) == usual.shortest_silence);
}

TEST_CASE("each silence in a row may last longer, and after five it is over") {
    probe_timer timer;
    timer.sent(instant{1s});
    CHECK(timer.last_sign() == instant{});
    const duration spans[] = {4 * usual.resend_grace, 2 * usual.silence, usual.patience, usual.patience,
                              usual.patience};
    for (const duration span : spans) {
        REQUIRE(timer.silence_ends(instant{2s}, usual));
        CHECK(timer.allowance({}, usual) == span);
    }
    CHECK(timer.silences() == usual.most_silences);
    CHECK(timer.since() == instant{2s});
    CHECK_FALSE(timer.silence_ends(instant{3s}, usual));
    CHECK(timer.since() == instant{2s});
}

TEST_CASE("once a printer was asked over something long, patience is long") {
    probe_timer timer;
    REQUIRE(timer.silence_ends({}, usual));
    CHECK(timer.allowance(long_command, usual) == usual.patience_in_long);
    CHECK(timer.allowance(wait_for_heat, usual) == usual.patience_in_long);
    timer.works(instant{5s});
    CHECK(timer.silences() == 0);
    CHECK(timer.last_sign() == instant{5s});
    CHECK(timer.allowance(long_command, usual) == usual.silence_in_long);
}

TEST_CASE("silences that were ended are counted, and a probe can be wanted for when nothing is in flight") {
    probe_timer timer;
    CHECK_FALSE(timer.is_wanted_when_idle());
    timer.want_when_idle();
    CHECK(timer.is_wanted_when_idle());
    timer.want_when_idle(false);
    CHECK_FALSE(timer.is_wanted_when_idle());
    CHECK(timer.silences_ended() == 0);
    CHECK(timer.silence_ends({}, usual));
    timer.is_heard();
    CHECK(timer.silence_ends({}, usual));
    CHECK(timer.silences_ended() == 2);
}
