/// printhost: a complete printer host on printjob, Boost.Asio and Boost.Beast. One thread, one event loop.

#include "console.hpp"
#include "job_desk.hpp"
#include "options.hpp"
#include "simulated_printer.hpp"
#include "upload.hpp"
#include "web_server.hpp"
#include "wire_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <new>
#include <optional>
#include <string>
#include <utility> // Asio 1.74 needs it and does not include it

namespace {

using namespace printhost;

int complain(const std::string& what) {
    std::fprintf(stderr, "printhost: %s\n", what.c_str());
    return 1;
}

/// Handles events until the loop is stopped. A request for which there is no memory loses its connection, as its
/// handler goes; the print goes on.
void run_through(boost::asio::io_context& loop) {
    while (!loop.stopped()) {
        try {
            loop.run();
        } catch (const std::bad_alloc&) {
            std::fputs("printhost: out of memory, a connection is dropped\n", stderr);
        }
    }
}

/// What the options say of the printer's line.
printjob::gcode::streamer_settings streamer_settings_of(const options& chosen) {
    printjob::gcode::streamer_settings settings;
    settings.link.receive_buffer = chosen.receive_buffer;
    settings.link.most_lines = static_cast<std::uint8_t>(chosen.most_lines);
    return settings;
}

/// Runs the host until it is told to leave. Returns the program's exit status.
int run(const options& chosen, const std::string& device) {
    const auto settings = printjob::gcode::validate(streamer_settings_of(chosen));
    if (!settings)
        return complain(std::string{settings.error().setting} + ": " + std::string{settings.error().why});
    wire_watch wire;
    if (!chosen.wire_log.empty())
        if (const auto failed = wire.log_to(chosen.wire_log, chosen.wire_log_limit))
            return complain("cannot write " + chosen.wire_log.string() + ": " + failed.message());
    boost::asio::io_context loop;
    console shown{::isatty(STDOUT_FILENO) == 1};
    job_desk desk{loop, chosen, device, *settings, shown, wire};
    const web_settings shared{desk, chosen.api_key, chosen.upload_limit};
    web_server server{loop, shared};
    if (const auto failed = server.open(chosen.address, chosen.http_port))
        return complain("cannot listen on " + chosen.address + ":" + std::to_string(chosen.http_port) + ": " +
                        failed.message());
    shown.say("listening on " + server.address());
    if (!chosen.address_file.empty() &&
        !(std::ofstream{chosen.address_file} << server.address() << std::endl))
        return complain("cannot write " + chosen.address_file.string());

    bool left_in_order = false;
    boost::asio::signal_set signals{loop, SIGINT, SIGTERM, SIGHUP};
    signals.async_wait([&](const boost::system::error_code& cancelled, int) {
        if (cancelled) return;
        signals.async_wait([&](const boost::system::error_code& also_cancelled, int) {
            if (!also_cancelled) loop.stop();
        });
        server.close();
        desk.leave([&] {
            left_in_order = true;
            loop.stop();
        });
    });

    desk.open();
    run_through(loop);
    shown.say(words(wire.counters()));
    if (const auto missing = wire.log().missing(); missing > 0)
        shown.say("the wire log misses " + std::to_string(missing) + " lines");
    shown.say(left_in_order ? "left" : "left at once: the printer may still be hot and moving");
    return left_in_order ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    const auto [chosen, exit_status] = read_options(argc, argv);
    if (!chosen) return exit_status;

    std::signal(SIGPIPE, SIG_IGN); // a reader that went away must not end a print
    std::error_code failed;
    std::filesystem::create_directories(chosen->files, failed);
    if (failed) return complain("cannot use " + chosen->files.string() + ": " + failed.message());
    upload::remove_leftovers(printjob::host::gcode_folder{chosen->files});

    if (!chosen->simulate) return run(*chosen, chosen->serial_port);
    simulated_printer printer{*chosen->simulate, chosen->executed_file};
    if (!printer.is_open()) return complain("the simulated printer cannot be set up");
    const int status = run(*chosen, printer.device());
    if (!printer.close()) return complain("cannot write " + chosen->executed_file.string());
    return status;
}
