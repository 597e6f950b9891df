#include "beast.hpp"

#include "pumped.hpp"
#include "simulated_printer.hpp"
#include <printjob/controller.hpp>
#include <printjob/http/job_api.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>

// Serves a simulated printer until SIGINT or SIGTERM. Arguments: the port (5000; 0: any) and the API key
// ("secret").
int main(int argc, char** argv) {
    const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 5000);
    boost::asio::io_context loop;
    boost::asio::signal_set signals{loop, SIGINT, SIGTERM};
    signals.async_wait([&](const boost::system::error_code&, int) { loop.stop(); });

    http_servers::simulated_printer printer;
    printjob::controller control{printer.streamer}; // all happens in this loop, so it needs no lock
    printjob::http::job_api api{control, printer.files};

    boost::asio::steady_timer timer{loop};
    const std::function<void()> pump = [&] {
        const auto next = printer.advance(control, printjob::host::now());
        constexpr printjob::duration longest = std::chrono::hours{1}; // `never` is more than a timer holds
        timer.expires_after(std::min(next - printjob::host::now(), longest)); // in place of the last one
        timer.async_wait([&](const boost::system::error_code& cancelled) {
            if (!cancelled) pump();
        });
    };
    http_servers::pumped served{api, pump};
    http_servers::beast_server server{loop, served, port, argc > 2 ? argv[2] : "secret"};
    std::printf("http://127.0.0.1:%d\n", server.port());
    pump();
    loop.run();
}
