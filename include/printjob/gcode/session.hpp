#pragma once
/// The session: which lines are numbered, sent, acknowledged and asked for again. No I/O and no clock; bytes
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
///     is sent, if it is still kept; otherwise the session fails. Replies carry no checksum.
///  5. The same line asked for more than ten times: the session fails.
///  6. A silence is broken by a probe, a numbered M105: it is taken (then a lost ok is found), or answered by
///     a resend request (then a lost line is found). Nothing is ever guessed. How long a silence is follows
///     the round trips that were seen. Five silences in a row: the session fails.
///  7. `M110 N0` travels alone. It is repeated when it is not answered or is answered by a resend request;
///     and up to five times when the printer took it for an unknown command: without its first byte it would
///     not count, and a printer whose last number is 1 or 2 would then drop the first lines without a word.
///  8. Line 1 asked for after it was acknowledged, with `Last Line: 0`: the firmware was reset.

#include <printjob/gcode/command_word.hpp>
#include <printjob/gcode/history.hpp>
#include <printjob/gcode/in_flight.hpp>
#include <printjob/gcode/outbox.hpp>
#include <printjob/gcode/renumbering.hpp>
#include <printjob/gcode/reply.hpp>
#include <printjob/gcode/resend_requests.hpp>
#include <printjob/gcode/round_trip.hpp>
#include <printjob/gcode/session_settings.hpp>
#include <printjob/gcode/silence.hpp>
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
class session {
public:
    /// A session with nothing sent and nothing in flight; the settings are copied. Once a printer is found,
    /// `greet` comes before everything else.
    explicit session(const session_settings& settings = {}) : settings_{settings} {}

    // --- getters ---

    /// Whether everything that was sent is acknowledged and a new line may be sent.
    [[nodiscard]] bool ready() const {
        return waiting_.is_empty() && !swallows_ok_ && !repeats() && out_.is_empty() && why_ == failure::none;
    }
    /// Whether a numbered line with this command may be sent now.
    [[nodiscard]] bool has_room(std::size_t command_size) const {
        if (waiting_.is_empty()) return ready();
        if (swallows_ok_ || repeats() || renumbering_.is_under_way() || why_ != failure::none) return false;
        if (is_cautious() || waiting_.count() >= most_lines() || nothing_follows_) return false;
        return waiting_.bytes() + 1 < settings_.receive_buffer &&
               out_.fits(command_size + frame_overhead + 1);
    }
    /// Whether the printer asked for a line that was not repeated and acknowledged yet.
    [[nodiscard]] bool resend_outstanding() const { return swallows_ok_ || repeats(); }
    /// Whether a command is in flight that waits for a heater or a person.
    [[nodiscard]] bool ends_with_m108() const { return !waiting_.is_empty() && oldest_line().ends_with_m108; }
    /// How many raw lines wait for their ok.
    [[nodiscard]] std::size_t raw_in_flight() const { return waiting_.count_raw(); }
    /// The file position behind the last job line that was acknowledged.
    [[nodiscard]] std::uint64_t acknowledged_end() const { return acknowledged_end_; }
    /// How many lines were sent under a number since the last `renumber`. A repeated line counts once.
    [[nodiscard]] std::uint32_t lines_sent() const { return last_number_; }
    /// How many requests to send a line again were answered since the last `renumber`: next to `lines_sent`
    /// this tells how bad the line is.
    [[nodiscard]] std::uint32_t requests_answered() const { return requests_.answered(); }
    /// Why the session cannot go on; `none` as long as it can.
    [[nodiscard]] failure failed() const { return why_; }
    /// Whether the printer's requests show that its firmware was reset.
    [[nodiscard]] bool saw_reset() const { return saw_reset_; }
    /// Whether `M110` waits for its answer.
    [[nodiscard]] bool renumbering() const { return renumbering_.is_under_way(); }
    /// When the printer last gave a sign of its work on what is in flight. What the session sends is none.
    [[nodiscard]] instant last_sign() const { return silence_.last_sign(); }
    /// How long it may be quiet over what is in flight; 0 when nothing special is.
    [[nodiscard]] duration expected_silence() const {
        const bool takes_long = !waiting_.is_empty() && oldest_line().takes_long;
        return takes_long ? settings_.patience_in_long : duration::zero();
    }

