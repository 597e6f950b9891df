// Lets a simulated printer print a file from its own card, pauses it on the way, and prints the events.
#include "card_printer.hpp"
#include <printjob/controller.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <chrono>
#include <cstdio>
#include <string>

using namespace printjob;

int main() {
    std::string content = "M302 P1\nM83\nG28\n"; // a cold nozzle may push filament: nothing is heated here
    for (int round = 0; round < 20; ++round)
        content += "G1 X20 E1 F1200\nG1 Y20 E1\nG1 X0 E1\nG1 Y0 E1\n";
    testing::marlin_settings settings;
    settings.card_files = {{"SQUARES.GCO", content}};

    testing::manual_clock clock;
    testing::simulated_marlin marlin{settings};
    testing::simulated_port port{clock, marlin}; // a serial port of yours would stand here
    transports::card_printer printer{port};
    controller control{printer};

    const auto until = [&](state wanted, instant from = {}) {
        const auto is_there = [&] { return control.current() == wanted && clock.now() >= from; };
        return testing::run_until(clock, port, control, is_there);
    };
    const auto tell_events = [&] {
        while (const auto event = control.poll_event())
            std::printf("%6.2f s  %s\n",
                        std::chrono::duration<double>{event->at().time_since_epoch()}.count(),
                        testing::event_recorder::words(*event).c_str());
    };

    file squares;
    squares.origin = file_origin::sdcard;
    squares.size = content.size();
    if (!squares.name.assign("squares.gco") || !squares.path.assign("squares.gco")) return 1;

    if (!until(state::operational) || !control.print(squares, clock.now())) return 1;
    constexpr instant half{std::chrono::seconds{40}};
    if (!until(state::printing, half) || !control.submit(command::pause, clock.now())) return 1;
    if (!until(state::paused) || !control.submit(command::resume, clock.now())) return 1;
    const bool printed = until(state::operational);
    tell_events();
    return printed && control.last_outcome() == outcome::done ? 0 : 1;
}
