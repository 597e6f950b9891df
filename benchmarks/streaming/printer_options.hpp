#pragma once
// What the simulated printer is told on its command line.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace benchmarks {

struct printer_options {
    std::string file;
    std::uint32_t baud = 0;         ///< 0: bytes take no time
    std::int64_t latency_us = 0;    ///< each way
    unsigned spoil_per_mille = 0;   ///< of the lines to the printer, once the job began
    unsigned seed = 1;              ///< of what is spoiled
    std::size_t lose_ok_behind = 0; ///< the first ok behind this line of the file is lost; 0: none
    std::size_t mark = 0;           ///< this line of the file is told of; 0: none
    bool slow_heat = false;
};

/// Nothing when the command line is wrong.
inline std::optional<printer_options> read_printer_options(int argc, char** argv) {
    if (argc < 2) return std::nullopt;
    printer_options chosen;
    chosen.file = argv[1];
    for (int i = 2; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--slow-heat") {
            chosen.slow_heat = true;
            continue;
        }
        if (++i == argc) return std::nullopt;
        const auto value = std::strtoul(argv[i], nullptr, 10);
        if (name == "--baud")
            chosen.baud = static_cast<std::uint32_t>(value);
        else if (name == "--latency")
            chosen.latency_us = static_cast<std::int64_t>(value);
        else if (name == "--spoil")
            chosen.spoil_per_mille = static_cast<unsigned>(value);
        else if (name == "--seed")
            chosen.seed = static_cast<unsigned>(value);
        else if (name == "--lose-ok-behind")
            chosen.lose_ok_behind = value;
        else if (name == "--mark")
            chosen.mark = value;
        else
            return std::nullopt;
    }
    return chosen;
}

} // namespace benchmarks
