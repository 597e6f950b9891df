#pragma once
/// The command line.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace printhost {

/// The host's settings, as `read_options` found them.
struct options {
    std::string address = "127.0.0.1";
    std::uint16_t http_port = 5000;         ///< 0: the system picks one
    std::string api_key;                    ///< empty: none is asked for, and only this machine may connect
    std::filesystem::path files = "gcode";  ///< made when it is not there
    std::uint64_t upload_limit = 512 << 20; ///< bytes of one request
    std::string serial_port;                ///< empty: no printer, or the simulated one
    std::uint32_t baud = 115200;
    std::uint16_t receive_buffer = 64;   ///< of the printer, bytes
    unsigned most_lines = 3;             ///< in flight
    std::optional<double> simulate;      ///< speed of the simulated printer: 1 is real time
    std::filesystem::path executed_file; ///< where the simulated printer's commands go; empty: nowhere
    std::filesystem::path wire_log; ///< where what goes over the printer's line is written; empty: nowhere
    std::uint64_t wire_log_limit = 64 << 20; ///< bytes of such a file; there may be two
    std::filesystem::path address_file;      ///< where the address of the API goes; empty: nowhere
};

/// Reads the command line. Exactly one of `options` and an exit status comes back: the status when there is
/// nothing more to do, because help was asked for (0) or the command line is wrong (and that was said).
struct options_or_exit {
    std::optional<options> chosen;
    int exit_status = 0;
};
[[nodiscard]] options_or_exit read_options(int argc, char** argv);

} // namespace printhost
