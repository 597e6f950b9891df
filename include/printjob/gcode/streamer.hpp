#pragma once
/// The streamer: carries jobs out over Marlin's line protocol. It is a `printer_transport` over any byte
/// port.
///
/// It does one task at a time. A task sends one line after the other, each when the link is ready for it,
/// and ends in a report:
///
/// - greet: the printer was found, or reset: M110, M115, a safe stop that is due; connected
/// - prepare: start, restart: M110, the start script; started, then print
/// - print: the file's lines; drained, then finish
/// - hold: pause: M400, M114, the pause script; paused, then held
/// - held: paused: temperatures, and the hot ends off after a while
/// - go_on: resume: targets, the resume script, place and modes; resumed, then print
/// - stop: cancel, or a job that failed on the host's side: M108, M110, safe stop; cancelled or failed
/// - finish: M400, M114, the done script; finished
/// - dead: an emergency stop or a lethal error: nothing is sent until the firmware starts again
///
/// All I/O happens in `handle_time` (and in `emergency_stop`). While a report waits to be polled, no line
/// leaves.

#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/procedure/handshake.hpp>
#include <printjob/gcode/procedure/modal_state.hpp>
#include <printjob/gcode/procedure/motion_barrier.hpp>
#include <printjob/gcode/procedure/printer_facts.hpp>
#include <printjob/gcode/procedure/scripts.hpp>
#include <printjob/gcode/source/job_reader.hpp>
#include <printjob/gcode/streamer_settings.hpp>
#include <printjob/gcode/syntax/line_splitter.hpp>
#include <printjob/job/refusals.hpp>
#include <printjob/job/status.hpp>
#include <printjob/result.hpp>
#include <printjob/transport/byte_port.hpp>
#include <printjob/transport/line_source.hpp>
#include <printjob/transport/report_queue.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Streams the files that `Files` opens to the printer at the end of `Port`. Refers to both, which must
/// outlive it; is neither copied nor moved. Its size is fixed; it allocates nothing.
template <class Port, class Files>
class streamer {
public:
    /// Makes a streamer that has not looked for its printer yet; the first `handle_time` does. The settings
    /// are copied, but not the text of the scripts, which must outlive it like port and files.
    streamer(Port& port, Files& files, const streamer_settings& settings = {})
        requires byte_port<Port> && file_opener<Files>
        : port_{port}, settings_{settings}, link_{settings.link}, file_{files, settings.longest_line} {}

    streamer(const streamer&) = delete;
    streamer& operator=(const streamer&) = delete;

    // --- getters ---

    /// Bytes of the job's file. Lines that are not sent (comments) count with the line before them.
    [[nodiscard]] printjob::progress progress() const {
        return {.sent = file_.passed(),
                .acknowledged = link_.acknowledged_end(),
                .executed = executed_end_,
                .time_left = time_left_};
    }
    /// What the printer told of its temperatures, and whether a paused job's position was lost; the rest is
    /// unknown. Valid as long as the streamer, and kept up to date by its calls.
    [[nodiscard]] const printjob::facts& facts() const { return known_.facts; }
    /// When the printer last showed that it works, how long it may be quiet over what is in flight, and
    /// whether it waits for a person: the time limits of the states are measured from this.
    [[nodiscard]] printjob::liveness liveness() const {
        return {.last_sign = link_.last_sign(),
                .expected = link_.expected_silence(),
                .waits_for_person = waits_for_person_};
    }
    /// When `handle_time` is to be called again at the latest, if no bytes come before; the instant of the
    /// last call when there is more to do at once, `never` when only bytes from the printer bring more.
    [[nodiscard]] instant next_deadline() const;

    /// Blocks until the port has something to do or `until` has come: the only call that may be made while
    /// another thread uses the controller.
    void wait(instant until)
        requires waiting_port<Port>
    {
        port_.wait(until);
    }

    /// Ends the `wait` that is under way, or the next one. May be called by any thread at any time.
    void wake()
        requires wakeable_port<Port>
    {
        port_.wake();
    }

    /// Why the port cannot be used: its last error since it was last read; nothing while it is open.
    [[nodiscard]] const std::optional<io_error>& port_failure() const { return port_failure_; }

    // --- commands: called by the controller ---