    /// When `handle_time` is to be called at the latest.
    [[nodiscard]] instant next_deadline() const {
        if (why_ != failure::none) return never;
        if (swallows_ok_) return swallow_until_;
        if (waiting_.is_empty()) return never;
        return std::min(requests_.due(), silence_.since() + allowance());
    }

    // --- inputs ---

    /// Sends a command, which begins with `word`, as the next numbered line. Only when `has_room` for it; the
    /// command must be normalised. `end`: for job lines, the file's position behind it.
    void send(std::string_view command, command_word word, lane from, std::uint64_t end, instant now) {
        sent_line& line = history_.add(++last_number_, command);
        line.from = from;
        line.takes_long = takes_long(word);
        line.ends_with_m108 = gcode::ends_with_m108(word);
        line.asks_temperature = word == command_word{'M', 105};
        line.asks_who = word == command_word{'M', 115};
        if (line.asks_who) heard_who_ = false;
        line.end = end;
        next_number_ = last_number_ + 1;
        nothing_follows_ = line.takes_long;
        transmit(line, now, false);
    }

    /// Sends bytes as a line without number and checksum, whatever is in flight. It waits for its own ok.
    void send_raw(std::string_view command, instant now) {
        if (!out_.fits(command.size() + 1)) return;
        if (waiting_.is_empty()) silence_.sent(now);
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
            sent_line* line = history_.find(number);
            if (line == nullptr || line->from != lane::job) continue;
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
        history_.clear();
        counts_anew_ = counts_anew_ || !waiting_.is_empty(); // their oks may come yet
        waiting_.clear();
        last_number_ = 0;
        next_number_ = 1;
        cautious_until_ = 0;
        acknowledged_ = 0;
        requests_.begin();
        silence_.is_over();
        silence_.calm();
        saw_reset_ = false;
        last_line_is_zero_ = false;
        why_ = failure::none;
        renumbering_.begin();
        doubted_ = 0;
        job_is_over_ = false;
        send_m110(now);
    }

