#pragma once
/// The POSIX backend, for the suite.

#include "posix_serial.hpp"
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/time.hpp>

#include <string>
#include <utility>

/// A port, and the way its host waits.
class backend {
public:
    backend(std::string device, int baud) : port_{std::move(device), static_cast<std::uint32_t>(baud)} {}

    serial_backends::posix_serial& port() { return port_; }
    void wait(printjob::instant until) { port_.wait(until); }

private:
    serial_backends::posix_serial port_;
};

/// It promises all that the suite knows.
inline constexpr printjob::testing::serial_port_settings promises{};

static_assert(printjob::waiting_port<serial_backends::posix_serial> &&
              printjob::wakeable_port<serial_backends::posix_serial>);
