#pragma once
/// How long each state that must end may last.

#include <printjob/time.hpp>

namespace printjob::inline v0 {

/// How long each state that must end may stay silent. Signs of life from the printer restart it; a command
/// that is known to take long extends it; waiting for a person suspends it. Past it, the job fails with
/// `<state>_timeout` and the printer is in error. Any duration may be set: what is negative counts as zero, and
/// `duration::max()` is no limit.
struct state_timeouts {
    /// From a port that opens, or a reset, to a printer that takes commands.
    duration connecting = std::chrono::seconds{30};
    /// From an accepted start to the job's first line.
    duration starting = std::chrono::seconds{60};
    /// Until the printer is at rest and the pause script has ended.
    duration pausing = std::chrono::seconds{60};
    /// Until it is hot again, in its place, and the job's lines go on.
    duration resuming = std::chrono::seconds{60};
    /// Until the printer was told to be safe.
    duration cancelling = std::chrono::seconds{60};
    /// From the last line's acknowledgement to the end of the done script.
    duration finishing = std::chrono::seconds{60};
};

} // namespace printjob::inline v0
