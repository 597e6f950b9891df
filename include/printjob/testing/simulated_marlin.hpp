#pragma once
/// A simulated Marlin: a printer for tests that follows the firmware's rules, independent of any host. No I/O, no clock:
/// bytes and instants go in, bytes come out, and the same input gives the same output on every compiler. Its rules, from
/// Marlin's gcode/queue.cpp, gcode/gcode.cpp and M110.cpp (bugfix-2.1.x):
///
/// 1. Bytes wait in a receive buffer of fixed size; what does not fit is lost.
/// 2. The parser takes lines from it while a command slot is free. The command being handled keeps its slot.
/// 3. A numbered line is `N<n> <command>*<xor>`. A number other than the last plus one, a wrong or missing checksum: the
///    whole receive buffer is emptied, then come `Error:...`, `Resend: <last + 1>` and `ok`, ahead of the oks of queued
///    lines. A line with `M110` anywhere in it skips the sequence check.
/// 4. `ok` is sent when a command's handler returns: for a move when it is in the planner, not when it is
///    executed.
/// 5. M110 sets the counter when its line is parsed, and again when it is executed.
/// 6. M108, M112 and M410 act when parsed, which needs a free slot, or as soon as received with EMERGENCY_PARSER.
/// 7. After M112 it says so and then nothing more until it is reset.
/// 8. A job from its own card takes the command slots that the serial line leaves free, and earns no ok
///    (marlin/card.hpp).
///
/// This header decides when a line is taken, when it is handled and when it is acknowledged. What a command does and how
/// the printer words what it says is in marlin/: see machine.hpp there.

#include <printjob/testing/marlin/command_queue.hpp>
#include <printjob/testing/marlin/machine.hpp>
#include <printjob/testing/marlin/output.hpp>
#include <printjob/testing/marlin/serial.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/marlin/words.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// A command as the firmware took it from its slot to handle it.
struct executed_command {
    std::optional<std::int64_t> number; ///< of its line, if it had one
    std::string_view text;              ///< without number and checksum; valid during the call
    instant when;                       ///< when its handler began
    bool from_card = false;             ///< read from the printer's own card
};

/// The simulated firmware and its machine. Neither copied nor moved. Every instant must be at or after the
/// one before.
class simulated_marlin {
public:
    /// Makes a printer that is switched on, has started, and is silent.
    explicit simulated_marlin(marlin_settings settings = {})
        : settings_{std::move(settings)}, machine_{settings_, output_}, reader_{settings_.command_size},
          received_{settings_.receive_buffer}, slots_{settings_.command_slots} {
        waits_since_ = now_;
    }
    simulated_marlin(const simulated_marlin&) = delete;
    simulated_marlin& operator=(const simulated_marlin&) = delete;

    // Inputs.

    /// Puts bytes into the receive buffer, one after another, all at `now`.
    void receive(std::span<const char> bytes, instant now) {
        handle_time(now);
        for (const char c : bytes)
            receive_byte(c);
        handle_time(now);
    }

    /// Runs up to `now`, everything at its own instant.
    void handle_time(instant now) {
        for (instant next = next_event(); next <= now; next = next_event()) {
            now_ = (std::max)(now_, next);
            if (now_ >= starts_at_) start();
            run();
            speak();
        }
        now_ = (std::max)(now_, now);
    }

    // Outputs.

    /// Returns the next instant at which it does something by itself; `never` when only a byte or an operator moves
    /// it.
    [[nodiscard]] instant next_event() const {
        if (!is_on_ || is_killed_) return never;
        if (starts_at_ != never) return starts_at_;
        instant next = machine_.next_event();
        if (machine_.is_handling()) next = (std::max)(next, next_turn_); // a handler looks up once a turn
        if (has_work()) next = (std::min)(next, next_turn_);
        if (waits_for_host()) next = (std::min)(next, waits_since_ + settings_.wait_interval);
        return (std::max)(next, now_);
    }

    /// Returns the bytes that it has sent and that were not consumed, in order; valid until its next call.
    [[nodiscard]] std::string_view output() const { return output_.view(); }
    /// Takes the first `count` bytes of `output()` away.
    void consume(std::size_t count) { output_.consume(count); }
    /// Moves as many bytes as fit to the front of `into`; returns how many.
    [[nodiscard]] std::size_t take_output(std::span<char> into) { return output_.take(into); }

    // The operator.

