#pragma once
/// The speed of a serial line, standard or not.

#include <cstdint>

namespace serial_backends {

/// Sets both directions of an open terminal device to `baud` bits per second, which need not be one of the
/// speeds that <termios.h> has names for: 250000 is fine where the hardware can do it. Returns 0, or the
/// system's error number; EINVAL for 0, which would hang up. For Linux.
[[nodiscard]] int set_line_speed(int device, std::uint32_t baud);

} // namespace serial_backends
