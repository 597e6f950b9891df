// Lets a Klipper host print a file of its own through Moonraker's HTTP API, pauses it on the way, and tells
// what happens:
//
//     print_through_moonraker                             with a stand-in for Moonraker, on a real socket
//     print_through_moonraker <host> <port> <file>        with a real one: this prints
#include "httplib_exchange.hpp"
#include "moonraker_printer.hpp"
#include "stub_server.hpp"
#include <printjob/controller.hpp>
#include <printjob/host/now.hpp>
#include <printjob/testing/event_recorder.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

using namespace printjob;

namespace {

// A thread may sleep on it, and another one's command ends that.
static_assert(wakeable_transport<transports::moonraker_printer<transports::httplib_exchange>>);

/// Prints one file, with a pause as soon as it prints. Whether it was done.
[[nodiscard]] bool print(const std::string& host, int port, const file& what) {
    transports::httplib_exchange network{host, port};
    transports::moonraker_printer printer{network};
    controller control{printer};

    const auto until = [&](state wanted) {
        const instant last = host::now() + std::chrono::hours{24};
        while (control.current() != wanted && control.current() != state::error && host::now() < last) {
            control.advance(host::now());
            while (const auto event = control.poll_event())
                std::printf("%s\n", testing::event_recorder::words(*event).c_str());
            if (control.current() != wanted) printer.wait(std::min(control.next_deadline(), last));
        }
        return control.current() == wanted;
    };
    return until(state::operational) && control.print(what, host::now()) &&         //
           until(state::printing) && control.submit(command::pause, host::now()) && //
           until(state::paused) && control.submit(command::resume, host::now()) &&  //
           until(state::operational) && control.last_outcome() == outcome::done;
}

} // namespace

int main(int count, char** arguments) {
    const bool is_real = count == 4;
    const transports::stub_settings fast{.tick = std::chrono::milliseconds{2}};
    const std::string path = is_real ? arguments[3] : fast.file;

    file what;
    if (!what.name.assign(path.substr(path.rfind('/') + 1)) || !what.path.assign(path)) return 1;
    if (is_real) return print(arguments[1], std::atoi(arguments[2]), what) ? 0 : 1;

    const transports::stub_server moonraker{fast};
    return moonraker.port() > 0 && print("127.0.0.1", moonraker.port(), what) ? 0 : 1;
}
