#pragma once
/// Parses one line from a firmware: its kind, its numbers, its texts. Independent of the firmware; a
/// `dialect` defines what the words mean.
///
/// A serial line carries no checksum towards the host, so a line is data that may lie: bytes may be lost,
/// changed or doubled, and two lines may arrive as one because a line feed was lost. Hence two rules:
/// 1. A number counts only when a blank or the line's end follows it; else it is missing, never guessed. In a position
///    the next label ends a number too (`X:1.00Y:2.00`). A number of a report that ends with its point is none.
/// 2. A response glued to the end of another is not swallowed: it is left in `response::rest`, to be read next.
///
/// These are recognised as glued:
/// - after `ok` and its fields, a resend, a capability, a temperature or a position report, `busy: ...`,
///   `wait` and `start`: any response of the protocol. None of these contains words that look like one.
/// - inside any other text: `Resend:`, `Error:`, `//action:` and `!! KILL`, but only directly after a byte
///   that is no blank, colon or quotation mark, and never after a quotation mark: so an echoed command or a
///   sentence about errors is not mistaken for a response.
/// - never inside a line that begins with `//`: it carries text for people.
///
/// The case of the protocol's words does not matter (`OK`, `RESEND:`, `ERROR:`), but inside free text only `Resend:` and
/// `Error:`, or these in capitals, are recognised.
///
/// Bytes before a line that are no printable ASCII are noise and are passed over; so are blanks around it.
/// Sources: Marlin (`gcode/queue.cpp`, `core/serial.h`, `core/language.h`, `module/temperature.cpp`),
/// RepRap's list of responses (Teacup's `rs`, Repetier's `wait` and `ok 12`), Klipper (`ok FIRMWARE_NAME:Klipper ...`),
/// reports from the field (`Resend: N:9`, `ok N:12`, words between `ok` and a position).

#include <printjob/gcode/syntax/any_case.hpp>
#include <printjob/gcode/syntax/number.hpp>
#include <printjob/gcode/syntax/readings.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The kind of a response, by its form. From `error` on it is free text: a `dialect` defines what it means.
enum class response_kind : std::uint8_t {
    blank,  ///< only blanks or noise
    ok,     ///< a command was handled; `number`, `planner_free`, `slots_free` if the firmware sends them
    resend, ///< line `number` is requested again; without `number` if it could not be read
    busy,   ///< a command is being executed
    waiting_for_user, ///< busy, waiting for a person (`busy: paused for user`, `... for input`)
    wait,             ///< idle, the command buffer is empty
    temperature,      ///< temperatures without an `ok`; see `for_each_temperature`
    position,         ///< a position without an `ok`; see `read_position`
    firmware,         ///< the firmware's identification: `text` begins with its name
    capability,       ///< a line `Cap:...`: its name is `text`, its value `number`
    action,           ///< the printer asks or tells: `text` is what follows `//action:`; see `action_of`
    sd_printing,      ///< the printer prints from its own card: `number` bytes so far; `text` is `a/b`
    sd_not_printing,  ///< it does not print from its card, or has just ended
    error,            ///< `Error:...`; `last_line` if the text contains it
    alarm,            ///< `!!...`, with `last_line` as well
    fatal,            ///< `fatal:...`, with `last_line` as well
    comment,          ///< a line that begins with `//` and is no action
    other,            ///< anything else; `text` is the line
};

/// One response of a firmware. All texts are parts of the line that was read.
struct response {
    /// The kind of response; it defines what `text` and `number` are.
    response_kind kind = response_kind::blank;
    /// `text` is a temperature report, though no temperature in it may be readable (`T:inf`).
    bool has_temperatures = false;
    bool has_position = false; ///< `text` holds a position
    /// The number that it tells: of a line, a capability, or bytes; empty when it tells none, or none that
    /// can be read.
    std::optional<std::uint32_t> number;
    std::optional<std::uint32_t> planner_free; ///< ADVANCED_OK's `P`: moves that the planner can still take
    std::optional<std::uint32_t>
        slots_free; ///< ADVANCED_OK's `B`: free command slots, the handled line's included
    std::optional<std::uint32_t> last_line; ///< an error's `Last Line: n`
    std::string_view text;                  ///< what the kind says; else what follows the recognised words
    /// A further response of the line, to be read next: what was glued to this one, or the `ok` that a firmware's name
    /// followed on its line. Mostly empty.
    std::string_view rest;
};

