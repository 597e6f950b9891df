#pragma once
/// Carries out the procedures: keeps the task that is under way and its stage, applies events by the table
/// (`transitions.hpp`), and does what the stages say (`stages.hpp`). It decides nothing that stands there.
///
/// It has the link and what is known of the printer; it does no I/O. What it does in one turn:
/// the link does what is due -> its failures become events -> the present stage: wait, command, next stage.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/select.hpp>
#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/procedure/file_feeder.hpp>
#include <printjob/gcode/procedure/periodic.hpp>
#include <printjob/gcode/procedure/printer_knowledge.hpp>
#include <printjob/gcode/procedure/reporter.hpp>
#include <printjob/gcode/procedure/stages.hpp>
#include <printjob/gcode/procedure/steps.hpp>
#include <printjob/gcode/procedure/transitions.hpp>
#include <printjob/gcode/streamer_settings.hpp>
#include <printjob/gcode/syntax/host_action.hpp>
#include <printjob/gcode/timers.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/job/status.hpp>
#include <printjob/result.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The tasks of one streamer. Single-owner, not thread-safe; its size is fixed, it allocates nothing.
template <class Files>
class procedure_driver {
public:
    /// No port was found yet. `settings` are referred to and must outlive it, like `files`.
    procedure_driver(Files& files, const checked_streamer_settings& settings)
        : settings_{settings.get()}, link_{settings.part(&streamer_settings::link), dialect_of({})},
          feeder_{files} {
        timers_.arm(streamer_timer::reopen, instant{}); // the port was never looked for
    }

    // --- getters ---

    /// The dialect that the printer is taken to speak.
    [[nodiscard]] const dialect& spoken() const { return link_.spoken(); }
    /// The task that is under way.
    [[nodiscard]] task current() const { return task_; }
    /// Bytes of the job's file. Lines that are not sent (comments) count with the line before them.
    [[nodiscard]] printjob::progress progress() const {
        return {.sent = feeder_.passed(),
                .acknowledged = link_.acknowledged_end(),
                .executed = steps_.executed_end(),
                .time_left = feeder_.time_left()};
    }
    /// What the printer told of itself.
    [[nodiscard]] const printjob::facts& facts() const { return known_.reported.facts; }
    /// The printer's signs of life.
    [[nodiscard]] printjob::liveness liveness() const {
        return {.last_sign = link_.last_sign(),
                .expected = link_.expected_silence(),
                .waits_for_person = known_.waits_for_person};
    }
    /// When `handle_time` is to be called at the latest; `never` when only bytes bring more.
    [[nodiscard]] instant next_deadline(instant now) const {
        if (!reports_.empty()) return now;
        return converses(task_) ? (std::min)(timers_.next(), link_.next_deadline()) : timers_.next();
    }

    /// Why the file of the last start could not be opened; nothing when it was.
    [[nodiscard]] const std::optional<io_error>& file_failure() const { return feeder_.open_failure(); }
    /// True if the reports of one more response find room. While not, nothing is to be taken in.
    [[nodiscard]] bool has_room_for_reports() const { return reports_.has_room(); }
    /// How many silences the link has broken with a probe.
    [[nodiscard]] std::uint32_t probes() const { return link_.probes(); }

    // --- commands ---

    /// Begins a job: `asked` is start or restart. Refused, and nothing changed, when the file cannot be opened.
    [[nodiscard]] std::optional<refusal> begin(job_id id, const file& what, command asked, instant now) {
        const task_event wish = asked == command::restart ? task_event::restart : task_event::start;
        if (on(task_, wish).is_ignored) return refuse(reason::not_operational, asked);
        if (!feeder_.open(what)) return refuse(reason::file_not_readable, asked);
        reports_.begin_job(id);
        apply(wish, now);
        return std::nullopt;
    }
    /// Begins to pause; without effect unless the job prints or resumes.
    void pause(instant now) { apply(task_event::pause, now); }
    /// Begins to resume; without effect unless the job is paused.
    void resume(instant now) { apply(task_event::resume, now); }
    /// Lines of which no byte has left are not sent, unless the safe stop is among them.
    void cancel(instant now) {
        if (task_ != task::cancelling || stage_ == 0) link_.discard_unsent();
        if (has_job(task_)) reports_.note_cancelled();
        apply(task_event::cancel, now);
    }
    /// Sends M112 past everything that waits.
    void emergency_stop(instant now) { apply(task_event::emergency_stop, now, failure::emergency_stop); }

