#pragma once
/// The meaning of a firmware's words for the host.

#include <cstdint>

namespace printjob::inline v0::gcode {

/// What a response means beyond its kind.
enum class meaning : std::uint8_t {
    as_said,        ///< nothing more than its kind
    started,        ///< the firmware has just started
    halted,         ///< the firmware stopped, or is about to: it accepts nothing any more
    command_failed, ///< one command failed, and the printer continues
    not_ready,      ///< the firmware does not accept commands yet
    resend_follows, ///< a line was not understood: a resend request follows, or should
    harmless,       ///< an error that does not stop the printer (an unknown command, the card ...)
    cold_extrusion, ///< filament was not moved because the hot end is cold
    skipped,        ///< a line was not executed, and the `ok` that follows acknowledges nothing
    locked,         ///< it takes every command, executes none, and waits for a person to unlock it
};

} // namespace printjob::inline v0::gcode
