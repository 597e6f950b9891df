#pragma once
/// A whole printer on a bench: controller, streamer, link and simulated Marlin on one clock.

#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/command_recorder.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;

/// How many lines a bench's streamer has in flight.
enum class window : std::uint8_t { one, as_set };

/// Marlin's own receive buffer, and as many lines as leave room for M108.
inline gcode::streamer_settings windowed(gcode::streamer_settings settings = {}) {
    settings.link.receive_buffer = 128;
    settings.link.most_lines = 3;
    return settings;
}

/// Everything is public: a test drives the printer, the line and the host as it likes.
struct print_bench {
    explicit print_bench(marlin_settings printer_is = {}, gcode::streamer_settings settings = {},
                         port_settings line_is = {}, window in_flight = window::one)
        : marlin{std::move(printer_is)}, port{clock, marlin, line_is},
          streamer{port, files,
                   gcode::validate(in_flight == window::one ? one_in_flight(settings) : settings).value()},
          control{streamer} {
        port.to_printer().on_byte([this](std::uint64_t, char byte) {
            wire += byte;
            return std::optional{byte};
        });
    }

    [[nodiscard]] static gcode::streamer_settings one_in_flight(gcode::streamer_settings settings) {
        settings.link.most_lines = 1;
        return settings;
    }

    /// Runs until `done()`; fails the test when it never comes.
    template <class Done>
    void until(Done done, duration limit = std::chrono::hours{2}) {
        const bool came = run_until(clock, port, control, done, limit);
        events.drain(control);
        REQUIRE(came);
    }
    void until(state wanted) {
        until([&] { return control.current() == wanted; });
    }
    /// Runs until this command was executed.
    void until_executed(std::string_view command, std::size_t times = 1) {
        until([&] { return executed.count(command) >= times; });
    }
    /// Lets time pass.
    void pass(duration span) {
        const instant end = clock.now() + span;
        (void)run_until(clock, port, control, [&] { return clock.now() >= end; }, span);
        events.drain(control);
    }

    /// Connects, and forgets how.
    void connect() {
        until(state::operational);
        (void)events.take_words();
        executed.clear();
    }
    /// Selects and starts a job over `content`, of which the bench keeps a copy.
    void start(std::string_view content) {
        REQUIRE(files.add("job.gcode", contents.emplace_back(content)));
        const auto given = control.print(files.find("job.gcode").value(), clock.now());
        REQUIRE(given.has_value());
        events.drain(control);
    }
    answer submit(command what) {
        auto given = control.submit(what, clock.now());
        events.drain(control);
        return given;
    }

    /// What the printer executed under a line number, M110 and M105 left out, with " | " between.
    [[nodiscard]] std::string numbered() const {
        std::string all;
        for (const auto& each : executed.commands()) {
            if (!each.number || each.text.find("M110") != std::string::npos || each.text == "M105") continue;
            all += (all.empty() ? "" : " | ") + each.text;
        }
        return all;
    }
    /// What the printer executed without a line number, with " | " between.
    [[nodiscard]] std::string raw() const {
        std::string all;
        for (const auto& each : executed.commands())
            if (!each.number) all += (all.empty() ? "" : " | ") + each.text;
        return all;
    }
    /// What was written to the port since, and forgets it.
    [[nodiscard]] std::string take_wire() { return std::exchange(wire, {}); }
    /// Not one byte arrives of the next line that leaves, which is this command under this number.
    void lose_next_line(std::uint32_t number, std::string_view command) {
        std::array<char, gcode::longest_command_buffer> bytes;
        lose_next_bytes(gcode::frame(number, command, bytes).size());
    }
    /// The next bytes that leave do not arrive.
    void lose_next_bytes(std::size_t bytes) {
        const auto first = port.to_printer().sent();
        for (std::size_t i = 0; i < bytes; ++i)
            port.to_printer().drop_byte(first + i);
    }
    /// How often a command was executed.
    [[nodiscard]] std::size_t count(std::string_view text) const { return executed.count(text); }

    manual_clock clock;
    simulated_marlin marlin;
    command_recorder executed{marlin};
    simulated_port port;
    gcode::memory_files files;
    gcode::streamer<simulated_port, gcode::memory_files> streamer;
    controller<gcode::streamer<simulated_port, gcode::memory_files>> control;
    event_recorder events;
    std::deque<std::string> contents;
    std::string wire; ///< what was written to the port, lost bytes left out
};

/// A job of `count` short moves, each another place: "G1 X1 F3000\n…".
inline std::string moves(int count) {
    std::string all;
    for (int i = 1; i <= count; ++i)
        all += "G1 X" + std::to_string(i) + " F3000\n";
    return all;
}

/// Every state that a job can be in.
inline constexpr std::array active_states{state::starting, state::printing,   state::pausing,  state::paused,
                                          state::resuming, state::cancelling, state::finishing};

/// What `bring_to` needs: a start script that takes a while, and a pause that cools down.
inline gcode::streamer_settings slow_scripts() {
    gcode::streamer_settings settings;
    settings.start_script = "G4 S5";
    settings.pause_script = "M104 S50";
    return settings;
}

/// A hot end that is warm within seconds.
inline marlin_settings quick_heater() {
    return {.hotend = {.heats = 20'000, .cools = 20'000, .residency = 1s}};
}

/// Connects, and brings a job to a state in which it stays for a while; forgets how. The bench needs
/// `quick_heater` and `slow_scripts`.
inline void bring_to(print_bench& at, state wanted) {
    at.connect();
    at.start("G28\nM109 S200\nG4 S30\nG1 X50 F600\n");
    if (wanted == state::finishing) at.until(state::finishing);
    if (wanted != state::starting && wanted != state::finishing) at.until_executed("G4 S30");
    if (wanted == state::cancelling) (void)at.submit(command::cancel);
    if (wanted == state::pausing || wanted == state::paused || wanted == state::resuming)
        (void)at.submit(command::pause);
    if (wanted == state::paused || wanted == state::resuming) at.until(state::paused);
    if (wanted == state::resuming) (void)at.submit(command::resume);
    REQUIRE(at.control.current() == wanted);
    at.events.drain(at.control);
    (void)at.events.take_words();
    (void)at.take_wire();
    at.executed.clear();
}

/// What the safe stop of a job without a heater of its own sends, as `numbered` and `raw` show it.
inline const std::string safe_stop = "M104 T0 S0 | M140 S0 | M106 S0 | M84";
/// What the handshake with a printer sends to which a safe stop is owed.
inline const std::string owing_handshake = "M115 | M155 S2 | M27 | " + safe_stop;

} // namespace bench
