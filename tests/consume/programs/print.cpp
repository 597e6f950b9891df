// Prints three lines on the simulated printer, which must have executed them when the job is done.

#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <iostream>

int main() {
    using namespace printjob;

    gcode::memory_files files;
    if (!files.add("line.gcode", "G28\nG1 X10 F3000\nG1 X20\n")) return 1;

    testing::manual_clock clock;
    testing::simulated_marlin marlin;
    testing::simulated_port port{clock, marlin};
    gcode::streamer printer{port, files};
    controller control{printer};
    const auto ready = [&] {
        return run_until(clock, port, control, [&] { return control.current() == state::operational; });
    };

    if (!ready() || !control.print(*files.find("line.gcode"), clock.now()) || !ready()) return 1;
    std::cout << "printed until " << std::chrono::duration<double>{clock.now().time_since_epoch()}.count()
              << " s\n";
    const bool arrived = marlin.is_homed() && marlin.reached()[0] == 20'000; // µm
    return arrived && control.last_outcome() == outcome::done ? 0 : 1;
}
