#pragma once
/// The link: which lines are numbered, sent, acknowledged and asked for again. No I/O and no clock; bytes
/// to write come out of `output()`.
///
/// The rules (protocol.md of the field, from Marlin's `gcode/queue.cpp`):
///  1. Lines are in flight as far as the printer's receive buffer holds them, and no more than its command
///     slots leave room for M108 and M112: as many as an `ok` with `B` tells, else a setting, unless it has an
///     emergency parser. Behind a command that takes long nothing follows. A line that is longer than the
///     window travels alone.
///  2. An `ok` belongs to the oldest line that waits for one; raw lines wait for theirs too. An `ok` with
///     temperatures belongs to the newest M105 in flight (there are two only when the ok of the older was
///     missed), and an `ok` with a number to that line; both tell that every line before was taken. If no
///     such line is in flight, it was credited already, and credits nothing. A bare `ok` is none of an M105's
///     where these come with temperatures, nor of an M115 before the firmware's name. A line that has not left
///     to its end has earned none.
///  3. A line is repeated only when the printer asks for it. Then nothing more leaves until the highest line
///     ever sent was repeated and acknowledged, one at a time: with two in flight a resend can go on for
///     ever. The lines behind it that were in flight ask for it again as they arrive; so a request for a line
///     that was just repeated waits for a round trip, and is dropped when the line is acknowledged meanwhile.
///     The `ok` that follows a resend request acknowledges nothing. When all is repeated, a probe goes alone:
///     a remnant of a line that was thrown away may have earned an ok too many, and the probe's own can be
///     told from it.
///  4. A request for the line after the last is no request: everything arrived. A request for any other line
///     that is not in flight is not believed: a probe follows, and only when the printer repeats it the line
///     is sent, if it is still kept; otherwise the link fails. Responses carry no checksum.
///  5. The same line asked for more than ten times: the link fails.
///  6. A probe_timer is broken by a probe, a numbered M105: it is taken (then a lost ok is found), or answered by
///     a resend request (then a lost line is found). Nothing is ever guessed. How long a probe_timer is follows
///     the round trips that were seen. Five silences in a row: the link fails.
///  7. `M110 N0` travels alone. It is repeated when it is not answered or is answered by a resend request;
///     and up to five times when the printer took it for an unknown command: without its first byte it would
///     not count, and a printer whose last number is 1 or 2 would then drop the first lines without a word.
///  8. Line 1 asked for after it was acknowledged, with `Last Line: 0`: the firmware was reset.

#include <printjob/gcode/link/line_number_reset.hpp>
#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/gcode/link/probe_timer.hpp>
#include <printjob/gcode/link/resend_buffer.hpp>
#include <printjob/gcode/link/retransmission.hpp>
#include <printjob/gcode/link/round_trip.hpp>
#include <printjob/gcode/link/transmit_buffer.hpp>
#include <printjob/gcode/link/unacknowledged.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/response.hpp>
#include <printjob/job/report.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// One conversation with a firmware. Single-owner, not thread-safe; its size is fixed, it allocates nothing.
class printer_link {
public:
    /// A link with nothing sent and nothing in flight; the settings are copied. Once a printer is found,
    /// `greet` comes before everything else.
    explicit printer_link(const link_settings& settings = {}) : settings_{settings} {}

    // --- getters ---

