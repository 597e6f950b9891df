#pragma once
/// The clock of a hosted system.

#include <printjob/time.hpp>

#include <chrono>

namespace printjob::inline v0::host {

/// Returns the present instant, from a clock that never steps back (`std::chrono::steady_clock`). Its epoch
/// is the operating system's own, mostly the machine's start: good for differences, no date.
[[nodiscard]] inline instant now() noexcept {
    return instant{std::chrono::duration_cast<duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

} // namespace printjob::inline v0::host
