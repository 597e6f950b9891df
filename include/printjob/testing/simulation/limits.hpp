#pragma once
/// How long things may take in a run, where more than one part has to know.

#include <printjob/time.hpp>

#include <chrono>

namespace printjob::inline v0::testing {

/// I12: after the faults everything comes to its end within this, beyond what the job's own waits and moves take.
inline constexpr duration limit_of_liveness = std::chrono::seconds{60};
/// How often the operator looks at the printer.
inline constexpr duration look_again = std::chrono::seconds{1};

} // namespace printjob::inline v0::testing
