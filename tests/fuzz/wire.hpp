#pragma once
// What a host writes to a printer, read by the rules of the protocol and not by the library's own code.

#include "fuzz.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fuzz {

/// A line `N<number> <command>*<checksum>`.
struct numbered_line {
    std::uint32_t number;
    std::string_view command;
};

/// The number that is all of `digits`, without a zero before it.
[[nodiscard]] inline std::optional<std::uint32_t> whole_number(std::string_view digits) {
    std::uint32_t value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
    return value;
}

/// Reads a numbered line, without its line feed; nothing when it is none, or its checksum is not the
/// exclusive or of all bytes before the last `*`.
[[nodiscard]] inline std::optional<numbered_line> read_numbered_line(std::string_view line) {
    const auto blank = line.find(' ');
    const auto star = line.rfind('*');
    if (!line.starts_with('N') || blank == std::string_view::npos || star == std::string_view::npos ||
        star < blank)
        return std::nullopt;
    std::uint32_t sum = 0;
    for (const char byte : line.substr(0, star))
        sum ^= static_cast<unsigned char>(byte);
    const auto number = whole_number(line.substr(1, blank - 1));
    if (!number || whole_number(line.substr(star + 1)) != sum) return std::nullopt;
    return numbered_line{*number, line.substr(blank + 1, star - blank - 1)};
}

/// Whether a command of a file may be sent: printable ASCII, nothing that a firmware reads as checksum or
/// escape, `M110` nowhere in it, and no command that takes the printer away from the host.
[[nodiscard]] inline bool is_in_grammar(std::string_view command) {
    constexpr std::array forbidden{28U, 29U, 112U, 410U, 524U, 997U};
    const bool is_clean = std::ranges::all_of(command, [](char byte) {
        return byte >= ' ' && byte < '\x7F' && byte != '*' && byte != '^' && byte != '\\';
    });
    const auto code = m_code(command);
    const bool is_taken = code && std::ranges::find(forbidden, *code) != forbidden.end();
    return is_clean && !is_taken && !command.empty() && command.front() != ' ' && command.back() != ' ' &&
           command.find("M110") == std::string_view::npos;
}

} // namespace fuzz