    /// Resets the firmware, as by its button or by itself: everything is forgotten, heaters go off, and after
    /// the boot time it says `start` and its banner.
    void reset(instant now) {
        handle_time(now);
        if (!is_on_) return;
        forget();
        starts_at_ = now_ + settings_.boot_time;
        if (starts_at_ <= now_) start();
    }
    /// Switches the mains off: it is silent, cools down, and has lost everything. Bytes sent to it are lost.
    void power_off(instant now) {
        handle_time(now);
        forget();
        is_on_ = false;
    }
    /// Switches the mains on: it starts as after a reset.
    void power_on(instant now) {
        if (is_on_) return;
        handle_time(now);
        is_on_ = true;
        reset(now);
    }
    /// Halts the firmware, as after `Thermal Runaway, system stopped! Heater_ID: 0`: it says `Error:` and the
    /// cause, then that it is halted, turns heaters off, and is dead until it is reset.
    void halt(std::string_view cause, instant now) {
        handle_time(now);
        if (!is_on_ || is_killed_) return;
        replies().cause_of_halt(output_, cause);
        kill();
    }
    /// Breaks the heater of a hot end for good: it cools down while its target stands. The firmware does not
    /// halt by itself; `halt` does that. `tool` must be one the printer has.
    void fail_hotend(std::size_t tool, instant now) {
        handle_time(now);
        machine_.heat().hotends.at(tool).fail(now);
    }
    /// Presses the button that M0, M1 or M600 waits for. Without effect when none of them waits.
    void press_button(instant now) {
        handle_time(now);
        if (machine_.waits_for_user()) machine_.break_wait(now);
    }
    /// A person turns the knobs, or moves the axes in the printer's menu: the tool is elsewhere at once, by so many micrometres, and
    /// the firmware knows.
    void turn_knobs(const axes& by, instant now) {
        handle_time(now);
        machine_.motion().shift(by);
    }
    /// A person sets a hot end in the printer's menu (thousandths of a degree).
    void set_hotend(std::size_t tool, std::int64_t target, instant now) {
        handle_time(now);
        machine_.heat().hotends.at(tool).set_target(target, now);
    }
    /// Sends this line now, whatever it is doing, for example `//action:pause`.
    void say(std::string_view line) { output_.say(line); }

    // Faults on the way to the host. Each counts lines from now on.

    /// Drops the next `count` lines that begin with ok.
    void lose_next_ok(unsigned count = 1) { output_.lose_oks(count); }
    /// Sends the next `count` lines that begin with ok twice.
    void double_next_ok(unsigned count = 1) { output_.double_oks(count); }
    /// Flips one bit in each of the next `count` lines.
    void corrupt_next_line(unsigned count = 1) { output_.corrupt_lines(count); }

    // What happened.

    /// Sets a function that is called with every command when its handler begins, in order. It must not call
    /// back. An empty function ends it.
    void on_executed(std::function<void(const executed_command&)> observer) {
        observer_ = std::move(observer);
    }

    /// Returns what it was made with.
    [[nodiscard]] const marlin_settings& settings() const { return settings_; }
    /// Returns the number of the last numbered line that was accepted, or what M110 set.
    [[nodiscard]] std::int64_t last_line() const { return last_line_; }
    /// Returns how many numbered lines were accepted since construction.
    [[nodiscard]] std::uint64_t accepted_lines() const { return accepted_lines_; }
    /// Returns how many commands have begun, numbered or not.
    [[nodiscard]] std::uint64_t executed_commands() const { return executed_commands_; }
    /// Returns how many lines that begin with ok were sent.
    [[nodiscard]] std::uint64_t oks() const { return output_.oks(); }
    /// Returns how many `Resend:` lines were sent.
    [[nodiscard]] std::uint64_t resends() const { return resends_; }
    /// Returns how many bytes were lost because the receive buffer was full or the printer was off.
    [[nodiscard]] std::uint64_t dropped_bytes() const { return dropped_bytes_; }
    /// Returns how many bytes are in the receive buffer.
    [[nodiscard]] std::size_t buffered_bytes() const { return received_.size(); }
    /// Returns how many command slots are in use, including the one being handled.
    [[nodiscard]] std::size_t slots_used() const { return slots_.used(); }

