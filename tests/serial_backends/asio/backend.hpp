#pragma once
/// The Boost.Asio backend, for the suite.

#include "asio_serial.hpp"
#include <printjob/host/now.hpp>
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

/// A port, and the way its host waits: the loop runs until something happened.
class backend {
public:
    backend(std::string device, int baud)
        : port_{loop_, std::move(device), static_cast<unsigned>(baud), [this] { is_ready_ = true; }} {}

    serial_backends::asio_serial& port() { return port_; }
    void wait(printjob::instant until) {
        constexpr printjob::duration longest = std::chrono::hours{1};
        const auto last = std::chrono::steady_clock::now() + std::min(until - printjob::host::now(), longest);
        loop_.restart();
        for (is_ready_ = false; !is_ready_ && loop_.run_one_until(last) != 0;) {
        }
    }

private:
    boost::asio::io_context loop_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> never_idle_{
        loop_.get_executor()};
    bool is_ready_ = false;
    serial_backends::asio_serial port_;
};

/// Its wait is the loop itself, which one thread runs.
inline constexpr printjob::testing::serial_port_settings promises{.waits_beside = false};

static_assert(printjob::wakeable_port<serial_backends::asio_serial>);
