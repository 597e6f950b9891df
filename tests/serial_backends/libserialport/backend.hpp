#pragma once
/// The libserialport backend, for the suite.

#include "libserialport_serial.hpp"
#include <printjob/time.hpp>

#include <string>

/// A port, and the way its host waits.
struct backend {
    /// libserialport takes a name that the kernel lists, under /sys/class/tty, what stands behind /dev/ in it; or
    /// a link at such a place. The way through the root leads to `device` in both trees.
    backend(const std::string& device, int baud) : port{"/dev/../../.." + device, baud} {}

    void wait(printjob::instant until) { port.wait(until); }

    serial_backends::libserialport_serial port;
};

static_assert(printjob::waiting_port<serial_backends::libserialport_serial> &&
              printjob::wakeable_port<serial_backends::libserialport_serial>);
