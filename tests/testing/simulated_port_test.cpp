#include <printjob/testing/command_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;

namespace {

struct port_bench {
    explicit port_bench(port_settings settings = {}, marlin_settings firmware = {})
        : printer{firmware}, port{clock, printer, settings} {}

    manual_clock clock;
    simulated_marlin printer;
    simulated_port port;

    std::size_t write(std::string_view bytes) { return port.write_some(std::span{bytes}).value(); }
    std::string read() {
        std::array<char, 512> bytes;
        return {bytes.data(), port.read_some(bytes).value()};
    }
};

/// A host that sends one line at a time and waits for its ok.
struct one_in_flight {
    simulated_port& port;
    int wanted;
    int sent = 0;
    int acknowledged = 0;
    instant last_ok{};

    void advance(instant now) {
        std::array<char, 64> bytes;
        const auto count = port.read_some(bytes).value();
        for (std::size_t i = 0; i < count; ++i) {
            if (bytes[i] != '\n') continue;
            ++acknowledged;
            last_ok = now;
        }
        if (sent == acknowledged && sent < wanted) {
            const std::string_view line = "M117 abcd\n"; // 10 bytes
            if (port.write_some(std::span{line}).value() == line.size()) ++sent;
        }
    }
    instant next_deadline() const { return never; }
};

} // namespace

TEST_CASE("on a line without delay the answer arrives at once") {
    port_bench at;
    CHECK(at.write("M117 a\n") == 7);
    CHECK(at.port.next_event() <= at.clock.now());
    CHECK(at.read() == "ok\n");
    CHECK(at.read().empty());
    CHECK(at.port.next_event() == never);
}

TEST_CASE("bytes take ten bits each, and the latency, in both directions") {
    port_bench at{{.baud = 250'000, .latency = 1ms}}; // 40 µs a byte
    at.write("M117 a\n");                             // 7 bytes: 280 µs
    at.clock.advance(1279us);
    at.port.handle_time();
    CHECK(at.printer.executed_commands() == 0);
    at.clock.advance(1us);
    at.port.handle_time();
    CHECK(at.printer.executed_commands() == 1);
    at.clock.advance(1039us); // the o of ok: 40 µs and the latency
    CHECK(at.read().empty());
    at.clock.advance(1us);
    CHECK(at.read() == "o");
    at.clock.advance(80us);
    CHECK(at.read() == "k\n");
}

TEST_CASE("a baud rate that does not divide a second leaves no drift") {
    simulated_link link{115'200};
    for (int i = 0; i < 11'520; ++i)
        link.send('x', instant{});
    std::array<char, 11'520> bytes;
    CHECK(link.take(bytes, instant{999ms}) < bytes.size());
    CHECK(link.next_event() <= instant{1s});
}

TEST_CASE("a write takes what the output buffer has room for") {
    port_bench at{{.baud = 10'000, .output_buffer = 16}}; // 1 ms a byte
    CHECK(at.write("M117 abcdefghijklmnop\n") == 16);
    CHECK(at.write("x") == 0);
    at.clock.advance(3ms);
    CHECK(at.write("lmnop\n") == 3);
}

TEST_CASE("writes can be short, or take nothing") {
    port_bench at;
    at.port.limit_writes(2);
    CHECK(at.write("M117 a\n") == 2);
    at.port.limit_writes(0);
    CHECK(at.write("17 a\n") == 0);
}

TEST_CASE(
    "a pulled cable loses what is under way and says so once, then the port is closed until it is back") {
    port_bench at{{.baud = 10'000}};
    at.write("M117 a\n");
    at.port.unplug();
    std::array<char, 8> bytes;
    CHECK(at.port.read_some(bytes) == result<std::size_t>{tl::unexpected(io_error{fault::device_gone})});
    CHECK(at.port.read_some(bytes) == result<std::size_t>{tl::unexpected(io_error{fault::closed})});
    at.printer.say("//action:pause");
    at.clock.advance(1s);
    at.port.plug_in();
    CHECK(at.read().empty());
    CHECK(at.printer.executed_commands() == 0);
    at.printer.say("hello");
    at.clock.advance(1s);
    CHECK(at.read().empty()); // it left when the port next looked, which is now
    at.clock.advance(1s);
    CHECK(at.read() == "hello\n");
}

TEST_CASE("one call can fail while the line is unharmed") {
    port_bench at;
    at.write("M117 a\n");
    at.port.fail_next({fault::io, 5});
    std::array<char, 8> bytes;
    CHECK(at.port.read_some(bytes) == result<std::size_t>{tl::unexpected(io_error{fault::io, 5})});
    CHECK(at.read() == "ok\n");
}

TEST_CASE("bytes are dropped and flipped by their index, or by a function") {
    port_bench at;
    command_recorder record{at.printer};
    at.port.to_printer().drop_byte(3);
    at.port.to_printer().flip_byte(5, 0x03);
    at.write("M1177 a\n");
    CHECK(record.commands().at(0).text == "M117#a");
    at.port.to_host().on_byte([](std::uint64_t, char byte) -> std::optional<char> {
        if (byte == 'k') return std::nullopt;
        return byte == 'o' ? 'O' : byte;
    });
    at.read();
    at.write("M117 b\n");
    CHECK(at.read() == "O\n");
}

TEST_CASE("one line in flight is bound by the round trip, to the microsecond") {
    port_bench at{{.baud = 250'000, .latency = 1ms}};
    one_in_flight host{at.port, 100};
    REQUIRE(run_until(at.clock, at.port, host, [&] { return host.acknowledged == 100; }));
    CHECK(host.last_ok == instant{100 * (400us + 1ms + 120us + 1ms)});
}

TEST_CASE("a run ends at its limit, or when nothing can happen any more") {
    port_bench at;
    one_in_flight host{at.port, 1};
    at.printer.lose_next_ok();
    CHECK_FALSE(run_until(at.clock, at.port, host, [&] { return host.acknowledged == 1; }, 10s));
    CHECK(at.clock.now() == instant{10s});
    CHECK_FALSE(run_until(at.clock, at.port, at.printer, [] { return false; }, 5s));
    CHECK(at.clock.now() == instant{15s});
}

TEST_CASE("a host that never reads does not block a run for ever") {
    struct {
        void advance(instant) {}
        instant next_deadline() const { return never; }
    } deaf;
    port_bench at;
    at.write("M117 a\n");
    CHECK_FALSE(run_until(at.clock, at.port, deaf, [] { return false; }));
}

TEST_CASE("the printer runs between a host's calls") {
    port_bench at;
    at.write("M104 S122\nG1 X10 F600\n");
    CHECK(at.printer.in_motion());
    CHECK(run_until(at.clock, at.port, at.printer, [&] { return !at.printer.in_motion(); }, 20s));
    CHECK(at.clock.now() == instant{20s});
    CHECK(at.printer.hotend_temperature() == 122'000);
}