namespace detail {

/// True if `text` begins with a response that is recognised when it is glued to a protocol word.
[[nodiscard]] constexpr bool begins_reply(std::string_view text) {
    constexpr std::array<std::string_view, 11> heads{
        "ok", "Resend:", "rs ", "Error:", "start", "wait", "echo:", "busy:", "fatal:", "//action:", "!!"};
    for (const auto head : heads)
        if (starts_with_any_case(text, head)) return true;
    return false;
}

/// Returns where a response is glued to the end of a report, which has no words of its own; npos if there is
/// none.
[[nodiscard]] constexpr std::size_t glued_to_report(std::string_view text) {
    for (std::size_t at = 1; at < text.size(); ++at)
        if (begins_reply(text.substr(at))) return at;
    return std::string_view::npos;
}

/// Returns where a response is glued to any text; npos if there is none. See the top of this header.
[[nodiscard]] constexpr std::size_t glued_to_text(std::string_view text) {
    constexpr std::array<std::string_view, 6> heads{
        "Resend:", "RESEND:", "Error:", "ERROR:", "//action:", "!! KILL"};
    for (std::size_t at = 1; at < text.size(); ++at) {
        const char before = text[at - 1];
        if (before == '"') return std::string_view::npos;
        if (is_blank(before) || before == ':') continue;
        for (const auto head : heads)
            if (text.substr(at).starts_with(head)) return at;
    }
    return std::string_view::npos;
}

/// Moves the part from `at` on from the response's text to its rest.
constexpr void split(response& said, std::size_t at) {
    if (at >= said.text.size()) return;
    said.rest = said.text.substr(at);
    said.text = said.text.substr(0, at);
}

/// Moves what is glued to a report from the response's text to its rest. The number before it is in doubt and goes:
/// `T:20ok` may be what is left of 200 degrees Celsius.
constexpr void split_report(response& said) {
    split(said, glued_to_report(said.text));
    if (said.rest.empty()) return;
    while (is_digit(said.text.back()) || said.text.back() == '.') // a label stands before the number
        said.text.remove_suffix(1);
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
    said.has_temperatures = begins_temperature(tail);
    said.has_position = has_axes(tail) || tail.starts_with("X:");
    if (said.has_temperatures || said.has_position)
        split_report(said);
    else
        split(said, glued_to_text(tail));
}

/// True for a line that begins with `ok`, and not with a word like `okay`.
[[nodiscard]] constexpr bool begins_ok(std::string_view line) {
    if (!starts_with_any_case(line, "ok")) return false;
    line.remove_prefix(2);
    return line.empty() || !is_letter(line.front()) || begins_reply(line) || begins_report(line);
}

/// The words before the name of the firmware, in the answer to M115.
inline constexpr std::string_view name_label = "FIRMWARE_NAME:";

/// Reads who the firmware is from text in which `name_label` begins at `at`.
constexpr void read_firmware(response& said, std::string_view text, std::size_t at) {
    said.kind = response_kind::firmware;
    said.text = text.substr(at + name_label.size());
    skip_blanks(said.text);
}

constexpr void read_ok(response& said, std::string_view line) {
    said.kind = response_kind::ok;
    auto rest = line.substr(2);
    for (;;) {
        skip_blanks(rest);
        if (rest.empty()) return;
        std::optional<std::uint32_t>* field = nullptr;
        auto digits = rest;
        if (is_digit(rest.front()) && !said.number) {
            field = &said.number; // Repetier: `ok 12`
        } else {
            if (rest.front() == 'N') field = &said.number;
            if (rest.front() == 'P') field = &said.planner_free;
            if (rest.front() == 'B') field = &said.slots_free;
            digits.remove_prefix(1);
            if (field == &said.number && digits.starts_with(':')) digits.remove_prefix(1);
        }
        if (field == nullptr || digits.empty() || !is_digit(digits.front())) break;
        const auto value = take_number(digits);
        rest = digits;
        if (!value || !ended(digits)) break;
        *field = value;
    }
    if (const auto at = line.find(name_label); at != std::string_view::npos) {
        said = {};
        read_firmware(said, line, at);
        said.rest = line.substr(0, at); // the ok comes after the name
        return;
    }
    take_tail(said, rest);
}

constexpr void read_resend(response& said, std::string_view line) {
    skip_blanks(line);
    auto digits = line;
    if (!digits.empty() && upper(digits.front()) == 'N') digits.remove_prefix(1);
    if (digits.starts_with(':')) digits.remove_prefix(1);
    skip_blanks(digits);
    const auto value = take_number(digits);
    if (value && ended(digits)) {
        skip_blanks(digits);
        if (digits.empty() || !is_digit(digits.front()))
            said.number = value; // something is missing in `Resend: 12 4`
    }
    take_tail(said, value ? digits : line);
}

[[nodiscard]] constexpr std::optional<std::uint32_t> last_line_in(std::string_view text) {
    constexpr std::string_view words = "Last Line:";
    const auto at = find_any_case(text, words);
    if (at == std::string_view::npos) return std::nullopt;
    auto digits = text.substr(at + words.size());
    skip_blanks(digits);
    const auto value = take_number(digits);
    return ended(digits) ? value : std::nullopt;
}

/// Reads what follows a word for an error.
constexpr void read_error(response& said, std::string_view text) {
    said.text = text;
    skip_blanks(said.text);
    said.last_line =
        last_line_in(said.text); // before splitting: a number that something is glued to does not count
    split(said, glued_to_text(said.text));
}

constexpr void read_busy(response& said, std::string_view text) {
    constexpr std::array<std::string_view, 4> known{"processing", "paused for user", "paused for input",
                                                    "heating"};
    skip_blanks(text);
    said.kind =
        starts_with_any_case(text, "paused for") ? response_kind::waiting_for_user : response_kind::busy;
    said.text = text;
    for (const auto words : known)
        if (text.starts_with(words) && begins_reply(text.substr(words.size()))) split(said, words.size());
}

constexpr void read_capability(response& said, std::string_view text) {
    said.text = text.substr(0, text.find(':'));
    if (said.text.size() == text.size()) return;
    auto value = text.substr(said.text.size() + 1);
    const auto number = take_number(value);
    if (ended(value)) said.number = number;
    if (begins_reply(value)) said.rest = value;
}

constexpr void read_sd_printing(response& said, std::string_view text) {
    skip_blanks(text);
    said.text = text;
    const auto printed = take_number(text);
    if (text.starts_with('/')) said.number = printed;
}

/// What a response begins with, in any case, and what it is then.
struct line_head {
    std::string_view words;
    response_kind kind;
};
inline constexpr line_head line_heads[]{
    {"Resend:", response_kind::resend},
    {"rs ", response_kind::resend},
    {"rs:", response_kind::resend},
    {"echo:busy:", response_kind::busy},
    {"echo: busy:", response_kind::busy},
    {"busy:", response_kind::busy},
    {"//", response_kind::comment},
    {"Error:", response_kind::error},
    {"!!", response_kind::alarm},
    {"fatal:", response_kind::fatal},
    {"Cap:", response_kind::capability},
    {"SD printing byte ", response_kind::sd_printing},
    {"Not SD printing", response_kind::sd_not_printing},
    {"Done printing file", response_kind::sd_not_printing},
    {"RequestPause:", response_kind::action},
    {"RequestContinue:", response_kind::action},
    {"RequestStop:", response_kind::action},
};

constexpr void read_comment(response& said, std::string_view line) {
    constexpr std::string_view word = "action:";
    said.text = line.substr(2);
    skip_blanks(said.text);
    said.kind = starts_with_any_case(said.text, word) ? response_kind::action : response_kind::comment;
    if (said.kind == response_kind::comment) {
        said.text = line;
        return;
    }
    said.text.remove_prefix(word.size());
    skip_blanks(said.text);
}

/// Reads a line that begins with `head`.
constexpr void read_after(const line_head& head, response& said, std::string_view line) {
    const std::string_view text = line.substr(head.words.size());
    said.kind = head.kind;
    switch (head.kind) {
    case response_kind::resend: return read_resend(said, text);
    case response_kind::busy: return read_busy(said, text);
    case response_kind::comment: return read_comment(said, line);
    case response_kind::error:
    case response_kind::alarm:
    case response_kind::fatal: return read_error(said, text);
    case response_kind::capability: return read_capability(said, text);
    case response_kind::sd_printing: return read_sd_printing(said, text);
    case response_kind::sd_not_printing:
    case response_kind::action: said.text = line; return;
    case response_kind::blank: // not covered: no head is of this kind, nor of those that follow
    case response_kind::ok:
    case response_kind::waiting_for_user:
    case response_kind::wait:
    case response_kind::temperature:
    case response_kind::position:
    case response_kind::firmware:
    case response_kind::other: return;
    }
}

/// Reads a line of free text, which begins with no word of the protocol.
constexpr void read_text(response& said, std::string_view line, std::string_view as_received) {
    said.text = line;
    if (const auto at = line.find(name_label); at != std::string_view::npos)
        return read_firmware(said, line, at);
    split(said, glued_to_text(line));
    said.kind = response_kind::other;
    if (said.rest.empty()) said.text = as_received; // text for people keeps what looked like noise
}

} // namespace detail

