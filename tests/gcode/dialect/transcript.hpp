#pragma once
/// Checks of a dialect against the words that its firmware says.

#include <printjob/gcode/dialect/interpret.hpp>

#include <doctest/doctest.h>

#include <span>
#include <string_view>

namespace transcript {

/// One line of a firmware, and how it is read.
struct line_said {
    std::string_view line;
    printjob::gcode::response_kind kind;
    printjob::gcode::meaning means = printjob::gcode::meaning::as_said;
};

/// Checks that each line is read as it is said to be, and is one response.
inline void check(std::span<const line_said> lines, const printjob::gcode::dialect& spoken) {
    for (const line_said& each : lines) {
        CAPTURE(each.line);
        const auto said = printjob::gcode::interpret(each.line, spoken);
        CHECK(said.kind == each.kind);
        CHECK(said.means == each.means);
        CHECK(said.rest.empty());
    }
}

} // namespace transcript
