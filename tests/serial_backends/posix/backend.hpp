#pragma once
/// The POSIX backend, for the suite.

#include "posix_serial.hpp"
#include <printjob/time.hpp>

#include <string>
#include <utility>

/// A port, and the way its host waits.
struct backend {
    backend(std::string device, int baud) : port{std::move(device), static_cast<std::uint32_t>(baud)} {}

    void wait(printjob::instant until) { port.wait(until); }

    serial_backends::posix_serial port;
};

static_assert(printjob::waiting_port<serial_backends::posix_serial> &&
              printjob::wakeable_port<serial_backends::posix_serial>);
