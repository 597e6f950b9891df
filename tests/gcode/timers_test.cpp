#include <printjob/gcode/timers.hpp>

#include <doctest/doctest.h>

#include <cstdint>

using namespace printjob;
using namespace printjob::gcode;
using namespace std::chrono_literals;

namespace {

enum class wait : std::uint8_t { reply, retry, stop };
using waits = timers<wait, wait::stop>;

constexpr bool works_at_compile_time() {
    waits table;
    table.arm(wait::retry, instant{2s});
    return table.next() == instant{2s} && table.is_due(wait::retry, instant{2s});
}
static_assert(works_at_compile_time());

} // namespace

TEST_CASE("no timer is armed in a new table") {
    const waits table;
    CHECK(table.next() == never);
    CHECK_FALSE(table.is_armed(wait::reply));
    CHECK_FALSE(table.is_due(wait::reply, never));
}

TEST_CASE("a timer is due from its instant on, until it is disarmed") {
    waits table;
    table.arm(wait::retry, instant{2s});
    CHECK(table.is_armed(wait::retry));
    CHECK_FALSE(table.is_due(wait::retry, instant{2s} - 1us));
    CHECK(table.is_due(wait::retry, instant{2s}));
    CHECK(table.is_due(wait::retry, instant{3s}));
    CHECK_FALSE(table.is_due(wait::stop, instant{3s}));
    table.disarm(wait::retry);
    CHECK_FALSE(table.is_due(wait::retry, instant{3s}));
    CHECK(table.next() == never);
}

TEST_CASE("the next deadline is the earliest of the armed timers") {
    waits table;
    table.arm(wait::stop, instant{3s});
    table.arm(wait::reply, instant{5s});
    CHECK(table.next() == instant{3s});
    table.arm(wait::reply, instant{1s}, 1s); // again: only the last counts
    CHECK(table.at(wait::reply) == instant{2s});
    CHECK(table.next() == instant{2s});
    table.arm(wait::reply, never);
    CHECK(table.next() == instant{3s});
    table.disarm_all();
    CHECK(table.next() == never);
}

TEST_CASE("a wait of any length gives an instant that is not before now") {
    CHECK(after(instant{1s}, 2s) == instant{3s});
    CHECK(after(instant{1s}, 0s) == instant{1s});
    CHECK(after(instant{1s}, -1us) == instant{1s});
    CHECK(after(instant{1s}, duration::min()) == instant{1s});
    CHECK(after(instant{1s}, duration::max()) == never);
    CHECK(after(instant{0s}, duration::max()) == never);
    CHECK(after(instant{-1s}, duration::max()) == instant{-1s} + duration::max());
    CHECK(after(instant::min(), 1us) == instant::min() + 1us);
    CHECK(after(never, 1us) == never);
}

TEST_CASE("the time between two instants is never negative, and never overflows") {
    CHECK(elapsed(instant{1s}, instant{3s}) == 2s);
    CHECK(elapsed(instant{-1s}, instant{3s}) == 4s);
    CHECK(elapsed(instant{3s}, instant{1s}) == 0s);
    CHECK(elapsed(instant{}, never) == duration::max());
    CHECK(elapsed(instant{-1us}, never) == duration::max());
    CHECK(elapsed(instant::min(), never) == duration::max());
    CHECK(elapsed(instant::min(), instant::min() + 1s) == 1s);
    CHECK(elapsed(never, instant::min()) == 0s);
}
