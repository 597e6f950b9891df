#pragma once
/// A printer to try things on: simulated, in simulated time.

#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <chrono>
#include <string>

/// A printer under job control, with one file of a hundred moves.
struct bench {
    printjob::testing::manual_clock clock;
    printjob::testing::simulated_marlin marlin;
    printjob::testing::simulated_port port{clock, marlin};
    printjob::gcode::memory_files files;
    printjob::gcode::streamer<printjob::testing::simulated_port, printjob::gcode::memory_files> printer{
        port, files};
    printjob::controller<decltype(printer)> control{printer};
    std::string content = "G28\n";
    bool is_ready = false;

    bench() {
        for (int i = 1; i <= 100; ++i)
            content += "G1 X" + std::to_string(i) + " F60\n";
        is_ready = files.add("line.gcode", content) && run_to(printjob::state::operational);
    }

    /// Lets time pass until the state holds; false when it does not come within an hour.
    bool run_to(printjob::state wanted) {
        return run_until(clock, port, control, [&] { return control.current() == wanted; });
    }
    /// Lets so much time pass.
    void run_for(printjob::duration span) {
        const auto end = clock.now() + span;
        (void)run_until(clock, port, control, [&] { return clock.now() >= end; });
    }
};
