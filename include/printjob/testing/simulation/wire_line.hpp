#pragma once
/// What a host puts on the wire, read by the rules of the protocol, independent of the library's own code.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::testing {

/// One line that the host wrote.
struct wire_line {
    /// What a line can be.
    enum class form : std::uint8_t {
        blank,    ///< an empty line: it ends what the printer may have received of another
        numbered, ///< `N<n> <command>*<xor>`
        raw,      ///< a command without number and checksum
        broken,   ///< none of these
    };

    form is = form::broken;   ///< which of these it is
    std::uint32_t number = 0; ///< of a numbered line; M110 N0 has 0 as well
    std::string_view command; ///< without number and checksum; a part of the text that was read
};

/// Reads a line without its line feed.
[[nodiscard]] inline wire_line read_wire_line(std::string_view text) {
    if (text.empty()) return {.is = wire_line::form::blank, .number = 0, .command = {}};
    if (text.front() != 'N') return {.is = wire_line::form::raw, .number = 0, .command = text};
    const auto blank = text.find(' ');
    const auto star = text.rfind('*');
    if (blank == std::string_view::npos || star == std::string_view::npos || star < blank) return {};
    const auto whole = [](std::string_view digits) -> std::optional<std::uint32_t> {
        std::uint32_t value = 0;
        const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
        return value;
    };
    const auto number = whole(text.substr(1, blank - 1));
    const auto told = whole(text.substr(star + 1));
    unsigned sum = 0;
    for (const char byte : text.substr(0, star))
        sum ^= static_cast<unsigned char>(byte);
    if (!number || told != sum) return {};
    return {.is = wire_line::form::numbered,
            .number = *number,
            .command = text.substr(blank + 1, star - blank - 1)};
}

/// True if a firmware takes these bytes for a numbered line with the right checksum: it looks for an N in front
/// and for the last `*`, and minds nothing else.
[[nodiscard]] inline bool passes_checksum(std::string_view text) {
    const auto star = text.rfind('*');
    if (!text.starts_with('N') || star == std::string_view::npos) return false;
    unsigned sum = 0;
    for (const char byte : text.substr(0, star))
        sum ^= static_cast<unsigned char>(byte);
    unsigned told = 0;
    for (const char digit : text.substr(star + 1)) {
        if (digit < '0' || digit > '9') break;
        told = told * 10 + static_cast<unsigned>(digit - '0');
    }
    return told == sum;
}

/// True if a command may stand on the wire at all: printable ASCII, nothing that a firmware reads as checksum
/// or escape, and M110 nowhere inside it.
[[nodiscard]] inline bool is_in_grammar(std::string_view command) {
    const bool clean = std::ranges::all_of(command, [](char byte) {
        return byte >= ' ' && byte < '\x7F' && byte != '*' && byte != '^' && byte != '\\';
    });
    return clean && !command.empty() && command.find("M110") == std::string_view::npos;
}

/// True if this is one of the commands that a host may send without a number: those that must act past
/// everything, and the safe stop for a printer that takes no numbers.
[[nodiscard]] inline bool may_be_raw(std::string_view command) {
    constexpr std::array<std::string_view, 7> known{"M108",    "M112", "M140 S0",   "M141 S0",
                                                    "M106 S0", "M84",  "M104 T0 S0"};
    return std::ranges::find(known, command) != known.end() ||
           (command.size() == 10 && command.starts_with("M104 T") && command.ends_with(" S0"));
}

} // namespace printjob::inline v0::testing
