#pragma once
/// A simulated Marlin on a pseudo-terminal, in real time: any host program opens its path like a serial
/// port. For POSIX systems with `ppoll` (Linux, the BSDs).

#include <printjob/result.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/testing/simulated_port.hpp>
#include <printjob/time.hpp>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace printjob::inline v0::testing {

/// The line, and how fast the simulated time runs.
struct terminal_settings {
    double speed = 1;     ///< simulated time for each unit of real time, above 0
    port_settings line{}; ///< in simulated time
};

/// Opens a pseudo-terminal pair in raw mode and runs a printer on its master side, on a thread of its own,
/// until it is closed or destroyed. The thread sleeps in `ppoll` until the next byte or simulated event. The
/// pair stays alive while no host has it open: what the printer says meanwhile waits, up to some 64 KiB, and
/// more is lost.
class pseudo_terminal {
public:
    /// Opens the terminal. On failure `is_open()` is false and `failure()` returns why. May throw what
    /// `std::thread` throws.
    explicit pseudo_terminal(marlin_settings printer = {}, terminal_settings settings = {})
        : printer_{std::move(printer)}, port_{clock_, printer_, settings.line}, speed_{settings.speed} {
        if (!open_pair()) {
            failure_ = io_error{fault::io, errno};
            close_pair();
            return;
        }
        thread_ = std::thread{[this] { run(); }};
    }
    pseudo_terminal(const pseudo_terminal&) = delete;
    pseudo_terminal& operator=(const pseudo_terminal&) = delete;
    ~pseudo_terminal() { close(); }

    /// True if the printer is there: from construction, if that went well, until `close()`.
    [[nodiscard]] bool is_open() const { return thread_.joinable(); }
    /// Returns why it could not be opened; nothing if it could.
    [[nodiscard]] std::optional<io_error> failure() const { return failure_; }
    /// Returns what a host opens: `/dev/pts/7`, say. Empty when it could not be opened.
    [[nodiscard]] const std::string& path() const { return path_; }

    /// Unplugs the printer for good: a host that has it open reads a hang-up or an I/O error. Records can
    /// still be read.
    void close() {
        if (!thread_.joinable()) return;
        {
            const std::lock_guard lock{mutex_};
            stops_ = true;
        }
        wake();
        thread_.join();
        close_pair();
    }

    /// Calls `use(printer, now)` or `use(printer)` while the printer's thread stands still; returns what it
    /// returns, by value. `now` is the simulated time.
    template <class Use>
    auto with(Use&& use) {
        const wake_at_exit waker{*this};
        const std::lock_guard lock{mutex_};
        if (is_open()) catch_up();
        if constexpr (std::invocable<Use&, simulated_marlin&, instant>)
            return use(printer_, clock_.now());
        else
            return use(printer_);
    }

    /// Presses the printer's reset button.
    void reset() {
        with([](simulated_marlin& printer, instant now) { printer.reset(now); });
    }

private:
    struct wake_at_exit {
        pseudo_terminal& terminal;
        explicit wake_at_exit(pseudo_terminal& wakes) : terminal{wakes} {}
        wake_at_exit(const wake_at_exit&) = delete;
        wake_at_exit& operator=(const wake_at_exit&) = delete;
        ~wake_at_exit() { terminal.wake(); }
    };

    static constexpr std::size_t most_unread = 65'536;

