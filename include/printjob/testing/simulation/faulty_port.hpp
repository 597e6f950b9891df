#pragma once
/// The port of the host under test, and the faulty serial line to the simulated Marlin at its other end. Models
/// `byte_port`.

#include <printjob/result.hpp>
#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/testing/simulation/faulty_link.hpp>
#include <printjob/testing/simulation/wire_line.hpp>
#include <printjob/time.hpp>
#include <printjob/transport/byte_port.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// Called for everything that passes the port.
class port_observer {
public:
    /// The host has written a whole line; without its line feed. `broken`: the port failed in the midst of it;
    /// all of it that the printer gets by accident.
    virtual void host_wrote(std::string_view line, bool broken) = 0;
    /// A line left for the printer, and this struck it; `arrives` is what arrives, their line feeds included.
    virtual void line_left(std::string_view sent, std::string_view arrives, const fault_effect& struck) = 0;
    /// The printer has said a line, and this struck it; `arrives` is what arrives, their line feeds included.
    virtual void printer_said(std::string_view said, std::string_view arrives,
                              const fault_effect& struck) = 0;
    /// The printer's receive buffer was full, and so many bytes after those that it took are lost; `arrived`:
    /// all that came with them.
    virtual void buffer_overflowed(std::uint64_t lost, std::string_view arrived) = 0;

protected:
    ~port_observer() = default;
};

/// The host's end of the line. Bytes only move between its calls: in `carry`.
class faulty_port {
public:
    /// `watch` is called with what passes, and must outlive the port. `begin` and `connect` come before all
    /// else.
    explicit faulty_port(port_observer& watch) : watch_{watch} {}
    faulty_port(const faulty_port&) = delete;
    faulty_port& operator=(const faulty_port&) = delete;

    /// Begins anew, plugged in at nothing.
    void begin(duration byte_time, duration latency) {
        to_printer_.begin(byte_time, latency);
        to_host_.begin(byte_time, latency);
        half_line_.clear();
        half_reply_.clear();
        is_broken_ = false;
        is_open_ = true;
        next_fault_.reset();
        write_limit_ = no_limit;
        bytes_written_ = 0;
        now_ = {};
        printer_ = nullptr;
        screens_ok_ = no_limit;
    }
    /// Which printer is at the other end; it must outlive the port or the next call of this.
    void connect(simulated_marlin& printer) { printer_ = &printer; }

    // --- byte_port ---

