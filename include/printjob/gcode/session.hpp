#pragma once
/// The session: which lines are numbered, sent, acknowledged and asked for again. No I/O and no clock; bytes
/// to write come out of `output()`.
///
/// The rules (protocol.md of the field, from Marlin's `gcode/queue.cpp`):
///  1. One line is in flight. The next leaves when the printer has acknowledged it.
///  2. An `ok` belongs to the oldest line that waits for one; raw lines wait for theirs too. An `ok` with
///     temperatures belongs to the newest M105 in flight (there are two only when the ok of the older was
///     missed), and an `ok` with a number to that line; both tell that every line before was taken. If no
///     such line is in flight, it was credited already, and credits nothing.
///  3. A line is repeated only when the printer asks for it. Then nothing more leaves until the highest line
///     ever sent was repeated and acknowledged, one at a time. The `ok` that follows a resend request
///     acknowledges nothing.
///  4. A request for the line after the last is no request: everything arrived. A request for any other line
///     that is not in flight is not believed: a probe follows, and only when the printer repeats it the line
///     is sent, if it is still kept; otherwise the session fails. Replies carry no checksum.
///  5. The same line asked for more than ten times: the session fails.
///  6. A silence is broken by a probe, a numbered M105: it is taken (then a lost ok is found), or answered by
///     a resend request (then a lost line is found). Nothing is ever guessed. Five silences in a row: the
///     session fails.
///  7. `M110 N0` travels alone. It is repeated when it is not answered or is answered by a resend request;
///     and once when the printer took it for an unknown command: without its first byte it would not count,
///     and a printer whose last number is 1 or 2 would then drop the first lines without a word.
///  8. Line 1 asked for after it was acknowledged, with `Last Line: 0`: the firmware was reset.

#include <printjob/gcode/command_word.hpp>
#include <printjob/gcode/history.hpp>
#include <printjob/gcode/reply.hpp>
#include <printjob/job/report.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// How long a session waits, and how often it tries.
struct session_settings {
    duration silence = std::chrono::seconds{5}; ///< until a probe, for a line that takes no time of note
    duration silence_with_busy =
        std::chrono::seconds{3}; ///< the same, once the printer is known to say `busy`
    duration silence_in_long = std::chrono::seconds{30};    ///< the same, for a command that takes long
    duration patience = std::chrono::seconds{30};           ///< until the next probe
    duration patience_in_long = std::chrono::minutes{10};   ///< the same, for a command that takes long
    duration suspicion = std::chrono::milliseconds{500};    ///< until a probe when something looks lost
    duration resend_grace = std::chrono::milliseconds{250}; ///< how long the ok of a resend request may take
    duration renumber_again = std::chrono::seconds{2};      ///< until M110 is repeated
    std::uint8_t most_silences = 5;
    std::uint8_t most_resends = 10;
};

/// One conversation with a firmware. Single-owner, not thread-safe; its size is fixed, it allocates nothing.
class session {
public:
    explicit session(const session_settings& settings = {}) : settings_{settings} {}

    // --- getters ---

    /// Whether everything that was sent is acknowledged and a new line may be sent.
    [[nodiscard]] bool ready() const {
        return waiting_count_ == 0 && !swallows_ok_ && !repeats() && unwritten() == 0 &&
               why_ == failure::none;
    }
    /// Whether the printer asked for a line that was not repeated and acknowledged yet.
    [[nodiscard]] bool resend_outstanding() const { return swallows_ok_ || repeats(); }
    /// Whether a command that waits for a heater is in flight.
    [[nodiscard]] bool waits_for_heat() const { return waiting_count_ != 0 && oldest_line().waits_for_heat; }
    /// How many raw lines wait for their ok.
    [[nodiscard]] std::size_t raw_in_flight() const {
        return static_cast<std::size_t>(std::count_if(waiting_.begin(), waiting_.begin() + waiting_count_,
                                                      [](const waiting& w) { return w.raw; }));
    }
    /// The file position behind the last job line that was acknowledged.
    [[nodiscard]] std::uint64_t acknowledged_end() const { return acknowledged_end_; }
    /// How many lines were sent under a number, and how many of them again, since the last `renumber`.
    [[nodiscard]] std::uint32_t lines_sent() const { return last_number_; }
    [[nodiscard]] std::uint32_t lines_repeated() const { return repeated_; }
    /// Why the session cannot go on; `none` as long as it can.
    [[nodiscard]] failure failed() const { return why_; }
    /// Whether the printer's requests show that its firmware was reset.
    [[nodiscard]] bool saw_reset() const { return saw_reset_; }
    /// Whether `M110` waits for its answer.
    [[nodiscard]] bool renumbering() const { return renumbering_; }
    /// When the printer last gave a sign of its work on what is in flight. What the session sends is none.
    [[nodiscard]] instant last_sign() const { return last_sign_; }
    /// How long it may be quiet over what is in flight; 0 when nothing special is.
    [[nodiscard]] duration expected_silence() const {
        return waiting_count_ != 0 && oldest_line().takes_long ? settings_.patience_in_long
                                                               : duration::zero();
    }