    [[nodiscard]] bool open_pair() {
        master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) return false;
        const char* const name = ::ptsname(master_);
        if (name == nullptr) return false;
        path_ = name;
        // Held open so that the master never reads EIO, and would have to be asked again and again, without a
        // host.
        slave_ = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (slave_ < 0) return false;
        termios modes{};
        if (::tcgetattr(slave_, &modes) != 0) return false;
        ::cfmakeraw(&modes);
        if (::tcsetattr(slave_, TCSANOW, &modes) != 0 || ::pipe(wake_.data()) != 0) return false;
        for (const int descriptor : {master_, wake_[0], wake_[1]}) {
            if (::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK) != 0) return false;
        }
        return ::fcntl(wake_[0], F_SETFD, FD_CLOEXEC) == 0 && ::fcntl(wake_[1], F_SETFD, FD_CLOEXEC) == 0;
    }

    void close_pair() {
        for (int* descriptor : {&slave_, &master_, &wake_[0], &wake_[1]}) {
            if (*descriptor >= 0) ::close(*descriptor);
            *descriptor = -1;
        }
    }

    void wake() {
        if (wake_[1] < 0) return;
        const char any = 0;
        [[maybe_unused]] const auto written = ::write(wake_[1], &any, 1); // a full pipe wakes as well
    }

    /// Brings line and printer to the present. Called with the lock held.
    void catch_up() {
        const auto passed =
            std::chrono::duration<double, std::micro>{std::chrono::steady_clock::now() - began_};
        clock_.advance_to(instant{duration{static_cast<std::int64_t>(passed.count() * speed_)}});
        port_.handle_time();
    }

    void run() {
        while (true) {
            instant next{};
            {
                const std::lock_guard lock{mutex_};
                if (stops_) return;
                catch_up();
                read_host();
                write_host();
                next = next_event();
            }
            sleep(next);
        }
    }

    /// Takes from the terminal what the line has room for.
    void read_host() {
        if (heard_.empty()) {
            const auto count = ::read(master_, heard_bytes_.data(), heard_bytes_.size());
            if (count > 0) heard_ = std::span{heard_bytes_}.first(static_cast<std::size_t>(count));
        }
        if (heard_.empty()) return;
        if (const auto taken = port_.write_some(heard_)) heard_ = heard_.subspan(*taken);
    }

    /// Gives the terminal what has arrived at the host's end, as far as it takes it.
    void write_host() {
        while (true) {
            if (saying_.empty()) {
                const auto count = port_.read_some(saying_bytes_).value_or(0);
                if (count == 0) return;
                saying_ = std::string_view{saying_bytes_.data(), count};
            }
            const auto written = ::write(master_, saying_.data(), saying_.size());
            if (written > 0) saying_.remove_prefix(static_cast<std::size_t>(written));
            if (saying_.empty()) continue;
            if (port_.to_host().size() > most_unread) saying_ = {};
            return;
        }
    }

    /// Returns when line or printer next need the thread. Whole lines are worth waking for; bytes within one keep their
    /// own instants.
    [[nodiscard]] instant next_event() {
        const instant said = saying_.empty() ? port_.to_host().next_line() : never;
        return (std::min)({printer_.next_event(), port_.to_printer().next_line(), said});
    }

    void sleep(instant next) {
        std::array<pollfd, 2> waits{pollfd{wake_[0], POLLIN, 0}, pollfd{master_, 0, 0}};
        if (heard_.empty()) waits[1].events = POLLIN;
        if (!saying_.empty()) waits[1].events = static_cast<short>(waits[1].events | POLLOUT);
        timespec timeout{};
        const timespec* limit = nullptr;
        if (next != never) {
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
            const auto due = static_cast<double>((next - instant{}).count()) / 1e6 / speed_;
            const double left =
                std::clamp(due - passed.count(), 0.0, 3600.0); // seconds; an hour is as good as never
            timeout.tv_sec = static_cast<std::time_t>(left);
            timeout.tv_nsec = static_cast<long>((left - static_cast<double>(timeout.tv_sec)) * 1e9);
            limit = &timeout;
        }
        if (::ppoll(waits.data(), waits.size(), limit, nullptr) > 0 && waits[0].revents != 0) {
            std::array<char, 64> calls;
            while (::read(wake_[0], calls.data(), calls.size()) > 0) {
            }
        }
    }

    manual_clock clock_;
    simulated_marlin printer_;
    simulated_port port_;
    double speed_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::mutex mutex_;
    bool stops_ = false;
    std::optional<io_error> failure_;
    std::string path_;
    int master_ = -1;
    int slave_ = -1;
    std::array<int, 2> wake_{-1, -1};
    std::array<char, 4096> heard_bytes_{};
    std::span<const char> heard_{}; ///< read from the terminal, not yet on the line
    std::array<char, 4096> saying_bytes_{};
    std::string_view saying_{}; ///< arrived from the line, not yet in the terminal
    std::thread thread_;
};

} // namespace printjob::inline v0::testing
