#pragma once
// G-code like a slicer's: moves of 0.1 mm, the same bytes on every machine.

#include <printjob/gcode/syntax/line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace benchmarks {

/// A file of `lines` lines: squares drawn in moves of 0.1 mm, with a comment at the end of every layer. A
/// move has 29 bytes here, and with a number of five digits and the checksum 41 on the wire.
inline std::string sliced_file(std::size_t lines) {
    constexpr std::size_t lines_per_layer = 1000;
    std::string content;
    content.reserve(lines * 31);
    for (std::size_t i = 0; i < lines; ++i) {
        if (i % lines_per_layer == lines_per_layer - 1) {
            content += ";LAYER_CHANGE\n";
            continue;
        }
        // Thousandths of a millimetre on a square path, and a filament position that rises.
        const auto side = static_cast<unsigned>(i / 250 % 4);
        const auto along = static_cast<unsigned>(i % 250) * 100;
        const unsigned x = side == 0 ? along : side == 1 ? 25'000 : side == 2 ? 25'000 - along : 0;
        const unsigned y = side == 0 ? 0 : side == 1 ? along : side == 2 ? 25'000 : 25'000 - along;
        const auto e = static_cast<unsigned>(100'000 + i % 900 * 332);
        std::array<char, 64> line;
        const int size =
            std::snprintf(line.data(), line.size(), "G1 X%u.%03u Y%u.%03u E%u.%05u\n", 100 + x / 1000,
                          x % 1000, 100 + y / 1000, y % 1000, e / 100'000, e % 100'000);
        content.append(line.data(), static_cast<std::size_t>(size));
    }
    return content;
}

/// The moves of such a file as the commands that are sent.
inline std::vector<std::string> sliced_commands(std::size_t count) {
    const std::string content = sliced_file(count);
    std::vector<std::string> commands;
    std::size_t at = 0;
    while (at < content.size()) {
        const std::size_t feed = content.find('\n', at);
        if (content[at] == 'G') commands.push_back(content.substr(at, feed - at));
        at = feed + 1;
    }
    return commands;
}

} // namespace benchmarks
