// The whole panel with a whole printer: the simulated Marlin takes the lines, at the end of a line that is as bad as
// each test wants it. Time is simulated too, so a print of minutes takes none.

#include "attendant.hpp"
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/command_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;
using panel::question;

constexpr int moves_of_the_job = 20;

/// The moves of a short job, one per line.
std::string moves() {
    std::string all;
    for (int i = 1; i <= moves_of_the_job; ++i)
        all += "G1 X" + std::to_string(i * 10) + " E" + std::to_string(i) + " F1200\n";
    return all;
}

/// A panel, a printer, and the line between them.
struct bench {
    manual_clock clock;
    simulated_marlin marlin{{.host_actions = true}};
    command_recorder executed{marlin};
    simulated_port port{clock, marlin};
    gcode::memory_files files;
    gcode::streamer<simulated_port, gcode::memory_files> printer{port, files};
    panel::filament_switch filament;
    panel::attendant<gcode::streamer<simulated_port, gcode::memory_files>> panel{printer, filament};
    std::string content;

    /// Switches everything on and waits until the printer has been greeted.
    explicit bench(std::string_view job = "G28\nM109 S210\n" + moves()) : content{job} {
        REQUIRE(files.add("cube.gcode", content));
        until(state::operational);
    }

    /// Runs until `done()`; the test fails when it never comes.
    template <class Done>
    void until(Done done) {
        REQUIRE(run_until(clock, port, panel, done));
    }
    void until(state wanted) {
        until([&] { return status().current == wanted; });
    }
    /// Runs until this command is being executed.
    void until_executed(std::string_view command) {
        until([&] { return executed.count(command) > 0; });
    }
    void pass(duration span) {
        const instant end = clock.now() + span;
        until([&] { return clock.now() >= end; });
    }

    void start() { REQUIRE(panel.print(files.find("cube.gcode").value(), clock.now()).has_value()); }
    void start_and_reach(std::string_view command) {
        start();
        until_executed(command);
    }
    /// Prints the job and compares what was executed with the file.
    void print_to_the_end() {
        start();
        until(state::operational);
        CHECK(status().completion == 100.0);
        CHECK(executed_moves() == moves());
    }

    [[nodiscard]] job_status status() const { return panel.status(clock.now()); }
    /// The moves that the printer executed under a line number, in order.
    [[nodiscard]] std::string executed_moves() const {
        std::string all;
        for (const auto& each : executed.commands())
            if (each.number && each.text.starts_with("G1 ")) all += each.text + "\n";
        return all;
    }
};

} // namespace

TEST_CASE("Every line of the file is executed once and in order") {
    bench at;
    at.print_to_the_end();
}

TEST_CASE("After a runout and a new spool the job goes on where it stood") {
    bench at;
    at.start_and_reach("G1 X100 E10 F1200");

    at.filament.is_loaded = false;
    at.until(state::paused);
    CHECK(at.panel.asks() == question::load_filament);
    at.pass(3min);

    at.filament.is_loaded = true;
    REQUIRE(at.panel.resume(at.clock.now()).has_value());
    at.until(state::operational);
    CHECK(at.status().completion == 100.0);
    CHECK(at.executed_moves() == moves());
}

