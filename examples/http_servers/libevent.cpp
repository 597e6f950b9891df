#include "libevent.hpp"

#include "pumped.hpp"
#include "simulated_printer.hpp"
#include <printjob/controller.hpp>
#include <printjob/host/now.hpp>
#include <printjob/http/job_api.hpp>

#include <event2/event.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>

// Serves a simulated printer until SIGINT or SIGTERM. Arguments: the port (5000; 0: any) and the API key
// ("secret").
int main(int argc, char** argv) {
    using namespace std::chrono_literals;
    const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 5000);
    event_base* const loop = event_base_new();
    const auto end = [](evutil_socket_t, short, void* base) {
        event_base_loopbreak(static_cast<event_base*>(base));
    };
    event* const interrupted = evsignal_new(loop, SIGINT, end, loop);
    event* const terminated = evsignal_new(loop, SIGTERM, end, loop);
    event_add(interrupted, nullptr);
    event_add(terminated, nullptr);
    int status = 1;
    {
        http_servers::simulated_printer printer;
        printjob::controller control{printer.streamer}; // all happens in this loop, so it needs no lock
        printjob::http::job_api api{control, printer.files};

        event* timer = nullptr;
        std::function<void()> pump = [&] {
            const auto next = printer.advance(control, printjob::host::now());
            const auto left = std::clamp<printjob::duration>(next - printjob::host::now(), 0s, 1h);
            const timeval interval{.tv_sec = left / 1s, .tv_usec = (left % 1s).count()};
            event_add(timer, &interval); // in place of the interval that was under way
        };
        const auto call = [](evutil_socket_t, short, void* what) {
            (*static_cast<std::function<void()>*>(what))();
        };
        timer = event_new(loop, -1, 0, call, &pump);
        http_servers::pumped served{api, pump};
        http_servers::libevent_server server{loop, served, port, argc > 2 ? argv[2] : "secret"};
        if (server.port() > 0) {
            std::printf("http://127.0.0.1:%d\n", server.port());
            pump();
            status = event_base_dispatch(loop) < 0 ? 1 : 0;
        }
        event_free(timer);
    }
    event_free(interrupted);
    event_free(terminated);
    event_base_free(loop);
    return status;
}
