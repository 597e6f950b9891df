// Prints a few lines over a serial line, on one thread that sleeps until there is something to do.
//
//     print_posix [device]
//
// Without a device it prints on a simulated printer on a pseudo-terminal, in a hundredth of the time.

#include "posix_serial.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/now.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/pseudo_terminal.hpp>

#include <cstdio>
#include <string>

using printjob::host::now;

int main(int argc, char** argv) {
    const printjob::testing::pseudo_terminal simulated{{}, {.speed = 100}};
    const std::string device = argc > 1 ? argv[1] : simulated.path();

    printjob::gcode::memory_files files;
    (void)files.add("square.gcode", "G28\nG1 X10 Y0 F3000\nG1 X10 Y10\nG1 X0 Y10\nG1 X0 Y0\n");

    serial_backends::posix_serial port{device, 250'000};
    printjob::gcode::streamer printer{port, files};
    printjob::controller control{printer};

    const auto run_until_ready = [&] {
        do {
            printer.wait(control.next_deadline());
            control.advance(now());
            while (const auto event = control.poll_event())
                std::puts(printjob::testing::event_recorder::words(*event).c_str());
        } while (control.current() != printjob::state::operational);
    };

    run_until_ready(); // for ever, when nobody plugs a printer in
    if (!control.print(*files.find("square.gcode"), now())) return 1;
    run_until_ready();
    return control.last_outcome() == printjob::outcome::done ? 0 : 1;
}