    // --- inputs ---

    /// A turn begins: what an earlier one left over is done in this one.
    void begin_turn() { timers_.disarm(streamer_timer::more_work); }

    /// The port can be used.
    void port_found(instant now) {
        timers_.disarm(streamer_timer::reopen);
        apply(task_event::port_found, now);
        if (owes_emergency_stop_) apply(task_event::stop_due, now, failure::emergency_stop);
    }
    /// The port cannot be used; it is tried again after a while.
    void port_lost(const io_error& why, instant now) {
        if (task_ != task::absent) known_.reported.forget();
        apply(task_event::port_lost, now, failure::printer_disconnected, diagnosis::of_error(why));
        timers_.arm(streamer_timer::reopen, now, settings_.reopen_interval);
    }
    /// The port took `count` of the bytes that were offered.
    void wrote(std::size_t count, instant now) {
        link_.wrote(count);
        if (link_.output().empty()) {
            owes_emergency_stop_ = false;
            timers_.disarm(streamer_timer::write_again);
        } else {
            timers_.arm(streamer_timer::write_again, now, write_again_after);
        }
    }
    /// There is more to do than one turn does.
    void goes_on_at_once(instant now) { timers_.arm(streamer_timer::more_work, now); }

    /// Takes in one response of the printer.
    void take_in(const interpreted_response& said, instant now) {
        if (said.means == meaning::started) return printer_was_reset(now, diagnosis::of_words(said.words));
        if (!converses(task_)) return;
        link_.handle_response(said, now);
        reports_.notify(known_.take_in(said));
        if (said.means == meaning::halted)
            apply(task_event::printer_halted, now, failure::printer_error, diagnosis::of_words(said.words));
        if (said.means == meaning::cold_extrusion && task_ == task::printing) // it goes on, and prints air
            reports_.ask(command::pause, source::printer);
        if (said.kind == response_kind::action) take_action(action_of(said.text), now);
        if (said.kind == response_kind::firmware) link_.speak(dialect_of(said.text));
        if (said.kind == response_kind::capability && said.text == "EMERGENCY_PARSER")
            link_.has_emergency_parser(said.number == 1u);
    }

    /// Does what is due.
    void handle_time(instant now) {
        if (converses(task_)) {
            link_.handle_time(now);
            if (link_.saw_reset()) printer_was_reset(now, {});
            if (link_.failed() != failure::none)
                apply(task_event::link_failed, now, link_.failed(), known_.of_last_error());
        }
        if (reports_.empty()) proceed(now);
    }

    // --- outputs ---

    /// The bytes that may be written now; valid until the next call of anything else.
    [[nodiscard]] std::span<const char> output() const { return link_.output(); }
    /// The oldest report that was not polled yet.
    [[nodiscard]] std::optional<report> poll_report() { return reports_.poll(); }

private:
    static constexpr std::size_t shortest_command = 4; ///< `M105`
    static constexpr duration unnumbered_stop_after = std::chrono::seconds{2};
    static constexpr duration stop_again_after = std::chrono::milliseconds{100};
    static constexpr duration write_again_after = std::chrono::milliseconds{20};

    // --- events ---

