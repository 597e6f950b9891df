/// What an observer is told, and that it changes nothing.

#include <printjob/controller.hpp>
#include <printjob/gcode/observer.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;

namespace {

/// Writes down what it is told, and counts it.
struct recorder : gcode::wire_counters {
    std::string sent_bytes;
    std::string received_lines;
    int opened_times = 0;
    io_error closed_because{};

    void opened(instant now) {
        ++opened_times;
        wire_counters::opened(now);
    }
    void closed(const io_error& why, instant now) {
        if (closed_at == 0) closed_because = why;
        wire_counters::closed(why, now);
    }
    void sent(std::span<const char> bytes, instant now) {
        sent_bytes.append(bytes.begin(), bytes.end());
        wire_counters::sent(bytes, now);
    }
    void received(std::string_view line, instant now) {
        received_lines.append(line).append("\n");
        wire_counters::received(line, now);
    }
};
static_assert(gcode::wire_observer<recorder>);

/// A printer and its host; the streamer is watched, or not.
template <class Streamer>
struct desk {
    manual_clock clock;
    simulated_marlin marlin;
    simulated_port port{clock, marlin};
    gcode::memory_files files;
    std::string on_wire;
    recorder watch;
    Streamer streamer;
    controller<Streamer> control{streamer};
    std::string events;

    explicit desk(auto... observer)
        : streamer{port, files, gcode::checked_streamer_settings{gcode::streamer_settings{}}, *observer...} {
        port.to_printer().on_byte([this](std::uint64_t, char byte) {
            on_wire += byte;
            return std::optional{byte};
        });
    }

    void until(state wanted) {
        REQUIRE(run_until(clock, port, control, [&] { return control.current() == wanted; }, 1h));
        while (const auto told = control.poll_event())
            events.append(event_recorder::words(*told)).append(" ");
    }
    void print(std::string_view text) {
        until(state::operational);
        REQUIRE(files.add("job.gcode", text));
        REQUIRE(control.print(*files.find("job.gcode"), clock.now()));
        until(state::operational);
    }
};

using plain_streamer = gcode::streamer<simulated_port, gcode::memory_files>;
using watched_streamer = gcode::streamer<simulated_port, gcode::memory_files, recorder>;

constexpr std::string_view square = "G28\nG1 X10 Y0 F3000\nG1 X10 Y10\nG1 X0 Y10\nG1 X0 Y0\n";

/// A watched desk needs its recorder before its streamer.
struct watched_desk {
    recorder watch;
    desk<watched_streamer> at{&watch};
};

} // namespace

TEST_SUITE("streamer: an observer is called with what goes over the wire") {
    TEST_CASE("every byte that was written, and every line that was received") {
        watched_desk d;
        d.at.print(square);
        CHECK(d.watch.opened_times == 1);
        CHECK(d.watch.sent_bytes == d.at.on_wire);
        CHECK(d.watch.bytes_sent == d.at.on_wire.size());
        CHECK(d.watch.sent_bytes.find("G1 X10 Y10*") != std::string::npos);
        CHECK(d.watch.received_lines.find("FIRMWARE_NAME:Marlin") != std::string::npos);
        CHECK(d.watch.lines_sent > 10);
        CHECK(d.watch.lines_received >= d.watch.lines_sent);
        CHECK(d.watch.round_trips > 0);
        CHECK(d.watch.longest_round_trip >= d.watch.last_round_trip);
        CHECK(d.watch.resends == 0);
        CHECK(d.watch.probes == 0);
    }

    TEST_CASE("for a lost line, of the probe and the resend request") {
        watched_desk d;
        d.at.until(state::operational);
        const auto first = d.at.port.to_printer().sent();
        for (std::uint64_t i = 0; i < 15; ++i) // the next M110 arrives, the line after it does not
            d.at.port.to_printer().drop_byte(first + std::string_view{"N0 M110 N0*125\n"}.size() + i);
        d.at.print(square);
        CHECK(d.watch.probes >= 1);
        CHECK(d.watch.resends >= 1);
    }

    TEST_CASE("the loss of the port, with its error") {
        watched_desk d;
        d.at.until(state::operational);
        d.at.port.unplug();
        d.at.until(state::offline);
        CHECK(d.watch.closed_because.what == fault::device_gone);
        d.at.port.plug_in();
        d.at.until(state::operational);
        CHECK(d.watch.opened_times == 2);
    }

    TEST_CASE("a job with an observer runs as one without") {
        watched_desk watched;
        desk<plain_streamer> plain;
        watched.at.print(square);
        plain.print(square);
        CHECK(watched.at.on_wire == plain.on_wire);
        CHECK(watched.at.events == plain.events);
        CHECK(watched.at.clock.now() == plain.clock.now());
    }

    TEST_CASE("a streamer without an observer is no larger for it") {
        CHECK(sizeof(plain_streamer) < sizeof(watched_streamer));
        CHECK(sizeof(plain_streamer) + sizeof(void*) == sizeof(watched_streamer));
    }
}

TEST_SUITE("wire_counters") {
    TEST_CASE("the planner that ran empty is counted once, and only after it was filled") {
        gcode::wire_counters counts;
        for (const std::string_view line : {"ok P15 B3", "ok P14 B3", "ok P10 B2", "ok P15 B3", "ok P15 B3"})
            counts.heard(gcode::read_response(line), instant{});
        CHECK(counts.underruns == 1);
    }

    TEST_CASE("a round trip is of a line that was alone, and blank lines are none") {
        gcode::wire_counters counts;
        const auto send = [&](std::string_view bytes, instant now) { counts.sent(bytes, now); };
        const auto hear = [&](std::string_view line, instant now) {
            counts.heard(gcode::read_response(line), now);
        };
        send("\n\nN1 G28", instant{1ms});
        send("*18\n", instant{2ms});
        hear("ok", instant{9ms});
        CHECK(counts.lines_sent == 1);
        CHECK(counts.round_trips == 1);
        CHECK(counts.last_round_trip == 7ms);
        send("N2 G1 X1*1\nN3 G1 X2*2\n", instant{20ms});
        hear("ok", instant{40ms}); // of the first, with another one after it
        CHECK(counts.round_trips == 1);
        send("N4 G1 X3*3\n", instant{50ms});
        hear("Resend: 4", instant{60ms});
        hear("ok", instant{61ms});
        CHECK(counts.round_trips == 1);
        CHECK(counts.resends == 1);
    }
}
