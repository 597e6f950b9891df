#pragma once
/// Time is an argument. Nothing in printjob reads a clock: every input carries the instant at which it
/// happened, so a simulated hour takes no time and a run can be replayed to the byte.

#include <chrono>
#include <cstdint>

namespace printjob::inline v0 {

/// The clock that printjob's instants belong to. It has no `now()` on purpose: the embedder passes instants
/// in (on a hosted system `printjob::host::now()`, in tests `printjob::testing::manual_clock`). It must never
/// step back.
struct job_clock {
    /// A signed count.
    using rep = std::int64_t;
    /// Microseconds.
    using period = std::micro;
    /// A span of this clock.
    using duration = std::chrono::duration<rep, period>;
    /// A moment of this clock.
    using time_point = std::chrono::time_point<job_clock, duration>;
    /// It must never step back: the embedder promises that.
    static constexpr bool is_steady = true;
};

/// A span of time. Unit: microseconds, signed, 64 bits.
using duration = job_clock::duration;

/// A moment, in microseconds since an epoch of the embedder's choice (start of the program, say).
using instant = job_clock::time_point;

/// The instant that never comes: "no deadline".
inline constexpr instant never = (instant::max)();

} // namespace printjob::inline v0
