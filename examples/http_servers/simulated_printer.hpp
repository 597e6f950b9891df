#pragma once
/// What the servers of this folder stand in front of: a simulated printer that prints in real time.

#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/now.hpp>
#include <printjob/host/wake_signal.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <algorithm>
#include <cstdio>

namespace http_servers {

/// A simulated port that a thread can sleep on. It has no descriptor: whoever waits asks the simulation first
/// when it next has something.
class port_to_wait_on : public printjob::testing::simulated_port {
public:
    using simulated_port::simulated_port;

    void wait(printjob::instant until) { signal_.wait(until); }
    void wake() { signal_.wake(); }

private:
    printjob::host::wake_signal signal_;
};

/// A printer with one file to print, "square.gcode" (it does not home: that takes seconds). In your host a
/// serial port and a folder of files stand here.
class simulated_printer {
public:
    simulated_printer() {
        (void)files.add("square.gcode", "G1 X10 Y0 F6000\nG1 X10 Y10\nG1 X0 Y10\nG1 X0 Y0\n");
    }

    /// The pump: to be called after each command, and when the instant comes that it returned. Prints on
    /// standard output what happens.
    template <class Control>
    printjob::instant advance(Control& control, printjob::instant now) {
        clock_.advance_to(now);
        control.advance(now);
        while (const auto event = control.poll_event())
            std::puts(printjob::testing::event_recorder::words(*event).c_str());
        std::fflush(stdout);
        return std::min(port_.next_event(), control.next_deadline());
    }

private:
    printjob::testing::manual_clock clock_{printjob::host::now()};
    printjob::testing::simulated_marlin marlin_;
    port_to_wait_on port_{clock_, marlin_};

public:
    printjob::gcode::memory_files files;
    printjob::gcode::streamer<port_to_wait_on, printjob::gcode::memory_files> streamer{port_, files};
};

} // namespace http_servers
