#pragma once
// The wire's smallest parts, as a person would write them without the library.

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace benchmarks {

/// `N<number> <command>*<checksum>` and a line feed, byte by byte. `into` has room for it.
inline std::string_view encode_by_hand(std::uint32_t number, std::string_view command, std::span<char> into) {
    char* end = into.data();
    char* const limit = end + into.size() - 1; // a place for the line feed
    *end++ = 'N';
    end = std::to_chars(end, limit, number).ptr;
    *end++ = ' ';
    for (const char byte : command)
        *end++ = byte;
    unsigned sum = 0;
    for (const char* at = into.data(); at != end; ++at)
        sum ^= static_cast<unsigned char>(*at);
    *end++ = '*';
    end = std::to_chars(end, limit, sum).ptr;
    *end++ = '\n';
    return {into.data(), static_cast<std::size_t>(end - into.data())};
}

/// A line of a file without its comment and the blanks before it.
inline std::string_view stripped(std::string_view line) {
    line = line.substr(0, line.find(';'));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace benchmarks