    /// Whether everything that was sent is acknowledged and a new line may be sent.
    [[nodiscard]] bool ready() const {
        return waiting_.is_empty() && !ignores_next_ok_ && !repeats() && out_.is_empty() &&
               why_ == failure::none;
    }
    /// Whether a numbered line with this command may be sent now.
    [[nodiscard]] bool has_room(std::size_t command_size) const {
        if (waiting_.is_empty()) return ready();
        if (ignores_next_ok_ || repeats() || line_number_reset_.is_under_way() || why_ != failure::none)
            return false;
        if (is_recovering() || waiting_.count() >= most_lines() || nothing_follows_) return false;
        return waiting_.bytes() + 1 < settings_.receive_buffer &&
               out_.fits(command_size + frame_overhead + 1);
    }
    /// Whether the printer asked for a line that was not repeated and acknowledged yet.
    [[nodiscard]] bool resend_outstanding() const { return ignores_next_ok_ || repeats(); }
    /// Whether a command is in flight that waits for a heater or a person.
    [[nodiscard]] bool is_blocking_wait() const {
        return !waiting_.is_empty() && oldest_line().is_blocking_wait;
    }
    /// How many raw lines wait for their ok.
    [[nodiscard]] std::size_t raw_in_flight() const { return waiting_.count_raw(); }
    /// The file position behind the last job line that was acknowledged.
    [[nodiscard]] std::uint64_t acknowledged_end() const { return acknowledged_end_; }
    /// How many lines were sent under a number since the last `renumber`. A repeated line counts once.
    [[nodiscard]] std::uint32_t lines_sent() const { return last_number_; }
    /// How many requests to send a line again were answered since the last `renumber`: next to `lines_sent`
    /// this tells how bad the line is.
    [[nodiscard]] std::uint32_t requests_answered() const { return requests_.answered(); }
    /// How many probes were sent; wraps.
    [[nodiscard]] std::uint32_t probes() const { return probes_; }
    /// Why the link cannot go on; `none` as long as it can.
    [[nodiscard]] failure failed() const { return why_; }
    /// Whether the printer's requests show that its firmware was reset.
    [[nodiscard]] bool saw_reset() const { return saw_reset_; }
    /// Whether `M110` waits for its answer.
    [[nodiscard]] bool line_number_reset() const { return line_number_reset_.is_under_way(); }
    /// When the printer last gave a sign of its work on what is in flight. What the link sends is none.
    [[nodiscard]] instant last_sign() const { return probe_timer_.last_sign(); }
    /// How long it may be quiet over what is in flight; 0 when nothing special is.
    [[nodiscard]] duration expected_silence() const {
        const bool is_long_running = !waiting_.is_empty() && oldest_line().is_long_running;
        return is_long_running ? settings_.patience_in_long : duration::zero();
    }

    /// When `handle_time` is to be called at the latest.
    [[nodiscard]] instant next_deadline() const {
        if (why_ != failure::none) return never;
        if (ignores_next_ok_) return ignore_ok_until_;
        if (waiting_.is_empty()) return never;
        return std::min(requests_.due(), probe_timer_.since() + allowance());
    }

    // --- inputs ---

    /// Sends a command, which begins with `word`, as the next numbered line. Only when `has_room` for it; the
    /// command must be sanitised. `end`: for job lines, the file's position behind it.
    void send(std::string_view command, command_word word, origin from, std::uint64_t end, instant now) {
        sent_line& line = sent_.add(++last_number_, command);
        line.from = from;
        line.is_long_running = is_long_running(word);
        line.is_blocking_wait = gcode::is_blocking_wait(word);
        line.asks_temperature = word == command_word{'M', 105};
        line.asks_who = word == command_word{'M', 115};
        if (line.asks_who) heard_who_ = false;
        line.end = end;
        next_number_ = last_number_ + 1;
        nothing_follows_ = line.is_long_running;
        transmit(line, now, false);
    }

    /// Sends bytes as a line without number and checksum, whatever is in flight. It waits for its own ok.
    void send_raw(std::string_view command, instant now) {
        if (!out_.fits(command.size() + 1)) return;
        if (waiting_.is_empty()) probe_timer_.sent(now);
        out_.put(command);
        out_.put("\n");
        out_.hurry();
        waiting_.add({.sent_at = now,
                      .end = out_.end(),
                      .number = 0,
                      .size = static_cast<std::uint16_t>(command.size() + 1),
                      .raw = true});
    }

    /// Sends bytes as they are, past everything, and expects no answer.
    void write_through(std::string_view bytes) {
        out_.put(bytes);
        out_.hurry();
    }

