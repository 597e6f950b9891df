#pragma once
/// What a line may contain before it is sent, and how it is numbered and framed.
///
/// `sanitise` turns a line of a file into a command, in this order:
/// 1. A byte order mark, a final carriage return and the blanks around the line go.
/// 2. A line number of the file's own (`N12`) goes from the front, parenthesised comments before the command
///    too.
/// 3. From `;` on everything is comment and goes; so does `(...)`, and `(` without `)` up to the end of the
///    line. No comment begins between two quotation marks, nor with `(` in a command whose role is `line_role::name`.
/// 4. A checksum of the file's own (`*` and digits at the end) goes.
/// 5. A tab becomes a blank; trailing blanks go. Nothing else changes, and a blank line becomes an empty
///    command.
/// 6. A command M110 of the file's own becomes an empty command: only the host sets the line counter. So does a command
///    whose role is `line_role::ignored`, and one whose role is `line_role::metadata` if a rule below refuses it.
///
/// Then the grammar decides, and what it refuses is never sent:
/// 7. Only printable ASCII, and none of `*`, `^`, `\` and `;`: firmwares read checksums and escapes into them, and after
///    a `;` between quotation marks many look for no checksum. A carriage return inside a line is refused in a comment too: it ends a line for a firmware, and what follows would be lost.
/// 8. With line number and checksum it is no longer than the firmware's buffer for a command.
/// 9. No command whose role is `line_role::forbidden`.
/// 10. `M110` nowhere in the line: Marlin skips the check of the line number of every line that contains it.
///
/// Texts for people are cleaned instead of refused. In a command whose role is `line_role::text`, and in
/// lines for the host that are never sent (`@...`), `(...)` is text and stays, a byte that rule 7 refuses is
/// removed (but not directly after the word), a `0` that would complete `M110` is removed, and what does not
/// fit is cut off.
///
/// Sanitising a sanitised command gives the same command. Source: Marlin `gcode/queue.cpp` and
/// `gcode/parser.cpp`; the limits of 95 and 255 bytes are its MAX_CMD_SIZE of 96 and Prusa's of 256, each
/// less the final NUL.

#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/number.hpp>

#include <tl/expected.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace printjob::inline v0::gcode {

/// Why a line is not sent.
enum class line_fault : std::uint8_t {
    too_long,            ///< the firmware would cut it
    forbidden_character, ///< not printable ASCII, or one of `*`, `^`, `\` and, between quotation marks, `;`
    forbidden_command,   ///< a command that no file may contain
    hides_m110,          ///< it contains `M110`
};

/// Returns one sentence that describes a fault of a line; static text.
[[nodiscard]] constexpr std::string_view sentence(line_fault what) {
    switch (what) {
    case line_fault::too_long: return "a line of the file is too long for the printer";
    case line_fault::forbidden_character:
        return "a line of the file contains a character that must not be sent";
    case line_fault::forbidden_command: return "a line of the file contains a command that must not be sent";
    case line_fault::hides_m110: return "a line of the file contains M110 inside another command";
    }
    return "a line of the file must not be sent";
}

/// The size of a buffer that holds every command and every frame, line feed included. Unit: bytes.
inline constexpr std::size_t longest_command_buffer = 256;

/// The most bytes that a frame adds to its command, without the line feed: `N`, ten digits, a blank, `*` and
/// three digits. Ten digits are assumed for every line, so that a command that fits once fits with any
/// number.
inline constexpr std::size_t frame_overhead = 16;

/// The role of a command in the grammar. A `dialect` assigns the roles.
enum class line_role : std::uint8_t {
    command,   ///< a command
    text,      ///< a command whose rest is a text for people
    name,      ///< a command whose rest is, or contains, the name of a file
    metadata,  ///< a command that tells of the print and does nothing; the print is the same without it
    ignored,   ///< a command that the firmware does not have, and that does nothing elsewhere
    forbidden, ///< a command that must not be sent
};