/// True if a line is `word` alone, or `word` after a line that a reset has cut. Such a line is recognised by
/// its beginning (`ok`, a report, `busy:`) or by a digit, a point, a slash or noise before the word. For
/// `start`, neither `restart` nor `//action:start` nor `ready to start` matches. `line` must have no leading
/// noise.
[[nodiscard]] constexpr bool is_word_after_cut(std::string_view line, std::string_view word) {
    if (!line.ends_with(word)) return false;
    const auto head = line.substr(0, line.size() - word.size());
    if (head.empty() || head == "o") return true;
    if (head.starts_with("//")) return false;
    if (detail::begins_ok(head) || detail::begins_report(head) || head.starts_with("busy:") ||
        head.starts_with("echo:busy:"))
        return true;
    const char before = head.back();
    return is_digit(before) || before == '.' || before == '/' || before < ' ' || before >= '\x7F';
}

/// True if a line begins with `word`, and only a response that was glued to it may follow.
[[nodiscard]] constexpr bool is_word_before_glued(std::string_view line, std::string_view word) {
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    return line.empty() || detail::begins_reply(line);
}

/// Reads one line from a firmware, without its line feed, into `said`, which must be default constructed. Any
/// bytes are allowed. If `said.rest` is not empty afterwards, it is a further response to be read next. The
/// texts point into `line`.
constexpr void read_response(std::string_view line, response& said) {
    if (line == "ok") { // as nearly all are
        said.kind = response_kind::ok;
        return;
    }
    const auto as_received = line;
    line = detail::without_noise(line);
    if (line.empty()) return;

    if (detail::begins_ok(line)) return detail::read_ok(said, line);
    if (detail::begins_report(line)) {
        detail::take_tail(said, line);
        said.kind = said.has_temperatures ? response_kind::temperature
                    : said.has_position   ? response_kind::position
                                          : response_kind::other;
        return;
    }
    for (const detail::line_head& head : detail::line_heads)
        if (starts_with_any_case(line, head.words)) return detail::read_after(head, said, line);
    if (constexpr std::string_view word = "wait"; is_word_before_glued(line, word)) {
        said.kind = response_kind::wait;
        said.rest = line.substr(word.size());
        return;
    }
    detail::read_text(said, line, as_received);
}

/// Returns one line from a firmware as a response.
[[nodiscard]] constexpr response read_response(std::string_view line) {
    response said;
    read_response(line, said);
    return said;
}

} // namespace printjob::inline v0::gcode
