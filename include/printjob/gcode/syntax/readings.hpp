#pragma once
/// The temperatures and the position in a firmware's reports.
///
/// Sources: Marlin (`module/temperature.cpp`: ` T:210.1 /210.0 B:60.0 /60.0 T0:... C:... @:127`, also behind
/// `ok`, and `T:25.0 E:0 W:?` while it heats; `M114.cpp`: `X:... Y:... Z:... E:... Count X:...`). What else is read was seen in
/// reports from the field: `T:inf` of a sensor that is missing, `==T:145.66 ==B:52.1` and repeated characters
/// (`TT::27.93`) of Creality's boards, a second `B:`, numbers with padding, positions without blanks (`X:1.00Y:2.00`),
/// with `E0:`, and without E.

#include <printjob/gcode/syntax/any_case.hpp>
#include <printjob/gcode/syntax/number.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace printjob::inline v0::gcode {

/// The heater that a temperature belongs to.
enum class heater : std::uint8_t { tool, bed, chamber };

/// One temperature of a report, in degrees Celsius.
struct temperature_reading {
    /// Which heater.
    heater what = heater::tool;
    std::optional<std::uint8_t> tool; ///< the hot end's number in `T1:`; `T:` is the active one and has none
    /// The measured temperature.
    double actual = 0;
    std::optional<double> target; ///< 0 is off
};

/// The position of the tool, in mm: the part of M114's answer before `Count`.
struct position {
    /// The X axis.
    double x = 0;
    /// The Y axis.
    double y = 0;
    /// The Z axis.
    double z = 0;
    /// The extruder: filament, not distance. Nothing if the firmware does not tell it.
    std::optional<double> e;
};

namespace detail {

/// True if the number that was just read is complete: a blank or nothing follows.
[[nodiscard]] constexpr bool ended(std::string_view rest) {
    return rest.empty() || is_blank(rest.front());
}

/// Returns the line without leading noise and surrounding blanks.
[[nodiscard]] constexpr std::string_view without_noise(std::string_view line) {
    while (!line.empty() && (line.front() <= ' ' || line.front() >= '\x7F'))
        line.remove_prefix(1);
    while (!line.empty() && (is_blank(line.back()) || line.back() == '\r'))
        line.remove_suffix(1);
    return line;
}

/// Takes a number of a report off the front of `text`: one that does not end with its point, for such a number has lost
/// digits. `text` is unchanged if there is none.
[[nodiscard]] constexpr std::optional<double> take_reading(std::string_view& text) {
    auto rest = text;
    const auto value = take_decimal(rest);
    if (!value || text[text.size() - rest.size() - 1] == '.') return std::nullopt;
    text = rest;
    return value;
}

/// True for a temperature that can be one. A firmware that repeats each character says 2200 for 20.
[[nodiscard]] constexpr bool is_believable(double celsius) {
    constexpr double coldest = -273.15;
    constexpr double hottest = 1000;
    return celsius >= coldest && celsius <= hottest;
}

/// The text without the equals signs that Creality's boards put before a label.
[[nodiscard]] constexpr std::string_view without_equals_signs(std::string_view text) {
    while (text.starts_with('='))
        text.remove_prefix(1);
    return text;
}

/// Takes the label of a temperature (`T0:`, `B:`) off the front of `text`, which is not empty; it is unchanged if there
/// is none. The result has no temperature yet.
[[nodiscard]] constexpr std::optional<temperature_reading> take_label(std::string_view& text) {
    temperature_reading reading;
    auto rest = text.substr(1);
    if (text.front() == 'T') {
        if (const auto tool = take_number(rest)) {
            if (*tool > 0xFF) return std::nullopt;
            reading.tool = static_cast<std::uint8_t>(*tool);
        }
    } else if (text.front() == 'B') {
        reading.what = heater::bed;
    } else if (text.front() == 'C') {
        reading.what = heater::chamber;
    } else {
        return std::nullopt;
    }
    if (!rest.starts_with(':')) return std::nullopt;
    text = rest.substr(1);
    return reading;
}

/// Takes what follows a label (`210.1 /210.0`) off the front of `text` into `reading`. False if there is no temperature.
[[nodiscard]] constexpr bool take_values(std::string_view& text, temperature_reading& reading) {
    auto rest = text;
    skip_blanks(rest);
    const auto actual = take_reading(rest);
    if (!actual || !is_believable(*actual) || (!ended(rest) && rest.front() != '/')) return false;
    reading.actual = *actual;
    text = rest;
    skip_blanks(rest);
    if (!rest.starts_with('/')) return true;
    rest.remove_prefix(1);
    skip_blanks(rest);
    const auto target = take_reading(rest);
    if (target && is_believable(*target) && ended(rest)) reading.target = target;
    text = rest;
    return true;
}

/// True if `text` begins with what stands for a temperature after its label, also where it is no number.
[[nodiscard]] constexpr bool begins_value(std::string_view text) {
    skip_blanks(text);
    if (starts_with_any_case(text, "inf") || starts_with_any_case(text, "nan")) return true;
    return take_decimal(text).has_value();
}

/// True if `text` begins with a temperature report: a label, also one whose characters are repeated (`TT::`) or that
/// follows equals signs (`==T:`). `C:` needs a temperature after it, for some firmwares put it before a position.
[[nodiscard]] constexpr bool begins_temperature(std::string_view text) {
    text = without_equals_signs(text);
    if (text.empty()) return false;
    const char letter = text.front();
    if (letter != 'T' && letter != 'B' && letter != 'C') return false;
    text.remove_prefix(1);
    if (text.starts_with(letter)) text.remove_prefix(1);
    while (letter == 'T' && !text.empty() && is_digit(text.front()))
        text.remove_prefix(1);
    return text.starts_with(':') && (letter != 'C' || begins_value(text.substr(1)));
}

/// True if `text` begins with a temperature or a position report.
[[nodiscard]] constexpr bool begins_report(std::string_view text) {
    return text.starts_with("X:") || text.starts_with("C: X:") || begins_temperature(text);
}

/// True if `text`, which is not empty, begins with the label of a number: a capital letter, perhaps a number, and a colon.
[[nodiscard]] constexpr bool begins_label(std::string_view text) {
    if (text.front() < 'A' || text.front() > 'Z') return false;
    text.remove_prefix(1);
    while (!text.empty() && is_digit(text.front()))
        text.remove_prefix(1);
    return text.starts_with(':');
}

/// Returns what follows the label of `letter` (`X:`, `E0:`) in a position report; nothing if it has none. A label stands
/// behind a blank, or directly behind a number.
[[nodiscard]] constexpr std::optional<std::string_view> after_label(std::string_view line, char letter) {
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != letter || !begins_label(line.substr(at))) continue;
        if (at == 0 || is_blank(line[at - 1]) || is_digit(line[at - 1]))
            return line.substr(line.find(':', at) + 1);
    }
    return std::nullopt;
}

