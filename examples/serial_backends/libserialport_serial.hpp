#pragma once
/// A serial device as a byte port, with libserialport.

#include "serial_errors.hpp"
#include "waker.hpp"
#include <printjob/transport/byte_port.hpp>

#include <libserialport.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace serial_backends {

/// Opens its device when it is read, and again after it was lost. `wait` and `wake` may run beside the rest.
class libserialport_serial {
public:
    libserialport_serial(std::string name, int baud) : name_{std::move(name)}, baud_{baud} {}

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into) {
        if (const int failure = port_ ? 0 : open()) return not_opened(failure);
        const int count = sp_nonblocking_read(port_.get(), into.data(), into.size());
        // None may mean that the device hung up: then it cannot say how many wait.
        if (count < 0 || (count == 0 && sp_input_waiting(port_.get()) < 0)) return lose();
        return static_cast<std::size_t>(count);
    }
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from) {
        if (!port_) return closed();
        const int count = sp_nonblocking_write(port_.get(), from.data(), from.size());
        is_full_ = std::cmp_less(count, from.size());
        if (count < 0 && sp_last_error_code() != EAGAIN) return lose();
        return static_cast<std::size_t>(std::max(count, 0));
    }
    void wait(printjob::instant until) {
        const bool awaits_room = is_full_.exchange(false); // until the next write that is cut short
        int device = -1;
        std::unique_lock lock{mutex_};
        if (port_) sp_get_port_handle(port_.get(), &device);
        lock.unlock();
        waker_.wait(device, awaits_room ? POLLIN | POLLOUT : POLLIN, until); // sp_wait cannot be woken
    }
    void wake() { waker_.wake(); }

private:
    static void dispose(sp_port* port) {
        sp_close(port);
        sp_free_port(port);
    }
    int open() {
        sp_port* at = nullptr;
        if (sp_get_port_by_name(name_.c_str(), &at) != SP_OK) return ENODEV;
        decltype(port_) opened{at, &dispose};
        const sp_return did = std::min( // the worst of them; what is not open refuses the rest
            {sp_open(at, SP_MODE_READ_WRITE), sp_set_flowcontrol(at, SP_FLOWCONTROL_NONE), sp_set_bits(at, 8),
             sp_set_parity(at, SP_PARITY_NONE), sp_set_stopbits(at, 1), sp_set_baudrate(at, baud_)});
        if (did != SP_OK) return did == SP_ERR_FAIL ? sp_last_error_code() : EINVAL;
        const std::scoped_lock lock{mutex_};
        port_ = std::move(opened);
        return 0;
    }
    no_bytes lose() {
        const int failure = sp_last_error_code();
        const std::scoped_lock lock{mutex_};
        port_.reset();
        return gone(failure);
    }

    std::string name_;
    int baud_;
    std::mutex mutex_; // for `wait`
    std::unique_ptr<sp_port, decltype(&dispose)> port_{nullptr, &dispose};
    std::atomic<bool> is_full_ = false;
    waker waker_;
};

} // namespace serial_backends
