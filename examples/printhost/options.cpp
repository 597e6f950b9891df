#include "options.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <cstdio>
#include <string_view>
#include <utility> // Asio 1.74 needs it and does not include it

namespace printhost {

namespace {

/// Splits `ADDRESS:PORT` (an IPv6 address in brackets). Returns what is wrong with it, or nothing.
std::string split_listen(std::string_view listen, options& into) {
    const auto colon = listen.rfind(':');
    if (colon == std::string_view::npos) return "--listen needs ADDRESS:PORT";
    auto address = listen.substr(0, colon);
    const auto port = listen.substr(colon + 1);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    const auto read = std::from_chars(port.data(), port.data() + port.size(), into.http_port);
    if (read.ec != std::errc{} || read.ptr != port.data() + port.size())
        return "--listen needs a port from 0 to 65535";
    boost::system::error_code failed;
    const auto parsed = boost::asio::ip::make_address(std::string{address}, failed);
    if (failed) return "--listen needs a numeric address, such as 127.0.0.1 or [::1]";
    if (!parsed.is_loopback() && into.api_key.empty())
        return "another address than this machine's own needs an API key (--api-key or PRINTHOST_API_KEY)";
    into.address = parsed.to_string();
    return {};
}

} // namespace

options_or_exit read_options(int argc, char** argv) {
    options chosen;
    std::string listen = "127.0.0.1:5000";

    CLI::App app{"printhost: a small 3D-printer host. It serves OctoPrint's job API for one printer."};
    app.add_option("--listen", listen, "the address of the API; port 0 selects a free one")
        ->type_name("ADDRESS:PORT")
        ->capture_default_str();
    app.add_option("--api-key", chosen.api_key, "the key that clients must send as X-Api-Key")
        ->type_name("KEY")
        ->envname("PRINTHOST_API_KEY");
    app.add_option("--files", chosen.files, "the folder of the G-code files")
        ->type_name("FOLDER")
        ->capture_default_str();
    app.add_option("--upload-limit", chosen.upload_limit, "the longest upload")
        ->type_name("BYTES")
        ->capture_default_str();
    auto* const port =
        app.add_option("--port", chosen.serial_port, "the printer's serial port")->type_name("DEVICE");
    app.add_option("--baud", chosen.baud, "its speed; any number that the adapter supports")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--receive-buffer", chosen.receive_buffer,
                   "the printer's receive buffer; 64 is safe with every board, Marlin's own have 128")
        ->type_name("BYTES")
        ->check(CLI::Range(16, 4096))
        ->capture_default_str();
    app.add_option("--lines", chosen.most_lines,
                   "the most lines in flight, as far as they fit the receive buffer")
        ->type_name("COUNT")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    auto* const wire_log = app.add_option("--wire-log", chosen.wire_log,
                                          "log every line that is sent to the printer or received from it")
                               ->type_name("FILE");
    app.add_option("--wire-log-limit", chosen.wire_log_limit,
                   "the longest log file; a full one is renamed to FILE.1, and a new one begins")
        ->type_name("BYTES")
        ->check(CLI::PositiveNumber)
        ->needs(wire_log)
        ->capture_default_str();
    double speed = 1;
    auto* const simulate = app.add_option("--simulate", speed,
                                          "print on a simulated Marlin, so many times "
                                          "faster than a real one (default 1)")
                               ->type_name("SPEED")
                               ->expected(0, 1)
                               ->check(CLI::Range(0.01, 10000.0))
                               ->excludes(port);
    app.add_option("--executed", chosen.executed_file,
                   "record every command that the simulated printer executes")
        ->type_name("FILE")
        ->needs(simulate);
    app.add_option("--address-file", chosen.address_file,
                   "write the API's address to this file once it is served")
        ->type_name("FILE");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& why) {
        return {std::nullopt, app.exit(why)};
    }
    if (simulate->count() > 0) chosen.simulate = speed;
    if (!chosen.simulate && chosen.serial_port.empty()) {
        std::fputs("printhost: it needs a printer: --port DEVICE or --simulate\n", stderr);
        return {std::nullopt, 2};
    }
    if (const auto wrong = split_listen(listen, chosen); !wrong.empty()) {
        std::fprintf(stderr, "printhost: %s\n", wrong.c_str());
        return {std::nullopt, 2};
    }
    return {chosen, 0};
}

} // namespace printhost
