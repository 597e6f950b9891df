#include <printjob/job/event_ring.hpp>

#include <doctest/doctest.h>

#include <cstdint>

using namespace printjob;

namespace {

event number(std::uint32_t n) {
    return event::of(event_kind::print_started,
                     {.now_in = state::starting, .job = job_id{n}, .by = {}, .at = instant{duration{n}}});
}

std::uint32_t number_of(const event& e) {
    return static_cast<std::uint32_t>(e.job());
}

} // namespace

TEST_CASE("an empty ring has nothing to poll") {
    event_ring ring;
    CHECK(ring.poll() == nullptr);
    CHECK(ring.lost() == 0);
}

TEST_CASE("events are polled in the order in which they were added, also around the ring's end") {
    event_ring ring;
    std::uint32_t in = 0;
    std::uint32_t out = 0;
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 7; ++i)
            ring.push(number(in++));
        while (const auto next = ring.poll())
            CHECK(number_of(*next) == out++);
    }
    CHECK(out == 140);
}

TEST_CASE("the ring holds as many events as its capacity") {
    event_ring ring;
    for (std::uint32_t i = 0; i < event_ring::capacity; ++i)
        ring.push(number(i));
    CHECK(ring.lost() == 0);
    for (std::uint32_t i = 0; i < event_ring::capacity; ++i)
        CHECK(number_of(*ring.poll()) == i);
    CHECK(ring.poll() == nullptr);
}

TEST_CASE("events that do not fit are counted, and an overrun follows the stored ones") {
    event_ring ring;
    for (std::uint32_t i = 0; i < event_ring::capacity + 5; ++i)
        ring.push(number(i));
    CHECK(ring.lost() == 5);
    for (std::uint32_t i = 0; i < event_ring::capacity; ++i)
        CHECK(number_of(*ring.poll()) == i);
    const auto gap = ring.poll();
    REQUIRE(gap != nullptr);
    CHECK(gap->kind() == event_kind::overrun);
    CHECK(gap->lost() == 5);
    CHECK(gap->at() == instant{duration{event_ring::capacity + 4}});
    CHECK(ring.lost() == 0);
    CHECK(ring.poll() == nullptr);
}

TEST_CASE("an overrun takes the place of the lost events in the order") {
    event_ring ring;
    for (std::uint32_t i = 0; i < event_ring::capacity + 3; ++i)
        ring.push(number(i));
    (void)ring.poll();
    ring.push(number(100)); // one free place is not enough for the overrun and this one
    CHECK(ring.lost() == 4);
    (void)ring.poll();
    ring.push(number(101));
    CHECK(ring.lost() == 0);
    for (std::uint32_t i = 2; i < event_ring::capacity; ++i)
        CHECK(number_of(*ring.poll()) == i);
    const auto gap = ring.poll();
    REQUIRE(gap != nullptr);
    CHECK(gap->kind() == event_kind::overrun);
    CHECK(gap->lost() == 4);
    CHECK(number_of(*ring.poll()) == 101);
    CHECK(ring.poll() == nullptr);
}
