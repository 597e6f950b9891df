#pragma once
/// What the servers of this folder stand in front of: a simulated printer that prints in real time.

#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/now.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <cstdio>

namespace http_servers {

/// A printer with one file to print, "square.gcode" (it does not home: that takes seconds). In your host a
/// serial port and a folder of files stand here.
class simulated_printer {
public:
    simulated_printer() {
        (void)files.add("square.gcode", "G1 X10 Y0 F6000\nG1 X10 Y10\nG1 X0 Y10\nG1 X0 Y0\n");
    }

    /// The pump: to be called every few milliseconds. Tells on standard output what happens.
    template <class Control>
    void advance(Control& control, printjob::instant now) {
        clock_.advance_to(now);
        control.advance(now);
        while (const auto event = control.poll_event())
            std::puts(printjob::testing::event_recorder::words(*event).c_str());
        std::fflush(stdout);
    }

private:
    printjob::testing::manual_clock clock_{printjob::host::now()};
    printjob::testing::simulated_marlin marlin_;
    printjob::testing::simulated_port port_{clock_, marlin_};

public:
    printjob::gcode::memory_files files;
    printjob::gcode::streamer<printjob::testing::simulated_port, printjob::gcode::memory_files> streamer{
        port_, files};
};

} // namespace http_servers