    /// True if it has power.
    [[nodiscard]] bool is_on() const { return is_on_; }
    /// True if it halted, by M112 or by itself, and was not reset since.
    [[nodiscard]] bool is_killed() const { return is_killed_; }
    /// True if a command is being handled and has not returned.
    [[nodiscard]] bool is_handling() const { return machine_.is_handling(); }
    /// True if a command waits for a person: M0, M1, M600.
    [[nodiscard]] bool is_waiting_for_user() const { return machine_.waits_for_user(); }
    /// True if it handles a command that nothing but time ends: no other is handled meanwhile.
    [[nodiscard]] bool is_at_work() const { return machine_.is_at_work(); }
    /// True if it reads a job from its own card.
    [[nodiscard]] bool prints_from_card() const { return machine_.card().is_printing(); }
    /// True if a planned move has not ended.
    [[nodiscard]] bool in_motion() const { return motion_ends() > now_; }
    /// Returns when the last planned move ends; the epoch when nothing is planned.
    [[nodiscard]] instant motion_ends() const { return machine_.motion().planner().motion_ends(); }
    /// Returns where the tool will be after every planned move: X, Y, Z and E in micrometres.
    [[nodiscard]] axes position() const { return machine_.motion().position(); }
    /// Returns where the tool is now.
    [[nodiscard]] axes reached() const { return machine_.motion().reached(now_); }
    /// True if X, Y and Z know their place: since G28, until the motors go off.
    [[nodiscard]] bool is_homed() const { return machine_.motion().is_homed(); }
    /// True if the motors hold.
    [[nodiscard]] bool motors_on() const { return machine_.motion().motors_on(); }
    /// True if axes are given as distances (G91).
    [[nodiscard]] bool is_relative() const { return machine_.motion().is_relative(); }
    /// True if the extruder is given as a distance (M83, or G91).
    [[nodiscard]] bool is_relative_e() const { return machine_.motion().is_relative_e(); }
    /// True if the words of a move are inches.
    [[nodiscard]] bool in_inches() const { return machine_.motion().in_inches(); }
    /// Returns how strong laser or spindle is, in thousandths of S; 0: off.
    [[nodiscard]] std::int64_t beam() const { return machine_.beam(); }
    /// Returns the selected hot end, from 0.
    [[nodiscard]] std::size_t tool() const { return machine_.heat().tool; }
    [[nodiscard]] int fan() const { return machine_.heat().fan; } ///< 0 to 255

    /// Returns targets and temperatures in thousandths of a degree Celsius. `tool` must be one that the
    /// printer has.
    [[nodiscard]] std::int64_t hotend_target(std::size_t tool = 0) const {
        return machine_.heat().hotends.at(tool).target();
    }
    /// Returns how hot it is now; in thousandths of a degree Celsius, as all of these.
    [[nodiscard]] std::int64_t hotend_temperature(std::size_t tool = 0) const {
        return machine_.heat().hotends.at(tool).temperature(now_);
    }
    /// Returns what the bed heats to; 0: off.
    [[nodiscard]] std::int64_t bed_target() const { return machine_.heat().bed.target(); }
    /// Returns how hot the bed is now.
    [[nodiscard]] std::int64_t bed_temperature() const { return machine_.heat().bed.temperature(now_); }
    /// Returns what the chamber heats to; 0: off.
    [[nodiscard]] std::int64_t chamber_target() const { return machine_.heat().chamber.target(); }
    /// Returns how hot the chamber is now.
    [[nodiscard]] std::int64_t chamber_temperature() const {
        return machine_.heat().chamber.temperature(now_);
    }

private:
    [[nodiscard]] const marlin_replies& replies() const { return machine_.replies(); }

    /// True if the main loop has something to do at its next turn.
    [[nodiscard]] bool has_work() const {
        const bool can_read = !received_.is_empty() || machine_.card().has_lines();
        return (can_read && slots_.free() > 0) || (!slots_.is_empty() && !machine_.is_handling());
    }
    [[nodiscard]] bool waits_for_host() const {
        return settings_.wait_interval > duration::zero() && slots_.is_empty() && received_.is_empty();
    }

    void receive_byte(char c) {
        if (!is_on_ || is_killed_ || starts_at_ != never) {
            ++dropped_bytes_;
            return;
        }
        if (settings_.emergency_parser) act_on(emergency_.read(c));
        if (is_killed_) return;
        const bool reads_at_once = received_.is_empty() && slots_.free() > 0 && next_turn_ <= now_ &&
                                   settings_.turn_time == duration::zero();
        if (reads_at_once) {
            if (!reader_.read(c)) return;
            take_line();
            run();
        } else if (!received_.put(c)) {
            ++dropped_bytes_;
        }
    }

    /// Runs one turn of the main loop, or all turns with work if turns take no time.
    void run() {
        const bool turns_take_time = settings_.turn_time > duration::zero();
        if (now_ < next_turn_) return;
        do {
            if (turns_take_time) next_turn_ = now_ + settings_.turn_time;
            parse();
            if (slots_.is_empty() || is_killed_) return;
            if (!machine_.is_handling()) begin_command();
            if (is_killed_ || !machine_.go_on(now_)) return;
            end_command();
        } while (!turns_take_time);
    }

