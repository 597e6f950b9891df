// Prints a few lines over a serial line, in an event loop of Boost.Asio.
//
//     print_asio [device]
//
// Without a device it prints on a simulated printer on a pseudo-terminal, in a hundredth of the time.

#include "asio_serial.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/now.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/pseudo_terminal.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

using printjob::host::now;

namespace {

/// A printer host in an event loop: `pump` is called when the line or the clock has something for it.
class printing_desk {
public:
    printing_desk(boost::asio::io_context& loop, std::string device)
        : loop_{loop}, port_{loop, std::move(device), 250'000, [this] { pump(); }}, deadline_{loop} {
        (void)files_.add("square.gcode", "G28\nG1 X10 Y0 F3000\nG1 X10 Y10\nG1 X0 Y10\nG1 X0 Y0\n");
    }

    /// Looks for the printer, prints once it is there, and stops the loop.
    void open() { pump(); }

    [[nodiscard]] bool has_printed() const { return control_.last_outcome() == printjob::outcome::done; }

private:
    void pump() {
        control_.advance(now());
        while (const auto event = control_.poll_event())
            std::puts(printjob::testing::event_recorder::words(*event).c_str());
        if (control_.current() == printjob::state::operational) print_once();
        await_deadline();
    }

    void await_deadline() {
        constexpr printjob::duration longest = std::chrono::hours{1}; // `never` is more than a timer holds
        deadline_.expires_after(std::min(control_.next_deadline() - now(), longest));
        deadline_.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled) pump();
        });
    }

    void print_once() {
        if (control_.job() != printjob::job_id::none || !control_.print(*files_.find("square.gcode"), now()))
            loop_.stop();
    }

    boost::asio::io_context& loop_;
    printjob::gcode::memory_files files_;
    serial_backends::asio_serial port_;
    printjob::gcode::streamer<serial_backends::asio_serial, printjob::gcode::memory_files> printer_{port_,
                                                                                                    files_};
    printjob::controller<decltype(printer_)> control_{printer_};
    boost::asio::steady_timer deadline_;
};

} // namespace

int main(int argc, char** argv) {
    const printjob::testing::pseudo_terminal simulated{{}, {.speed = 100}};
    boost::asio::io_context loop;
    printing_desk desk{loop, argc > 1 ? argv[1] : simulated.path()};
    desk.open();
    loop.run();
    return desk.has_printed() ? 0 : 1;
}
