#pragma once
/// The link: numbers lines, sends them, and repeats them until the printer has acknowledged them. No I/O and no clock.
///
/// The way of a byte from the file to the acknowledgement:
/// 1. `send` gives a command the next number (`line_numbers`), frames it and keeps the frame (`resend_buffer`).
/// 2. The frame waits for the port (`transmit_buffer`), its record for an ok (`unacknowledged`).
/// 3. `output` offers as many bytes as the printer has room for (`send_window`); `wrote` tells how many were taken.
///    `outgoing` holds these five together.
/// 4. An ok comes: `acknowledgement` decides which lines it acknowledges. `acknowledged_end` moves on.
/// 5. Or a resend request comes: `retransmission` decides whether it is believed. Lines are repeated from there, one at
///    a time, until all that was sent is acknowledged.
/// 6. Or nothing comes: after the time that `probe_timer` allows a probe is sent, whose answer shows what was taken.
///
/// Counting begins with M110 (`line_number_reset`). Each of these headers begins with its rule and where it comes from.
/// The link only tells them what happened and does what they decide; what it holds and what may be asked of it is in
/// `link_state`. Each wait is a timer, armed where it is decided.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/link/link_state.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/job/report.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// One conversation with a firmware. Single-owner, not thread-safe; its size is fixed, it allocates nothing.
class printer_link : public link_state {
public:
    /// Makes a link with nothing sent and nothing in flight; the settings are copied, the dialect is not and must
    /// outlive it. Once a printer is found, `greet` comes before everything else.
    explicit printer_link(const checked_link_settings& settings = link_settings{},
                          const dialect& spoken = marlin)
        : link_state{settings, spoken} {}

    // --- inputs: lines ---

    /// Sends a command, which begins with `word`, as the next numbered line. Only when `has_room` for it; the command
    /// must be sanitised. `end`: for job lines, the file's position after it.
    void send(std::string_view command, command_word word, origin from, std::uint64_t end, instant now) {
        const line_record record{.end = end, .is = spoken_->traits_of(word, command), .from = from};
        if (record.is.asks_who) oks_.asks_who();
        send_new(command, record, now);
        expect_sign();
    }
    /// Sends a command as a line without number and checksum, whatever is in flight. It waits for its own ok.
    void send_raw(std::string_view command, instant now) {
        const bool was_idle = in_flight().is_empty();
        if (lines_.send_raw(command, now) && was_idle) probes_.sent(now);
        expect_sign();
    }
    /// Sends bytes as they are, past everything, and expects no answer.
    void write_through(std::string_view bytes) { lines_.write_through(bytes); }
    /// Sends a command on a line of its own, past everything, and expects no answer.
    void write_line_through(std::string_view command) {
        write_through("\n");
        write_through(command);
        write_through("\n");
    }
    /// Throws away what was not written but the rest of a half-written line, and sends `bytes` after it, past
    /// everything: for what must not wait.
    void interrupt(std::string_view bytes) {
        lines_.keep_open_line_only();
        lines_.write_through(bytes);
    }
    /// Sends a command under the next number, ready or not, and expects no answer: for the emergency stop.
    void send_numbered_anyway(std::string_view command) { lines_.send_numbered_anyway(command); }
    /// Takes back the lines of which no byte was written, as if they had not been sent: the job they are of is over.
    void discard_unsent() {
        lines_.take_back_unwritten();
        expect_sign();
    }

    // --- inputs: the job and the printer ---

    /// From now on the printer is taken to speak another dialect, which must outlive the link.
    void speak(const dialect& spoken) {
        spoken_ = &spoken;
        lines_.speak(spoken);
    }
    /// The first job line is about to come: positions count from here.
    void begin_file() { acknowledged_end_ = 0; }
    /// The job is over: none of its lines is sent any more, whoever asks.
    void end_file() { job_is_over_ = true; }
    /// A part of the file that is not sent lies after the last job line sent: it counts with that line.
    void pass_over(std::uint64_t end) {
        if (!lines_.extend_newest_job_line(end)) acknowledged_end_ = end;
    }
    /// From now on resend requests are noted, and not answered: for a job that was cancelled.
    void answer_resends(bool yes) { answers_resends_ = yes; }
    /// The printer acts on M108 and M112 as soon as it receives them, or it does not: then their way must stay short.
    void has_emergency_parser(bool yes) { lines_.has_emergency_parser(yes); }
    /// From now on, and until the printer is greeted again, one line is in flight: the line is too bad for more.
    void slow_down() { lines_.slow_down(); }

