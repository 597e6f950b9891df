#pragma once
/// A serial device as a byte port, with POSIX termios and `poll`.

#include "line_speed.hpp"
#include "serial_errors.hpp"
#include "waker.hpp"
#include <printjob/transport/byte_port.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

namespace serial_backends {

/// Opens its device when it is read, and again after it was lost. `wait` and `wake` may run beside the rest.
class posix_serial {
public:
    posix_serial(std::string name, std::uint32_t baud) : name_{std::move(name)}, baud_{baud} {}
    ~posix_serial() { close(); }

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into) {
        if (const int failure = device_ < 0 ? open() : 0) return not_opened(failure);
        const auto count = ::read(device_, into.data(), into.size());
        if (count == 0) return lose(EIO); // it hung up: "nothing there" is EAGAIN
        return moved(count);
    }
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from) {
        if (device_ < 0) return closed();
        const auto count = ::write(device_, from.data(), from.size());
        is_full_ = std::cmp_less(count, from.size());
        return moved(count);
    }
    void wait(printjob::instant until) {
        const bool awaits_room = is_full_.exchange(false); // until the next write that is cut short
        waker_.wait(device_, awaits_room ? POLLIN | POLLOUT : POLLIN, until);
    }
    void wake() { waker_.wake(); }

private:
    int open() {
        device_ = ::open(name_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        const int failure = device_ < 0 ? errno : make_raw();
        if (failure != 0) close();
        return failure;
    }
    int make_raw() {
        termios line{}; // the lock keeps a second host from the line; it goes when the device is closed
        if (::flock(device_, LOCK_EX | LOCK_NB) != 0 || ::tcgetattr(device_, &line) != 0) return errno;
        ::cfmakeraw(&line);
        line.c_iflag = IGNBRK | IGNPAR;
        line.c_cflag &= ~tcflag_t{CSTOPB | CRTSCTS | HUPCL}; // no HUPCL: see docs/serial_ports.md
        line.c_cflag |= CLOCAL | CREAD;
        return ::tcsetattr(device_, TCSANOW, &line) != 0 ? errno : set_line_speed(device_, baud_);
    }
    printjob::result<std::size_t> moved(ssize_t count) {
        if (count < 0 && errno != EAGAIN && errno != EINTR) return lose(errno);
        return static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    no_bytes lose(int failure) {
        close();
        return gone(failure);
    }
    void close() {
        if (device_ >= 0) ::close(device_.exchange(-1));
    }

    std::string name_;
    std::uint32_t baud_;
    std::atomic<int> device_ = -1; // atomic for `wait`
    std::atomic<bool> is_full_ = false;
    waker waker_;
};

} // namespace serial_backends
