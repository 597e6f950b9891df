#pragma once
/// The libserialport backend, for the suite.

#include "libserialport_serial.hpp"
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/time.hpp>

#include <string>

/// A port, and the way its host waits.
class backend {
public:
    /// libserialport takes a name that the kernel lists, under /sys/class/tty, the part after /dev/ of it; or
    /// a link at such a place. The way through the root leads to `device` in both trees.
    backend(const std::string& device, int baud) : port_{"/dev/../../.." + device, baud} {}

    serial_backends::libserialport_serial& port() { return port_; }
    void wait(printjob::instant until) { port_.wait(until); }

private:
    serial_backends::libserialport_serial port_;
};

/// libserialport neither locks a line nor refuses a speed of 0.
inline constexpr printjob::testing::serial_port_settings promises{.locks_line = false,
                                                                  .refuses_zero_speed = false};

static_assert(printjob::waiting_port<serial_backends::libserialport_serial> &&
              printjob::wakeable_port<serial_backends::libserialport_serial>);
