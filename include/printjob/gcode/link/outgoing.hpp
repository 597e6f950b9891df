#pragma once
/// The lines on their way to the printer: numbered, framed, kept in case they are asked for again, and waiting for the
/// port and for their ok. It sends what it is told to, and decides only how much may be in flight (`send_window`) and
/// which number leaves next (`line_numbers`).

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/link/line_numbers.hpp>
#include <printjob/gcode/link/line_record.hpp>
#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/gcode/link/resend_buffer.hpp>
#include <printjob/gcode/link/send_window.hpp>
#include <printjob/gcode/link/transmit_buffer.hpp>
#include <printjob/gcode/link/unacknowledged.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The lines of one link that were sent and not acknowledged, and those that may be asked for again.
class outgoing {
public:
    /// Makes it with nothing sent.
    outgoing(const checked_link_settings& settings, const dialect& spoken) : window_{settings, spoken} {}

    // --- getters ---

    /// Returns the numbers of the lines.
    [[nodiscard]] const line_numbers& numbers() const { return numbers_; }
    /// Returns the lines that wait for their ok.
    [[nodiscard]] const unacknowledged& in_flight() const { return in_flight_; }
    /// Returns how much may be in flight.
    [[nodiscard]] const send_window& window() const { return window_; }
    /// True if nothing waits for an ok, and no byte for the port.
    [[nodiscard]] bool is_empty() const { return in_flight_.is_empty() && buffer_.is_empty(); }
    /// True if a command of this size may follow what is in flight.
    [[nodiscard]] bool admits(std::size_t command_size) const {
        return window_.admits(command_size, in_flight_, buffer_);
    }
    /// True if the next line that is to be repeated may leave: one at a time.
    [[nodiscard]] bool may_repeat() const {
        return numbers_.repeats() && !in_flight_.has_numbered_from(numbers_.rewound_to()) &&
               buffer_.is_empty();
    }
    /// True if the line can be repeated.
    [[nodiscard]] bool keeps(std::uint32_t number) const { return kept_.keeps(number); }
    /// True if nothing but probes was sent since counting began.
    [[nodiscard]] bool sent_only_probes() const { return first_line_ == 0; }
    /// True if a request for this line may come from another that was in flight before: it is there for a second time,
    /// or it is the probe after a resend.
    [[nodiscard]] bool may_be_asked_for_late(std::uint32_t number) const {
        return std::ranges::any_of(in_flight_.lines(), [=](const unacknowledged_line& line) {
            return !line.raw && line.number == number && (line.repeated || line.record.from == origin::probe);
        });
    }
    /// Returns how many bytes were written to the port.
    [[nodiscard]] std::uint64_t written() const { return buffer_.written(); }
    /// Returns the bytes that may be written now. Of the newest line it may be only the front.
    [[nodiscard]] std::span<const char> output() const {
        return buffer_.front(window_.room(in_flight_, buffer_));
    }

    // --- inputs: lines ---

    /// Sends a command as a new line. Only when it is admitted, or nothing is in flight.
    void send(std::string_view command, const line_record& record, instant now) {
        const std::span<char> room = buffer_.room(command.size() + frame_overhead + 1);
        if (room.empty()) // not covered: a line is sent when it is admitted, a probe when everything was written
            return;       // not covered: as above
        const std::uint32_t number = numbers_.take_new();
        const std::string_view bytes = frame(number, command, room);
        buffer_.put_in_room(bytes.size());
        kept_.add(number, bytes, record);
        const bool is_probe = record.from == origin::probe;
        if (!is_probe && sent_only_probes()) first_line_ = number;
        window_.sent(is_probe || record.is.is_long_running);
        expect_ok(bytes.size(), now, {.record = record, .number = number});
        if (is_probe)
            buffer_.hurry(); // a window that is full of lines that never arrived must not hold it back
    }
    /// Repeats the next line that was asked for; it must be kept.
    void repeat(instant now) {
        const auto line = kept_.find(numbers_.next());
        buffer_.put(line->bytes);
        window_.sent(line->record.is.is_long_running);
        expect_ok(line->bytes.size(), now,
                  {.record = line->record, .number = numbers_.take_again(), .repeated = true});
        buffer_.hurry(); // as for a probe: it travels alone, and the printer reads
    }
    /// Returns what is known of the next line that was asked for; nothing if it is not kept any more.
    [[nodiscard]] std::optional<line_record> next_to_repeat() const {
        const auto line = kept_.find(numbers_.next());
        if (!line)               // not covered: only what is kept is repeated
            return std::nullopt; // not covered: as above
        return line->record;
    }
    /// Sends the command that resets the printer's count, under the number 0.
    void send_m110(std::string_view command, instant now) {
        std::array<char, 64> into;
        const std::string_view bytes = frame(0, command, into);
        buffer_.put(bytes);
        expect_ok(bytes.size(), now, {.repeated = true});
    }
    /// Sends a command without a number, past everything; it waits for its own ok. False when it does not fit.
    bool send_raw(std::string_view command, instant now) {
        if (!buffer_.fits(command.size() + 1)) return false;
        write_through(command);
        write_through("\n");
        expect_ok(command.size() + 1, now, {.raw = true});
        return true;
    }
    /// Sends bytes as they are, past everything, and expects no answer.
    void write_through(std::string_view bytes) {
        buffer_.put(bytes);
        buffer_.hurry();
    }
    /// Sends a command under the next number, which it does not take, and expects no answer.
    void send_numbered_anyway(std::string_view command) {
        std::array<char, 64> bytes;
        buffer_.put(frame(numbers_.last() + 1, command, bytes));
    }