    /// Starts over with a printer that was found or reset: nothing of before counts, but that a half-written line is
    /// ended.
    void greet(instant now) {
        interrupt("\n\n"); // ends what the printer may have received of a line, also when one byte is lost
        // The ok of the request that showed the reset may come yet.
        if (!saw_reset_) stop_waiting_for_ok_of_request();
        probes_.begin();
        lines_.forget_printer();
        lines_.forget_in_flight();
        renumber(now);
    }
    /// Forgets all lines and starts counting anew with `M110 N0`, which travels alone. To be used when nothing is in
    /// flight, or when what is in flight no longer matters.
    void renumber(instant now) {
        lines_.begin();
        requests_.begin();
        timers_.disarm(wait::postponed_request);
        oks_.begin();
        probes_.is_heard();
        probes_.calm();
        saw_reset_ = false;
        why_ = failure::none;
        job_is_over_ = false;
        reset_.begin();
        probes_.want_when_idle(); // its own ok shows that M110 was executed, whatever oks come before
        send_m110(now);
        expect_sign();
    }
    /// The port was lost, and with it everything that was not written.
    void hang_up() {
        lines_.port_lost();
        oks_.forget_printer();
    }

    /// Takes in what a line from the printer says.
    void handle_response(const interpreted_response& said, instant now) {
        take_meaning(said, now);
        probes_.hear(said, {.oldest = oldest_command(), .is_idle = in_flight().is_empty()}, now);
        if (said.kind == response_kind::ok) take_ok(said, now);
        if (said.kind == response_kind::resend) take_resend(said, now);
        if (said.kind == response_kind::firmware) oks_.heard_who();
        expect_sign();
    }

    /// Does what is due: repeats what was asked for, ends a silence.
    void handle_time(instant now) {
        if (why_ != failure::none) return;
        if (timers_.is_due(wait::ok_of_request, now)) stop_waiting_for_ok_of_request();
        if (oks_.awaits_ok_of_request()) return;
        if (timers_.is_due(wait::postponed_request, now)) answer_postponed();
        if (reset_.is_under_way() && in_flight().is_empty()) {
            send_m110(now);
        } else if (answers_resends_ && lines_.may_repeat()) {
            repeat_next(now);
        } else if (timers_.is_due(wait::sign, now)) {
            end_silence(now);
        } else if (probes_.is_wanted_when_idle() && in_flight().is_empty() && !lines_.numbers().repeats()) {
            probes_.want_when_idle(false);
            send_probe(now);
        } else {
            return;
        }
        expect_sign();
    }

    // --- outputs ---

    /// Returns the bytes that may be written now; valid until the next call of anything else. Of the newest line it may
    /// be only the front, as far as the printer's receive buffer reaches.
    [[nodiscard]] std::span<const char> output() const { return lines_.output(); }
    /// The first `count` of them were written; a port that claims more has written them all.
    void wrote(std::size_t count) { lines_.wrote(count); }

private:
    // --- sending ---

    void send_new(std::string_view command, const line_record& record, instant now) {
        if (in_flight().is_empty()) probes_.sent(now);
        lines_.send(command, record, now);
    }
    void send_probe(instant now) {
        probes_.calm(); // what looks lost is asked now
        const std::string_view probe = spoken_->probe;
        send_new(probe, {.is = spoken_->traits_of(word_of(probe), probe), .from = origin::probe}, now);
    }
    void send_m110(instant now) {
        lines_.send_m110(spoken_->reset_line_numbers, now);
        probes_.sent(now);
        reset_.sent();
    }
    void repeat_next(instant now) {
        const auto line = lines_.next_to_repeat();
        if (!line)                                   // not covered: only what is kept is repeated
            return fail(failure::resend_impossible); // not covered: as above
        if (line->from == origin::job && job_is_over_) return renumber(now); // it is not sent any more
        lines_.repeat(now);
        requests_.repeated();
        probes_.sent(now);
    }

    // --- acknowledgements ---

    void take_ok(const response& said, instant now) {
        const ok_credit credit = oks_.take(said, in_flight(), lines_.written(), probes_.silences() != 0);
        if (credit.is == ok_meaning::ends_a_request) return stop_waiting_for_ok_of_request();
        if (said.slots_free) lines_.slots_are_free(*said.slots_free);
        if (credit.is == ok_meaning::is_doubted) {
            probes_.hurry();
            // The ok before was not that of M110, which may have acted once more after the probe was received.
            if (lines_.sent_only_probes()) probes_.want_when_idle();
        }
        if (credit.is != ok_meaning::credits) return;

        const auto credited = in_flight().lines().first(credit.lines);
        const unacknowledged_line& last = credited.back();
        if (!last.repeated && !last.record.is.is_long_running) // else not when it was received
            probes_.took(elapsed(last.sent_at, now));
        for (const unacknowledged_line& line : credited)
            acknowledge(line);
        lines_.drop_oldest(credit.lines);
        probes_.is_heard();
        probes_.calm();
    }

