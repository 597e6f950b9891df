#pragma once
/// How long to wait, in the unit that `poll` and its like take.

#include <printjob/host/now.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <chrono>

namespace serial_backends {

/// The milliseconds from now until `until`, rounded up so that a wait does not end just before; 0 when it has
/// passed. At most an hour: who waits for longer looks again.
[[nodiscard]] inline int milliseconds_until(printjob::instant until) {
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(until - printjob::host::now());
    return static_cast<int>(std::clamp(left, milliseconds{0}, milliseconds{3'600'000}).count());
}

} // namespace serial_backends