    /// Makes the transition that the table has for an event in this task. `why`: the reason that is reported, with what
    /// is known of it.
    void apply(task_event what, instant now, failure why = failure::none, const diagnosis& details = {}) {
        const transition& to = on(task_, what);
        if (to.is_ignored) return;
        if (to.owes_stop) known_.identity.owe_safe_stop();
        if (what == task_event::file_failed) reports_.note_failed(why, details);
        reports_.tell(to.tells, why, details);
        leave_stage();
        task_ = to.next;
        begin_stage(0, now);
        task_since_ = now;
        if (!has_file(task_)) close_file();
        carry_out(to.does, now);
    }

    void carry_out(entry what, instant now) {
        switch (what) {
        case entry::nothing: break;
        case entry::prepare: forget_last_job(now); break;
        case entry::keep_modes: known_.keep(std::nullopt, true); break; // it knows the place itself
        case entry::poll_now: beside_.poll_now(now); break;
        case entry::forget_place: known_.snapshot.reset(); break;
        case entry::end_job:
            link_.answer_resends(false);
            goes_on_at_once(
                now); // with nothing in flight, no answer of the printer would bring the next stage
            break;
        case entry::greet: greet(now); break;
        case entry::greet_and_stop:
            greet(now);
            steps_.send_unnumbered_stop(now);
            break;
        case entry::hang_up:
            timers_.disarm_all();
            link_.hang_up();
            break;
        case entry::stop_unnumbered:
            link_.interrupt({});
            steps_.send_unnumbered_stop(now);
            break;
        case entry::emergency_stop:
            link_.interrupt({});
            link_.write_line_through(link_.spoken().emergency_stop);
            link_.send_numbered_anyway(link_.spoken().emergency_stop);
            owes_emergency_stop_ = true;
            break;
        }
    }

    void greet(instant now) {
        known_.begin_conversation();
        link_.speak(dialect_of({}));
        link_.answer_resends(true);
        link_.greet(now);
    }

    /// The dialect of a printer that answered so when it was asked who it is; without an answer Marlin's, unless it is
    /// set.
    [[nodiscard]] const dialect& dialect_of(std::string_view answer) const {
        if (settings_.spoken != nullptr) return *settings_.spoken;
        return select_dialect(answer, settings_.dialects, marlin);
    }

    void printer_was_reset(instant now, const diagnosis& details) {
        known_.reported.forget();
        owes_emergency_stop_ = false;
        apply(task_event::printer_reset, now, failure::printer_reset, details);
    }

    void forget_last_job(instant now) {
        steps_.begin_job();
        feeder_.begin_job();
        known_.snapshot.reset();
        known_.reported.facts.position_lost = false;
        link_.discard_unsent();                              // what a paused job still had to send
        if (link_.resend_outstanding()) link_.renumber(now); // nor is what was asked for sent any more
        link_.end_file();
        link_.begin_file();
    }

    void file_failed(failure why, instant now) {
        apply(task_event::file_failed, now, why, feeder_.last_line());
    }

    [[nodiscard]] line_rules rules() const { return line_rules{link_.spoken(), settings_.longest_line}; }

    void close_file() {
        link_.end_file();
        feeder_.close();
    }

    /// What the printer asks for is a command; what it says happened is an event.
    void take_action(host_action what, instant now) {
        switch (what) {
        case host_action::none: break;
        case host_action::start:
            if (settings_.printer_may_start) reports_.ask(command::start, source::printer);
            break;
        case host_action::pause: reports_.ask(command::pause, source::printer); break;
        case host_action::resume: reports_.ask(command::resume, source::printer); break;
        case host_action::cancel: reports_.ask(command::cancel, source::printer); break;
        case host_action::paused: apply(task_event::printer_paused, now); break;
        case host_action::resumed:
            known_.believe_reported_targets();
            apply(known_.has_cooled() ? task_event::printer_resumed_cold : task_event::printer_resumed, now);
            break;
        case host_action::prompt: reports_.notify(notice::prompt); break;
        }
    }

    // --- stages ---

