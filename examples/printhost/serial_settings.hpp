#pragma once
/// A serial device made raw, at any speed.

#include <cstdint>

namespace printhost {

/// Sets a terminal device to raw bytes, eight bits without parity, and to `baud`, which need not be one of
/// the standard speeds. What it had received before is dropped. Returns 0, or the system's error number.
[[nodiscard]] int make_raw(int device, std::uint32_t baud);

} // namespace printhost
