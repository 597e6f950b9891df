#pragma once
/// The program around a server that has threads of its own.

#include "simulated_printer.hpp"
#include <printjob/host/now.hpp>
#include <printjob/host/synchronized.hpp>
#include <printjob/http/job_api.hpp>

#include <pthread.h>
#include <signal.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stop_token>
#include <thread>

namespace http_servers {

/// Serves a simulated printer until SIGINT or SIGTERM. Arguments: the port (5000; 0: any) and the API key
/// ("secret").
template <template <class> class Server>
int serve_from_threads(int argc, char** argv) {
    const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 5000);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr); // in every thread that begins from here on

    simulated_printer printer;
    printjob::synchronized control{printer.streamer};
    printjob::http::job_api api{control, printer.files};
    Server<decltype(api)> server{api, port, argc > 2 ? argv[2] : "secret"};
    if (server.port() < 0) return 1;
    std::printf("http://127.0.0.1:%d\n", server.port());

    const std::jthread pump{[&](const std::stop_token& stop) {
        const std::stop_callback wakes{stop, [&] { printer.streamer.wake(); }};
        while (!stop.stop_requested())
            printer.streamer.wait(
                control.with([&](auto& locked) { return printer.advance(locked, printjob::host::now()); }));
    }};
    int told = 0;
    sigwait(&ends, &told);
    return 0;
}

} // namespace http_servers
