// What the backends with a `wait` of their own promise: one thread may wait while others use the port.

#include "backend_suite.hpp"
#include "bare_terminal.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

using namespace std::chrono_literals;
using printjob::host::now;

TEST_CASE(
    "a thread may wait while another opens the port, moves bytes and loses the device, again and again") {
    const device_link name;
    backend host{name.name(), 250'000};
    const std::jthread waiting{[&](const std::stop_token& stops) {
        while (!stops.stop_requested())
            host.wait(now() + 1ms);
    }};
    for (int turn = 0; turn < 20; ++turn) {
        bare_terminal printer;
        name.lead_to(printer.device());
        REQUIRE(opens(host));
        CHECK(host.port.write_some(std::string_view{"M105\n"}) == 5u);
        printer.say("ok T:20\n");
        std::string heard;
        REQUIRE(eventually(host, [&] { return !read_on(host, heard) && heard == "ok T:20\n"; }));
        printer.unplug();
        REQUIRE(eventually(host, [&] { return read_on(host, heard).has_value(); }));
    }
}

TEST_CASE("several wakes before a wait end that wait, and not the next") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    for (int i = 0; i < 5; ++i)
        host.port.wake();
    host.wait(printjob::never);
    const auto until = now() + 10ms;
    host.wait(until);
    CHECK(now() >= until);
}