    void acknowledge(const unacknowledged_line& which) {
        if (which.raw) return;
        if (which.number == 0) { // M110: what it was heard as may have earned an ok more
            if (!reset_.ends_with_ok()) probes_.want_when_idle();
            return;
        }
        lines_.acknowledge(which.number);
        requests_.acknowledged(which.number);
        if (requests_.postponed() == 0) timers_.disarm(wait::postponed_request);
        reset_.had_effect();
        if (which.record.from == origin::job && !job_is_over_)
            acknowledged_end_ = (std::max)(acknowledged_end_, which.record.end);
    }

    void take_meaning(const interpreted_response& said, instant now) {
        const bool is_line_fault = said.means == meaning::resend_follows;
        if (is_line_fault) {
            requests_.heard_last_line(said.last_line);
            probes_.hurry();
        }
        if (is_line_fault || said.means == meaning::skipped)
            expect_ok_of_request(now); // the request may be lost
        // What was not understood may be M110.
        if (is_line_fault || said.means == meaning::harmless || said.means == meaning::command_failed)
            reset_.misheard();
    }

    // --- resend requests ---

    void take_resend(const response& said, instant now) {
        expect_ok_of_request(now);
        if (reset_.is_under_way()) return reset_.refused(); // the answer is M110: that on its way, or another
        probes_.is_heard();
        const std::uint32_t asked = said.number.value_or(0);
        const std::uint32_t postponed_before = requests_.postponed();
        switch (requests_.take(said.number, context_of(asked))) {
        case resend_decision::nothing:
        case resend_decision::wait: return probes_.hurry();
        case resend_decision::probe:
            probes_.want_when_idle(); // also when what is in flight is acknowledged meanwhile
            return probes_.hurry();
        case resend_decision::postpone:
            probes_.calm();
            if (postponed_before != asked)
                timers_.arm(wait::postponed_request, now,
                            (std::min)(probes_.answer_time(settings_), settings_.renumber_again));
            return;
        case resend_decision::repeat: return rewind_to(asked);
        case resend_decision::renumber: reset_.had_no_effect(); return renumber(now);
        case resend_decision::reset_seen: saw_reset_ = true; return;
        case resend_decision::too_often: return fail(failure::resend_limit);
        case resend_decision::impossible: return fail(failure::resend_impossible);
        }
    }

    [[nodiscard]] retransmission::context context_of(std::uint32_t asked) const {
        return {.numbers = lines_.numbers(),
                .most_resends = settings_.most_resends,
                .may_be_late = lines_.window().most_lines() > 1 && lines_.may_be_asked_for_late(asked),
                .sent_only_probes = lines_.sent_only_probes(),
                .may_renumber = reset_.may_be_repeated(),
                .is_kept = lines_.keeps(asked)};
    }

    void answer_postponed() {
        timers_.disarm(wait::postponed_request);
        const std::uint32_t asked = requests_.postponed();
        if (requests_.take_postponed(context_of(asked)) == resend_decision::too_often)
            return fail(failure::resend_limit);
        rewind_to(asked);
        expect_sign();
    }

    void rewind_to(std::uint32_t number) {
        requests_.answer();
        timers_.disarm(wait::postponed_request);
        lines_.rewind(number);
        // A remnant of what was thrown away may have earned an ok too many.
        probes_.want_when_idle(lines_.window().most_lines() > 1);
        probes_.calm();
    }

    // --- waits ---

    void expect_ok_of_request(instant now) {
        oks_.expect_ok_of_request();
        timers_.arm(wait::ok_of_request, now, settings_.resend_grace);
    }
    void stop_waiting_for_ok_of_request() {
        oks_.ok_of_request_is_missing();
        timers_.disarm(wait::ok_of_request);
        expect_sign();
    }

    /// The printer is expected to give a sign about what is in flight, or about M110.
    void expect_sign() {
        if (in_flight().is_empty() || oks_.awaits_ok_of_request() || why_ != failure::none)
            return timers_.disarm(wait::sign);
        timers_.arm(wait::sign, probes_.since(), allowance());
    }
    [[nodiscard]] duration allowance() const {
        if (reset_.is_under_way())
            return reset_.patience(probes_.answer_time(settings_), probes_.silences(), settings_);
        return probes_.allowance({.oldest = oldest_command(), .asked = in_flight().asks_temperature()},
                                 settings_);
    }
    void end_silence(instant now) {
        if (!probes_.silence_ends(now, settings_)) return fail(failure::printer_not_responding);
        if (!output().empty()) return; // the port takes nothing: the printer has not even been told yet
        if (!reset_.is_under_way()) return send_probe(now);
        probes_.want_when_idle(); // both M110 may come to be answered
        lines_.forget_in_flight();
        send_m110(now);
    }
    void fail(failure why) {
        why_ = why;
        timers_.disarm_all();
    }
};

} // namespace printjob::inline v0::gcode
