#include "serial_line.hpp"

#include "serial_settings.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

namespace printhost {

namespace asio = boost::asio;
using printjob::fault;
using printjob::io_error;

namespace {
constexpr std::chrono::seconds retry_interval{1};
}

serial_line::serial_line(asio::io_context& loop, std::string device, std::uint32_t baud,
                         std::function<void()> on_ready)
    : name_{std::move(device)}, baud_{baud}, on_ready_{std::move(on_ready)}, device_{loop}, retry_{loop} {}

void serial_line::open() {
    asio::post(device_.get_executor(), [this] { try_to_open(); });
}

void serial_line::try_to_open() {
    last_failure_ = open_device();
    if (last_failure_ == 0) {
        await_input();
        on_ready_();
        return;
    }
    on_ready_();
    try_again_later();
}

void serial_line::try_again_later() {
    retry_.expires_after(retry_interval);
    retry_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) try_to_open();
    });
}

/// Opens the device and takes it for this program alone. Returns 0, or the system's error number.
int serial_line::open_device() {
    const int opened = ::open(name_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (opened < 0) return errno;
    // Two hosts on one line would mix their bytes; the lock goes with the descriptor.
    const int failure = ::flock(opened, LOCK_EX | LOCK_NB) != 0 ? errno : make_raw(opened, baud_);
    if (failure != 0) {
        ::close(opened);
        return failure;
    }
    boost::system::error_code failed;
    device_.assign(opened, failed);
    if (!failed) device_.non_blocking(true, failed);
    if (!failed) return 0;
    if (device_.is_open()) {
        boost::system::error_code ignored; // the first failure is reported
        device_.close(ignored);
    } else {
        ::close(opened);
    }
    return failed.value();
}

/// Called when the device is lost: closes it, reports it, and begins to try again.
void serial_line::lose(int failure) {
    boost::system::error_code ignored; // it is gone already
    device_.close(ignored);
    awaits_room_ = false;
    last_failure_ = failure;
    try_again_later();
    asio::post(device_.get_executor(), [this] { on_ready_(); });
}

void serial_line::await_input() {
    device_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& failed) {
                           if (failed) return; // closed meanwhile
                           on_ready_();
                           if (device_.is_open()) await_input();
                       });
}

void serial_line::await_room() {
    if (std::exchange(awaits_room_, true)) return;
    device_.async_wait(asio::posix::stream_descriptor::wait_write,
                       [this](const boost::system::error_code& failed) {
                           if (failed) return; // closed meanwhile
                           awaits_room_ = false;
                           on_ready_();
                       });
}

printjob::result<std::size_t> serial_line::read_some(std::span<char> into) {
    if (!device_.is_open()) return tl::unexpected(io_error{fault::closed, last_failure_});
    boost::system::error_code failed;
    const std::size_t moved = device_.read_some(asio::buffer(into.data(), into.size()), failed);
    return outcome(failed, moved);
}

printjob::result<std::size_t> serial_line::write_some(std::span<const char> from) {
    if (!device_.is_open()) return tl::unexpected(io_error{fault::closed, last_failure_});
    boost::system::error_code failed;
    const std::size_t moved = device_.write_some(asio::buffer(from.data(), from.size()), failed);
    if ((!failed && moved < from.size()) || failed == asio::error::would_block) await_room();
    return outcome(failed, moved);
}

printjob::result<std::size_t> serial_line::outcome(const boost::system::error_code& failed,
                                                   std::size_t moved) {
    if (!failed) return moved;
    if (failed == asio::error::would_block || failed == asio::error::try_again ||
        failed == asio::error::interrupted)
        return std::size_t{0};
    const int native = failed == asio::error::eof ? EIO : failed.value();
    lose(native);
    return tl::unexpected(io_error{fault::device_gone, native});
}

} // namespace printhost