    /// Sends a command under the next number, ready or not, and expects no answer: for the emergency stop.
    void send_numbered_anyway(std::string_view command) {
        std::array<char, 64> bytes;
        out_.put(frame(last_number_ + 1, command, bytes));
    }

    /// A part of the file that is not sent lies behind the last job line sent: it counts with that line.
    void pass_over(std::uint64_t end) {
        for (std::uint32_t number = last_number_; number > acknowledged_; --number) {
            sent_line* line = sent_.find(number);
            if (line == nullptr || line->from != origin::job) continue;
            line->end = end;
            return;
        }
        acknowledged_end_ = end;
    }

    /// The printer acts on M108 and M112 as soon as it receives them, or it does not: then their way must
    /// stay short.
    void has_emergency_parser(bool yes) { acts_at_once_ = yes; }

    /// From now on, and until the printer is greeted again, one line is in flight: the line is too bad for
    /// more.
    void slow_down() { is_slow_ = true; }

    /// Forgets all lines and starts counting anew with `M110 N0`, which travels alone. To be used when
    /// nothing is in flight, or when what is in flight no longer matters.
    void renumber(instant now) {
        sent_.clear();
        resync_pending_ = resync_pending_ || !waiting_.is_empty(); // their oks may come yet
        waiting_.clear();
        last_number_ = 0;
        next_number_ = 1;
        recovery_point_ = 0;
        acknowledged_ = 0;
        requests_.begin();
        probe_timer_.is_over();
        probe_timer_.calm();
        saw_reset_ = false;
        last_line_is_zero_ = false;
        why_ = failure::none;
        line_number_reset_.begin();
        doubted_ = 0;
        job_is_over_ = false;
        send_m110(now);
    }

    /// Starts over with a printer that was found or reset: nothing of before counts, but that a half-written
    /// line is ended.
    void greet(instant now) {
        interrupt("\n\n"); // ends what the printer may have received of a line, also when one byte is lost
        ignores_next_ok_ =
            ignores_next_ok_ && saw_reset_; // the ok of the request that showed the reset may come yet
        probe_timer_.begin();
        round_trip_ = {};
        acts_at_once_ = is_slow_ = false;
        slots_free_ = 0;
        waiting_.clear();
        resync_pending_ = false; // M115 follows, whose ok can be told from any other
        renumber(now);
    }

    /// The port was lost, and with it everything that was not written.
    void hang_up() {
        out_.clear();
        tells_temperatures_with_ok_ = false;
    }

    /// The first job line is about to come: positions count from here.
    void begin_file() { acknowledged_end_ = 0; }

    /// The job is over: none of its lines is sent any more, whoever asks.
    void end_file() { job_is_over_ = true; }

    /// Takes back the lines of which no byte was written, as if they had not been sent: the job they are of
    /// is over.
    void discard_unsent() {
        while (!waiting_.is_empty() && waiting_.newest().end >= out_.left() + waiting_.newest().size) {
            const unacknowledged_line newest = waiting_.newest();
            waiting_.drop_newest();
            if (newest.raw || newest.number == 0) continue;
            next_number_ = newest.number;
            if (newest.repeated) continue; // it was sent before
            sent_.drop_newest();
            --last_number_;
        }
        out_.keep_open_line_only();
    }

    /// From now on resend requests are noted, and not answered: for a job that was cancelled.
    void answer_resends(bool yes) { answers_resends_ = yes; }

