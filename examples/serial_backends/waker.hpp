#pragma once
/// A sleep in `poll` that another thread can end.

#include "milliseconds_until.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace serial_backends {

/// The `wait` and `wake` of a port over a descriptor: an eventfd, or a pipe where there is none, is polled
/// beside it.
class waker {
public:
    /// Throws `std::system_error` when the system has no descriptor left.
    waker() {
#ifdef __linux__
        ends_[0] = ends_[1] = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        const bool is_made = ends_[0] >= 0;
#else
        bool is_made = ::pipe(ends_.data()) == 0;
        for (const int end : ends_)
            is_made =
                is_made && ::fcntl(end, F_SETFL, O_NONBLOCK) == 0 && ::fcntl(end, F_SETFD, FD_CLOEXEC) == 0;
#endif
        if (!is_made) throw std::system_error{errno, std::generic_category(), "waker"};
    }
    waker(const waker&) = delete;
    waker& operator=(const waker&) = delete;
    ~waker() {
        ::close(ends_[0]);
        if (ends_[1] != ends_[0]) ::close(ends_[1]);
    }

    /// Sleeps until `device` is ready for `events`, until it was woken, or until `until`. A negative `device`
    /// is never ready.
    void wait(int device, short events, printjob::instant until) {
        std::array<pollfd, 2> awaited{pollfd{device, events, 0}, pollfd{ends_[0], POLLIN, 0}};
        // Whatever ended it, the caller looks.
        if (::poll(awaited.data(), awaited.size(), milliseconds_until(until)) <= 0 || awaited[1].revents == 0)
            return;
        std::array<std::uint64_t, 64> wakes{};
        while (::read(ends_[0], wakes.data(), sizeof wakes) > 0) {
        }
    }

    /// Ends the sleep that is under way, or the next one. From any thread, at any time.
    void wake() {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written =
            ::write(ends_[1], &one, sizeof one); // no room: it is awake already
    }

private:
    std::array<int, 2> ends_{-1, -1}; // to read from, to write to
};

} // namespace serial_backends
