// A thread for each printer, and requests from any thread: job control with a lock.

#include "device_port.hpp"
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/synchronized.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/pseudo_terminal.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using printjob::host::now;

/// One printer with a thread of its own, from construction to destruction.
class printer_on_a_thread {
public:
    printer_on_a_thread(const std::string& device, const printjob::gcode::memory_files& files)
        : files_{files}, port_{device} {}

    /// Asks for a file to be printed; from any thread.
    [[nodiscard]] printjob::answer print(std::string_view path) {
        return control_.print(files_.find(path).value(), now());
    }

    [[nodiscard]] printjob::answer resume() { return control_.submit(printjob::command::resume, now()); }

    /// Waits until the printer is ready; until its job has paused; until it has ended. Each may be called
    /// once.
    void await_ready() { ready_.get_future().wait(); }
    void await_pause() { paused_.get_future().wait(); }
    void await_end() { ended_.get_future().wait(); }

private:
    /// The pump. It sleeps until the printer says something, a deadline comes, or it is woken: by another
    /// thread's command, or because the program wants to end.
    void run(const std::stop_token& stop) {
        const std::stop_callback wakes{stop, [this] { printer_.wake(); }};
        while (!stop.stop_requested()) {
            control_.advance(now());
            while (const auto event = control_.poll_event())
                take_in(*event);
            printer_.wait(control_.next_deadline());
        }
    }

    void take_in(const printjob::event& told) {
        using enum printjob::event_kind;
        const bool is_ready = told.kind() == state_changed && told.now_in() == printjob::state::operational;
        if (is_ready && told.job() == printjob::job_id::none) ready_.set_value();
        if (told.kind() == print_paused) paused_.set_value();
        if (told.kind() == print_done || told.kind() == print_failed) ended_.set_value();
    }

    printjob::gcode::memory_files files_;
    embedding::device_port port_;
    printjob::gcode::streamer<embedding::device_port, printjob::gcode::memory_files> printer_{port_, files_};
    printjob::synchronized<decltype(printer_)> control_{printer_};
    std::promise<void> ready_;
    std::promise<void> paused_;
    std::promise<void> ended_;
    std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }}; // last: it uses all the others
};

/// A printer that homes in no time.
printjob::testing::pseudo_terminal quick_printer() {
    return printjob::testing::pseudo_terminal{{.homing_time = 10ms}};
}

/// Four threads start a job on the same printer; returns how many starts were accepted.
int start_from_four_threads(printer_on_a_thread& printer) {
    std::atomic<int> accepted = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 4; ++i)
            clients.emplace_back([&] {
                if (printer.print("part.gcode")) ++accepted;
            });
    }
    return accepted;
}

} // namespace

int main() {
    printjob::gcode::memory_files files;
    if (!files.add("part.gcode", "G28\nM0 ; change the colour\nG1 X10 F6000\n")) return 1;

    // Simulated printers on real devices, in real time.
    std::array<printjob::testing::pseudo_terminal, 3> devices{quick_printer(), quick_printer(),
                                                              quick_printer()};
    for (const auto& device : devices)
        if (!device.is_open()) return 1;
    std::array<printer_on_a_thread, 3> printers{printer_on_a_thread{devices[0].path(), files},
                                                printer_on_a_thread{devices[1].path(), files},
                                                printer_on_a_thread{devices[2].path(), files}};

    for (auto& printer : printers)
        printer.await_ready();
    for (auto& printer : printers)
        std::printf("%d of 4 starts accepted\n", start_from_four_threads(printer));
    for (auto& printer : printers) {
        printer.await_pause(); // the file asked for it
        if (!printer.resume()) return 1;
        printer.await_end();
    }
    std::puts("all done");
}