    /// Opens the file; refused when it cannot be read, or a script is invalid.
    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        return begin(id, what, command::start, now);
    }
    /// The same for a paused job: the old file stays open when the new one cannot be.
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        return begin(id, what, command::restart, now);
    }
    /// Holds the job: no further line of the file is sent, the printer finishes what it has, tells its place,
    /// and gets the pause script; then `paused` is reported. A pause during a resume keeps the first place.
    /// Without effect unless the job prints or resumes: else it is failing, and that is reported instead.
    void pause(instant now) {
        if (task_ != task::print && task_ != task::go_on)
            return; // the job is failing: that is reported instead
        // A pause during a resume keeps what the first pause kept: the tool may be anywhere by now.
        keeps_ = task_ != task::go_on;
        enter(task::hold, now);
    }
    /// Goes on with a paused job: what cooled down is heated again, the resume script is sent, the tool goes
    /// back to its place, and its modes are restored; then `resumed` is reported. Else without effect.
    void resume(instant now) {
        if (task_ == task::held) enter(task::go_on, now);
    }
    /// Ends the job: lines of which no byte has left are taken back, a wait for heat or for a person is
    /// broken (M108), and the safe stop is sent; then `cancelled` is reported. Without a job nothing is.
    void cancel(instant now) {
        const bool makes_safe = task_ == task::stop && step_ != 0; // that goes on
        if (!makes_safe) link_.discard_unsent();
        stop(report_kind::cancelled, failure::none, now);
    }

    /// Sends M112 in this call, raw and numbered, past everything that waits; the raw one again three times.
    /// When the port is lost before it left, it is sent as soon as a printer is found. Source: Marlin's
    /// emergency parser acts at the newline; without it the line is acted on when it is parsed.
    void emergency_stop(instant now) {
        drop_job();
        link_.interrupt("\nM112\n");
        link_.send_numbered_anyway("M112");
        enter(task::dead, now);
        repeats_left_ = 3;
        repeat_at_ = now + repeat_interval;
        handshake_.owe_safe_stop();
        owes_emergency_stop_ = true;
        write(now);
    }

    // --- inputs ---

    /// Reads, does what is due, writes. Never blocks.
    void handle_time(instant now) {
        now_ = now;
        goes_on_at_once_ = false;
        read(now);
        if (task_ == task::absent) return;
        if (task_ == task::dead) {
            repeat_emergency_stop(now);
        } else {
            link_.handle_time(now);
            if (link_.saw_reset()) printer_was_reset(now);
            if (link_.failed() != failure::none) link_failed(now);
            if (reports_.empty()) proceed(now);
        }
        write(now);
    }

    // --- outputs ---

    /// The oldest report that was not polled yet; nothing when there is none. No line leaves while one waits.
    [[nodiscard]] std::optional<report> poll_report() { return reports_.poll(); }

