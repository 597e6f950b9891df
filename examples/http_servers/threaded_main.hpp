#pragma once
/// The program around a server that has threads of its own.

#include "simulated_printer.hpp"
#include <printjob/host/now.hpp>
#include <printjob/host/synchronized.hpp>
#include <printjob/http/job_api.hpp>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace http_servers {

inline volatile std::sig_atomic_t told_to_end = 0;

/// Serves a simulated printer until SIGINT or SIGTERM. Arguments: the port (5000; 0: any) and the API key
/// ("secret").
template <template <class> class Server>
int serve_from_threads(int argc, char** argv) {
    const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 5000);
    std::signal(SIGINT, [](int) { told_to_end = 1; });
    std::signal(SIGTERM, [](int) { told_to_end = 1; });

    simulated_printer printer;
    printjob::synchronized control{printer.streamer};
    printjob::http::job_api api{control, printer.files};
    Server<decltype(api)> server{api, port, argc > 2 ? argv[2] : "secret"};
    if (server.port() < 0) return 1;
    std::printf("http://127.0.0.1:%d\n", server.port());

    while (told_to_end == 0) {
        control.with([&](auto& locked) { printer.advance(locked, printjob::host::now()); });
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return 0;
}

} // namespace http_servers
