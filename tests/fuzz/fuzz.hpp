#pragma once
// What the fuzz targets have in common. A target is one function that takes bytes, does something with them
// and calls `require` for every rule that must hold. libFuzzer calls it with bytes that it makes up;
// replay.cpp calls it with the files of the corpus.

#include <printjob/job/command.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the program when a rule is broken; libFuzzer then keeps the input.
inline void require(bool holds, std::string_view rule) {
    if (holds) return;
    std::fprintf(stderr, "A rule is broken: %.*s\n", static_cast<int>(rule.size()), rule.data());
    std::abort();
}

/// The input of a target as text.
[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first line off the front of `text`, without its line feed.
inline std::string_view take_line(std::string_view& text) {
    const auto feed = text.find('\n');
    const auto line = text.substr(0, feed);
    text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
    return line;
}

/// The command of a client that a letter of an input stands for; nothing for any other letter.
[[nodiscard]] constexpr std::optional<printjob::command> command_of(char letter) {
    using printjob::command;
    switch (letter) {
    case 'S': return command::start;
    case 'R': return command::restart;
    case 'P': return command::pause;
    case 'U': return command::resume;
    case 'T': return command::toggle;
    case 'C': return command::cancel;
    case 'E': return command::emergency_stop;
    default: return std::nullopt;
    }
}

/// The number that a line begins with, as Marlin reads the number of a G-code word: it wraps at 16 bits.
/// Nothing when the line begins with no digit.
[[nodiscard]] inline std::optional<unsigned> code_number(std::string_view line) {
    if (line.empty() || line.front() < '0' || line.front() > '9') return std::nullopt;
    unsigned number = 0;
    for (const char digit : line) {
        if (digit < '0' || digit > '9') break;
        number = (number * 10 + static_cast<unsigned>(digit - '0')) % 0x10000;
    }
    return number;
}

/// The line without the blanks before it.
[[nodiscard]] inline std::string_view without_blanks(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : line.substr(first);
}

/// The number of the M code that a firmware finds at the front of a line: 112 for `m 0112`. Nothing for any
/// other line.
[[nodiscard]] inline std::optional<unsigned> m_code(std::string_view line) {
    line = without_blanks(line);
    if (line.empty() || (line.front() != 'M' && line.front() != 'm')) return std::nullopt;
    return code_number(without_blanks(line.substr(1)));
}

} // namespace fuzz