    void speak() {
        if (!is_on_ || is_killed_) return;
        machine_.speak(now_);
        if (waits_for_host() && waits_since_ + settings_.wait_interval <= now_) {
            replies().idle(output_);
            waits_since_ = now_;
        }
    }

    /// Takes lines from the receive buffer while a slot is free.
    void parse() {
        while (!received_.is_empty() && slots_.free() > 0 && !is_killed_) {
            if (reader_.read(received_.take())) take_line();
        }
        while (machine_.card().has_lines() && slots_.free() > 0 && !is_killed_)
            slots_.put(machine_.card().next_line(), std::nullopt, true);
    }

    void take_line() {
        std::string_view line = reader_.line();
        line.remove_prefix((std::min)(line.find_first_not_of(' '), line.size()));
        waits_since_ = now_;
        const auto [verdict, number] = judge_line(line, last_line_, settings_);
        switch (verdict) {
        case line_verdict::accepted: break;
        case line_verdict::repeated: return;
        case line_verdict::wrong_number:
        case line_verdict::wrong_checksum:
        case line_verdict::no_checksum: return refuse(verdict, true);
        case line_verdict::no_number: return refuse(verdict, false);
        }
        if (number) {
            last_line_ = *number;
            ++accepted_lines_;
        }
        if (!settings_.emergency_parser) act_on(urgent_command_of(line));
        if (is_killed_) return;
        slots_.put(line, number, false);
    }

    void refuse(line_verdict why, bool asks_again) {
        replies().line_refused(output_, why, last_line_);
        reader_.clear();
        if (!asks_again) return;
        received_.clear();
        ++resends_;
        replies().resend(output_, settings_, last_line_ + 1);
        switch (settings_.after_resend) {
        case resend_ok::bare: output_.say("ok"); break;
        case resend_ok::missing: break;
        case resend_ok::stale: say_ok(slots_.is_empty() ? handled_line_ : slots_.front().number); break;
        }
    }

    void act_on(urgent_command what) {
        switch (what) {
        case urgent_command::none: break;
        case urgent_command::break_wait: machine_.break_wait(now_); break;
        case urgent_command::kill: kill(); return;
        case urgent_command::quick_stop: machine_.quick_stop(now_); break;
        }
    }

    void begin_command() {
        const marlin_slot& taken = slots_.front();
        const std::string_view text = command_of(taken.line());
        ++executed_commands_;
        if (observer_)
            observer_({.number = taken.number, .text = text, .when = now_, .from_card = taken.from_card});
        const marlin_words command{text};
        if (command.is('M', 112)) return kill();
        if (command.is('M', 110) && command.has('N')) last_line_ = command.whole('N');
        machine_.begin(command, now_);
    }

    void end_command() {
        if (!slots_.front().from_card) {
            handled_line_ = slots_.front().number;
            if (machine_.wants_ok()) say_ok(handled_line_);
        }
        slots_.pop();
        waits_since_ = now_;
    }

    void say_ok(std::optional<std::int64_t> line) {
        replies().ok(output_, settings_,
                     {.line = line, .places_free = machine_.places_free(now_), .slots_free = slots_.free()});
    }

    void kill() {
        replies().halted(output_);
        forget();
        is_killed_ = true;
    }

    void forget() {
        machine_.forget(now_);
        reader_.clear();
        emergency_ = {};
        received_.clear();
        slots_.clear();
        last_line_ = 0;
        handled_line_.reset();
        is_killed_ = false;
        starts_at_ = never;
        next_turn_ = now_;
        waits_since_ = now_;
    }

    void start() {
        starts_at_ = never;
        waits_since_ = now_;
        replies().started(output_, settings_);
    }

    marlin_settings settings_;
    marlin_output output_;
    marlin_machine machine_;
    marlin_line_reader reader_;
    marlin_emergency_parser emergency_;
    marlin_receive_buffer received_;
    marlin_slots slots_;
    std::function<void(const executed_command&)> observer_;
    std::int64_t last_line_ = 0;
    std::optional<std::int64_t> handled_line_;
    std::uint64_t accepted_lines_ = 0;
    std::uint64_t executed_commands_ = 0;
    std::uint64_t resends_ = 0;
    std::uint64_t dropped_bytes_ = 0;
    bool is_on_ = true;
    bool is_killed_ = false;
    instant starts_at_ = never;
    instant next_turn_{};
    instant waits_since_{};
    instant now_{};
};

} // namespace printjob::inline v0::testing