    /// Goes through the stages as far as they go now. At most one command is sent, but for the file's lines.
    void proceed(instant now) {
        const auto stages = stages_of(task_);
        for (;;) {
            const stage& at = stages[stage_];
            if (beside_.carry_out(at, now)) return;
            if (!is_time_for(at, now)) return;
            if (at.then == step::file_lines) {
                if (!feeds(now)) return;
            } else {
                command_builder buffer;
                const std::string_view command = steps_.next(at.then, buffer, now);
                if (!command.empty()) return send(command, now);
            }
            if (stage_ + 1U == stages.size()) return apply(task_event::completed, now);
            leave_stage();
            begin_stage(static_cast<std::uint8_t>(stage_ + 1), now);
        }
    }

    void begin_stage(std::uint8_t which, instant now) {
        stage_ = which;
        stage_since_ = now;
        steps_.begin_stage();
    }

    /// No timer of a stage runs any longer than the stage.
    void leave_stage() {
        const stage& left = stages_of(task_)[stage_];
        if (has_timer(left.when)) timers_.disarm(left.limit);
        beside_.end();
    }

    /// Whether what a stage waits for holds. Its timer runs only while nothing else is waited for.
    [[nodiscard]] bool is_time_for(const stage& at, instant now) {
        const auto expired = [&] {
            const instant due = due_at(at.limit);
            timers_.arm(at.limit, due);
            return now >= due;
        };
        if (has_timer(at.when)) timers_.disarm(at.limit);
        switch (at.when) {
        case until::idle: return link_.ready();
        case until::room: return link_.has_room(shortest_command);
        case until::idle_or_resend: return link_.ready() || link_.resend_outstanding();
        case until::idle_or_timer: return link_.ready() || expired();
        case until::told_or_timer: return link_.ready() && (known_.told_position || expired());
        case until::idle_and_timer: return link_.ready() && expired();
        case until::timer: return expired();
        case until::event: break;
        }
        return false;
    }

    /// When the timer of the present stage is due.
    [[nodiscard]] instant due_at(streamer_timer which) const {
        switch (which) {
        case streamer_timer::position: // while the printer shows that it works, its answer may still come
            return after(link_.last_sign(), settings_.position_patience);
        case streamer_timer::unnumbered_stop: return after(stage_since_, unnumbered_stop_after);
        case streamer_timer::hot_ends_off: return after(task_since_, settings_.hot_ends_off_after);
        case streamer_timer::stop_again: return after(stage_since_, stop_again_after);
        case streamer_timer::reopen: // not covered: no stage waits for this, nor for the next four
        case streamer_timer::more_work:
        case streamer_timer::write_again:
        case streamer_timer::temperature:
        case streamer_timer::break_wait: break;
        }
        return never; // not covered: as above
    }

    void send(std::string_view command, instant now) {
        const command_word word = word_of(command);
        known_.note(word, command);
        link_.send(command, word, origin::host, 0, now);
    }

    /// Sends the file's lines; true at its end.
    [[nodiscard]] bool feeds(instant now) {
        switch (feeder_.feed(link_, rules(), known_, reports_, now)) {
        case fed::full: return false;
        case fed::more:
        case fed::asked: goes_on_at_once(now); return false;
        case fed::end: return true;
        case fed::unreadable: file_failed(failure::file_not_readable, now); return false;
        case fed::refused: file_failed(failure::line_refused, now); return false;
        }
        return false; // not covered: every case returned
    }

    const streamer_settings& settings_;
    printer_link link_;
    task task_ = task::absent;
    std::uint8_t stage_ = 0;           ///< of the task's procedure
    bool owes_emergency_stop_ = false; ///< M112 has not left to its end
    streamer_timers timers_{};
    instant task_since_{};
    instant stage_since_{};
    file_feeder<Files> feeder_;
    printer_knowledge known_{};
    reporter reports_{};
    step_runner steps_{settings_, link_, known_, reports_};
    periodic beside_{settings_, link_, known_, timers_};
};

} // namespace printjob::inline v0::gcode
