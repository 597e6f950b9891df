#pragma once
/// A serial device as a byte port, in an event loop of Boost.Asio.

#include "line_speed.hpp"
#include "serial_errors.hpp"
#include <printjob/transport/byte_port.hpp>

#include <boost/asio.hpp>
#include <sys/file.h>

#include <utility> // Asio 1.74 needs it and does not include it

namespace serial_backends {

/// Opens its device when it is read, and again after it was lost. The loop calls `ready` when there is
/// something to read, room to write, or a loss to see, and after `wake`; it must not run on when this is
/// gone.
class asio_serial {
public:
    asio_serial(boost::asio::io_context& loop, std::string name, unsigned baud, std::function<void()> ready)
        : name_{std::move(name)}, baud_{baud}, on_ready_{std::move(ready)}, device_{loop} {}

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into) {
        if (lost_ != 0) return gone(std::exchange(lost_, 0));
        if (!device_.is_open() && (reads_ || writes_)) return closed(); // what was under way ends first
        if (const int failure = device_.is_open() ? 0 : open()) return not_opened(failure);
        const auto count = std::min(into.size(), heard_.size());
        std::copy_n(heard_.begin(), count, into.begin());
        heard_ = heard_.subspan(count);
        if (heard_.empty() && !std::exchange(reads_, true))
            device_.async_read_some(boost::asio::buffer(input_), [this](auto failed, std::size_t size) {
                heard_ = std::span{input_}.first(size);
                end(reads_, failed);
            });
        return count;
    }
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from) {
        if (!device_.is_open()) return closed();
        const auto count = std::min(from.size(), output_.size());
        if (count == 0 || std::exchange(writes_, true)) return std::size_t{0};
        std::copy_n(from.begin(), count, output_.begin());
        boost::asio::async_write(device_, boost::asio::buffer(output_, count),
                                 [this](auto failed, std::size_t) { end(writes_, failed); });
        return count;
    }
    void wake() { boost::asio::post(device_.get_executor(), on_ready_); } // may be called by any thread

private:
    using flow = boost::asio::serial_port::flow_control;
    int open() {
        boost::system::error_code failed;
        if (device_.open(name_, failed)) return failed.value(); // raw bytes from here on
        heard_ = {};
        device_.set_option(flow{flow::none}, failed);
        // What Asio does not know: a lock against a second host on the line, and speeds of no standard.
        int failure = ::flock(device_.native_handle(), LOCK_EX | LOCK_NB) != 0 ? errno : failed.value();
        if (failure == 0) failure = set_line_speed(device_.native_handle(), baud_);
        if (failure != 0) device_.close(failed);
        return failure;
    }
    void end(bool& under_way, const boost::system::error_code& failed) {
        under_way = false;
        if (!device_.is_open()) return; // lost before
        if (failed) lost_ = failed == boost::asio::error::eof ? EIO : failed.value();
        if (boost::system::error_code ignored; failed) device_.close(ignored);
        on_ready_();
    }

    std::string name_;
    unsigned baud_;
    std::function<void()> on_ready_;
    boost::asio::serial_port device_;
    std::array<char, 1024> input_{};
    std::array<char, 64> output_{};
    std::span<const char> heard_{}; // of `input_`, not yet read
    bool reads_ = false, writes_ = false;
    int lost_ = 0;
};

} // namespace serial_backends
