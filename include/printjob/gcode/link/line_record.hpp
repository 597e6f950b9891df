#pragma once
/// What is known of a line that was sent, apart from its bytes.

#include <printjob/gcode/dialect/command_traits.hpp>

#include <cstdint>

namespace printjob::inline v0::gcode {

/// Who sent a line.
enum class origin : std::uint8_t {
    job,   ///< the file
    host,  ///< the host: scripts, temperature polls, questions
    probe, ///< the link: it asks whether the printer still hears
};

/// What is known of a line.
struct line_record {
    std::uint64_t end = 0;      ///< job lines: the file's byte position after it
    command_traits is{};        ///< its command's traits
    origin from = origin::host; ///< who sent it
};

} // namespace printjob::inline v0::gcode