    // --- inputs: what becomes of them ---

    /// The first `count` bytes of the output were written.
    void wrote(std::size_t count) { buffer_.wrote(count); }
    /// The first `count` lines in flight are acknowledged.
    void drop_oldest(std::size_t count) {
        in_flight_.drop_oldest(count);
        if (in_flight_.is_empty()) window_.sent(false);
    }
    /// A line was acknowledged: it is not repeated any more.
    void acknowledge(std::uint32_t number) { numbers_.acknowledge(number); }
    /// The printer asked for this line: it and all after it are to be repeated.
    void rewind(std::uint32_t number) {
        numbers_.rewind(number);
        in_flight_.drop_numbered_from(number);
    }
    /// What is in flight is not waited for any more.
    void forget_in_flight() { in_flight_.clear(); }
    /// Throws away what was not written but the rest of a half-written line.
    void keep_open_line_only() { buffer_.keep_open_line_only(); }
    /// Takes back the lines of which no byte was written.
    void take_back_unwritten() {
        while (!in_flight_.is_empty() &&
               in_flight_.newest().written_at >= buffer_.written() + in_flight_.newest().size) {
            const unacknowledged_line newest = in_flight_.newest();
            in_flight_.drop_newest();
            if (newest.raw || newest.number == 0) continue;
            numbers_.take_back(newest.number, newest.repeated);
            if (!newest.repeated) kept_.drop_newest();
        }
        if (first_line_ > numbers_.last()) first_line_ = 0;
        buffer_.keep_open_line_only();
    }
    /// A part of the file lies after the newest line of the job that is not acknowledged, and counts with it. False
    /// when there is no such line.
    [[nodiscard]] bool extend_newest_job_line(std::uint64_t end) {
        for (std::uint32_t number = numbers_.last(); number > numbers_.acknowledged(); --number) {
            const auto line = kept_.find(number);
            if (!line)        // not covered: what is not acknowledged is kept
                return false; // not covered: as above
            if (line->record.from != origin::job) continue;
            kept_.set_end(number, end);
            in_flight_.set_end(number, end);
            return true;
        }
        return false;
    }
    /// Counting begins anew: no line was sent.
    void begin() {
        kept_.clear();
        in_flight_.clear();
        numbers_.begin();
        first_line_ = 0;
    }
    /// The port was lost, and with it everything that was not written.
    void port_lost() { buffer_.clear(); }

    // --- inputs: the printer ---

    /// The printer speaks this dialect, which says how large its receive buffer is.
    void speak(const dialect& spoken) { window_.speak(spoken); }
    /// Another printer may be there: nothing is known of its buffers.
    void forget_printer() { window_.begin(); }
    /// The printer has an emergency parser, or not.
    void has_emergency_parser(bool yes) { window_.has_emergency_parser(yes); }
    /// The printer told its free command slots.
    void slots_are_free(std::uint32_t slots) { window_.slots_are_free(slots); }
    /// One line is in flight from now on.
    void slow_down() { window_.slow_down(); }

private:
    /// A line of this size was put into the buffer as the last one, and waits for its ok from now on.
    void expect_ok(std::size_t size, instant now, unacknowledged_line line) {
        line.sent_at = now;
        line.written_at = buffer_.end();
        line.size = static_cast<std::uint16_t>(size);
        in_flight_.add(line);
    }

    line_numbers numbers_{};
    std::uint32_t first_line_ = 0; ///< the first that is no probe; 0: none was sent
    send_window window_;
    unacknowledged in_flight_{};
    transmit_buffer buffer_{};
    resend_buffer kept_{};
};

} // namespace printjob::inline v0::gcode