private:
    enum class task : std::uint8_t {
        absent,
        greet,
        idle,
        prepare,
        print,
        hold,
        held,
        go_on,
        stop,
        finish,
        dead
    };

    static constexpr duration repeat_interval = std::chrono::milliseconds{100};
    static constexpr std::size_t shortest_command = 4; ///< `M105`
    static constexpr int portions_per_call = 256;      ///< that are read, before others get their turn
    static constexpr int lines_per_call =
        1024; ///< of a file, comments included, before others get their turn

    // --- jobs ---

    [[nodiscard]] std::optional<refusal> begin(job_id id, const file& what, command asked, instant now) {
        for (const auto script :
             {settings_.start_script, settings_.pause_script, settings_.resume_script, settings_.done_script})
            if (script_reader::breaks_grammar(script, settings_.longest_line))
                return refusal{reason::precondition, "script_invalid",
                               "A script of the host contains a line that must not be sent"};
        if (!file_.open(what)) return refuse(reason::file_not_readable, asked);

        job_ = id;
        executed_end_ = 0;
        time_left_.reset();
        told_many_resends_ = false;
        snapshot_ = {};
        known_.facts.position_lost = false;
        link_.discard_unsent();                              // what a paused job still had to send
        if (link_.resend_outstanding()) link_.renumber(now); // nor is what was asked for sent any more
        link_.end_file();
        link_.begin_file();
        enter(task::prepare, now);
        return std::nullopt;
    }

    /// The job is over: nothing of it is sent any more.
    void drop_job() {
        link_.end_file();
        file_.close();
        job_ = job_id::none;
    }

    /// Ends the job: the safe stop first, then the report.
    void stop(report_kind then, failure why, instant now) {
        if (!job_is_active()) return;
        const bool under_way = task_ == task::stop;
        after_stop_ = report::of_job(under_way ? after_stop_.job : job_, then, why);
        if (under_way) return;
        drop_job();
        link_.answer_resends(false);
        enter(task::stop, now);
        sends_anyway_at_ = never;
        goes_on_at_once_ = true; // with nothing in flight, no answer of the printer would bring the next step
    }

    void enter(task next, instant now) {
        task_ = next;
        step_ = 0;
        since_ = now;
        script_ = {};
        motion_.begin();
        turned_off_ = false;
    }

    void tell(report_kind what, failure why = failure::none) {
        reports_.push(speaks_of_a_job(what) ? report::of_job(job_, what, why)
                                            : report::of_printer(what, why));
    }

    [[nodiscard]] bool job_is_active() const { return job_ != job_id::none || task_ == task::stop; }

    // --- reading ---

    void read(instant now) {
        std::array<char, 256> bytes; // on the stack, which is small on a board
        for (int portion = 0; portion < portions_per_call; ++portion) {
            const auto count = port_.read_some(bytes);
            if (!count) return port_lost(count.error());
            if (task_ == task::absent) found_printer(now);
            splitter_.push(std::span{bytes}.first(*count), [&](std::string_view line) {
                for_each_response(line, [&](const response& said) { take_in(said, now); });
            });
            if (*count < bytes.size()) return;
        }
        goes_on_at_once_ = true;
    }

    void take_in(const response& said, instant now) {
        if (said.kind == response_kind::start) return printer_was_reset(now);
        if (task_ == task::dead) return;
        link_.handle_response(said, now);
        if (said.has_temperatures) known_.take_temperatures(said.text);
        if (said.has_position) motion_.take_in(read_position(said.text));
        switch (said.kind) {
        case response_kind::ok:
        case response_kind::busy: waits_for_person_ = false; break;
        case response_kind::waiting_for_user:
            if (!waits_for_person_) reports_.push(report::tells_of(job_, notice::waiting_for_user));
            waits_for_person_ = true;
            break;
        case response_kind::error_lethal: printer_died(now); break;
        case response_kind::cold_extrusion:
            // The printer goes on without extruding: it prints air.
            if (task_ == task::print) reports_.push(report::asks_for(job_, command::pause, source::printer));
            break;
        case response_kind::action: take_action(said.text, now); break;
        case response_kind::capability:
            if (said.text == "EMERGENCY_PARSER") link_.has_emergency_parser(said.number == 1u);
            [[fallthrough]];
        case response_kind::firmware:
        case response_kind::sd_printing: handshake_.take_in(said); break;
        case response_kind::blank:
        case response_kind::resend:
        case response_kind::start: // not covered: it returned above
        case response_kind::wait:
        case response_kind::error_resendable:
        case response_kind::error_harmless:
        case response_kind::temperature:
        case response_kind::position:
        case response_kind::sd_not_printing:
        case response_kind::other: break;
        }
    }

    /// What the printer asks for is a command; what it says happened is a report. A reason may follow, as in
    /// `paused filament_runout 0`. Source: Marlin's host action commands.
    void take_action(std::string_view words, instant now) {
        const auto ask = [&](command what) { reports_.push(report::asks_for(job_, what, source::printer)); };
        const std::string_view said = words.substr(0, words.find(' '));
        if (said == "pause") ask(command::pause);
        if (said == "resume") ask(command::resume);
        if (said == "cancel") ask(command::cancel);
        if (said == "start" && settings_.printer_may_start) ask(command::start);
        if (said.starts_with("prompt_")) reports_.push(report::tells_of(job_, notice::prompt));
        if (said == "paused" && (task_ == task::print || task_ == task::go_on)) {
            // The printer itself knows where it was.
            learn_targets();
            if (task_ == task::print) snapshot_ = {.modes = modes_, .where = std::nullopt};
            enter(task::held, now);
            tell(report_kind::paused);
        } else if (said == "resumed" && task_ == task::held) {
            if (snapshot_.cooled(modes_))
                return enter(task::go_on, now); // the host turned hot ends off meanwhile
            enter(task::print, now);
            tell(report_kind::resumed);
        }
    }

    // --- the printer comes and goes ---

    void found_printer(instant now) {
        port_failure_.reset();
        splitter_.clear();
        greet(now);
        tell(report_kind::connecting);
        if (!owes_emergency_stop_) return;
        tell(report_kind::halted, failure::emergency_stop);
        emergency_stop(now);
    }

    void greet(instant now) {
        enter(task::greet, now);
        waits_for_person_ = false;
        handshake_.begin();
        modes_ = {};
        link_.answer_resends(true);
        link_.greet(now);
    }

    void port_lost(const io_error& why) {
        port_failure_ = why;
        if (task_ == task::absent) return;
        if (job_is_active()) handshake_.owe_safe_stop();
        tell(report_kind::disconnected, failure::printer_disconnected);
        link_.hang_up();
        drop_job();
        known_.forget();
        enter(task::absent, now_);
    }

    void printer_was_reset(instant now) {
        const bool greeted = task_ != task::greet;
        if (greeted) {
            if (job_is_active()) handshake_.owe_safe_stop();
            tell(report_kind::reset, failure::printer_reset);
            tell(report_kind::connecting);
        }
        drop_job();
        known_.forget();
        owes_emergency_stop_ = false;
        greet(now);
    }

    /// The firmware stopped for good: it takes nothing until it is reset, and says `start` then.
    void printer_died(instant now) {
        handshake_.owe_safe_stop();
        tell(report_kind::halted, failure::printer_error);
        link_.interrupt({});
        attempt_safe_stop(now);
        drop_job();
        enter(task::dead, now);
        repeats_left_ = 0;
    }

    /// The printer does not answer, or asks for what cannot be. What can be done is sent without waiting for
    /// an answer; then the printer is greeted until it answers.
    void link_failed(instant now) {
        const bool halts = task_ != task::greet;
        if (halts) {
            handshake_.owe_safe_stop();
            tell(report_kind::halted, link_.failed());
            drop_job();
            was_halted_ = true;
        }
        greet(now);
        if (halts) attempt_safe_stop(now);
    }

    /// Sends the safe stop without numbers, twice, without waiting: for a printer that refuses numbered
    /// lines.
    void attempt_safe_stop(instant now) {
        const safe_stop script = safe_stop_script();
        link_.write_through("\n");
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 0; const auto command = script.step(i); ++i)
                link_.send_raw(command->view(), now);
        reports_.push(report::tells_of(job_, notice::safe_stop_unanswered));
    }

    [[nodiscard]] safe_stop safe_stop_script() const {
        return {.tools = std::max<std::uint8_t>(known_.facts.tool_count, 1),
                .has_chamber = settings_.has_chamber,
                .motors_off = settings_.motors_off_at_stop};
    }

    void repeat_emergency_stop(instant now) {
        if (repeats_left_ == 0 || now < repeat_at_) return;
        --repeats_left_;
        repeat_at_ = now + repeat_interval;
        link_.write_through("\nM112\n");
    }

    // --- tasks: each is called when a line may be sent, and sends one or ends ---

    void proceed(instant now) {
        if (task_ == task::stop && !leads_to_stop(now)) return;
        if (!may_send()) return;
        if (asks_temperature(now)) return;
        switch (task_) {
        case task::greet: continue_greeting(now); break;
        case task::prepare: continue_preparing(now); break;
        case task::print: continue_printing(now); break;
        case task::hold: continue_holding(now); break;
        case task::held: continue_held(now); break;
        case task::go_on: continue_going_on(now); break;
        case task::stop: continue_stopping(now); break;
        case task::finish: continue_finishing(now); break;
        case task::idle: break;
        case task::absent:      // not covered: handle_time is back before
        case task::dead: break; // not covered: handle_time is back before
        }
    }

    /// Only a job's lines, and what comes between them, share the line with others.
    [[nodiscard]] bool may_send() const {
        return task_ == task::print ? link_.has_room(shortest_command) : link_.ready();
    }

    void send(std::string_view command, instant now) {
        const command_word word = word_of(command);
        modes_.note(word, command);
        link_.send(command, word, origin::host, 0, now);
    }

    /// Sends the next command of a script that is under way; false at its end.
    [[nodiscard]] bool sends_script(instant now) {
        const auto command = script_.next(settings_.longest_line);
        if (command) send(*command, now);
        return command.has_value();
    }

    /// Asks for temperatures when it is time, and the printer does not report them by itself.
    [[nodiscard]] bool asks_temperature(instant now) {
        const bool idles = task_ == task::idle || task_ == task::print || task_ == task::held;
        if (!idles || handshake_.reports_temperatures() || now < ask_temperature_at_) return false;
        ask_temperature_at_ = now + settings_.temperature_interval;
        send("M105", now);
        return true;
    }

    void continue_greeting(instant now) {
        if (was_halted_) tell(report_kind::connecting); // it answers again
        was_halted_ = false;
        for (;;) {
            const handshake::step next = handshake_.next(safe_stop_script());
            if (next.command) return send(next.command->view(), now);
            if (next.told == notice::none) break;
            reports_.push(report::tells_of(job_, next.told));
        }
        ask_temperature_at_ = now;
        enter(task::idle, now);
        tell(report_kind::connected);
    }

    void continue_preparing(instant now) {
        if (step_ == 0) {
            step_ = 1;
            script_ = script_reader{settings_.start_script};
            return link_.renumber(now);
        }
        if (sends_script(now)) return;
        enter(task::print, now);
        tell(report_kind::started);
    }

    void continue_printing(instant now) {
        for (int i = 0; i < lines_per_call; ++i) {
            if (file_.command().empty() && !reads_on(now)) return;
            if (file_.command().empty()) continue;
            if (!link_.has_room(file_.command().size())) return;
            send_next_line(now);
        }
        goes_on_at_once_ = true;
    }

    /// Reads the file's next line; false when something else is to be done first.
    [[nodiscard]] bool reads_on(instant now) {
        switch (file_.read()) {
        case found_in_file::command: return true;
        case found_in_file::nothing: link_.pass_over(file_.passed()); return true;
        case found_in_file::request: link_.pass_over(file_.passed()); return !asks_as_file(file_.request());
        case found_in_file::end: end_of_file(now); break;
        case found_in_file::unreadable: stop(report_kind::failed, failure::file_not_readable, now); break;
        case found_in_file::refused: stop(report_kind::failed, failure::line_refused, now); break;
        }
        return false;
    }

    void end_of_file(instant now) {
        if (!link_.ready()) return; // lines are in flight
        tell(report_kind::drained);
        enter(task::finish, now);
    }

    void send_next_line(instant now) {
        const command_word word = word_of(file_.command());
        note_time_left(word, file_.command());
        modes_.note(word, file_.command());
        link_.send(file_.command(), word, origin::job, file_.end_of_command(), now);
        file_.sent();
        tell_many_resends();
    }

    [[nodiscard]] bool asks_as_file(file_request asked) {
        goes_on_at_once_ = true; // whatever the answer is, the file may go on
        switch (asked) {
        case file_request::pause:
            reports_.push(report::asks_for(job_, command::pause, source::file));
            return true;
        case file_request::resume:
            reports_.push(report::asks_for(job_, command::resume, source::file));
            return true;
        case file_request::cancel:
            reports_.push(report::asks_for(job_, command::cancel, source::file));
            return true;
        case file_request::none: // not covered: such a line is a command
        case file_request::ignored: break;
        }
        return false;
    }

    /// `M73 P R`: the slicer's estimate, R in minutes.
    void note_time_left(command_word word, std::string_view command) {
        if (word != command_word{'M', 73}) return;
        constexpr double most_minutes = 1e9; // what is more is no estimate
        if (const auto minutes = parameter(command, 'R'); minutes && *minutes >= 0 && *minutes < most_minutes)
            time_left_ = duration{static_cast<duration::rep>(*minutes * 60e6)};
    }

    /// More than one line in ten was asked for again: from now on one line is in flight.
    void tell_many_resends() {
        if (told_many_resends_ || link_.lines_sent() < 100) return;
        if (link_.requests_answered() * 10 <= link_.lines_sent()) return;
        told_many_resends_ = true;
        link_.slow_down();
        reports_.push(report::tells_of(job_, notice::many_resends));
    }

    /// Brings the printer to rest; true once it is, or its answer was waited for long enough.
    [[nodiscard]] bool comes_to_rest(instant now) {
        if (const auto command = motion_.next_command(); !command.empty()) {
            send(command, now);
            return false;
        }
        // An ok too many may have acknowledged M114 while the printer still moves: `busy` says so then.
        motion_.conclude(now >= link_.last_sign() + settings_.position_patience);
        if (motion_.has_ended()) executed_end_ = link_.acknowledged_end();
        return motion_.has_ended();
    }

    void continue_holding(instant now) {
        if (!motion_.has_ended()) {
            if (!comes_to_rest(now)) return;
            learn_targets();
            if (keeps_) snapshot_ = {.modes = modes_, .where = motion_.where()};
            if (motion_.where())
                script_ = script_reader{settings_.pause_script};
            else
                reports_.push(report::tells_of(job_, notice::position_unknown));
        }
        if (sends_script(now)) return;
        known_.facts.position_lost = modes_.motors_off && !snapshot_.modes.motors_off;
        enter(task::held, now);
        tell(report_kind::paused);
    }

    /// What was set before this conversation is known only from the printer's reports.
    void learn_targets() {
        const auto learn = [](std::optional<double>& target, const std::optional<float>& reported) {
            if (!target && reported) target = *reported;
        };
        for (std::size_t i = 0; i < max_tools; ++i)
            learn(modes_.tool_targets[i], known_.facts.tools[i].target);
        if (known_.facts.bed) learn(modes_.bed_target, known_.facts.bed->target);
    }

    void continue_held(instant now) {
        if (now < since_ + settings_.hot_ends_off_after) return;
        while (step_ < max_tools) {
            const std::uint8_t tool = step_++;
            // The printer's word counts too: a line that was altered on its way may have turned one on.
            const double reported = known_.facts.tools[tool].target.value_or(0);
            if (std::max(modes_.tool_targets[tool].value_or(0), reported) <= 0) continue;
            send(command_builder{"M104 T"}.put(std::uint32_t{tool}).put(" S0").view(), now);
            turned_off_ = true;
            return;
        }
        if (turned_off_) reports_.push(report::tells_of(job_, notice::hot_ends_turned_off));
        turned_off_ = false;
    }

    void continue_going_on(instant now) {
        constexpr std::uint8_t script_step = 100;
        constexpr std::uint8_t place_step = 101;
        if (step_ == 0 && !snapshot_.cooled(modes_)) step_ = script_step;
        while (step_ < script_step) {
            const auto command = snapshot_.heat(step_++, modes_);
            if (command && command->empty()) continue;
            if (command) return send(command->view(), now);
            step_ = script_step;
        }
        if (step_ == script_step) {
            script_ = snapshot_.where ? script_reader{settings_.resume_script} : script_reader{};
            step_ = place_step;
        }
        if (step_ == place_step && sends_script(now)) return;
        while (const auto command =
                   snapshot_.place(step_ - std::size_t{place_step}, scripts_move(), modes_)) {
            ++step_;
            if (!command->empty()) return send(command->view(), now);
        }
        enter(task::print, now);
        tell(report_kind::resumed);
    }

    [[nodiscard]] bool scripts_move() const {
        return script_reader::moves(settings_.pause_script, settings_.longest_line) ||
               script_reader::moves(settings_.resume_script, settings_.longest_line);
    }

    /// What comes before the safe stop: what is in flight is acknowledged (a wait for heat is broken), then
    /// counting starts anew. With a resend outstanding the printer would refuse every number but the one it
    /// asked for, so counting starts anew at once and that line is never sent. True when the script's turn
    /// has come.
    [[nodiscard]] bool leads_to_stop(instant now) {
        if (!link_.ready()) break_wait(now);
        if (step_ == 0) {
            if (!link_.ready() && !link_.resend_outstanding()) return false;
            step_ = 1;
            link_.discard_unsent(); // what was asked for again, and has not begun to leave
            link_.renumber(now);
            link_.answer_resends(true);
            sends_anyway_at_ = now + unanswered_for;
            return false;
        }
        if (step_ == 1 && !link_.ready() && now >= sends_anyway_at_) {
            sends_anyway_at_ = never;
            attempt_safe_stop(now);
        }
        return true;
    }

    /// M108 ends a wait for heat or for a person. Without an emergency parser each takes a command slot of the
    /// printer's, so behind three without an answer, which may all be lost, the next are rare.
    void break_wait(instant now) {
        if (!waits_for_something() || now < break_wait_at_) return;
        const bool may_be_lost = link_.raw_in_flight() >= 3;
        break_wait_at_ = now + (may_be_lost ? 10 : 1) * settings_.break_wait_again;
        link_.send_raw("M108", now);
    }

    /// Whether the printer works on something that M108 ends.
    [[nodiscard]] bool waits_for_something() const { return link_.is_blocking_wait() || waits_for_person_; }

    void continue_stopping(instant now) {
        if (const auto command = safe_stop_script().step(step_ - std::size_t{1})) {
            ++step_;
            return send(command->view(), now);
        }
        snapshot_ = {};
        enter(task::idle, now);
        reports_.push(after_stop_);
    }

    void continue_finishing(instant now) {
        if (!motion_.has_ended()) {
            if (!comes_to_rest(now)) return;
            script_ = script_reader{settings_.done_script};
        }
        if (sends_script(now)) return;
        tell(report_kind::finished);
        drop_job();
        enter(task::idle, now);
    }

    // --- writing ---

    void write(instant) {
        const auto bytes = link_.output();
        if (bytes.empty()) return;
        const auto count = port_.write_some(bytes);
        if (!count) return port_lost(count.error());
        link_.wrote(*count);
        if (owes_emergency_stop_) owes_emergency_stop_ = !link_.output().empty();
    }

    static constexpr duration unanswered_for = std::chrono::seconds{2};
    static constexpr duration write_again = std::chrono::milliseconds{20};

    Port& port_;
    streamer_settings settings_;
    printer_link link_;
    job_reader<Files> file_;
    line_splitter splitter_{};
    report_queue reports_{};
    std::optional<io_error> port_failure_;
    printer_facts known_{};
    handshake handshake_{};
    motion_barrier motion_{};

    task task_ = task::absent;
    std::uint8_t step_ = 0;
    instant since_{}; ///< when the task, or its present wait, began
    instant now_{};
    script_reader script_{};

    job_id job_ = job_id::none;
    std::uint64_t executed_end_ = 0;
    std::optional<duration> time_left_;
    report after_stop_ = report::of_job(job_id::none, report_kind::cancelled);
    modal_state modes_{};
    pause_snapshot snapshot_{};

    instant ask_temperature_at_{};
    instant break_wait_at_{};
    instant sends_anyway_at_ = never;
    instant repeat_at_{};
    std::uint8_t repeats_left_ = 0;

    bool keeps_ = true;
    bool owes_emergency_stop_ = false; ///< it has not left to its end
    bool goes_on_at_once_ = false;
    bool waits_for_person_ = false;
    bool was_halted_ = false;
    bool turned_off_ = false;
    bool told_many_resends_ = false;
};