namespace detail {

/// Returns as many bytes as a machine word has, in the machine's byte order.
[[nodiscard]] inline std::size_t word_at(const char* at) {
    std::size_t bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/// 1 in each byte of a machine word.
inline constexpr std::size_t each_byte = ~std::size_t{0} / 0xFF;

/// Returns 0 in the top bit of each byte of a machine word that lies between blank and `_` and is none of
/// `( * ; M \ ^`. All are judged at once, each in its own byte: one below 0x80 carries nothing into its neighbour.
[[nodiscard]] inline std::size_t odd_bytes(std::size_t bytes) {
    const auto differs_from = [](std::size_t from, char byte) {
        return (from ^ (static_cast<std::size_t>(byte) * each_byte)) + 0x7F * each_byte;
    };
    const std::size_t pairs = bytes | 0x02 * each_byte; // makes `(` a `*` and `\` a `^`
    const std::size_t good = differs_from(pairs, '*') & differs_from(pairs, '^') & differs_from(bytes, ';') &
                             differs_from(bytes, 'M') & (bytes + 0x60 * each_byte);
    const std::size_t bad = bytes | (bytes + 0x20 * each_byte);
    return ~good | bad;
}

/// True for a line that `sanitise` does not change: a G command, as nearly every line of a file is, of bytes
/// that need no closer check.
[[nodiscard]] inline bool is_plain_move(std::string_view line) {
    constexpr std::size_t step = sizeof(std::size_t);
    if (line.size() < step || line.front() != 'G' || line.back() == ' ') return false;
    const char* const last = line.data() + line.size() - step;
    std::size_t odd = odd_bytes(word_at(last));
    for (const char* at = line.data(); at < last; at += step)
        odd |= odd_bytes(word_at(at));
    return (odd & 0x80 * each_byte) == 0;
}

/// Returns the line without the blanks, line numbers and parenthesised comments before its command.
[[nodiscard]] constexpr std::string_view without_head(std::string_view line) {
    for (;;) {
        skip_blanks(line);
        if (line.empty()) return line;
        if (line.front() == '(') {
            const auto end = line.find(')');
            line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
            continue;
        }
        if (upper(line.front()) != 'N') return line;
        std::size_t size = 1;
        if (size < line.size() && (line[size] == '-' || line[size] == '+')) ++size; // Marlin skips a sign
        if (size == line.size() || !is_digit(line[size])) return line;
        while (size < line.size() && is_digit(line[size]))
            ++size;
        line.remove_prefix(size);
    }
}

/// True if the text after a `*` makes it a checksum: digits, then only blanks and a comment.
[[nodiscard]] constexpr bool is_checksum(std::string_view rest) {
    if (rest.empty() || !is_digit(rest.front())) return false;
    while (!rest.empty() && is_digit(rest.front()))
        rest.remove_prefix(1);
    skip_blanks(rest);
    return rest.empty() || rest.front() == ';';
}

/// True for a byte that a command may contain, other than a blank.
[[nodiscard]] constexpr bool may_be_sent(char byte) {
    return byte > ' ' && byte < '\x7F' && byte != '*' && byte != '^' && byte != '\\' && byte != ';';
}

/// Returns where what begins at `at` ends: the text in quotation marks, else one byte. A mark without a second one is a
/// byte like others.
[[nodiscard]] constexpr std::size_t end_of_quotation(std::string_view line, std::size_t at) {
    const auto second = line[at] == '"' ? line.find('"', at + 1) : std::string_view::npos;
    return (second == std::string_view::npos ? at : second) + 1;
}

/// Makes a command of a line that begins with it and is not blank; `into` bounds the command.
template <class RoleOf>
[[nodiscard]] constexpr tl::expected<std::string_view, line_fault>
sanitise_command(std::string_view line, line_role role, std::span<char> into, RoleOf role_of) {
    const auto word = word_of(line);
    if (word == command_word{'M', 110}) return std::string_view{};
    const std::size_t word_end = word_size(line);
    const bool is_text = role == line_role::text || line.starts_with('@');
    const bool has_parentheses = is_text || role == line_role::name;

    std::size_t size = 0;
    std::size_t blanks = 0;    // held back until something follows them
    std::size_t quotation = 0; // up to here no comment begins
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char byte = line[at];
        if (at >= quotation) {
            if (byte == ';') break;
            if (byte == '*' && is_checksum(line.substr(at + 1))) break;
            if (byte == '(' && !has_parentheses) {
                at = line.find(')', at);
                if (at == std::string_view::npos) break;
                continue;
            }
            quotation = end_of_quotation(line, at);
        }
        if (is_blank(byte)) {
            ++blanks;
            continue;
        }
        if (!may_be_sent(byte)) {
            if (is_text && at > word_end) continue; // directly after the word it might hide more of it
            return tl::unexpected(line_fault::forbidden_character);
        }
        if (blanks >= into.size() - size) {
            if (is_text && at >= word_end) break;
            return tl::unexpected(line_fault::too_long);
        }
        for (; blanks > 0; --blanks)
            into[size++] = ' ';
        into[size++] = byte;
        if (byte == '0' && std::string_view{into.data(), size}.ends_with("M110")) {
            if (!is_text) return tl::unexpected(line_fault::hides_m110);
            --size;
        }
    }
    // Above, a comment inside a word (`N(...)5`, `M(...)112`) hides it; here the word is visible.
    const auto command = without_head({into.data(), size});
    const auto word_sent = word_of(command);
    if (is_text && word_sent != word)
        return tl::unexpected(line_fault::forbidden_character); // it lost its 0, as M11010165, an M117, does
    if (role_of(word_sent, command) == line_role::forbidden)
        return tl::unexpected(line_fault::forbidden_command);
    return command;
}

/// `sanitise` for every line that is no plain move; `into` bounds the command.
template <class RoleOf>
[[nodiscard]] constexpr tl::expected<std::string_view, line_fault>
sanitise_with_care(std::string_view raw, std::span<char> into, RoleOf role_of) {
    if (raw.starts_with("\xEF\xBB\xBF")) raw.remove_prefix(3);
    while (!raw.empty() && (is_blank(raw.back()) || raw.back() == '\r'))
        raw.remove_suffix(1);
    if (raw.find('\r') != std::string_view::npos) return tl::unexpected(line_fault::forbidden_character);
    const auto line = without_head(raw);
    if (line.empty() || line.front() == ';') return std::string_view{};
    const line_role role = role_of(word_of(line), line);
    const auto command = sanitise_command(line, role, into, role_of);
    if (role == line_role::ignored || (role == line_role::metadata && !command)) return std::string_view{};
    return command;
}

} // namespace detail