    /// Starts over with a printer that was found or reset: nothing of before counts, but that a half-written
    /// line is ended.
    void greet(instant now) {
        interrupt("\n\n"); // ends what the printer may have received of a line, also when one byte is lost
        swallows_ok_ = swallows_ok_ && saw_reset_; // the ok of the request that showed the reset may come yet
        silence_.begin();
        round_trip_ = {};
        acts_at_once_ = is_slow_ = false;
        slots_free_ = 0;
        waiting_.clear();
        counts_anew_ = false; // M115 follows, whose ok can be told from any other
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
    void take_back() {
        while (!waiting_.is_empty() && waiting_.newest().end >= out_.left() + waiting_.newest().size) {
            const line_in_flight newest = waiting_.newest();
            waiting_.drop_newest();
            if (newest.raw || newest.number == 0) continue;
            next_number_ = newest.number;
            if (newest.repeated) continue; // it was sent before
            history_.drop_newest();
            --last_number_;
        }
        out_.keep_open_line_only();
    }

    /// From now on resend requests are noted, and not answered: for a job that was cancelled.
    void answer_resends(bool yes) { answers_resends_ = yes; }

    /// Takes in what a line from the printer says.
    void handle_reply(const reply& said, instant now) {
        switch (said.kind) {
        case reply_kind::ok:
            silence_.answered(now);
            take_ok(said, now);
            break;
        case reply_kind::resend:
            silence_.answered(now);
            take_resend(said, now);
            break;
        case reply_kind::busy: silence_.says_busy(now); break;
        case reply_kind::waiting_for_user: silence_.works(now); break;
        case reply_kind::temperature:
            // Marlin's wait for heat says `W:`. Other temperatures come by themselves, whatever it does.
            if (ends_with_m108() && said.text.find(" W:") != std::string_view::npos) silence_.works(now);
            break;
        case reply_kind::error_resendable:
            last_line_is_zero_ = said.last_line == 0u;
            silence_.hurry();
            swallow_next_ok(now);    // a request follows, or was lost: the ok behind it acknowledges nothing
            renumbering_.misheard(); // the request to send it again may be lost
            break;
        case reply_kind::wait: // the printer says that it has nothing to do
            waiting_.is_empty() ? silence_.calm() : silence_.hurry();
            break;
        case reply_kind::error_harmless: renumbering_.misheard(); break;
        case reply_kind::firmware: heard_who_ = true; break;
        case reply_kind::blank:
        case reply_kind::start:
        case reply_kind::error_lethal:
        case reply_kind::position:
        case reply_kind::capability:
        case reply_kind::action:
        case reply_kind::sd_printing:
        case reply_kind::sd_not_printing:
        case reply_kind::cold_extrusion:
        case reply_kind::other: break;
        }
    }

    /// Does what is due: repeats what was asked for, breaks a silence.
    void handle_time(instant now) {
        if (why_ != failure::none) return;
        if (swallows_ok_ && now >= swallow_until_) swallows_ok_ = false;
        if (swallows_ok_) return;
        if (now >= requests_.due()) answer_postponed();
        if (renumbering() && waiting_.is_empty()) {
            send_m110(now);
        } else if (repeats() && answers_resends_ && !waiting_.has_numbered_from(rewound_to_) &&
                   out_.is_empty()) {
            repeat_next(now);
        } else if (!waiting_.is_empty() && now >= silence_.since() + allowance()) {
            break_silence(now);
        } else if (counts_anew_ && waiting_.is_empty() && !repeats()) {
            counts_anew_ = false;
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
        if (acts_at_once_) return in_flight::most_lines / 2;
        return slots_free_ != 0 ? slots_free_ : settings_.most_lines;
    }
    /// How many more bytes the printer's receive buffer is sure to hold. What is urgent does not ask, and one
    /// line alone is read as it comes.
    [[nodiscard]] std::size_t room_in_window() const {
        if (out_.is_urgent() || waiting_.count() <= 1) return outbox::most_bytes;
        const std::size_t window = std::max<std::size_t>(settings_.receive_buffer, 2) - 1;
        const std::size_t on_the_way = waiting_.bytes() - std::min(waiting_.bytes(), out_.size());
        return window - std::min(window, on_the_way);
    }
    /// Whether lines that were sent before are to be sent again.
    [[nodiscard]] bool repeats() const { return next_number_ <= last_number_; }
    /// Whether a resend is not over: the highest line sent before it is not acknowledged.
    [[nodiscard]] bool is_cautious() const { return acknowledged_ < cautious_until_; }

    [[nodiscard]] const sent_line& oldest_line() const {
        static constexpr sent_line unknown{};
        const sent_line* line = waiting_.oldest().raw ? nullptr : history_.find(waiting_.oldest().number);
        return line != nullptr ? *line : unknown;
    }

    void transmit(const sent_line& line, instant now, bool again) {
        if (waiting_.is_empty() || again) silence_.sent(now);
        out_.put(history_.bytes(line));
        waiting_.add({.sent_at = now,
                      .end = out_.end(),
                      .number = line.number,
                      .size = line.size,
                      .raw = false,
                      .repeated = again,
                      .takes_long = line.takes_long,
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
        silence_.sent(now);
        renumbering_.sent();
    }

    void repeat_next(instant now) {
        const sent_line* line = history_.find(next_number_);
        if (line == nullptr) return fail(failure::resend_impossible);
        if (line->from == lane::job && job_is_over_) return renumber(now); // it is not sent any more
        ++next_number_;
        requests_.repeated();
        nothing_follows_ = line->takes_long;
        transmit(*line, now, true);
    }

    // --- acknowledgements ---

    void take_ok(const reply& said, instant now) {
        if (swallows_ok_) {
            swallows_ok_ = false;
            return;
        }
        std::size_t count = waiting_.is_empty() ? 0 : 1;
        if (said.slots_free) // Marlin counts the line that it handles as one that is not free
            slots_free_ = std::clamp<std::uint32_t>(*said.slots_free, slots_free_, in_flight::most_lines / 2);
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
            silence_.hurry();
            return;
        }
        // A printer that never tells its name: what was doubted was right.
        if (silence_.times_broken() != 0 && !said.has_temperatures) count = std::min(left, count + doubted_);
        doubted_ = 0;
        const auto credited = waiting_.lines().first(count);
        if (!credited.back().repeated && !credited.back().takes_long) // else not when it was received
            round_trip_.note(now - credited.back().sent_at);
        for (const line_in_flight& line : credited)
            acknowledge(line);
        waiting_.drop_oldest(count);
        next_number_ = std::max(next_number_, acknowledged_ + 1); // what a probe's ok told is not repeated
        silence_.is_over();
        silence_.calm();
    }

    /// An M105 earns an ok with temperatures, an M115 one behind the firmware's name. Any other belongs to
    /// something that was sent before the printer's reset was heard, or was said twice.
    [[nodiscard]] bool is_one_too_many(const reply& said, const line_in_flight& credited) const {
        return (credited.asks_temperature && tells_temperatures_with_ok_ && !said.has_temperatures) ||
               (credited.asks_who && !heard_who_ && silence_.times_broken() == 0);
    }

    void acknowledge(const line_in_flight& which) {
        if (which.number == 0) {
            if (which.raw) return;
            if (renumbering_.goes_on_behind_ok())
                counts_anew_ = true; // what it was heard as may have earned an ok more
            return;
        }
        acknowledged_ = std::max(acknowledged_, which.number);
        requests_.acknowledged(which.number);
        renumbering_.had_effect();
        const sent_line* line = history_.find(which.number);
        if (line != nullptr && line->from == lane::job && !job_is_over_)
            acknowledged_end_ = std::max(acknowledged_end_, line->end);
    }

    // --- resend requests ---

    void take_resend(const reply& said, instant now) {
        swallow_next_ok(now);
        if (renumbering()) // whatever it wants, the answer is M110: that on its way, or another
            return renumbering_.refused();
        silence_.is_over(); // it hears
        if (!said.number) { // a corrupted request: the next one will tell
            silence_.hurry();
            if (requests_.count_unreadable() > settings_.most_resends) fail(failure::resend_limit);
            return;
        }
        const std::uint32_t asked = *said.number;
        requests_.note(asked);
        if (most_lines() > 1 && may_be_late(asked)) {
            silence_.calm();
            return requests_.postpone(asked, now + std::min(answer_time(), settings_.renumber_again));
        }
        // While the line waits to be repeated, more requests for it come from what was in flight behind it.
        const bool waits_for_its_turn = repeats() && next_number_ == asked;
        if (waits_for_its_turn ? requests_.count_late() > in_flight::most_lines
                               : requests_.count() > settings_.most_resends)
            return fail(failure::resend_limit);
        if (asked == 1 && acknowledged_ >= 1 && (last_line_is_zero_ || requests_.is_suspected(asked))) {
            saw_reset_ = true;
            return;
        }
        last_line_is_zero_ = false;
        if (asked > acknowledged_ && asked <= last_number_) return rewind_to(asked);
        silence_.hurry();
        if (asked == last_number_ + 1) return;
        if (asked > last_number_ && sent_only_probes() && renumbering_.try_again()) return renumber(now);
        if (!requests_.is_suspected(asked) || asked == 0) { // 0: none is suspected
            requests_.suspect(asked);
            counts_anew_ = counts_anew_ || waiting_.is_empty(); // else no probe would follow
            return;
        }
        const sent_line* line = history_.find(asked);
        if (asked > last_number_ || line == nullptr) return fail(failure::resend_impossible);
        acknowledged_ = asked - 1; // an ok was credited too much: the printer never had this line
        rewind_to(asked);
    }

    void swallow_next_ok(instant now) {
        swallows_ok_ = true;
        swallow_until_ = now + settings_.resend_grace;
    }

    /// The line was asked for again and not acknowledged within a round trip: it is meant.
    void answer_postponed() {
        if (requests_.count() > settings_.most_resends) return fail(failure::resend_limit);
        rewind_to(requests_.postponed());
    }

    void rewind_to(std::uint32_t number) {
        requests_.answer();
        rewound_to_ = next_number_ = number;
        cautious_until_ = last_number_;
        counts_anew_ = most_lines() > 1;
        silence_.calm();
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
        return std::ranges::any_of(waiting_.lines(), [&](const line_in_flight& line) {
            return !line.raw && line.number == number && (line.repeated || is_probe(number));
        });
    }

    // --- silence ---

    [[nodiscard]] duration allowance() const {
        if (renumbering() && renumbering_.was_refused()) // not by a line that left before it
            return std::min(answer_time(), settings_.renumber_again);
        if (renumbering()) // 2, 4, 8 … s
            return settings_.renumber_again * (1 << std::min(silence_.times_broken(), 4U));
        const sent_line& oldest = oldest_line();
        return silence_.allowance({.takes_long = oldest.takes_long,
                                   .ends_with_m108 = oldest.ends_with_m108,
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
        return std::ranges::any_of(waiting_.lines(), &line_in_flight::asks_temperature);
    }
    [[nodiscard]] bool is_probe(std::uint32_t number) const {
        const sent_line* line = history_.find(number);
        return line != nullptr && line->from == lane::probe;
    }

    void break_silence(instant now) {
        if (!silence_.was_broken(now, settings_)) return fail(failure::printer_not_responding);
        if (!output().empty()) return; // the port takes nothing: the printer has not even been told yet
        if (renumbering()) {
            counts_anew_ = true; // both may come to be answered
            waiting_.clear();
            return send_m110(now);
        }
        send_probe(now);
    }

    void send_probe(instant now) {
        sent_line& probe = history_.add(++last_number_, "M105");
        probe.from = lane::probe;
        probe.asks_temperature = true;
        if (next_number_ == last_number_)
            ++next_number_; // nothing is being repeated: the probe is the newest line
        nothing_follows_ = true;
        silence_.calm(); // what was suspected is asked now
        transmit(probe, now, false);
        out_.hurry(); // a window that is full of lines that never arrived must not hold it back
    }

    void fail(failure why) { why_ = why; }

    session_settings settings_;
    history history_{};
    in_flight waiting_{};
    outbox out_{};
    round_trip round_trip_{};
    silence silence_{};
    resend_requests requests_{};
    gcode::renumbering renumbering_{};
    std::uint32_t slots_free_ = 0; ///< the most that the printer told while it handled a line; 0: it did not
    bool acts_at_once_ = false;    ///< it has an emergency parser
    bool is_slow_ = false;

    std::uint32_t last_number_ = 0; ///< the highest number ever given
    std::uint32_t next_number_ =
        1; ///< the number that leaves next: above the last, but while lines are repeated
    std::uint32_t rewound_to_ = 0;     ///< the number from which lines are being repeated, one in flight
    std::uint32_t cautious_until_ = 0; ///< the highest number when lines were asked for again
    bool nothing_follows_ = false;     ///< while the newest line is in flight
    bool counts_anew_ = false;         ///< a resend is over: a probe shows whether its oks were counted right
    std::uint32_t acknowledged_ = 0;   ///< the highest number that was acknowledged
    std::uint64_t acknowledged_end_ = 0;
    bool swallows_ok_ = false; ///< the ok of a resend request is still to come
    bool answers_resends_ = true;
    bool last_line_is_zero_ = false; ///< the printer said so with its last error
    bool saw_reset_ = false;

    bool job_is_over_ = false;                ///< and its lines are still kept
    bool tells_temperatures_with_ok_ = false; ///< as every Marlin does
    std::size_t doubted_ = 0; ///< oks that were taken for one too many since the last that counted
    bool heard_who_ = false;  ///< the firmware's name, since the last M115
    instant swallow_until_{};
    failure why_ = failure::none;
};

} // namespace printjob::inline v0::gcode
