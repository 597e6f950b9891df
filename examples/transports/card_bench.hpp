#pragma once
/// The bench of the transport that prints from the printer's card: a simulated Marlin with a card on a serial
/// line.

#include "card_printer.hpp"
#include <printjob/testing/simulated_port.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace transports {

using namespace printjob::testing;
using namespace std::chrono_literals;

/// More moves than a planner holds. The nozzle is cold and extrudes all the same: what went through it tells
/// how much of a job was carried out.
[[nodiscard]] inline std::string card_job() {
    std::string content = "M83\nG28 ; home\n\n";
    for (int round = 0; round < 15; ++round)
        content += "G1 X10 E1 F1200\nG1 Y10 E1\nG1 X0 E1\nG1 Y0 E1\n";
    return content;
}

[[nodiscard]] inline marlin_settings marlin_with_card() {
    marlin_settings settings;
    settings.cold_extrusion_prevented = false;
    settings.homing_time = 2s;
    settings.card_files = {{"SQUARE.GCO", card_job()}};
    return settings;
}

struct card_bench {
    manual_clock time;
    simulated_marlin marlin;
    simulated_port port{time, marlin, {.baud = 115'200, .latency = 2ms}};
    card_printer<simulated_port> printer{port};
    std::string line; ///< that is being written
    std::string wire; ///< everything that was written
    std::uint64_t orders = 0;
    std::uint64_t stops = 0;

    card_bench() : card_bench{marlin_with_card()} {}
    explicit card_bench(marlin_settings settings) : marlin{std::move(settings)} {
        port.to_printer().on_byte([this](std::uint64_t, char byte) {
            watch(byte);
            return std::optional{byte};
        });
    }

    void watch(char byte) {
        wire += byte;
        line += byte;
        if (byte != '\n') return;
        orders += line.find("M24*") != std::string::npos ? 1U : 0U;
        stops += line.find("M112") != std::string::npos ? 1U : 0U;
        line.clear();
    }

    [[nodiscard]] auto& transport() { return printer; }
    [[nodiscard]] manual_clock& clock() { return time; }
    void handle_time() { port.handle_time(); }
    [[nodiscard]] instant next_event() const { return port.next_event(); }
    [[nodiscard]] bool input_waits() { return port.to_host().next_event() <= time.now(); }
    [[nodiscard]] file job_reader() const {
        file what;
        (void)what.name.assign("square.gco");
        (void)what.path.assign("square.gco");
        what.origin = file_origin::sdcard;
        what.size = card_job().size();
        return what;
    }
    [[nodiscard]] std::uint64_t sent() const { return orders; }
    [[nodiscard]] std::uint64_t carried_out() const {
        return static_cast<std::uint64_t>(marlin.reached()[3]);
    }
    [[nodiscard]] std::uint64_t emergency_stops() const { return stops; }
    void break_link() { port.unplug(); }
    void mend_link() { port.plug_in(); }
    void reset_printer() { marlin.reset(time.now()); }
};

} // namespace transports
