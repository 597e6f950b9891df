#pragma once
/// What the suite of serial ports needs of a port, and what its cases work with.

#include <printjob/host/now.hpp>
#include <printjob/result.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/serial_terminal.hpp>
#include <printjob/time.hpp>
#include <printjob/transport/byte_port.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace printjob::inline v0::testing {

/// Satisfied by a serial port together with the way in which its host waits for it:
/// - `port()`: the port under test, a `byte_port`.
/// - `wait(until)`: sleeps until bytes may be read, there is room after a write that was cut short, the
///   device was lost, or `until` has come. For a port with a `wait` of its own, that one; for a port that an
///   event loop drives, the loop runs until it would call the host, or the time has come.
template <class T>
concept serial_bench = requires(T& bench, instant until) {
    requires byte_port<std::remove_reference_t<decltype(bench.port())>>;
    bench.wait(until);
};

/// What a port promises beyond the two calls, and how patient the suite is.
struct serial_port_settings {
    /// Two hosts of this kind do not share a line: the second gets `fault::no_permission`.
    bool locks_line = true;
    /// A speed of 0, which would hang up, is `fault::unsupported`.
    bool refuses_zero_speed = true;
    /// One thread may be in `wait` while another uses the port.
    bool waits_beside = true;
    duration patience = std::chrono::seconds{20}; ///< for what must come: only a failure takes so long
    std::size_t most_failures = 5;                ///< after so many failed cases the rest is left out
};

/// Returns an error of a port in words, for a failure of a case.
[[nodiscard]] inline std::string error_words(const std::optional<io_error>& failed) {
    if (!failed) return "no error";
    return "an error (" + std::string{sentence(failed->what)} + ", " + std::to_string(failed->native) + ")";
}

/// What each case works with: it makes benches, and waits for what must come. `MakeBench` is called with the
/// name of a device and a speed, and returns a bench by value, which need not be movable.
template <class MakeBench>
class serial_fixture {
public:
    /// The bench that `MakeBench` makes.
    using bench = std::invoke_result_t<MakeBench&, const std::string&, int>;
    /// The port in it.
    using port = std::remove_reference_t<decltype(std::declval<bench&>().port())>;

    /// Keeps `make` and the settings.
    serial_fixture(MakeBench make, const serial_port_settings& with)
        requires serial_bench<bench>
        : settings{with}, make_{std::move(make)} {}

    case_log log; ///< what the cases write their failures into
    /// What the port promises, and the suite's patience.
    serial_port_settings settings;