/// Makes the command that is sent out of a line of a file, by the rules at the top of this header; an empty
/// command means that there is nothing to send. `longest` is the most bytes on the wire, number and checksum
/// included and the line feed not; the command itself may have `frame_overhead` bytes less. The result lies
/// in `into`, which bounds it too (`longest_command_buffer` bytes are always enough). `role_of` returns the
/// `line_role` of a `command_word` and the line that begins with it; a plain move is not asked for its role.
template <class RoleOf>
[[nodiscard]] constexpr tl::expected<std::string_view, line_fault>
sanitise(std::string_view raw, std::span<char> into, std::size_t longest, RoleOf role_of) {
    const std::size_t room = (std::min)(into.size(), longest > frame_overhead ? longest - frame_overhead : 0);
    if (!raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
    if (std::is_constant_evaluated()) // constants: settings that the compiler checks
        // not covered: it runs in the compiler
        return detail::sanitise_with_care(raw, into.first(room), role_of);
    if (raw.size() <= room && detail::is_plain_move(raw)) {
        std::memcpy(into.data(), raw.data(), raw.size());
        return std::string_view{into.data(), raw.size()};
    }
    return detail::sanitise_with_care(raw, into.first(room), role_of);
}

/// Returns the checksum of a line on the wire: all bytes before the `*`, combined by exclusive or. Source:
/// Marlin `gcode/queue.cpp`.
[[nodiscard]] inline std::uint8_t checksum(std::string_view bytes) {
    std::size_t many = 0;
    for (; bytes.size() >= sizeof many; bytes.remove_prefix(sizeof many))
        many ^= detail::word_at(bytes.data());
    for (int half = static_cast<int>(sizeof many) * 4; half >= 8; half /= 2)
        many ^= many >> half;
    auto sum = static_cast<std::uint8_t>(many);
    for (const char byte : bytes)
        sum = static_cast<std::uint8_t>(sum ^ static_cast<std::uint8_t>(byte));
    return sum;
}

/// Writes the line for the wire, `N<number> <command>*<checksum>` and a line feed, into `into`, and returns
/// it. `into` must have room for `command.size() + frame_overhead + 1` bytes; otherwise the result is empty.
[[nodiscard]] inline std::string_view frame(std::uint32_t number, std::string_view command,
                                            std::span<char> into) {
    if (into.size() < command.size() + frame_overhead + 1) return {};
    char* end = into.data();
    const auto write_number = [&end](std::uint32_t value) {
        std::array<char, 10> digits;
        std::size_t first = digits.size();
        do {
            digits[--first] = static_cast<char>('0' + value % 10);
            value /= 10;
        } while (value != 0);
        end = std::copy(digits.begin() + static_cast<std::ptrdiff_t>(first), digits.end(), end);
    };
    *end++ = 'N';
    write_number(number);
    *end++ = ' ';
    end = std::copy(command.begin(), command.end(), end);
    const auto sum = checksum({into.data(), static_cast<std::size_t>(end - into.data())});
    *end++ = '*';
    write_number(sum);
    *end++ = '\n';
    return {into.data(), static_cast<std::size_t>(end - into.data())};
}

} // namespace printjob::inline v0::gcode
