#pragma once
/// What one line from a firmware says.
///
/// A serial line carries no checksum towards the host, so a line is data that may lie: bytes may be lost,
/// changed or doubled, and two lines may arrive as one because a line feed was lost. Hence two rules:
/// 1. A number counts only when a blank or the line's end follows it; else it is missing, never guessed.
/// 2. A response glued to the end of another is not swallowed: it is left in `response::rest`, to be read next.
///
/// What is recognised as glued:
/// - behind `ok` and its fields, a resend, a capability, a temperature or a position report, `busy: …`,
///   `wait` and `start`: any response of the protocol. None of these contains words that look like one.
/// - inside any other text: `Resend:`, `Error:`, `//action:` and `!! KILL`, but only directly behind a byte
///   that is no blank, colon or quotation mark, and never behind a quotation mark: so an echoed command or a
///   sentence about errors is not mistaken for a response.
/// - never inside a line that begins with `//`: it carries text for people.
///
/// Bytes before a line that are no printable ASCII are noise and are passed over; so are blanks around it.
/// Sources: Marlin (`gcode/queue.cpp`, `core/serial.h`, `core/language.h`, `module/temperature.cpp`),
/// RepRap's list of responses (Teacup's `rs`, Repetier's `wait` and `ok 12`).

#include <printjob/gcode/syntax/number.hpp>
#include <printjob/gcode/syntax/readings.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The kinds of things that a firmware says.
enum class response_kind : std::uint8_t {
    blank,  ///< nothing but blanks or noise
    ok,     ///< a command was handled; `number`, `planner_free`, `slots_free` where the firmware tells them
    resend, ///< the line `number` is wanted; without `number` when it could not be read
    busy,   ///< a command is being worked on
    waiting_for_user, ///< busy, and a person is awaited (`busy: paused for user`, `… for input`)
    start,            ///< the firmware has just started
    wait,             ///< Repetier: idle, the command buffer is empty
    error_resendable, ///< a line was not understood; a resend follows, or does not; `last_line` where it is
                      ///< told
    error_harmless,   ///< an error that leaves the printer at work (an unknown command, the card …)
    error_lethal,     ///< the firmware stopped, or is about to
    temperature,      ///< temperatures without an `ok`; see `for_each_temperature`
    position,         ///< the answer to M114; see `read_position`
    firmware,         ///< the answer to M115: `text` begins with the firmware's name
    capability,       ///< a line `Cap:…`: its name is `text`, its value `number`
    action,           ///< the printer asks or tells: `text` is what follows `//action:`
    sd_printing,      ///< the printer prints from its own card: `number` bytes so far; `text` is `a/b`
    sd_not_printing,  ///< it does not, or has just ended
    cold_extrusion,   ///< it refused to move filament because the hot end is cold
    other,            ///< anything else; `text` is the line
};

/// One reply of a firmware. All texts are parts of the line that was read.
struct response {
    /// What kind of reply it is; it says what `text` and `number` are.
    response_kind kind = response_kind::blank;
    bool has_temperatures = false; ///< `text` holds temperatures
    bool has_position = false;     ///< `text` holds a position
    /// The number that it tells: of a line, a capability, or bytes; empty when it tells none, or none that
    /// can be read.
    std::optional<std::uint32_t> number;
    std::optional<std::uint32_t> planner_free; ///< ADVANCED_OK's `P`: moves that the planner can still take
    std::optional<std::uint32_t>
        slots_free; ///< ADVANCED_OK's `B`: free command slots, the handled line's included
    std::optional<std::uint32_t> last_line; ///< an error's `Last Line: n`
    std::string_view text;                  ///< what the kind says; else what follows the recognised words
    std::string_view rest;                  ///< a further response that was glued to this one; mostly empty
};

