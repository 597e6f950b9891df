// Shows the panel at work on a simulated printer: a spool runs out in the middle of a print.

#include "attendant.hpp"
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

/// A printer, its panel, and somebody who looks at it.
struct workshop {
    printjob::testing::manual_clock clock;
    printjob::testing::simulated_marlin marlin;
    printjob::testing::simulated_port port{clock, marlin};
    printjob::gcode::memory_files files;
    printjob::gcode::streamer<printjob::testing::simulated_port, printjob::gcode::memory_files> printer{
        port, files};
    panel::filament_switch filament;
    panel::attendant<decltype(printer)> attendant{printer, filament};
    printjob::state shown = printjob::state::offline;
    panel::question asked = panel::question::none;

    /// Lets the simulation run until `done()`, and says what the panel shows whenever that changes.
    template <class Done>
    void run(Done done) {
        const auto look_and_see = [&] {
            show();
            return done();
        };
        if (!run_until(clock, port, attendant, look_and_see)) std::puts("This never ends.");
    }
    void run_for(printjob::duration span) {
        const auto end = clock.now() + span;
        run([&] { return clock.now() >= end; });
    }
    void run_to(printjob::state wanted) {
        run([&] { return attendant.status(clock.now()).current == wanted; });
    }

    void show() {
        const auto status = attendant.status(clock.now());
        if (status.current != shown) say(name(status.current));
        if (attendant.asks() != asked && attendant.asks() != panel::question::none)
            say(sentence(attendant.asks()));
        shown = status.current;
        asked = attendant.asks();
    }
    void say(std::string_view words) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch());
        std::printf("%4d s  %.*s\n", static_cast<int>(seconds.count()), static_cast<int>(words.size()),
                    words.data());
    }
    /// Presses Resume, and says what the panel answers.
    void press_resume() {
        const auto answer = attendant.resume(clock.now());
        say(answer ? "(Resume)" : std::string{"(Resume) "}.append(answer.error().sentence));
    }
};

} // namespace

int main() {
    workshop at;
    std::string job = "G28\nM109 S210\n";
    for (int i = 1; i <= 100; ++i)
        job += "G1 X" + std::to_string(i * 2) + " E" + std::to_string(i) + " F120\n";
    if (!at.files.add("cube.gcode", job)) return 1;

    at.run_to(printjob::state::operational);
    if (!at.attendant.print(at.files.find("cube.gcode").value(), at.clock.now())) return 1;
    at.run_for(std::chrono::seconds{90});
    at.filament.is_loaded = false;
    at.run_to(printjob::state::paused);
    at.run_for(std::chrono::minutes{2});
    at.press_resume();
    at.run_for(std::chrono::minutes{1});
    at.filament.is_loaded = true;
    at.press_resume();
    at.run_to(printjob::state::operational);
    return at.attendant.status(at.clock.now()).completion == 100.0 ? 0 : 1;
}
