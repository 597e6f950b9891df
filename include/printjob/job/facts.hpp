#pragma once
/// What is known of the printer right now: food for preconditions and for `GET /api/printer`.

#include <printjob/job/file.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// A heater: °C; empty while unknown.
struct temperature {
    std::optional<float> actual;
    std::optional<float> target;
};

/// Yes, no, or nobody knows.
enum class known : std::uint8_t { unknown, no, yes };

/// The printer's facts. A transport fills in what it learns (streamers: temperatures); the embedder adds its
/// own in its preconditions.
struct facts {
    std::array<temperature, max_tools> tools{};
    std::uint8_t tool_count = 0; ///< how many of `tools` have been heard of; 0..max_tools
    std::optional<temperature> bed;
    std::optional<temperature> chamber;
    known homed = known::unknown;
    known filament_present = known::unknown;
    known door_closed = known::unknown;
    known bed_clear = known::unknown;
    known card_ready = known::unknown;
    bool position_lost = false; ///< motors were switched off while a job was paused: it cannot be resumed
};

} // namespace printjob::inline v0
