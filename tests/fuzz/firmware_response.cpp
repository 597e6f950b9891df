// The bytes that a firmware sends: they are cut into the same lines however they arrive, every number in a
// reply stands in its line, noise around a line changes nothing, and nothing is allocated; in each dialect.
//
// The first byte of an input says how the others are cut into pieces.

#include "../count_allocations.hpp"
#include "fuzz.hpp"
#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/syntax/line_splitter.hpp>
#include <printjob/gcode/syntax/readings.hpp>
#include <printjob/gcode/syntax/response.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace printjob::gcode;
using fuzz::require;

constexpr std::size_t longest_line = 512;

/// The lines of a text, by the rule: a line feed or a carriage return ends a line, and 512 bytes of it are
/// kept.
std::vector<std::string> lines_of(std::string_view bytes) {
    std::vector<std::string> lines;
    for (auto end = bytes.find_first_of("\r\n"); end != std::string_view::npos;
         end = bytes.find_first_of("\r\n")) {
        lines.emplace_back(bytes.substr(0, std::min(end, longest_line)));
        bytes.remove_prefix(end + 1);
    }
    return lines;
}

/// The lines that a splitter makes of pieces that are `size` bytes long, `size + 1`, and so on, up to 2 ×
/// `size`.
std::vector<std::string> lines_of_pieces(std::string_view bytes, std::size_t size) {
    std::vector<std::string> lines;
    line_splitter splitter;
    for (std::size_t longer = 0; !bytes.empty(); longer = (longer + 1) % (size + 1)) {
        const auto piece = bytes.substr(0, size + longer);
        splitter.push(std::span{piece}, [&](std::string_view line) { lines.emplace_back(line); });
        bytes.remove_prefix(piece.size());
    }
    return lines;
}

/// Whether a number stands in a line, as a whole number of its own: no digit before it, and one of `behind`
/// or the line's end after it.
bool stands_in(std::string_view line, std::uint32_t number, std::string_view behind) {
    const auto is_digit_at = [&](std::size_t i) { return line[i] >= '0' && line[i] <= '9'; };
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (!is_digit_at(at) || (at > 0 && is_digit_at(at - 1))) continue;
        std::uint64_t value = 0;
        std::size_t end = at;
        for (; end < line.size() && is_digit_at(end) && value <= 0xFFFF'FFFF; ++end)
            value = value * 10 + static_cast<unsigned>(line[end] - '0');
        const bool is_whole = end == line.size() || behind.find(line[end]) != std::string_view::npos;
        if (value == number && is_whole) return true;
    }
    return false;
}

void check_number(std::string_view line, const std::optional<std::uint32_t>& number,
                  std::string_view behind) {
    require(!number || stands_in(line, *number, behind), "a number is never guessed");
}

bool lies_in(std::string_view part, std::string_view whole) {
    return part.empty() ||
           (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// What is measured is a number. A position lies in what a firmware can say with 18 digits, a temperature between
/// absolute zero and 1000 °C.
void check_readings(const response& said) {
    const auto is_temperature = [](double value) { return value >= -273.15 && value <= 1000; };
    const auto is_sound = [](double value) { return std::isfinite(value) && std::abs(value) <= 1e18; };
    for_each_temperature(said.text, [&](const temperature_reading& reading) {
        require(is_temperature(reading.actual) && is_temperature(reading.target.value_or(0)),
                "a temperature is a number that can be one");
        require(!reading.tool || reading.what == heater::tool, "only a tool has a number");
    });
    if (const auto where = read_position(said.text))
        require(is_sound(where->x) && is_sound(where->y) && is_sound(where->z) &&
                    is_sound(where->e.value_or(0)),
                "a position is three numbers or four");
}

bool say_the_same(const interpreted_response& a, const interpreted_response& b) {
    return a.kind == b.kind && a.means == b.means && a.number == b.number &&
           a.planner_free == b.planner_free && a.slots_free == b.slots_free && a.last_line == b.last_line &&
           a.has_temperatures == b.has_temperatures && a.has_position == b.has_position && a.rest == b.rest;
}

void check_response(std::string_view line, const response& said) {
    require(lies_in(said.text, line) && lies_in(said.rest, line), "a response's texts are parts of its line");
    require(said.rest.size() < std::max<std::size_t>(line.size(), 1), "what is left is less than there was");
    const bool is_card = said.kind == response_kind::sd_printing;
    check_number(line, said.number, is_card ? "/" : " \t\r");
    check_number(line, said.planner_free, " \t\r");
    check_number(line, said.slots_free, " \t\r");
    check_number(line, said.last_line, " \t\r");
    if (said.has_temperatures || said.has_position) check_readings(said);
}

/// Every reply in a line, in one dialect.
void check_line(std::string_view line, const dialect& spoken) {
    std::array<char, longest_line + 3> noisy;
    noisy[0] = '\x01';
    std::copy(line.begin(), line.end(), noisy.begin() + 1);
    noisy[line.size() + 1] = ' ';
    noisy[line.size() + 2] = '\r';
    const std::string_view with_noise{noisy.data(), line.size() + 3};

    std::size_t allocated = counted::in([&] {
        std::string_view rest = line;
        std::size_t responses = 0;
        for_each_response(line, spoken, [&](const response& said) {
            require(++responses <= line.size() + 1, "a line has no more responses than bytes");
            check_response(rest, said);
            rest = said.rest;
        });
        require(say_the_same(interpret(line, spoken), interpret(with_noise, spoken)),
                "noise around a line changes nothing");
    });
    require(allocated == 0, "reading a response allocates nothing");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes = fuzz::text_of(data, size).substr(1);
    const auto lines = lines_of(bytes);
    require(lines == lines_of_pieces(bytes, bytes.size() + 1), "the bytes are cut into their lines");
    require(lines == lines_of_pieces(bytes, std::size_t{data[0]} + 1), "it does not matter how bytes arrive");
    for (const auto& line : lines)
        for (const dialect* spoken : known_dialects)
            check_line(line, *spoken);
    return 0;
}
