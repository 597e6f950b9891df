#pragma once
/// A serial port in memory: a host on one end, a simulated Marlin on the other, and a line between them that
/// is slow and faulty on command. Models `byte_port`.

#include <printjob/result.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/simulated_link.hpp>
#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/time.hpp>
#include <printjob/transport/byte_port.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace printjob::inline v0::testing {

/// How good the line is.
struct port_settings {
    std::uint32_t baud = 0;           ///< bits per second, ten to a byte; 0: bytes take no time
    duration latency{};               ///< each way, after the last bit of a byte
    std::size_t output_buffer = 4096; ///< bytes of the host's driver; a write takes what fits
};

/// The host's end of the line. It reads the time from the clock, and carries bytes and the printer along to
/// it at each call. Keeps references: clock and printer must outlive it.
class simulated_port {
public:
    /// Connects a host and `printer` by a line; both ends use the time of `clock`.
    simulated_port(manual_clock& clock, simulated_marlin& printer, port_settings settings = {})
        : clock_{clock}, printer_{printer}, settings_{settings}, to_printer_{settings.baud, settings.latency},
          to_host_{settings.baud, settings.latency} {}
    simulated_port(const simulated_port&) = delete;
    simulated_port& operator=(const simulated_port&) = delete;

    // The byte port.

    /// Returns how many bytes were read into the front of `into`; 0: none are there now.
    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) {
        handle_time();
        if (const auto failure = take_fault()) return tl::unexpected(*failure);
        return to_host_.take(into, clock_.now());
    }

    /// Returns how many bytes of the front of `from` were taken; fewer when the output buffer is full or writes are
    /// short.
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        handle_time();
        if (const auto failure = take_fault()) return tl::unexpected(*failure);
        const std::size_t waiting = to_printer_.waiting(clock_.now());
        const std::size_t room = settings_.output_buffer - (std::min)(settings_.output_buffer, waiting);
        const std::size_t count = (std::min)({from.size(), room, write_limit_});
        for (const char c : from.first(count))
            to_printer_.send(c, clock_.now());
        handle_time();
        return count;
    }

    // What a test does with it.

    /// Carries bytes and the printer along to the clock's time, everything at its own instant.
    void handle_time() {
        for (instant next = next_step(); next <= clock_.now(); next = next_step())
            step(next);
        printer_.handle_time(clock_.now());
        collect(clock_.now());
    }

    /// Returns when something next happens on the line, in the printer, or to be read; `never` when all is quiet. Not
    /// after now while there are bytes to read.
    [[nodiscard]] instant next_event() const { return (std::min)(next_step(), to_host_.next_event()); }

    /// Returns one direction of the line, for faults of single bytes.
    [[nodiscard]] simulated_link& to_printer() { return to_printer_; }
    /// Returns the direction from the printer to the host, for faults byte by byte.
    [[nodiscard]] simulated_link& to_host() { return to_host_; }

    /// Pulls the cable: bytes under way are lost, the next call fails with `fault::device_gone`, later ones
    /// with `fault::closed`, until `plug_in()`.
    void unplug() {
        handle_time();
        to_printer_.clear(clock_.now());
        to_host_.clear(clock_.now());
        is_open_ = false;
        next_fault_ = io_error{fault::device_gone};
    }
    /// Plugs the cable in. What the printer sends from now on can be read.
    void plug_in() {
        handle_time();
        is_open_ = true;
        next_fault_.reset();
    }
    /// True if the cable is plugged in.
    [[nodiscard]] bool is_open() const { return is_open_; }

    /// Makes the next call fail with this error, once (EIO: `{fault::io, 5}`); the line itself still works.
    void fail_next(io_error what) { next_fault_ = what; }
    /// Limits every write from now on to so many bytes; 0: none at all.
    void limit_writes(std::size_t bytes) { write_limit_ = bytes; }

private:
    /// Returns the next instant at which a byte reaches the printer or the printer does something.
    [[nodiscard]] instant next_step() const {
        return (std::min)(to_printer_.next_event(), printer_.next_event());
    }

    void step(instant now) {
        printer_.handle_time(now);
        collect(now);
        std::array<char, 256> bytes;
        const std::size_t count = to_printer_.take(bytes, now);
        if (count == 0) return;
        printer_.receive(std::span{bytes}.first(count), now);
        collect(now);
    }

    /// Sends what the printer has written since; it is lost while the cable is unplugged.
    void collect(instant now) {
        const auto said = printer_.output();
        if (is_open_) {
            for (const char c : said)
                to_host_.send(c, now);
        }
        printer_.consume(said.size());
    }

    [[nodiscard]] std::optional<io_error> take_fault() {
        const auto failure = next_fault_;
        next_fault_.reset();
        if (failure) return failure;
        if (!is_open_) return io_error{fault::closed};
        return std::nullopt;
    }

    manual_clock& clock_;
    simulated_marlin& printer_;
    port_settings settings_;
    simulated_link to_printer_;
    simulated_link to_host_;
    bool is_open_ = true;
    std::optional<io_error> next_fault_;
    std::size_t write_limit_ = (std::numeric_limits<std::size_t>::max)();
};

static_assert(byte_port<simulated_port>);

/// Satisfied by whatever acts on its own deadlines: a controller, a streamer, a test's own loop body.
template <class T>
concept timed_host = requires(T& host, instant now) {
    host.advance(now);
    { host.next_deadline() } -> std::same_as<instant>;
};

/// Jumps the clock from event to event, letting the host act at each, until `done()` is true. False when
/// `limit` has passed without it, when nothing can ever happen any more, or when host and port keep each
/// other busy at one instant.
template <timed_host Host, std::predicate Done>
[[nodiscard]] bool run_until(manual_clock& clock, simulated_port& port, Host& host, Done done,
                             duration limit = std::chrono::hours{1}) {
    constexpr int most_turns_at_once = 100'000;
    const instant last = clock.now() + limit;
    for (int turns_at_once = 0; turns_at_once < most_turns_at_once; ++turns_at_once) {
        port.handle_time();
        host.advance(clock.now());
        if (done()) return true;
        const instant next = (std::min)(port.next_event(), host.next_deadline());
        if (next == never || next > last) {
            clock.advance_to(last);
            port.handle_time();
            host.advance(clock.now());
            return done();
        }
        if (next > clock.now()) turns_at_once = 0;
        clock.advance_to(next);
    }
    return false;
}

/// The same without a host: only the line and the printer run. Bytes that are not read do not stop it.
template <std::predicate Done>
[[nodiscard]] bool run_until(manual_clock& clock, simulated_port& port, simulated_marlin& printer, Done done,
                             duration limit = std::chrono::hours{1}) {
    const instant last = clock.now() + limit;
    while (true) {
        port.handle_time();
        if (done()) return true;
        const instant next = (std::min)(port.to_printer().next_event(), printer.next_event());
        if (next > last) {
            clock.advance_to(last);
            port.handle_time();
            return done();
        }
        clock.advance_to(next);
    }
}

} // namespace printjob::inline v0::testing