    /// Takes in what a line from the printer says.
    void handle_response(const response& said, instant now) {
        switch (said.kind) {
        case response_kind::ok:
            probe_timer_.answered(now);
            take_ok(said, now);
            break;
        case response_kind::resend:
            probe_timer_.answered(now);
            take_resend(said, now);
            break;
        case response_kind::busy: probe_timer_.says_busy(now); break;
        case response_kind::waiting_for_user: probe_timer_.works(now); break;
        case response_kind::temperature:
            // Marlin's wait for heat says `W:`. Other temperatures come by themselves, whatever it does.
            if (is_blocking_wait() && said.text.find(" W:") != std::string_view::npos)
                probe_timer_.works(now);
            break;
        case response_kind::error_resendable:
            last_line_is_zero_ = said.last_line == 0u;
            probe_timer_.hurry();
            ignore_next_ok(now); // a request follows, or was lost: the ok behind it acknowledges nothing
            line_number_reset_.misheard(); // the request to send it again may be lost
            break;
        case response_kind::wait: // the printer says that it has nothing to do
            waiting_.is_empty() ? probe_timer_.calm() : probe_timer_.hurry();
            break;
        case response_kind::error_harmless: line_number_reset_.misheard(); break;
        case response_kind::firmware: heard_who_ = true; break;
        case response_kind::blank:
        case response_kind::start:
        case response_kind::error_lethal:
        case response_kind::position:
        case response_kind::capability:
        case response_kind::action:
        case response_kind::sd_printing:
        case response_kind::sd_not_printing:
        case response_kind::cold_extrusion:
        case response_kind::other: break;
        }
    }

    /// Does what is due: repeats what was asked for, breaks a silence.
    void handle_time(instant now) {
        if (why_ != failure::none) return;
        if (ignores_next_ok_ && now >= ignore_ok_until_) ignores_next_ok_ = false;
        if (ignores_next_ok_) return;
        if (now >= requests_.due()) answer_postponed();
        if (line_number_reset() && waiting_.is_empty()) {
            send_m110(now);
        } else if (repeats() && answers_resends_ && !waiting_.has_numbered_from(rewound_to_) &&
                   out_.is_empty()) {
            repeat_next(now);
        } else if (!waiting_.is_empty() && now >= probe_timer_.since() + allowance()) {
            break_silence(now);
        } else if (resync_pending_ && waiting_.is_empty() && !repeats()) {
            resync_pending_ = false;
            send_probe(now);
        }
    }

    // --- outputs ---

    /// The bytes that may be written now; valid until the next call of anything else. Of the newest line it
    /// may be only the front, as far as the printer's receive buffer reaches.
    [[nodiscard]] std::span<const char> output() const { return out_.front(room_in_window()); }

    /// Tells that the first `count` of them were written.
    void wrote(std::size_t count) { out_.wrote(count); }

    /// Throws away what was not written but the rest of a half-written line, and puts `bytes` behind it: for
    /// what must not wait.
    void interrupt(std::string_view bytes) {
        out_.keep_open_line_only();
        write_through(bytes);
    }

private:
    /// How many lines may be in flight. Without an emergency parser one command slot stays free.
    [[nodiscard]] std::size_t most_lines() const {
        if (settings_.most_lines <= 1 || is_slow_) return 1;
        if (acts_at_once_) return unacknowledged::most_lines / 2;
        return slots_free_ != 0 ? slots_free_ : settings_.most_lines;
    }
    /// How many more bytes the printer's receive buffer is sure to hold. What is urgent does not ask, and one
    /// line alone is read as it comes.
    [[nodiscard]] std::size_t room_in_window() const {
        if (out_.is_urgent() || waiting_.count() <= 1) return transmit_buffer::most_bytes;
        const std::size_t window = std::max<std::size_t>(settings_.receive_buffer, 2) - 1;
        const std::size_t on_the_way = waiting_.bytes() - std::min(waiting_.bytes(), out_.size());
        return window - std::min(window, on_the_way);
    }
    /// Whether lines that were sent before are to be sent again.
    [[nodiscard]] bool repeats() const { return next_number_ <= last_number_; }
    /// Whether a resend is not over: the highest line sent before it is not acknowledged.
    [[nodiscard]] bool is_recovering() const { return acknowledged_ < recovery_point_; }

