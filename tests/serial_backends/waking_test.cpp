// What each backend promises of `wake`. The waits have no limit: where a wake is lost, the test does not end.

#include "backend_suite.hpp"
#include "bare_terminal.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using printjob::never;

TEST_CASE("a wake before the wait ends it") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    for (int turn = 0; turn < 3; ++turn) {
        host.port.wake();
        host.wait(never);
    }
}

TEST_CASE("a wake during the wait ends it, also while the device is not there") {
    const device_link name;
    backend host{name.name(), 250'000};
    bare_terminal printer;
    for (const bool is_there : {false, true}) {
        if (is_there) {
            name.lead_to(printer.device());
            REQUIRE(opens(host));
        }
        for (int turn = 0; turn < 50; ++turn) {
            std::jthread other{[&] { host.port.wake(); }};
            host.wait(never);
        }
    }
}

TEST_CASE("a wake after a wait was over ends the next one") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    host.wait(printjob::host::now()); // over by time
    host.port.wake();
    host.wait(never);
    printer.say("ok\n");
    std::string heard;
    while (heard != "ok\n") { // over by what the printer says
        host.wait(never);
        REQUIRE_FALSE(read_on(host, heard));
    }
    host.port.wake();
    host.wait(never);
}

TEST_CASE("what the printer says is not lost when a wake comes with it") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    for (int turn = 0; turn < 50; ++turn) {
        std::jthread other{[&] { host.port.wake(); }};
        printer.say("ok\n");
        std::string heard;
        while (heard != "ok\n") {
            host.wait(never);
            REQUIRE_FALSE(read_on(host, heard));
        }
    }
}

TEST_CASE("of wakes by many threads none is lost") {
    constexpr int threads = 8;
    constexpr int wakes = 200;
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    std::atomic<int> asked = 0;
    std::vector<std::jthread> others;
    for (int i = 0; i < threads; ++i)
        others.emplace_back([&] {
            for (int n = 0; n < wakes; ++n) {
                ++asked;
                host.port.wake();
            }
        });
    int seen = 0;
    while (seen < threads * wakes) {
        host.wait(never);
        seen = asked;
    }
    CHECK(seen == threads * wakes);
}
