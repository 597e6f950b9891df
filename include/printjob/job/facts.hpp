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
    /// How hot it is.
    std::optional<float> actual;
    /// What it heats to; 0: off.
    std::optional<float> target;
};

/// Yes, no, or nobody knows.
enum class tristate : std::uint8_t { unknown, no, yes };

/// The printer's facts. A transport fills in what it learns (streamers: temperatures); the embedder adds its
/// own in its preconditions.
struct facts {
    /// Hot ends by their numbers; those that were never heard of are unknown.
    std::array<temperature, max_tools> tools{};
    std::uint8_t tool_count = 0; ///< how many of `tools` have been heard of; 0..max_tools
    /// Empty: no bed was heard of.
    std::optional<temperature> bed;
    /// Empty: no chamber was heard of.
    std::optional<temperature> chamber;
    /// Whether every axis knows its place.
    tristate homed = tristate::unknown;
    /// Whether filament is loaded.
    tristate filament_present = tristate::unknown;
    /// Whether the door, if there is one, is closed.
    tristate door_closed = tristate::unknown;
    /// Whether nothing lies on the bed.
    tristate bed_clear = tristate::unknown;
    /// Whether the printer's own card can be read.
    tristate card_ready = tristate::unknown;
    bool position_lost = false; ///< motors were switched off while a job was paused: it cannot be resumed
};

} // namespace printjob::inline v0