namespace detail {

/// Tells whether `text` begins with a response that is recognised when it is glued to a protocol word.
[[nodiscard]] constexpr bool begins_reply(std::string_view text) {
    constexpr std::array<std::string_view, 11> heads{
        "ok", "Resend:", "rs ", "Error:", "start", "wait", "echo:", "busy:", "fatal:", "//action:", "!!"};
    for (const auto head : heads)
        if (text.starts_with(head)) return true;
    return false;
}

/// Where a response is glued to the end of a report, which has no words of its own; npos when there is none.
[[nodiscard]] constexpr std::size_t glued_to_report(std::string_view text) {
    for (std::size_t at = 1; at < text.size(); ++at)
        if (begins_reply(text.substr(at))) return at;
    return std::string_view::npos;
}

/// Where a response is glued to any text; npos when there is none. See the top of this header.
[[nodiscard]] constexpr std::size_t glued_to_text(std::string_view text) {
    constexpr std::array<std::string_view, 4> heads{"Resend:", "Error:", "//action:", "!! KILL"};
    for (std::size_t at = 1; at < text.size(); ++at) {
        const char before = text[at - 1];
        if (before == '"') return std::string_view::npos;
        if (is_blank(before) || before == ':') continue;
        for (const auto head : heads)
            if (text.substr(at).starts_with(head)) return at;
    }
    return std::string_view::npos;
}

/// Moves what begins at `at` from the response's text to its rest.
constexpr void split(response& said, std::size_t at) {
    if (at >= said.text.size()) return;
    said.rest = said.text.substr(at);
    said.text = said.text.substr(0, at);
}

/// Hands what follows a protocol word to the response: a glued response, a report, or some other text.
constexpr void take_tail(response& said, std::string_view tail) {
    skip_blanks(tail);
    if (tail.empty()) return;
    if (begins_reply(tail)) {
        said.rest = tail;
        return;
    }
    said.text = tail;
    if (begins_report(tail)) {
        split(said, glued_to_report(tail));
        auto front = said.text;
        said.has_temperatures = take_temperature(front).has_value();
        said.has_position = tail.starts_with("X:") || said.text.find(" X:") != std::string_view::npos;
    } else {
        split(said, glued_to_text(tail));
    }
}

/// Tells a line that begins with an `ok`, and not with a word like `okay`.
[[nodiscard]] constexpr bool begins_ok(std::string_view line) {
    if (!line.starts_with("ok")) return false;
    line.remove_prefix(2);
    return line.empty() || !is_letter(line.front()) || begins_reply(line) || begins_report(line);
}

[[nodiscard]] constexpr response read_ok(std::string_view line) {
    response said;
    said.kind = response_kind::ok;
    auto rest = line.substr(2);
    for (;;) {
        skip_blanks(rest);
        if (rest.empty()) return said;
        std::optional<std::uint32_t>* field = nullptr;
        auto digits = rest;
        if (is_digit(rest.front()) && !said.number) {
            field = &said.number; // Repetier: `ok 12`
        } else {
            if (rest.front() == 'N') field = &said.number;
            if (rest.front() == 'P') field = &said.planner_free;
            if (rest.front() == 'B') field = &said.slots_free;
            digits.remove_prefix(1);
        }
        if (field == nullptr || digits.empty() || !is_digit(digits.front())) break;
        const auto value = take_number(digits);
        rest = digits;
        if (!value || !ended(digits)) break;
        *field = value;
    }
    take_tail(said, rest);
    return said;
}

[[nodiscard]] constexpr response read_resend(std::string_view line) {
    response said;
    said.kind = response_kind::resend;
    skip_blanks(line);
    auto digits = line;
    if (!digits.empty() && upper(digits.front()) == 'N') digits.remove_prefix(1);
    const auto value = take_number(digits);
    if (value && ended(digits)) {
        skip_blanks(digits);
        if (digits.empty() || !is_digit(digits.front()))
            said.number = value; // `Resend: 12 4` has lost something
    }
    take_tail(said, value ? digits : line);
    return said;
}

/// Tells a line with which a firmware says that it has just started: `start` alone, or at the end of a line
/// that the reset has cut. Such a line is known by what it began with (`ok`, a report, `busy:`) or by a
/// digit, a point, a slash or noise before the word; so `restart`, `echo:start`, `//action:start` and `ready
/// to start` are none.
[[nodiscard]] constexpr bool is_start(std::string_view line) {
    constexpr std::string_view word = "start";
    if (!line.ends_with(word)) return false;
    const auto head = line.substr(0, line.size() - word.size());
    if (head.empty() || head == "o") return true;
    if (head.starts_with("//")) return false;
    if (begins_ok(line) || begins_report(head) || head.starts_with("busy:") || head.starts_with("echo:busy:"))
        return true;
    const char before = head.back();
    return is_digit(before) || before == '.' || before == '/' || before < ' ' || before >= '\x7F';
}

/// Finds lower-case `words` in `text`, whose case does not matter.
[[nodiscard]] constexpr bool mentions(std::string_view text, std::string_view words) {
    for (std::size_t at = 0; at + words.size() <= text.size(); ++at) {
        std::size_t same = 0;
        while (same < words.size() && upper(text[at + same]) == upper(words[same]))
            ++same;
        if (same == words.size()) return true;
    }
    return false;
}

template <std::size_t Count>
[[nodiscard]] constexpr bool mentions_any(std::string_view text,
                                          const std::array<std::string_view, Count>& list) {
    for (const auto words : list)
        if (mentions(text, words)) return true;
    return false;
}

/// What an error's text means. Marlin names every error that stops it; the rest leaves it at work.
[[nodiscard]] constexpr response_kind kind_of_error(std::string_view text) {
    constexpr std::array<std::string_view, 12> lethal{
        "thermal runaway",     "maxtemp",        "mintemp",         "kill",          "heating failed",
        "system stopped",      "printer halted", "printer stopped", "homing failed", "probing failed",
        "thermal malfunction", "emergency stop"};
    constexpr std::array<std::string_view, 6> resendable{
        "line number", "linenumber", "checksum mismatch", "wrong checksum", "format error", "expected line"};
    if (mentions(text, "cold extrusion prevented")) return response_kind::cold_extrusion;
    if (mentions_any(text, lethal)) return response_kind::error_lethal;
    if (mentions_any(text, resendable)) return response_kind::error_resendable;
    return response_kind::error_harmless;
}

[[nodiscard]] constexpr std::optional<std::uint32_t> last_line_in(std::string_view text) {
    constexpr std::string_view words = "Last Line:";
    const auto at = text.find(words);
    if (at == std::string_view::npos) return std::nullopt;
    auto digits = text.substr(at + words.size());
    skip_blanks(digits);
    const auto value = take_number(digits);
    return ended(digits) ? value : std::nullopt;
}

/// Reads a line that begins with a word for an error.
[[nodiscard]] constexpr response read_error(std::string_view text, bool always_lethal) {
    response said;
    said.text = text;
    skip_blanks(said.text);
    said.last_line = last_line_in(said.text); // before splitting: a number that something is glued to is none
    split(said, glued_to_text(said.text));
    said.kind = kind_of_error(said.text);
    if (always_lethal && said.kind != response_kind::cold_extrusion) said.kind = response_kind::error_lethal;
    return said;
}

[[nodiscard]] constexpr response read_busy(std::string_view text) {
    constexpr std::array<std::string_view, 4> known{"processing", "paused for user", "paused for input",
                                                    "heating"};
    response said;
    skip_blanks(text);
    said.kind = text.starts_with("paused for") ? response_kind::waiting_for_user : response_kind::busy;
    said.text = text;
    for (const auto words : known)
        if (text.starts_with(words) && begins_reply(text.substr(words.size()))) split(said, words.size());
    return said;
}

[[nodiscard]] constexpr response read_capability(std::string_view text) {
    response said;
    said.kind = response_kind::capability;
    said.text = text.substr(0, text.find(':'));
    if (said.text.size() == text.size()) return said;
    auto value = text.substr(said.text.size() + 1);
    const auto number = take_number(value);
    if (ended(value)) said.number = number;
    if (begins_reply(value)) said.rest = value;
    return said;
}

[[nodiscard]] constexpr response read_sd_printing(std::string_view text) {
    response said;
    said.kind = response_kind::sd_printing;
    skip_blanks(text);
    said.text = text;
    const auto printed = take_number(text);
    if (text.starts_with('/')) said.number = printed;
    return said;
}

/// Reads a line by its free text: what remains when it begins with no word of the protocol.
[[nodiscard]] constexpr response read_text(std::string_view line, std::string_view as_received) {
    response said;
    said.text = line;
    if (const auto at = line.find("FIRMWARE_NAME:"); at != std::string_view::npos) {
        said.kind = response_kind::firmware;
        said.text = line.substr(at + std::string_view{"FIRMWARE_NAME:"}.size());
        skip_blanks(said.text);
        return said;
    }
    split(said, glued_to_text(line));
    if (mentions(said.text, "cold extrusion prevented"))
        said.kind = response_kind::cold_extrusion;
    else if (said.text.find("Printer stopped due to errors") != std::string_view::npos ||
             said.text.find("Printer halted") != std::string_view::npos)
        said.kind = response_kind::error_lethal;
    else if (mentions(said.text, "unknown command"))
        said.kind = response_kind::error_harmless;
    else {
        said.kind = response_kind::other;
        if (said.rest.empty()) said.text = as_received; // text for people keeps what looked like noise
    }
    return said;
}

} // namespace detail