    /// When `handle_time` is to be called at the latest.
    [[nodiscard]] instant next_deadline() const {
        if (why_ != failure::none) return never;
        if (swallows_ok_) return swallow_until_;
        if (waiting_count_ == 0) return never;
        return quiet_since_ + allowance();
    }

    // --- inputs ---

    /// Sends a command as the next numbered line. Only when `ready()`; the command must be normalised. `end`:
    /// for job lines, the file's position behind it.
    void send(std::string_view command, lane from, std::uint64_t end, instant now) {
        const command_word word = word_of(command);
        sent_line& line = history_.add(++last_number_, command);
        line.from = from;
        line.takes_long = takes_long(word);
        line.waits_for_heat = gcode::waits_for_heat(word);
        line.asks_temperature = word == command_word{'M', 105};
        line.end = end;
        next_number_ = last_number_ + 1;
        transmit(line, now);
    }

    /// Sends bytes as a line without number and checksum, whatever is in flight. It waits for its own ok.
    void send_raw(std::string_view command, instant now) {
        if (!fits(command.size() + 1)) return;
        if (waiting_count_ == 0) quiet_since_ = now;
        put(command);
        put("\n");
        if (waiting_count_ < most_waiting) waiting_[waiting_count_++] = {.number = 0, .raw = true};
    }

    /// Sends bytes as they are, past everything, and expects no answer.
    void write_through(std::string_view bytes) { put(bytes); }

    /// Sends a command under the next number, ready or not, and expects no answer: for the emergency stop.
    void send_numbered_anyway(std::string_view command) {
        std::array<char, 64> bytes;
        put(frame(last_number_ + 1, command, bytes));
    }

    /// A part of the file that is not sent lies behind the last acknowledged line. Only when `ready()`.
    void pass_over(std::uint64_t end) { acknowledged_end_ = end; }

    /// Forgets all lines and starts counting anew with `M110 N0`, which travels alone. To be used when
    /// nothing is in flight, or when what is in flight no longer matters.
    void renumber(instant now) {
        history_.clear();
        waiting_count_ = 0;
        last_number_ = 0;
        next_number_ = 1;
        acknowledged_ = 0;
        repeated_ = 0;
        suspected_ = 0;
        same_request_ = 0;
        silences_ = 0;
        hurries_ = false;
        saw_reset_ = false;
        last_line_is_zero_ = false;
        why_ = failure::none;
        renumbering_ = true;
        m110_ = m110_state::sent;
        send_m110(now);
    }

    /// Starts over with a printer that was just found: nothing of before counts.
    void greet(instant now) {
        written_ = out_size_ = 0;
        swallows_ok_ = false;
        knows_busy_ = false;
        put("\n"); // ends whatever half line the printer may have received
        renumber(now);
    }

    /// The first job line is about to come: positions count from here.
    void begin_file() { acknowledged_end_ = 0; }

    /// From now on resend requests are noted, and not answered: for a job that was cancelled.
    void answer_resends(bool yes) { answers_resends_ = yes; }

