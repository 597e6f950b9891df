// Job control in an event loop: one thread, one poll, and everything in it. A button, pressed whenever the
// job begins to print or has paused, stands for whatever else the loop looks after.

#include "../serial_backends/milliseconds_until.hpp"
#include "device_port.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/pseudo_terminal.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace {

using namespace std::chrono_literals;
using printjob::host::now;

/// A button that can be polled: each press is a byte in a pipe.
class button {
public:
    button() : is_open_{::pipe2(ends_.data(), O_NONBLOCK | O_CLOEXEC) == 0} {}
    button(const button&) = delete;
    button& operator=(const button&) = delete;
    ~button() {
        for (const int end : ends_)
            if (end >= 0) ::close(end);
    }

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] int descriptor() const { return ends_[0]; }
    [[nodiscard]] bool press() { return ::write(ends_[1], "p", 1) == 1; }
    [[nodiscard]] bool take_press() {
        char press{};
        return ::read(ends_[0], &press, 1) == 1;
    }

private:
    std::array<int, 2> ends_{-1, -1};
    bool is_open_;
};

} // namespace

int main() {
    // A simulated printer on a real device, in real time.
    printjob::testing::pseudo_terminal device{{.homing_time = 100ms}};
    button key;
    if (!device.is_open() || !key.is_open()) return 1;

    std::string job = "G28\n";
    for (int i = 0; i < 50; ++i)
        job += "G4 P20\n";
    printjob::gcode::memory_files files;
    if (!files.add("wait.gcode", job)) return 1;

    embedding::device_port port{device.path()};
    printjob::gcode::streamer printer{port, files};
    printjob::controller control{printer};

    // What the program does when something happened. It may ask for commands: the event is over when it is
    // told.
    bool was_paused = false;
    const auto take_in = [&](const printjob::event& told) {
        using enum printjob::event_kind;
        std::puts(printjob::testing::event_recorder::words(told).c_str());
        if (told.kind() == print_paused) return was_paused = key.press();
        if (told.kind() != state_changed) return true;
        if (told.now_in() == printjob::state::printing && !was_paused) return key.press();
        if (told.now_in() == printjob::state::operational && told.job() == printjob::job_id::none)
            return control.print(files.find("wait.gcode").value(), now()).has_value();
        return true;
    };

    while (true) {
        control.advance(now());
        while (const auto event = control.poll_event())
            if (!take_in(*event)) return 1;
        if (control.last_outcome() != printjob::outcome::none) break;

        std::array<pollfd, 2> awaited{pollfd{port.descriptor(), POLLIN, 0},
                                      pollfd{key.descriptor(), POLLIN, 0}};
        const int limit = serial_backends::milliseconds_until(control.next_deadline());
        if (::poll(awaited.data(), awaited.size(), limit) < 0) return 1;
        if (key.take_press() && !control.submit(printjob::command::toggle, now())) return 1;
    }
    return control.last_outcome() == printjob::outcome::done ? 0 : 1;
}
