#pragma once
/// What each step of a stage sends and does. Which step comes when stands in `stages.hpp`.

#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/motion_commands.hpp>
#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/procedure/printer_knowledge.hpp>
#include <printjob/gcode/procedure/reporter.hpp>
#include <printjob/gcode/procedure/safe_stop.hpp>
#include <printjob/gcode/procedure/script_reader.hpp>
#include <printjob/gcode/procedure/stages.hpp>
#include <printjob/gcode/streamer_settings.hpp>
#include <printjob/gcode/syntax/command_builder.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Carries out the steps of one streamer. Refers to what it works with, which must outlive it.
class step_runner {
public:
    /// Keeps references.
    step_runner(const streamer_settings& settings, printer_link& link, printer_knowledge& known,
                reporter& reports)
        : settings_{settings}, link_{link}, known_{known}, reports_{reports} {}

    // --- getters ---

    /// The byte position in the file up to which motion has ended, as far as that is known.
    [[nodiscard]] std::uint64_t executed_end() const { return executed_end_; }

    // --- inputs ---

    /// A job begins.
    void begin_job() { executed_end_ = 0; }
    /// The next stage begins: none of its commands was sent.
    void begin_stage() { part_ = 0; }

    /// Does what a step does, and returns its next command; empty when it has no further one. The command may lie in
    /// `buffer`.
    [[nodiscard]] std::string_view next(step what, command_builder& buffer, instant now) {
        switch (what) {
        case step::identify: return once(link_.spoken().identify);
        case step::confirm_identity: return once_if(known_.identity.seems_another(), link_.spoken().identify);
        case step::judge_identity: reports_.notify(known_.identity.judge_identity()); break;
        case step::request_reports:
            return once_if(known_.identity.reports_temperatures(), link_.spoken().report_temperatures);
        case step::ask_temperature:
            return once_if(known_.identity.reports_temperatures(), link_.spoken().ask_temperatures);
        case step::ask_card: return once_if(known_.identity.owes_safe_stop(), link_.spoken().ask_card_print);
        case step::judge_card: reports_.notify(known_.identity.judge_card()); break;
        case step::owed_safe_stop: return next_owed(buffer);
        case step::reset_numbers: link_.renumber(now); break;
        case step::start_script: return next_of_script(settings_.start_script);
        case step::finish_moves: return once(link_.spoken().finish_moves);
        case step::ask_position:
            if (part_ == 0) known_.told_position.reset();
            return once(link_.spoken().ask_position);
        case step::ask_targets: return once(link_.spoken().ask_temperatures);
        case step::compare_place:
            was_moved_ = known_.told_position && known_.snapshot->is_elsewhere(*known_.told_position);
            break;
        case step::spindle_off:
            if (part_ == 0) known_.spindle_at_pause = known_.modes.spindle;
            return once_if(known_.spindle_at_pause.turns != 0, link_.spoken().spindle_off);
        case step::note_executed: executed_end_ = link_.acknowledged_end(); break;
        case step::keep_place:
            known_.keep(known_.told_position);
            if (!known_.told_position) reports_.notify(notice::position_unknown);
            break;
        case step::pause_script:
            return next_of_moving_script(known_.told_position ? settings_.pause_script : "", buffer);
        case step::judge_motors:
            known_.reported.facts.position_lost =
                known_.modes.motors_off && !known_.snapshot->modes.motors_off;
            break;
        case step::hot_ends_off: return next_hot_end_off(buffer);
        case step::heat:
            if (part_ == 0) known_.believe_reported_targets();
            if (part_ == 0 && !known_.has_cooled()) break;
            return each(buffer, [&](std::size_t i) {
                return known_.snapshot->heat(i, link_.spoken(), known_.modes);
            });
        case step::resume_script:
            return next_of_moving_script(knows_place() ? settings_.resume_script : "", buffer);
        case step::return_to_place:
            return each(buffer, [&](std::size_t i) {
                return known_.snapshot->place(i, was_moved_ || scripts_move(), known_.modes);
            });
        case step::end_resend:
            link_.discard_unsent(); // what was asked for again, and has not begun to leave
            link_.renumber(now);
            link_.answer_resends(true);
            break;
        case step::unnumbered_stop:
            if (!link_.ready()) send_unnumbered_stop(now);
            break;
        case step::safe_stop: return each(buffer, [&](std::size_t i) { return safe_stop_script().step(i); });
        case step::done_script: return next_of_script(settings_.done_script);
        case step::repeat_stop: link_.write_line_through(link_.spoken().emergency_stop); break;
        case step::nothing:
        case step::file_lines: break; // not covered: the feeder sends them
        }
        return {};
    }

