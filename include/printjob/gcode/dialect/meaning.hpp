#pragma once
/// What a firmware's words mean for the host.

#include <cstdint>

namespace printjob::inline v0::gcode {

/// What a response means beyond its kind.
enum class meaning : std::uint8_t {
    as_said,        ///< nothing: its kind says all
    started,        ///< the firmware has just started
    halted,         ///< the firmware stopped, or is about to: it takes nothing any more
    command_failed, ///< one command failed, and the printer goes on
    not_ready,      ///< the firmware does not take commands yet
    resend_follows, ///< a line was not understood: it is asked for again, or should be
    harmless,       ///< an error that leaves the printer at work (an unknown command, the card …)
    cold_extrusion, ///< it refused to move filament because the hot end is cold
    skipped,        ///< a line was not executed, and the `ok` that follows acknowledges nothing
};

} // namespace printjob::inline v0::gcode