    [[nodiscard]] const sent_line& oldest_line() const {
        static constexpr sent_line unknown{};
        const sent_line* line = waiting_.oldest().raw ? nullptr : sent_.find(waiting_.oldest().number);
        return line != nullptr ? *line : unknown;
    }

    void transmit(const sent_line& line, instant now, bool again) {
        if (waiting_.is_empty() || again) probe_timer_.sent(now);
        out_.put(sent_.bytes(line));
        waiting_.add({.sent_at = now,
                      .end = out_.end(),
                      .number = line.number,
                      .size = line.size,
                      .raw = false,
                      .repeated = again,
                      .is_long_running = line.is_long_running,
                      .asks_temperature = line.asks_temperature,
                      .asks_who = line.asks_who});
    }

    void send_m110(instant now) {
        constexpr std::string_view bytes = "N0 M110 N0*125\n";
        out_.put(bytes);
        waiting_.add({.sent_at = now,
                      .end = out_.end(),
                      .number = 0,
                      .size = bytes.size(),
                      .raw = false,
                      .repeated = true});
        probe_timer_.sent(now);
        line_number_reset_.sent();
    }

    void repeat_next(instant now) {
        const sent_line* line = sent_.find(next_number_);
        if (line == nullptr) return fail(failure::resend_impossible);
        if (line->from == origin::job && job_is_over_) return renumber(now); // it is not sent any more
        ++next_number_;
        requests_.repeated();
        nothing_follows_ = line->is_long_running;
        transmit(*line, now, true);
    }

    // --- acknowledgements ---

    void take_ok(const response& said, instant now) {
        if (ignores_next_ok_) {
            ignores_next_ok_ = false;
            return;
        }
        std::size_t count = waiting_.is_empty() ? 0 : 1;
        if (said.slots_free) // Marlin counts the line that it handles as one that is not free
            slots_free_ =
                std::clamp<std::uint32_t>(*said.slots_free, slots_free_, unacknowledged::most_lines / 2);
        if (said.has_temperatures) {
            tells_temperatures_with_ok_ = true;
            count = waiting_.count_through_last([](const auto& line) { return line.asks_temperature; });
        } else if (said.number) {
            count = waiting_.count_through_last(
                [&](const auto& line) { return !line.raw && line.number == *said.number; });
        }
        const std::size_t left = out_.is_empty() ? waiting_.count() : waiting_.count_left(out_.left());
        count = std::min(count, left); // a line that is still here earned none
        if (count == 0) return;
        if (is_one_too_many(said, waiting_.lines()[count - 1])) {
            ++doubted_;
            probe_timer_.hurry();
            return;
        }
        // A printer that never tells its name: what was doubted was right.
        if (probe_timer_.times_broken() != 0 && !said.has_temperatures)
            count = std::min(left, count + doubted_);
        doubted_ = 0;
        const auto credited = waiting_.lines().first(count);
        if (!credited.back().repeated && !credited.back().is_long_running) // else not when it was received
            round_trip_.note(now - credited.back().sent_at);
        for (const unacknowledged_line& line : credited)
            acknowledge(line);
        waiting_.drop_oldest(count);
        next_number_ = std::max(next_number_, acknowledged_ + 1); // what a probe's ok told is not repeated
        probe_timer_.is_over();
        probe_timer_.calm();
    }

    /// An M105 earns an ok with temperatures, an M115 one behind the firmware's name. Any other belongs to
    /// something that was sent before the printer's reset was heard, or was said twice.
    [[nodiscard]] bool is_one_too_many(const response& said, const unacknowledged_line& credited) const {
        return (credited.asks_temperature && tells_temperatures_with_ok_ && !said.has_temperatures) ||
               (credited.asks_who && !heard_who_ && probe_timer_.times_broken() == 0);
    }

