// Klipper's dialect, with lines that it really says on its serial port.

#include "transcript.hpp"
#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/dialect/select.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>
#include <vector>

using namespace printjob::gcode;
using namespace std::chrono_literals;

namespace {

command_traits traits(std::string_view line) {
    return klipper.traits_of(word_of(line), line);
}

meaning meaning_in(std::string_view line) {
    return interpret(line, klipper).means;
}

} // namespace

TEST_CASE("Klipper: it is recognised by its name, which comes with the ok") {
    std::vector<response_kind> kinds;
    const dialect* selected = nullptr;
    for_each_response("ok FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12.0-85-gd785b396", marlin,
                      [&](const interpreted_response& said) {
                          kinds.push_back(said.kind);
                          if (said.kind == response_kind::firmware)
                              selected = &select_dialect(said.text, known_dialects, marlin);
                      });
    CHECK(kinds == std::vector{response_kind::firmware, response_kind::ok});
    CHECK(selected == &klipper);
}

TEST_CASE("Klipper: no numbers, long lines, no way out of a wait, and FIRMWARE_RESTART recovers") {
    CHECK_FALSE(klipper.numbers_lines);
    CHECK(klipper.longest_line == 255);
    CHECK(klipper.break_wait.empty());
    CHECK(klipper.report_temperatures.empty());
    CHECK(klipper.recover == "FIRMWARE_RESTART");
    CHECK(klipper.emergency_stop == "M112");
    CHECK(klipper.ask_ready == "M400"); // what the others ask is answered also while it starts
    CHECK(marlin.ask_ready.empty());
}

TEST_CASE("Klipper: a command with a name may be a macro that takes long, what slicers write does not") {
    for (std::string_view line :
         {"START_PRINT BED=60", "BED_MESH_CALIBRATE", "TEMPERATURE_WAIT SENSOR=extruder", "T0", "G28",
          "M190 S60", "CLEAN_NOZZLE", "PAUSES"}) {
        CAPTURE(line);
        CHECK(traits(line).is_long_running);
    }
    for (std::string_view line : {"SET_PRESSURE_ADVANCE ADVANCE=0.05", "set_velocity_limit ACCEL=3000",
                                  "G1 X1", "EXCLUDE_OBJECT_START NAME=cube", "M106 S255", "{", ""}) {
        CAPTURE(line);
        CHECK_FALSE(traits(line).is_long_running);
    }
    CHECK(traits("") == command_traits{});
}

TEST_CASE("Klipper: a pause, restarts, and a question whose answer is that of a start") {
    CHECK(traits("PAUSE").asks_host_to_pause);
    CHECK(traits("pause X=1").pauses_printer);
    CHECK(traits("M601").asks_host_to_pause);
    for (std::string_view line : {"RESTART", "FIRMWARE_RESTART", "SAVE_CONFIG", "M112"}) {
        CAPTURE(line);
        CHECK(traits(line).is_forbidden_in_file);
    }
    CHECK(traits("STATUS").is_ignored);
    CHECK(traits("EXCLUDE_OBJECT_DEFINE NAME=cube CENTER=1,2").is_metadata);
    CHECK_FALSE(traits("EXCLUDE_OBJECT NAME=cube").is_metadata);
}

TEST_CASE("Klipper: a dwell has only P") {
    CHECK(klipper.stated_time({'G', 4}, "G4 P1500") == 1500ms);
    CHECK(klipper.stated_time({'G', 4}, "G4 S7") == 0s);
    CHECK(klipper.stated_time({'M', 73}, "M73 P5") == 0s);
}

TEST_CASE("Klipper: an error is of one command, and the printer goes on") {
    for (std::string_view line :
         {"!! Must home axis first: 100.000 0.000 5.000 [0.000]",
          "!! Move out of range: 500.000 0.000 5.000 [0.000]", "!! Malformed command 'X'",
          "!! Error on 'M104 S': unable to parse ''", "!!", "Error:x"}) {
        CAPTURE(line);
        CHECK(meaning_in(line) == meaning::command_failed);
    }
    CHECK(meaning_in("!! Extrude below minimum temp") == meaning::cold_extrusion);
    CHECK(meaning_in("!! Internal error on command:\"G28\"") == meaning::halted);
    CHECK(meaning_in("!! Shutdown due to M112 command") == meaning::halted);
}

TEST_CASE("Klipper: while it starts it says that it is not ready") {
    using enum response_kind;
    constexpr transcript::line_said lines[]{
        {"ok", ok},
        {"ok T:0", ok},
        {"// Printer is not ready", comment, meaning::not_ready},
        {"// The klippy host software is attempting to connect.  Please", comment},
        {"// retry in a few moments.", comment},
        {"// Klipper state: Not ready", comment, meaning::not_ready},
        {"!! Printer is not ready", alarm, meaning::not_ready},
        {"ok", ok},
        {"// Klipper state: Ready", other, meaning::started},
    };
    transcript::check(lines, klipper);
}

TEST_CASE("Klipper: a session to a shutdown, and back") {
    using enum response_kind;
    constexpr transcript::line_said lines[]{
        {"ok", ok},
        {"ok B:21.3 /0.0 T0:22.1 /0.0", ok},
        {"// Unknown command:\"M155\"", comment, meaning::harmless},
        {"B:58.9 /60.0 T0:22.1 /0.0", temperature},
        {"// Probe samples exceed tolerance. Retrying...", comment},
        {"X:10.000 Y:20.000 Z:0.300 E:1.000", position},
        {"// action:paused", action},
        {"// action:prompt_begin Filament", action},
        {"Not SD printing.", sd_not_printing},
        {"!! Must home axis first: 100.000 0.000 5.000 [0.000]", alarm, meaning::command_failed},
        {"ok", ok},
        {"// Extrude below minimum temp", comment},
        {"// See the 'min_extrude_temp' config option for details", comment},
        {"!! Extrude below minimum temp", alarm, meaning::cold_extrusion},
        {"ok", ok},
        {"// Klipper state: Shutdown", comment, meaning::halted},
        {"// MCU 'mcu' shutdown: Timer too close", comment},
        {"// Printer is shutdown", comment, meaning::halted},
        {"!! MCU 'mcu' shutdown: Timer too close", alarm, meaning::halted},
        {"ok", ok},
        {"// Klipper state: Disconnect", comment, meaning::halted},
        {"// Klipper state: Ready", other, meaning::started},
        {"// Printer is halted", comment, meaning::halted},
        {"any other words", other},
        {"fatal: none of Klipper's", fatal, meaning::command_failed},
    };
    transcript::check(lines, klipper);
}
