#pragma once
/// What is known of the printer now, for preconditions and for `GET /api/printer`.

#include <printjob/job/file.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// A heater: degrees Celsius; empty while unknown.
struct temperature {
    /// The measured temperature.
    std::optional<float> actual;
    /// The target; 0: off.
    std::optional<float> target;
};

/// Yes, no, or unknown.
enum class tristate : std::uint8_t { unknown, no, yes };

/// The printer's facts. A transport fills in what it knows (a streamer: temperatures); the embedder adds its
/// own in its preconditions.
struct facts {
    /// Hot ends by number; those that were never reported are unknown.
    std::array<temperature, max_tools> tools{};
    std::uint8_t tool_count = 0; ///< how many of `tools` have been reported; 0..max_tools
    /// Empty: no bed was reported.
    std::optional<temperature> bed;
    /// Empty: no chamber was reported.
    std::optional<temperature> chamber;
    /// Whether every axis is homed.
    tristate homed = tristate::unknown;
    /// Whether filament is loaded.
    tristate filament_present = tristate::unknown;
    /// Whether the door, if there is one, is closed.
    tristate door_closed = tristate::unknown;
    /// Whether the bed is clear.
    tristate bed_clear = tristate::unknown;
    /// Whether the printer's own card can be read.
    tristate card_ready = tristate::unknown;
    bool position_lost = false; ///< motors were switched off while a job was paused: it cannot be resumed
};

} // namespace printjob::inline v0