/// Reads one line from a firmware, without its line feed; any bytes are allowed. When the result's `rest` is
/// not empty, it is a further response and is read next (`for_each_response` does so). Pure; the result's texts
/// point into `line`.
[[nodiscard]] constexpr response read_response(std::string_view line) {
    if (line == "ok") {
        response said;
        said.kind = response_kind::ok;
        return said;
    }
    const auto as_received = line;
    line = detail::without_noise(line);
    response said;
    if (line.empty()) return said;

    if (detail::is_start(line)) {
        said.kind = response_kind::start;
        return said;
    }
    if (detail::begins_ok(line)) return detail::read_ok(line);
    if (line.starts_with("Resend:") || line.starts_with("resend:"))
        return detail::read_resend(line.substr(7));
    if (line.starts_with("rs ")) return detail::read_resend(line.substr(3));
    if (line.starts_with("echo:busy:")) return detail::read_busy(line.substr(10));
    if (line.starts_with("busy:")) return detail::read_busy(line.substr(5));

    if (line.starts_with("//")) {
        said.text = line.substr(2);
        skip_blanks(said.text);
        constexpr std::string_view word = "action:";
        if (said.text.starts_with(word)) {
            said.kind = response_kind::action;
            said.text.remove_prefix(word.size());
            skip_blanks(said.text);
        } else {
            said.kind = response_kind::other;
            said.text = line;
        }
        return said;
    }
    if (detail::begins_report(line)) {
        detail::take_tail(said, line);
        if (said.has_temperatures || said.has_position) {
            said.kind = said.has_temperatures ? response_kind::temperature : response_kind::position;
            return said;
        }
        said.kind = response_kind::other;
        return said;
    }
    if (line.starts_with("Error:") || line.starts_with("error:"))
        return detail::read_error(line.substr(6), false);
    if (line.starts_with("!!")) return detail::read_error(line.substr(2), true);
    if (line.starts_with("fatal:") || line.starts_with("Fatal:"))
        return detail::read_error(line.substr(6), true);
    if (line.starts_with("Cap:")) return detail::read_capability(line.substr(4));
    if (line.starts_with("SD printing byte ")) return detail::read_sd_printing(line.substr(17));
    if (line.starts_with("Not SD printing") || line.starts_with("Done printing file")) {
        said.kind = response_kind::sd_not_printing;
        said.text = line;
        return said;
    }
    for (const std::string_view word : {std::string_view{"wait"}, std::string_view{"start"}}) {
        if (!line.starts_with(word)) continue;
        const auto tail = line.substr(word.size());
        if (!tail.empty() && !detail::begins_reply(tail)) continue;
        said.kind = word == "wait" ? response_kind::wait : response_kind::start;
        said.rest = tail;
        return said;
    }
    return detail::read_text(line, as_received);
}

/// Reads one received line and gives every reply in it to `visit(const response&)`, in order; mostly one.
template <class Visitor>
constexpr void for_each_response(std::string_view line, Visitor&& visit) {
    do {
        const response said = read_response(line);
        visit(said);
        line = said.rest;
    } while (!line.empty());
}

} // namespace printjob::inline v0::gcode