/// Takes the number that follows a label off the front of `text`, which may be missing altogether: a blank, the line's
/// end or the next label ends it. `text` is what follows it then.
[[nodiscard]] constexpr std::optional<double> take_labelled(std::optional<std::string_view>& text) {
    if (!text) return std::nullopt;
    skip_blanks(*text);
    const auto value = take_reading(*text);
    const bool is_whole = ended(*text) || begins_label(*text);
    skip_blanks(*text);
    return is_whole ? value : std::nullopt;
}

/// True if `text` has the labels of the three axes.
[[nodiscard]] constexpr bool has_axes(std::string_view text) {
    return after_label(text, 'X') && after_label(text, 'Y') && after_label(text, 'Z');
}

} // namespace detail

/// Gives every temperature of a report to `visit(const temperature_reading&)`, in the line's order. `line` is
/// a whole line or a response's text. A printer with several hot ends tells the active one twice, as `T:` and as
/// `T<n>:`. What is no number (`T:nan`), no whole one (`T:5.`), no possible temperature, or has something glued to it,
/// is passed over. Of several `T:`, `B:` or `C:` only the first counts: what some firmwares tell after it is another
/// sensor's.
template <class Visitor>
constexpr void for_each_temperature(std::string_view line, Visitor&& visit) {
    std::array<bool, 3> was_told{}; // by heater
    line = detail::without_noise(line);
    if (starts_with_any_case(line, "ok")) line.remove_prefix(2);
    for (skip_blanks(line); !line.empty(); skip_blanks(line)) {
        line = detail::without_equals_signs(line);
        if (line.empty()) return;
        if (auto reading = detail::take_label(line)) {
            const bool is_another =
                !reading->tool && std::exchange(was_told[static_cast<std::size_t>(reading->what)], true);
            if (detail::take_values(line, *reading) && !is_another) visit(std::as_const(*reading));
        }
        while (!detail::ended(line))
            line.remove_prefix(1);
    }
}

/// Reads where the tool is from the answer to M114: X, Y, Z and E before `Count` (behind it stand the motors'
/// steps). `line` is a whole line or a response's text; other words may stand before and between. Nothing unless X, Y
/// and Z are there and whole. E must be so too, unless nothing at all follows Z: it may have been garbled else.
[[nodiscard]] constexpr std::optional<position> read_position(std::string_view line) {
    line = detail::without_noise(line.substr(0, line.find("Count")));
    if (starts_with_any_case(line, "ok")) line.remove_prefix(2);
    auto after_x = detail::after_label(line, 'X');
    auto after_y = detail::after_label(line, 'Y');
    auto after_z = detail::after_label(line, 'Z');
    auto after_e = detail::after_label(line, 'E');
    const auto x = detail::take_labelled(after_x);
    const auto y = detail::take_labelled(after_y);
    const auto z = detail::take_labelled(after_z);
    const auto e = detail::take_labelled(after_e);
    if (!x || !y || !z || (!e && !after_z->empty())) return std::nullopt;
    return position{*x, *y, *z, e};
}

} // namespace printjob::inline v0::gcode
