#pragma once
/// The Boost.Asio backend, for the suite.

#include "asio_serial.hpp"
#include <printjob/host/now.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

/// A port, and the way its host waits: the loop runs until something happened.
struct backend {
    backend(std::string device, int baud)
        : port{loop, std::move(device), static_cast<unsigned>(baud), [this] { is_ready = true; }} {}

    void wait(printjob::instant until) {
        constexpr printjob::duration longest = std::chrono::hours{1};
        const auto last = std::chrono::steady_clock::now() + std::min(until - printjob::host::now(), longest);
        loop.restart();
        for (is_ready = false; !is_ready && loop.run_one_until(last) != 0;) {
        }
    }

    boost::asio::io_context loop;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> never_idle{loop.get_executor()};
    bool is_ready = false;
    serial_backends::asio_serial port;
};

static_assert(printjob::wakeable_port<serial_backends::asio_serial>);