    void acknowledge(const unacknowledged_line& which) {
        if (which.number == 0) {
            if (which.raw) return;
            if (line_number_reset_.goes_on_behind_ok())
                resync_pending_ = true; // what it was heard as may have earned an ok more
            return;
        }
        acknowledged_ = std::max(acknowledged_, which.number);
        requests_.acknowledged(which.number);
        line_number_reset_.had_effect();
        const sent_line* line = sent_.find(which.number);
        if (line != nullptr && line->from == origin::job && !job_is_over_)
            acknowledged_end_ = std::max(acknowledged_end_, line->end);
    }

    // --- resend requests ---

    void take_resend(const response& said, instant now) {
        ignore_next_ok(now);
        if (line_number_reset()) // whatever it wants, the answer is M110: that on its way, or another
            return line_number_reset_.refused();
        probe_timer_.is_over(); // it hears
        if (!said.number) {     // a corrupted request: the next one will tell
            probe_timer_.hurry();
            if (requests_.count_unreadable() > settings_.most_resends) fail(failure::resend_limit);
            return;
        }
        const std::uint32_t asked = *said.number;
        requests_.note(asked);
        if (most_lines() > 1 && may_be_late(asked)) {
            probe_timer_.calm();
            return requests_.postpone(asked, now + std::min(answer_time(), settings_.renumber_again));
        }
        // While the line waits to be repeated, more requests for it come from what was in flight behind it.
        const bool waits_for_its_turn = repeats() && next_number_ == asked;
        if (waits_for_its_turn ? requests_.count_late() > unacknowledged::most_lines
                               : requests_.count() > settings_.most_resends)
            return fail(failure::resend_limit);
        if (asked == 1 && acknowledged_ >= 1 && (last_line_is_zero_ || requests_.is_suspected(asked))) {
            saw_reset_ = true;
            return;
        }
        last_line_is_zero_ = false;
        if (asked > acknowledged_ && asked <= last_number_) return rewind_to(asked);
        probe_timer_.hurry();
        if (asked == last_number_ + 1) return;
        if (asked > last_number_ && sent_only_probes() && line_number_reset_.try_again())
            return renumber(now);
        if (!requests_.is_suspected(asked) || asked == 0) { // 0: none is suspected
            requests_.suspect(asked);
            resync_pending_ = resync_pending_ || waiting_.is_empty(); // else no probe would follow
            return;
        }
        const sent_line* line = sent_.find(asked);
        if (asked > last_number_ || line == nullptr) return fail(failure::resend_impossible);
        acknowledged_ = asked - 1; // an ok was credited too much: the printer never had this line
        rewind_to(asked);
    }

    void ignore_next_ok(instant now) {
        ignores_next_ok_ = true;
        ignore_ok_until_ = now + settings_.resend_grace;
    }

    /// The line was asked for again and not acknowledged within a round trip: it is meant.
    void answer_postponed() {
        if (requests_.count() > settings_.most_resends) return fail(failure::resend_limit);
        rewind_to(requests_.postponed());
    }

    void rewind_to(std::uint32_t number) {
        requests_.answer();
        rewound_to_ = next_number_ = number;
        recovery_point_ = last_number_;
        resync_pending_ = most_lines() > 1;
        probe_timer_.calm();
        waiting_.drop_numbered_from(number);
    }

    /// Whether nothing but probes was sent since M110.
    [[nodiscard]] bool sent_only_probes() const {
        std::uint32_t number = last_number_;
        while (number != 0 && is_probe(number))
            --number;
        return number == 0;
    }

    /// Whether a request for this line may come from another that was in flight before: it is there for a
    /// second time, or it is the probe behind a resend.
    [[nodiscard]] bool may_be_late(std::uint32_t number) const {
        return std::ranges::any_of(waiting_.lines(), [&](const unacknowledged_line& line) {
            return !line.raw && line.number == number && (line.repeated || is_probe(number));
        });
    }

    // --- silence ---