template <class Port, class Files>
streamer(Port&, Files&) -> streamer<Port, Files>;
template <class Port, class Files>
streamer(Port&, Files&, const streamer_settings&) -> streamer<Port, Files>;

template <class Port, class Files>
instant streamer<Port, Files>::next_deadline() const {
    if (task_ == task::absent) return now_ + settings_.reopen_interval;
    if (goes_on_at_once_ || !reports_.empty()) return now_;
    instant next = link_.output().empty() ? never : now_ + write_again;
    if (task_ == task::dead) return repeats_left_ != 0 ? std::min(next, repeat_at_) : next;
    next = std::min(next, link_.next_deadline());
    const bool idles = task_ == task::idle || task_ == task::print || task_ == task::held;
    if (idles && !handshake_.reports_temperatures() && may_send()) next = std::min(next, ask_temperature_at_);
    if (task_ == task::stop) {
        if (step_ == 1 && !link_.ready()) next = std::min(next, sends_anyway_at_);
        if (waits_for_something() && !link_.ready()) next = std::min(next, break_wait_at_);
    }
    if (!link_.ready()) return next;
    if (task_ == task::held && step_ < max_tools)
        next = std::min(next, since_ + settings_.hot_ends_off_after);
    if (motion_.waits()) next = std::min(next, link_.last_sign() + settings_.position_patience);
    return next;
}

} // namespace printjob::inline v0::gcode
