#pragma once
/// A byte port over a device that is open already: just enough for these programs, which open a
/// pseudo-terminal. A serial device has a speed to be set, and may be lost and come back:
/// docs/serial_ports.md.

#include "../serial_backends/waker.hpp"
#include <printjob/transport/byte_port.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <string>

namespace embedding {

class device_port {
public:
    explicit device_port(const std::string& path)
        : device_{::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)} {}
    device_port(const device_port&) = delete;
    device_port& operator=(const device_port&) = delete;
    ~device_port() {
        if (device_ >= 0) ::close(device_);
    }

    [[nodiscard]] int descriptor() const { return device_; }

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into) {
        return moved(::read(device_, into.data(), into.size()));
    }
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from) {
        return moved(::write(device_, from.data(), from.size()));
    }
    void wait(printjob::instant until) { waker_.wait(device_, POLLIN, until); }
    void wake() { waker_.wake(); }

private:
    [[nodiscard]] static printjob::result<std::size_t> moved(ssize_t count) {
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EAGAIN || errno == EINTR) return std::size_t{0};
        return tl::unexpected(printjob::io_error{printjob::fault::device_gone, errno});
    }

    int device_;
    serial_backends::waker waker_;
};

} // namespace embedding