    /// Sends the safe stop without numbers, twice, without waiting: for a printer that refuses numbered lines.
    void send_unnumbered_stop(instant now) {
        const safe_stop script = safe_stop_script();
        link_.write_through("\n");
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 0; const auto command = script.step(i); ++i)
                if (!command->empty()) link_.send_raw(command->view(), now);
        reports_.notify(notice::safe_stop_unanswered);
    }

private:
    // --- the commands of one stage, one after the other ---

    [[nodiscard]] std::string_view once(std::string_view command) {
        return part_++ == 0 ? command : std::string_view{};
    }
    [[nodiscard]] std::string_view once_if(bool wanted, std::string_view command) {
        return wanted ? once(command) : std::string_view{};
    }
    /// The commands that `command_at(0)`, `command_at(1)` ... return, but for empty ones; nothing ends them.
    template <class CommandAt>
    [[nodiscard]] std::string_view each(command_builder& buffer, CommandAt command_at) {
        while (const std::optional<command_builder> command = command_at(std::size_t{part_})) {
            ++part_;
            if (command->empty()) continue;
            buffer = *command;
            return buffer.view();
        }
        return {};
    }
    /// The commands of an embedder's script.
    [[nodiscard]] std::string_view next_of_script(std::string_view script) {
        if (part_ == 0) script_ = script_reader{script};
        part_ = 1;
        return script_.next(rules()).value_or(std::string_view{});
    }

    /// The same, of a script that may move the tool: its numbers are absolute millimetres, whatever the file set.
    [[nodiscard]] std::string_view next_of_moving_script(std::string_view script, command_builder& buffer) {
        if (part_ == 0) {
            const bool adapts = script_reader::moves(script, rules());
            if (adapts && known_.modes.inches) return (buffer = set_inches(false)).view();
            if (adapts && !known_.modes.absolute_axes) return (buffer = set_absolute_axes(true)).view();
        }
        return next_of_script(script);
    }

    // --- steps that are more than one line ---

    [[nodiscard]] std::string_view next_owed(command_builder& buffer) {
        if (!known_.identity.owes_safe_stop()) return {};
        const auto command = each(buffer, [&](std::size_t i) { return safe_stop_script().step(i); });
        if (command.empty()) known_.identity.safe_stop_sent();
        return command;
    }

    [[nodiscard]] std::string_view next_hot_end_off(command_builder& buffer) {
        if (part_ == 0) turned_off_ = false;
        const auto command = each(buffer, [&](std::size_t tool) -> std::optional<command_builder> {
            if (tool == max_tools) return std::nullopt;
            if (!known_.is_on(tool)) return command_builder{};
            return link_.spoken().set_heater({heater::tool, static_cast<std::uint8_t>(tool)}, 0, false);
        });
        if (command.empty() && turned_off_) reports_.notify(notice::hot_ends_turned_off);
        turned_off_ = true;
        return command;
    }

    /// True if the place at the pause is known to the host, or to the printer that paused by itself.
    [[nodiscard]] bool knows_place() const { return known_.snapshot->where || known_.snapshot->by_printer; }

    [[nodiscard]] bool scripts_move() const {
        return script_reader::moves(settings_.pause_script, rules()) ||
               script_reader::moves(settings_.resume_script, rules());
    }

    [[nodiscard]] line_rules rules() const { return line_rules{link_.spoken(), settings_.longest_line}; }

    [[nodiscard]] safe_stop safe_stop_script() const {
        return {.spoken = link_.spoken(),
                .tools = known_.tool_count(),
                .has_chamber = settings_.has_chamber || known_.used.chamber || known_.reported.facts.chamber,
                .has_spindle = known_.used.spindle,
                .motors_off = settings_.motors_off_at_stop};
    }

    const streamer_settings& settings_;
    printer_link& link_;
    printer_knowledge& known_;
    reporter& reports_;
    std::uint8_t part_ = 0;   ///< how many parts of the stage's commands are behind us
    bool turned_off_ = false; ///< a hot end, by the present stage
    bool was_moved_ = false;  ///< the tool, since the pause
    std::uint64_t executed_end_ = 0;
    script_reader script_{};
};

} // namespace printjob::inline v0::gcode
