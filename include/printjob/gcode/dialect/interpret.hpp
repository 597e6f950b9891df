#pragma once
/// Reads one line from a firmware, with its meaning in a dialect.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/meaning.hpp>
#include <printjob/gcode/syntax/readings.hpp>
#include <printjob/gcode/syntax/response.hpp>

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A response, and its meaning in the firmware's dialect.
struct interpreted_response : response {
    /// What it means beyond its kind.
    meaning means = meaning::as_said;
    /// The line as the firmware said it, without `rest`; set for free text (from `response_kind::error` on) and for the
    /// sign of a start, empty for the rest.
    std::string_view words;
};

/// Reads one line, without its line feed; any bytes are allowed. When the result's `rest` is not empty, it is a further
/// response and is read next (`for_each_response` does so). The result's texts point into `line`.
[[nodiscard]] constexpr interpreted_response interpret(std::string_view line, const dialect& spoken) {
    interpreted_response said;
    if (line == "ok") { // as nearly all are
        said.kind = response_kind::ok;
        return said;
    }
    const std::string_view bare = detail::without_noise(line);
    if (const std::size_t size = spoken.start_sign(bare); size != 0) {
        said.kind = response_kind::other;
        said.means = meaning::started;
        said.text = bare.substr(0, size);
        said.rest = bare.substr(size);
        said.words = line.substr(0, line.size() - said.rest.size());
        return said;
    }
    read_response(line, said);
    if (said.kind >= response_kind::error) {
        said.means = spoken.meaning_of(said);
        said.words = line.substr(0, line.size() - said.rest.size());
    }
    return said;
}

/// Reads one received line and calls `visit(const interpreted_response&)` with every response in it, in
/// order; mostly one.
template <class Visitor>
constexpr void for_each_response(std::string_view line, const dialect& spoken, Visitor&& visit) {
    do {
        const interpreted_response said = interpret(line, spoken);
        visit(said);
        line = said.rest;
    } while (!line.empty());
}

} // namespace printjob::inline v0::gcode