    /// Returns a fresh bench for a device, which is opened at its first read.
    [[nodiscard]] bench make(const std::string& device, int baud = 250'000) { return make_(device, baud); }

    /// Returns the end of the suite's patience, from now.
    [[nodiscard]] instant latest() const { return host::now() + settings.patience; }

    /// Lets the host wait, as hosts do, until `holds()`. Returns whether that came in time; if not, the case
    /// has failed with what was waited for.
    template <class Condition>
    [[nodiscard]] bool eventually(bench& host, std::string_view what, Condition holds) {
        const instant last = latest();
        while (!holds()) {
            if (log.has_failed()) return false;
            if (host::now() > last) {
                log.fail("this did not come: " + std::string{what});
                return false;
            }
            // What a condition looks at may change without a word on the line.
            host.wait(host::now() + std::chrono::milliseconds{20});
        }
        return true;
    }

    /// Reads once, to the end of `heard`. Returns the error, if that is what was read.
    static std::optional<io_error> read_on(bench& host, std::string& heard) {
        std::array<char, 256> bytes;
        const auto count = host.port().read_some(bytes);
        if (!count) return count.error();
        heard.append(bytes.data(), *count);
        return std::nullopt;
    }

    /// Reads until a read does not fail: then the device is open.
    [[nodiscard]] bool opens(bench& host) {
        return eventually(host, "a read that does not fail", [&host] {
            std::string nothing;
            return !read_on(host, nothing).has_value();
        });
    }

    /// Waits until exactly `wanted` was read; false when something else was, or an error.
    [[nodiscard]] bool hears(bench& host, std::string_view wanted) {
        std::string heard;
        std::optional<io_error> failed;
        const bool came = eventually(host, "bytes that the printer sent", [&] {
            failed = read_on(host, heard);
            return failed || heard.size() >= wanted.size();
        });
        return came && is_error(failed, std::nullopt) && log.equal(heard, wanted);
    }

    /// The same by waits that only the line may end, as of a host whose deadline is far away.
    void hears_by_waiting(bench& host, std::string_view wanted) {
        const instant last = latest();
        std::string heard;
        while (heard.size() < wanted.size() && !log.has_failed() && host::now() < last) {
            host.wait(last);
            is_error(read_on(host, heard), std::nullopt);
        }
        log.equal(heard, wanted);
    }

    /// Writes on where the last write was cut short, until the port takes no more. False when a write fails.
    [[nodiscard]] bool write_on(bench& host, std::string_view& left) {
        while (!left.empty()) {
            const auto count = host.port().write_some(left);
            if (!log.check(count.has_value(), "a write on an open line does not fail")) return false;
            if (*count == 0) return true;
            if (!log.check(*count <= left.size(), "a write takes no more than was offered")) return false;
            left.remove_prefix(*count);
        }
        return true;
    }

    /// Writes until the port takes no more although the host waited for room. False when it takes everything.
    [[nodiscard]] bool fill(bench& host, std::string_view& left) {
        while (!left.empty()) {
            const auto before = left.size();
            if (!write_on(host, left)) return false;
            host.wait(host::now() + std::chrono::milliseconds{100});
            if (left.size() == before) return true;
        }
        return log.check(false, "a line that nobody reads is full at some time");
    }

    /// Waits for what another thread or a `wake` before it must end; the case has failed if only the time
    /// ended it.
    void wakes(bench& host, std::source_location where = std::source_location::current()) {
        const instant last = latest();
        host.wait(last);
        log.check(host::now() < last, "a wake ends the wait", where);
    }

    /// Checks what a read or an opening came to: an error, with the system's own number, or none.
    bool is_error(const std::optional<io_error>& came, const std::optional<io_error>& expected,
                  std::source_location where = std::source_location::current()) {
        return log.check(came == expected,
                         "expected " + error_words(expected) + ", came " + error_words(came), where);
    }
    /// Checks what kind of error it was, whatever the system calls it.
    bool is_fault(const std::optional<io_error>& came, fault expected,
                  std::source_location where = std::source_location::current()) {
        return log.check(came && came->what == expected,
                         "expected the fault \"" + std::string{sentence(expected)} + "\", came " +
                             error_words(came),
                         where);
    }
    /// Checks that the next write fails because the port is not open.
    bool is_closed(bench& host, std::source_location where = std::source_location::current()) {
        const auto count = host.port().write_some(std::string_view{"\n"});
        return log.check(!count && count.error().what == fault::closed,
                         "a write to a port that is not open is `closed`", where);
    }
    /// Checks that the system had what a case needs: a pseudo-terminal, say.
    [[nodiscard]] bool has(const bare_terminal& printer) {
        return log.check(printer.is_open(), "the system has a pseudo-terminal for the case");
    }

private:
    MakeBench make_;
};

/// Returns each of the 256 bytes once, in order: with ^C, XON, XOFF, CR, LF, NUL and 255, which a line that
/// is not raw takes for its own.
[[nodiscard]] inline std::string every_byte() {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    return all;
}

/// Returns at least so many bytes that differ by their place, so that lost, doubled and swapped bytes are
/// detected.
[[nodiscard]] inline std::string numbered_lines(std::size_t size) {
    std::string text;
    for (int line = 0; text.size() < size; ++line)
        text += "N" + std::to_string(line) + " G1 X" + std::to_string(line % 200) + "\r\n";
    return text;
}

} // namespace printjob::inline v0::testing
