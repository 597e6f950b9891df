// Prints five lines of G-code on a simulated printer, in simulated time, and prints the events.
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <cstdio>

int main() {
    printjob::gcode::memory_files files;
    (void)files.add("square.gcode", "G28\nG1 X10 Y0 F3000\nG1 X10 Y10\nG1 X0 Y10\nG1 X0 Y0\n");

    printjob::testing::manual_clock clock;
    printjob::testing::simulated_marlin marlin;
    printjob::testing::simulated_port port{clock, marlin}; // a serial port of yours would stand here
    printjob::gcode::streamer printer{port, files};
    printjob::controller control{printer};

    // Drives everything until the printer is ready for a job; false when it does not get there in time.
    const auto ready = [&] {
        const auto is_ready = [&] { return control.current() == printjob::state::operational; };
        return run_until(clock, port, control, is_ready);
    };
    const auto tell_events = [&] {
        while (const auto event = control.poll_event())
            std::printf("%6.2f s  %s\n",
                        std::chrono::duration<double>{event->at().time_since_epoch()}.count(),
                        printjob::testing::event_recorder::words(*event).c_str());
    };

    if (!ready() || !control.print(*files.find("square.gcode"), clock.now())) return 1;
    const bool printed = ready();
    tell_events();
    return printed && control.last_outcome() == printjob::outcome::done ? 0 : 1;
}