    /// Takes in what a line from the printer says.
    void handle_reply(const reply& said, instant now) {
        switch (said.kind) {
        case reply_kind::ok:
            quiet_since_ = last_sign_ = now;
            take_ok(said);
            break;
        case reply_kind::resend:
            quiet_since_ = last_sign_ = now;
            take_resend(said, now);
            break;
        case reply_kind::busy:
            knows_busy_ = true;
            quiet_since_ = last_sign_ = now;
            silences_ = 0;
            break;
        case reply_kind::waiting_for_user:
            quiet_since_ = last_sign_ = now;
            silences_ = 0;
            break;
        case reply_kind::temperature:
            // Marlin's wait for heat says `W:`. Other temperatures come by themselves, whatever it does.
            if (waits_for_heat() && said.text.find(" W:") != std::string_view::npos) {
                quiet_since_ = last_sign_ = now;
                silences_ = 0;
            }
            break;
        case reply_kind::error_resendable:
            last_line_is_zero_ = said.last_line == 0u;
            hurries_ = true;
            break;
        case reply_kind::wait: hurries_ = true; break; // the printer says that it has nothing to do
        case reply_kind::blank:
        case reply_kind::error_harmless:
            if (renumbering_ && m110_ == m110_state::sent) m110_ = m110_state::misheard;
            break;
        case reply_kind::start:
        case reply_kind::error_lethal:
        case reply_kind::position:
        case reply_kind::firmware:
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
        if (renumbering_ && waiting_count_ == 0) {
            send_m110(now);
        } else if (repeats() && answers_resends_ && !numbered_in_flight_from(rewound_to_) &&
                   unwritten() == 0) {
            repeat_next(now);
        } else if (waiting_count_ != 0 && now >= quiet_since_ + allowance()) {
            break_silence(now);
        }
    }

    // --- outputs ---

    /// The bytes that wait to be written; valid until the next call of anything else.
    [[nodiscard]] std::span<const char> output() const {
        return std::span{out_}.subspan(written_, unwritten());
    }

    /// Tells that the first `count` of them were written.
    void wrote(std::size_t count) {
        written_ += count;
        if (written_ == out_size_) written_ = out_size_ = 0;
    }

    /// Throws away what was not written but the rest of a half-written line, and puts `bytes` behind it: for
    /// what must not wait.
    void interrupt(std::string_view bytes) {
        std::size_t keep = 0;
        if (written_ != 0 && out_[written_ - 1] != '\n')
            while (keep < unwritten() && out_[written_ + keep++] != '\n') {
            }
        std::copy_n(out_.begin() + static_cast<std::ptrdiff_t>(written_), keep, out_.begin());
        written_ = 0;
        out_size_ = keep;
        put(bytes);
    }

private:
    struct waiting {
        std::uint32_t number = 0;
        bool raw = false;
    };
    enum class m110_state : std::uint8_t {
        sent,
        misheard, ///< the printer spoke of an unknown command: it is sent once more
        insisted, ///< it was
    };

    [[nodiscard]] std::size_t unwritten() const { return out_size_ - written_; }
    [[nodiscard]] bool fits(std::size_t size) const { return out_size_ + size <= out_.size(); }
    /// Whether lines that were sent before are to be sent again.
    [[nodiscard]] bool repeats() const { return next_number_ <= last_number_; }

    void put(std::string_view bytes) {
        if (!fits(bytes.size())) return;
        std::copy(bytes.begin(), bytes.end(), out_.begin() + static_cast<std::ptrdiff_t>(out_size_));
        out_size_ += bytes.size();
    }

    [[nodiscard]] const sent_line& oldest_line() const {
        static constexpr sent_line unknown{};
        const sent_line* line = waiting_[0].raw ? nullptr : history_.find(waiting_[0].number);
        return line != nullptr ? *line : unknown;
    }

    [[nodiscard]] bool numbered_in_flight_from(std::uint32_t number) const {
        return std::any_of(waiting_.begin(), waiting_.begin() + waiting_count_,
                           [&](const waiting& w) { return !w.raw && w.number >= number; });
    }

    void transmit(const sent_line& line, instant now) {
        if (waiting_count_ == 0) quiet_since_ = now;
        put(history_.bytes(line));
        if (waiting_count_ < most_waiting) waiting_[waiting_count_++] = {.number = line.number, .raw = false};
    }

    void send_m110(instant now) {
        put("N0 M110 N0*125\n");
        if (waiting_count_ < most_waiting) waiting_[waiting_count_++] = {.number = 0, .raw = false};
        quiet_since_ = now;
    }

    void repeat_next(instant now) {
        const sent_line* line = history_.find(next_number_);
        if (line == nullptr) return fail(failure::resend_impossible);
        ++next_number_;
        ++repeated_;
        transmit(*line, now);
    }

    // --- acknowledgements ---

    void take_ok(const reply& said) {
        if (swallows_ok_) {
            swallows_ok_ = false;
            return;
        }
        std::size_t count = waiting_count_ == 0 ? 0 : 1;
        if (said.has_temperatures)
            count = position_behind([&](const waiting& w) {
                const sent_line* line = w.raw ? nullptr : history_.find(w.number);
                return line != nullptr && line->asks_temperature;
            });
        else if (said.number)
            count = position_behind([&](const waiting& w) { return !w.raw && w.number == *said.number; });
        if (count == 0) return;
        for (std::size_t i = 0; i < count; ++i)
            acknowledge(waiting_[i]);
        waiting_count_ -= count;
        std::copy_n(waiting_.begin() + static_cast<std::ptrdiff_t>(count), waiting_count_, waiting_.begin());
        silences_ = 0;
        hurries_ = false;
    }

    /// How many wait up to and with the last that matches; 0 when none does.
    template <class Matches>
    [[nodiscard]] std::size_t position_behind(Matches matches) const {
        for (std::size_t i = waiting_count_; i > 0; --i)
            if (matches(waiting_[i - 1])) return i;
        return 0;
    }

    void acknowledge(const waiting& which) {
        if (which.raw) return;
        if (which.number == 0) {
            renumbering_ = m110_ == m110_state::misheard;
            if (renumbering_) m110_ = m110_state::insisted;
            return;
        }
        acknowledged_ = std::max(acknowledged_, which.number);
        suspected_ = 0;
        if (which.number == requested_) same_request_ = 0;
        const sent_line* line = history_.find(which.number);
        if (line != nullptr && line->from == lane::job)
            acknowledged_end_ = std::max(acknowledged_end_, line->end);
    }

    // --- resend requests ---

    void take_resend(const reply& said, instant now) {
        swallows_ok_ = true;
        swallow_until_ = now + settings_.resend_grace;
        if (!said.number) { // a corrupted request: the next one will tell
            hurries_ = true;
            return;
        }
        const std::uint32_t asked = *said.number;
        if (asked != requested_) same_request_ = 0;
        requested_ = asked;
        if (++same_request_ > settings_.most_resends) return fail(failure::resend_limit);
        if (renumbering_) { // whatever it wants, the answer is M110 again
            waiting_count_ = 0;
            return;
        }
        if (asked == 1 && acknowledged_ >= 1 && (last_line_is_zero_ || suspected_ == asked)) {
            saw_reset_ = true;
            return;
        }
        last_line_is_zero_ = false;
        if (asked > acknowledged_ && asked <= last_number_) return rewind_to(asked);
        hurries_ = true;
        if (asked == last_number_ + 1) return;
        if (suspected_ != asked) {
            suspected_ = asked;
            return;
        }
        if (asked > last_number_ || history_.find(asked) == nullptr) return fail(failure::resend_impossible);
        acknowledged_ = asked - 1; // an ok was credited too much: the printer never had this line
        rewind_to(asked);
    }

    void rewind_to(std::uint32_t number) {
        rewound_to_ = next_number_ = number;
        hurries_ = false;
        forget_waiting_from(number);
    }

    /// Raw lines still earn their oks.
    void forget_waiting_from(std::uint32_t number) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < waiting_count_; ++i)
            if (waiting_[i].raw || waiting_[i].number < number) waiting_[kept++] = waiting_[i];
        waiting_count_ = kept;
    }

    // --- silence ---

    [[nodiscard]] duration allowance() const {
        if (renumbering_) return settings_.renumber_again;
        if (hurries_ && silences_ == 0) return settings_.suspicion;
        const bool takes_long = oldest_line().takes_long && !knows_busy_;
        if (silences_ != 0)
            return takes_long || waits_for_heat() ? settings_.patience_in_long : settings_.patience;
        if (knows_busy_) return settings_.silence_with_busy;
        return takes_long ? settings_.silence_in_long : settings_.silence;
    }

    void break_silence(instant now) {
        if (++silences_ > settings_.most_silences) return fail(failure::printer_not_responding);
        quiet_since_ = now;
        if (renumbering_) {
            forget_waiting_from(0);
            return send_m110(now);
        }
        sent_line& probe = history_.add(++last_number_, "M105");
        probe.from = lane::probe;
        probe.asks_temperature = true;
        if (next_number_ == last_number_)
            ++next_number_; // nothing is being repeated: the probe is the newest line
        transmit(probe, now);
    }

    void fail(failure why) { why_ = why; }

    static constexpr std::size_t most_waiting = 32;

    session_settings settings_;
    history history_{};
    std::array<waiting, most_waiting> waiting_{};
    std::size_t waiting_count_ = 0;
    std::array<char, 768> out_{};
    std::size_t out_size_ = 0;
    std::size_t written_ = 0;

    std::uint32_t last_number_ = 0; ///< the highest number ever given
    std::uint32_t next_number_ =
        1; ///< the number that leaves next: above the last, but while lines are repeated
    std::uint32_t rewound_to_ = 0;   ///< the number from which lines are being repeated, one in flight
    std::uint32_t acknowledged_ = 0; ///< the highest number that was acknowledged
    std::uint64_t acknowledged_end_ = 0;
    std::uint32_t repeated_ = 0;

    std::uint32_t requested_ = 0;   ///< the line that was asked for last
    std::uint8_t same_request_ = 0; ///< how often in a row
    std::uint32_t suspected_ = 0;   ///< a line that was asked for and is not believed yet
    bool swallows_ok_ = false;      ///< the ok of a resend request is still to come
    bool answers_resends_ = true;
    bool last_line_is_zero_ = false; ///< the printer said so with its last error
    bool saw_reset_ = false;
    bool renumbering_ = false;
    m110_state m110_ = m110_state::sent;

    bool knows_busy_ = false;
    bool hurries_ = false; ///< something looks lost: probe soon
    std::uint8_t silences_ = 0;
    instant swallow_until_{};
    instant quiet_since_{}; ///< of both sides: when a probe was sent, silence begins anew
    instant last_sign_{};
    failure why_ = failure::none;
};

} // namespace printjob::inline v0::gcode
