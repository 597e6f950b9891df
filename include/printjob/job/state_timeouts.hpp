#pragma once
/// How long each state that must end may last.

#include <printjob/time.hpp>

namespace printjob::inline v0 {

/// The time limits of the states that must end. A sign of life from the printer restarts a limit; a command
/// that is known to take long extends it; waiting for a person suspends it. After it, the job fails with
/// `<state>_timeout` and the printer is in error. Any duration may be set: a negative one counts as zero, and
/// `duration::max()` means no limit.
struct state_timeouts {
    /// From an opened port, or a reset, to a printer that accepts commands.
    duration connecting = std::chrono::seconds{30};
    /// From an accepted start to the job's first line.
    duration starting = std::chrono::seconds{60};
    /// Until the printer is at rest and the pause script has ended.
    duration pausing = std::chrono::seconds{60};
    /// Until the printer is hot and back in its position, and the job's lines continue.
    duration resuming = std::chrono::seconds{60};
    /// Until the safe stop was sent.
    duration cancelling = std::chrono::seconds{60};
    /// From the last line's acknowledgement to the end of the done script.
    duration finishing = std::chrono::seconds{60};
};

} // namespace printjob::inline v0