    /// Takes the bytes that had arrived from the printer at the last `carry`, as many as fit. `closed` while
    /// the cable is out; a fault that `fail_next` or `unplug` set comes first, once.
    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) {
        if (const auto failed = take_fault()) return tl::unexpected(*failed);
        return to_host_.take(into, now_);
    }
    /// Takes bytes for the printer, no more at once than `limit_writes` allows. A line leaves with its line feed;
    /// what is not a whole line waits for the rest. Fails as `read_some` does.
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        if (const auto failed = take_fault()) return tl::unexpected(*failed);
        const std::size_t count = (std::min)(from.size(), write_limit_);
        bytes_written_ += count;
        for (const char byte : from.first(count)) {
            half_line_ += byte;
            if (byte == '\n') line_is_whole();
        }
        return count;
    }

    // --- what the simulation does with it ---

    /// What somebody types at the printer's own screen, which has a serial line of its own. The printer reads
    /// it as it reads any line; `ok_is_for_screen` is to be called as it executes it.
    void type_at_screen(std::string_view line) {
        printer_->receive(line, now_);
        collect();
    }
    /// The ok that the printer says next is the screen's.
    void ok_is_for_screen() { screens_ok_ = printer_->output().size(); }

    /// Moves bytes, and the printer, up to `now`.
    void carry(instant now) {
        now_ = now;
        printer_->handle_time(now);
        collect();
        std::array<char, 512> bytes;
        while (to_printer_.next_event() <= now) {
            const std::size_t count = to_printer_.take(bytes, now);
            const std::uint64_t lost_before = printer_->dropped_bytes();
            printer_->receive(std::span{bytes}.first(count), now);
            const std::uint64_t lost = printer_->dropped_bytes() - lost_before;
            // What a dead printer loses, or one that starts, did not find its buffer full.
            if (lost > 0 && printer_->slots_used() + printer_->buffered_bytes() > 0)
                watch_.buffer_overflowed(lost, {bytes.data(), count});
            collect();
        }
    }
    /// Returns when something next arrives at either end, or the printer does something.
    [[nodiscard]] instant next_event() const {
        return is_open_ ? (std::min)(next_at_printer(), to_host_.next_event()) : next_at_printer();
    }
    /// Returns the same while the host does not read.
    [[nodiscard]] instant next_at_printer() const {
        return (std::min)(to_printer_.next_event(), printer_->next_event());
    }

    /// Returns the direction from host to printer, for faults.
    [[nodiscard]] faulty_link& to_printer() { return to_printer_; }
    /// Returns the direction from printer to host, for faults.
    [[nodiscard]] faulty_link& to_host() { return to_host_; }
    /// Returns how many bytes it took from the host since `begin`.
    [[nodiscard]] std::uint64_t bytes_written() const { return bytes_written_; }
    /// True if the cable is plugged in.
    [[nodiscard]] bool is_open() const { return is_open_; }
    /// True if what is written now leaves at once.
    [[nodiscard]] bool is_free() const { return is_open_ && !next_fault_ && write_limit_ == no_limit; }

    /// True if the front of a line has left and its rest has not.
    [[nodiscard]] bool holds_half_a_line() const { return !half_line_.empty(); }

    /// Pulls the cable. What the printer has received of a line stays there, and the rest is lost.
    void unplug() {
        to_printer_.clear();
        to_host_.clear();
        to_printer_.send_rest(half_line_, now_);
        if (!half_line_.empty()) watch_.host_wrote(half_line_, true);
        half_line_.clear();
        half_reply_.clear();
        is_open_ = false;
        next_fault_ = io_error{fault::device_gone};
    }
    /// Plugs the cable in; the next call of a port that was open reports the loss.
    void plug_in() { is_open_ = true; }
    /// Makes the next call fail once (EIO); the line itself still works.
    void fail_next() { next_fault_ = io_error{fault::io, 5}; }
    /// Limits every write from now on to so many bytes; 0: none.
    void limit_writes(std::size_t bytes) { write_limit_ = bytes; }
    /// Removes the limit of writes.
    void unlimit_writes() { write_limit_ = no_limit; }

private:
    static constexpr std::size_t no_limit = (std::numeric_limits<std::size_t>::max)();

    void line_is_whole() {
        // After a fault of the port the host cannot know how much of a line was taken.
        watch_.host_wrote(std::string_view{half_line_}.substr(0, half_line_.size() - 1), is_broken_);
        is_broken_ = false;
        sent_ = half_line_;
        const fault_effect struck = to_printer_.send(half_line_, now_);
        watch_.line_left(sent_, half_line_, struck);
        half_line_.clear();
    }

    /// Sends what the printer has written; it is lost while the cable is unplugged.
    void collect() {
        const auto said = printer_->output();
        for (std::size_t i = 0; i < said.size(); ++i) {
            half_reply_ += said[i];
            if (said[i] != '\n') continue;
            if (i >= screens_ok_ && half_reply_.starts_with("ok")) {
                screens_ok_ = no_limit;
            } else if (is_open_) {
                said_ = half_reply_;
                const fault_effect struck = to_host_.send(half_reply_, now_);
                watch_.printer_said(said_, half_reply_, struck);
            }
            half_reply_.clear();
        }
        printer_->consume(said.size());
    }

    [[nodiscard]] std::optional<io_error> take_fault() {
        const auto failed = next_fault_;
        next_fault_.reset();
        if (failed) {
            is_broken_ = !half_line_.empty();
            return failed;
        }
        if (!is_open_) return io_error{fault::closed};
        return std::nullopt;
    }

    port_observer& watch_;
    simulated_marlin* printer_ = nullptr;
    faulty_link to_printer_;
    faulty_link to_host_;
    std::string half_line_;
    std::string half_reply_;
    std::string sent_;
    std::string said_;
    bool is_broken_ = false;
    bool is_open_ = true;
    std::optional<io_error> next_fault_;
    std::size_t write_limit_ = no_limit;
    std::size_t screens_ok_ = no_limit; ///< the byte of the printer's output from which on that ok may begin
    std::uint64_t bytes_written_ = 0;
    instant now_{};
};

static_assert(byte_port<faulty_port>);

} // namespace printjob::inline v0::testing