    [[nodiscard]] duration allowance() const {
        if (line_number_reset() && line_number_reset_.was_refused()) // not by a line that left before it
            return std::min(answer_time(), settings_.renumber_again);
        if (line_number_reset()) // 2, 4, 8 … s
            return settings_.renumber_again * (1 << std::min(probe_timer_.times_broken(), 4U));
        const sent_line& oldest = oldest_line();
        return probe_timer_.allowance({.is_long_running = oldest.is_long_running,
                                       .is_blocking_wait = oldest.is_blocking_wait,
                                       .asked = question_in_flight(),
                                       .knows_answer_time = round_trip_.is_known(),
                                       .answer_time = answer_time()},
                                      settings_);
    }

    /// How long an answer takes that comes at all; a guess before one was seen.
    [[nodiscard]] duration answer_time() const {
        return round_trip_.is_known() ? round_trip_.longest_usual() : settings_.resend_grace;
    }

    /// Whether an M105 is in flight, a probe or the host's own: its answer tells what was taken.
    [[nodiscard]] bool question_in_flight() const {
        return std::ranges::any_of(waiting_.lines(), &unacknowledged_line::asks_temperature);
    }
    [[nodiscard]] bool is_probe(std::uint32_t number) const {
        const sent_line* line = sent_.find(number);
        return line != nullptr && line->from == origin::probe;
    }

    void break_silence(instant now) {
        if (!probe_timer_.was_broken(now, settings_)) return fail(failure::printer_not_responding);
        if (!output().empty()) return; // the port takes nothing: the printer has not even been told yet
        if (line_number_reset()) {
            resync_pending_ = true; // both may come to be answered
            waiting_.clear();
            return send_m110(now);
        }
        send_probe(now);
    }

    void send_probe(instant now) {
        sent_line& probe = sent_.add(++last_number_, "M105");
        probe.from = origin::probe;
        ++probes_;
        probe.asks_temperature = true;
        if (next_number_ == last_number_)
            ++next_number_; // nothing is being repeated: the probe is the newest line
        nothing_follows_ = true;
        probe_timer_.calm(); // what was suspected is asked now
        transmit(probe, now, false);
        out_.hurry(); // a window that is full of lines that never arrived must not hold it back
    }

    void fail(failure why) { why_ = why; }

    link_settings settings_;
    resend_buffer sent_{};
    unacknowledged waiting_{};
    transmit_buffer out_{};
    round_trip round_trip_{};
    probe_timer probe_timer_{};
    retransmission requests_{};
    gcode::line_number_reset line_number_reset_{};
    std::uint32_t slots_free_ = 0; ///< the most that the printer told while it handled a line; 0: it did not
    bool acts_at_once_ = false;    ///< it has an emergency parser
    bool is_slow_ = false;

    std::uint32_t probes_ = 0;
    std::uint32_t last_number_ = 0; ///< the highest number ever given
    std::uint32_t next_number_ =
        1; ///< the number that leaves next: above the last, but while lines are repeated
    std::uint32_t rewound_to_ = 0;     ///< the number from which lines are being repeated, one in flight
    std::uint32_t recovery_point_ = 0; ///< the highest number when lines were asked for again
    bool nothing_follows_ = false;     ///< while the newest line is in flight
    bool resync_pending_ = false;      ///< a resend is over: a probe shows whether its oks were counted right
    std::uint32_t acknowledged_ = 0;   ///< the highest number that was acknowledged
    std::uint64_t acknowledged_end_ = 0;
    bool ignores_next_ok_ = false; ///< the ok of a resend request is still to come
    bool answers_resends_ = true;
    bool last_line_is_zero_ = false; ///< the printer said so with its last error
    bool saw_reset_ = false;

    bool job_is_over_ = false;                ///< and its lines are still kept
    bool tells_temperatures_with_ok_ = false; ///< as every Marlin does
    std::size_t doubted_ = 0; ///< oks that were taken for one too many since the last that counted
    bool heard_who_ = false;  ///< the firmware's name, since the last M115
    instant ignore_ok_until_{};
    failure why_ = failure::none;
};

} // namespace printjob::inline v0::gcode
