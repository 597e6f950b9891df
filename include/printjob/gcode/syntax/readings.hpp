#pragma once
/// The temperatures and the position in a firmware's reports.
///
/// Sources: Marlin (`module/temperature.cpp`: ` T:210.1 /210.0 B:60.0 /60.0 T0:… C:… @:127`, also after `ok`,
/// and `T:25.0 E:0 W:?` while it heats; `M114.cpp`: `X:… Y:… Z:… E:… Count X:…`).

#include <printjob/gcode/syntax/number.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The heater that a temperature belongs to.
enum class heater : std::uint8_t { tool, bed, chamber };

/// One temperature of a report, in °C.
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
    /// The extruder: filament, not distance.
    double e = 0;
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

/// Takes one temperature (`T0:210.1 /210.0`) off the front of `text`, which must not be empty; `text` is
/// unchanged if it does not begin with one.
[[nodiscard]] constexpr std::optional<temperature_reading> take_temperature(std::string_view& text) {
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
    rest.remove_prefix(1);
    skip_blanks(rest);
    const auto actual = take_decimal(rest);
    if (!actual || (!ended(rest) && rest.front() != '/')) return std::nullopt;
    reading.actual = *actual;
    auto behind = rest;
    skip_blanks(behind);
    if (behind.starts_with('/')) {
        behind.remove_prefix(1);
        skip_blanks(behind);
        const auto target = take_decimal(behind);
        if (target && ended(behind)) reading.target = target;
        rest = behind;
    }
    text = rest;
    return reading;
}

/// True if `text` begins with a temperature or a position report.
[[nodiscard]] constexpr bool begins_report(std::string_view text) {
    if (text.starts_with("X:")) return true;
    if (text.starts_with('T')) {
        text.remove_prefix(1);
        while (!text.empty() && is_digit(text.front()))
            text.remove_prefix(1);
        return text.starts_with(':');
    }
    return text.starts_with("B:") || text.starts_with("C:");
}

} // namespace detail

/// Calls `visit(const temperature_reading&)` with every temperature of a report, in the line's order. `line`
/// is a whole line or a response's text. A printer with several hot ends reports the active one twice, as
/// `T:` and as `T<n>:`. A value that is no number (`T:nan`), or that other text follows without a blank, is
/// skipped.
template <class Visitor>
constexpr void for_each_temperature(std::string_view line, Visitor&& visit) {
    line = detail::without_noise(line);
    if (line.starts_with("ok")) line.remove_prefix(2);
    for (skip_blanks(line); !line.empty(); skip_blanks(line)) {
        if (const auto reading = detail::take_temperature(line)) {
            visit(*reading);
            continue;
        }
        while (!detail::ended(line))
            line.remove_prefix(1);
    }
}

/// Reads the position of the tool from the answer to M114: X, Y, Z and E before `Count` (the motors' steps
/// follow it). `line` is a whole line or a response's text. Returns nothing unless all four are present and
/// complete.
[[nodiscard]] constexpr std::optional<position> read_position(std::string_view line) {
    line = detail::without_noise(line.substr(0, line.find("Count")));
    if (line.starts_with("ok")) line.remove_prefix(2);
    const auto value_of = [line](char letter) -> std::optional<double> {
        for (std::size_t at = 0; at + 1 < line.size(); ++at) {
            if (line[at] != letter || line[at + 1] != ':' || (at > 0 && !is_blank(line[at - 1]))) continue;
            auto rest = line.substr(at + 2);
            const auto value = take_decimal(rest);
            return detail::ended(rest) ? value : std::nullopt;
        }
        return std::nullopt;
    };
    const auto x = value_of('X');
    const auto y = value_of('Y');
    const auto z = value_of('Z');
    const auto e = value_of('E');
    if (!x || !y || !z || !e) return std::nullopt;
    return position{*x, *y, *z, *e};
}

} // namespace printjob::inline v0::gcode
