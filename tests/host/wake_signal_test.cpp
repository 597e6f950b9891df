// The waits without a limit are ended by a wake alone: where one is lost, the test does not end.

#include <printjob/host/now.hpp>
#include <printjob/host/wake_signal.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace printjob;
using namespace std::chrono_literals;

TEST_CASE("a wake that comes before the wait ends it") {
    host::wake_signal signal;
    signal.wake();
    signal.wait(never);
}

TEST_CASE("a wake that comes during the wait ends it") {
    host::wake_signal signal;
    for (int turn = 0; turn < 100; ++turn) {
        std::jthread waiting{[&] { signal.wait(never); }};
        if (turn % 2 == 0) std::this_thread::yield();
        signal.wake();
    }
}

TEST_CASE("a wake that comes after a wait was over ends the next one") {
    host::wake_signal signal;
    signal.wait(host::now()); // over by time
    signal.wake();
    signal.wait(never);
    signal.wake(); // over by a wake
    signal.wait(never);
}

TEST_CASE("several wakes before a wait end that wait, and not the next") {
    host::wake_signal signal;
    for (int i = 0; i < 5; ++i)
        signal.wake();
    signal.wait(never);
    const instant until = host::now() + 10ms;
    signal.wait(until);
    CHECK(host::now() >= until);
}

TEST_CASE("a wait until an instant that has passed, however long ago, is over at once") {
    host::wake_signal signal;
    signal.wait(instant::min());
    signal.wait(instant{});
    signal.wait(host::now());
}

TEST_CASE("of wakes by many threads none is lost") {
    constexpr int threads = 8;
    constexpr int wakes = 500;
    host::wake_signal signal;
    std::atomic<int> asked = 0;
    int seen = 0;
    std::vector<std::jthread> others;
    for (int i = 0; i < threads; ++i)
        others.emplace_back([&] {
            for (int n = 0; n < wakes; ++n) {
                ++asked;
                signal.wake();
            }
        });
    while (seen < threads * wakes) {
        signal.wait(never);
        seen = asked;
    }
    CHECK(seen == threads * wakes);
}