TEST_CASE(
    "A spool that takes half an hour lets the nozzle go cold, and the job waits until it is hot again") {
    bench at;
    at.start_and_reach("G1 X100 E10 F1200");
    at.filament.is_loaded = false;
    at.until(state::paused);

    at.pass(30min);
    CHECK(at.marlin.hotend_target() == 0);

    at.filament.is_loaded = true;
    REQUIRE(at.panel.resume(at.clock.now()).has_value());
    at.until(state::printing);
    CHECK(at.marlin.hotend_temperature() >= 209'000); // thousandths of a degree
    at.until(state::operational);
    CHECK(at.executed_moves() == moves());
}

TEST_CASE("A printer that asks for a pause gets it") {
    bench at;
    at.start_and_reach("G1 X100 E10 F1200");

    at.marlin.say("//action:pause filament_runout 0"); // its own sensor
    at.until(state::paused);
    CHECK(at.panel.asks() == question::look_at_printer);

    REQUIRE(at.panel.resume(at.clock.now()).has_value());
    at.until(state::operational);
    CHECK(at.executed_moves() == moves());
}

TEST_CASE("A nozzle whose heater fails pauses the job while it is still warm") {
    bench at{"G28\nM109 S210\nG4 S120\n" + moves()};
    at.start_and_reach("G4 S120");

    at.marlin.fail_hotend(0, at.clock.now());
    at.until(state::pausing);

    CHECK(at.panel.asks() == question::check_nozzle);
    CHECK(at.marlin.hotend_temperature() > 170'000); // thousandths of a degree
    at.until(state::paused);
    CHECK(at.executed_moves().empty());
}

TEST_CASE("A colour change waits at the printer, and the panel says so until it is done") {
    bench at{"G28\nM109 S210\nM600\n" + moves()};
    at.start();
    at.until(state::paused);
    CHECK(at.panel.asks() == question::look_at_printer);

    at.pass(20min);
    at.marlin.press_button(at.clock.now());
    at.until(state::printing);
    CHECK(at.panel.asks() == question::none);
    at.until(state::operational);
    CHECK(at.executed_moves() == moves());
}

TEST_CASE("Whichever ok is lost, the job is printed whole") {
    std::uint64_t oks_of_a_print = 0;
    {
        bench at;
        const auto before = at.marlin.oks();
        at.print_to_the_end();
        oks_of_a_print = at.marlin.oks() - before;
    }
    REQUIRE(oks_of_a_print > std::uint64_t{moves_of_the_job});

    for (std::uint64_t lost = 0; lost < oks_of_a_print; ++lost) {
        CAPTURE(lost);
        bench at;
        const auto before = at.marlin.oks();
        at.start();
        at.until([&] { return at.marlin.oks() >= before + lost; });
        at.marlin.lose_next_ok();
        at.until(state::operational);
        CHECK(at.status().completion == 100.0);
        CHECK(at.executed_moves() == moves());
    }
}

TEST_CASE("Whichever byte is altered on its way to the printer, no move is left out and none is made twice") {
    std::uint64_t bytes_of_a_print = 0;
    {
        bench at;
        const auto before = at.port.to_printer().sent();
        at.print_to_the_end();
        bytes_of_a_print = at.port.to_printer().sent() - before;
    }
    REQUIRE(bytes_of_a_print > moves().size());

    for (std::uint64_t altered = 0; altered < bytes_of_a_print; ++altered) {
        CAPTURE(altered);
        bench at;
        at.port.to_printer().flip_byte(at.port.to_printer().sent() + altered, 0x01);
        at.start();
        at.until(state::operational);
        CHECK(at.status().failed_with == failure::none);
        CHECK(at.executed_moves() == moves());
    }
}

TEST_CASE("A printer that is reset in the middle of a job prints nothing more of it") {
    bench at;
    at.start_and_reach("G1 X100 E10 F1200");

    at.marlin.reset(at.clock.now());
    at.executed.clear();
    at.until(state::operational);
    at.pass(1h);

    CHECK(at.status().failed_with == failure::printer_reset);
    CHECK(at.executed_moves().empty());
    CHECK(at.marlin.hotend_target() == 0);
}

TEST_CASE("A printer that is reset while the panel waits for a spool takes the question along") {
    bench at;
    at.start_and_reach("G1 X100 E10 F1200");
    at.filament.is_loaded = false;
    at.until(state::paused);

    at.marlin.reset(at.clock.now());
    at.until(state::operational);

    CHECK(at.panel.asks() == question::none);
    CHECK_FALSE(at.panel.resume(at.clock.now()).has_value());
}

TEST_CASE("After a thermal runaway no job begins until the printer was reset") {
    bench at;
    at.start_and_reach("G1 X100 E10 F1200");

    at.marlin.halt("Thermal Runaway, system stopped! Heater_ID: 0", at.clock.now());
    at.until(state::error);
    CHECK(at.status().failed_with == failure::printer_error);
    CHECK_FALSE(at.panel.print(at.files.find("cube.gcode").value(), at.clock.now()).has_value());

    at.marlin.reset(at.clock.now());
    at.until(state::operational);
    at.executed.clear();
    at.print_to_the_end();
}

TEST_CASE("A cable that is pulled ends the job, and the printer is made safe when it is back") {
    bench at;
    at.start_and_reach("G1 X100 E10 F1200");

    at.port.unplug();
    at.until(state::offline);
    CHECK(at.status().last_error == failure::printer_disconnected);
    at.executed.clear();
    at.pass(1min);
    at.port.plug_in();
    at.until(state::operational);

    CHECK(at.executed_moves().empty());
    CHECK(at.marlin.hotend_target() == 0);
}
