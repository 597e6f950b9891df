#pragma once
/// A serial line for printjob, in an Asio event loop.

#include <printjob/result.hpp>
#include <printjob/transport/byte_port.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility> // Asio 1.74 needs it and does not include it

namespace printhost {

/// A `byte_port` over a serial device. It has no buffers of its own: bytes go straight to and from the
/// device's, and `on_ready` is called in the event loop when the device has something to read, has room
/// again after it was full, was lost, or was opened. When the device is lost, or not there yet, it is tried
/// again every second.
class serial_line {
public:
    /// Nothing is opened before `open`. `on_ready` may call `read_some` and `write_some`.
    serial_line(boost::asio::io_context& loop, std::string device, std::uint32_t baud,
                std::function<void()> on_ready);

    /// Begins to keep the device open, from the event loop on.
    void open();

    /// The system's error number of the last attempt to open it; 0 when it is open.
    [[nodiscard]] int last_failure() const { return last_failure_; }

    [[nodiscard]] const std::string& name() const { return name_; }

    // --- byte_port ---

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into);
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from);

private:
    void try_to_open();
    void try_again_later();
    [[nodiscard]] int open_device();
    void lose(int failure);
    void await_input();
    void await_room();
    [[nodiscard]] printjob::result<std::size_t> outcome(const boost::system::error_code& failed,
                                                        std::size_t moved);

    std::string name_;
    std::uint32_t baud_;
    std::function<void()> on_ready_;
    boost::asio::posix::stream_descriptor device_;
    boost::asio::steady_timer retry_;
    bool awaits_room_ = false;
    int last_failure_ = 0;
};

static_assert(printjob::byte_port<serial_line>);

} // namespace printhost
