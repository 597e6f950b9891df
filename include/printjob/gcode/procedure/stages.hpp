#pragma once
/// The procedures: what each task sends, stage after stage, and what it waits for before each.
///
/// A row is read aloud as "when ..., ...": *pausing* is "when everything is acknowledged, send M400; when everything is
/// acknowledged, turn the spindle off; when everything is acknowledged, send M114; when the position was told or 10 s have passed, keep the place; when everything is
/// acknowledged, the pause script" and is then completed. Which event follows stands in `transitions.hpp`. What each
/// step sends stands in `steps.hpp`.
///
/// Every wait ends: for an acknowledgement, because the link probes a silent printer and fails in the end
/// (`link/probe_timer.hpp`); for anything else, because the row names a timer.

#include <printjob/gcode/procedure/transitions.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The timers of the streamer. What each waits for, how long, and who may set it: docs/timers.md.
enum class streamer_timer : std::uint8_t {
    reopen,          ///< until the port is tried again
    more_work,       ///< now: a turn ended before its work did
    write_again,     ///< until bytes that the port did not take are offered again
    temperature,     ///< until the printer is asked for its temperatures
    position,        ///< until nobody waits any longer for the answer to M114
    break_wait,      ///< until a wait for heat or a person is broken again
    unnumbered_stop, ///< until the safe stop is sent without numbers
    hot_ends_off,    ///< until the hot ends of a paused job are turned off
    stop_again,      ///< until M112 is repeated
};

/// How many timers the streamer has.
inline constexpr std::size_t streamer_timer_count = 9;

/// What a stage waits for.
enum class until : std::uint8_t {
    idle,           ///< everything that was sent is acknowledged
    room,           ///< the link takes another line
    idle_or_resend, ///< everything is acknowledged, or the printer asks for a line again: it gets none of the job's
    idle_or_timer,  ///< everything is acknowledged, or the timer has expired
    told_or_timer,  ///< the position was told, or the timer has expired; and everything is acknowledged
    idle_and_timer, ///< the timer has expired, and everything is acknowledged
    timer,          ///< the timer has expired
    event,          ///< an event: the stage is never over by itself
};

/// What a stage does. Each sends its commands one by one, whenever what it waits for holds; the stage is over when it
/// has no further command.
enum class step : std::uint8_t {
    nothing,
    identify,         ///< asks who the printer is: M115
    confirm_identity, ///< asks again when it seems to be another than the one that is owed a safe stop
    judge_identity,   ///< another printer is owed nothing
    request_reports,  ///< M155, where the printer can report temperatures by itself
    ask_temperature,  ///< M105 after that: the first report at once, and how its ok looks
    ask_card,         ///< M27, where a safe stop is owed: it may print by itself
    judge_card,       ///< a printer that prints by itself is owed nothing
    owed_safe_stop,   ///< the safe stop, where it is owed
    reset_numbers,    ///< M110
    start_script,     ///< the embedder's, before the first line
    file_lines,       ///< the file's, up to its end
    finish_moves,     ///< M400
    ask_position,     ///< M114
    ask_targets,      ///< M105: the printer's own timers, or a person, may have turned heaters off
    compare_place,    ///< a person may have moved the tool, or filament
    spindle_off,      ///< M5, where laser or spindle is on
    keep_place,       ///< keeps place, modes and targets
    pause_script,     ///< the embedder's; none when the place is unknown: it might move the head
    judge_motors,     ///< the position is lost when the script switched the motors off
    hot_ends_off,     ///< every hot end that is on
    heat,             ///< the targets of before, and waits for them; where the printer has others now
    resume_script,    ///< the embedder's; none when the place is unknown
    return_to_place,  ///< tool, place, extruder, modes, fan, feed rate, spindle: what is different now
    end_resend,       ///< M110 instead of the job's lines that are asked for
    unnumbered_stop,  ///< the safe stop without numbers, twice, without waiting
    safe_stop,        ///< spindle off, heaters off, fan off, motors off
    note_executed,    ///< what was acknowledged is executed
    done_script,      ///< the embedder's
    repeat_stop,      ///< M112
};

/// What goes on beside a stage.
enum class meanwhile : std::uint8_t {
    nothing,
    break_waits,      ///< M108, at intervals, while something is waited for that it ends
    poll_temperature, ///< M105, at intervals, where the printer does not report by itself
};

/// One row of a procedure.
struct stage {
    until when;           ///< what it waits for, before each of its commands
    streamer_timer limit; ///< the timer that `when` names; without meaning where it names none
    step then;            ///< what is done
    meanwhile beside;     ///< what goes on while it waits
};

/// True if a wait names a timer.
[[nodiscard]] constexpr bool has_timer(until when) {
    return when == until::idle_or_timer || when == until::told_or_timer || when == until::idle_and_timer ||
           when == until::timer;
}

/// The rows of the procedures.
namespace procedure {

/// A stage that waits for the link, which has a timer of its own.
[[nodiscard]] consteval stage when(until what, step then, meanwhile beside = meanwhile::nothing) {
    return {what, streamer_timer::more_work, then, beside};
}
/// A stage that waits for a timer too.
[[nodiscard]] consteval stage when(until what, streamer_timer limit, step then,
                                   meanwhile beside = meanwhile::nothing) {
    return {what, limit, then, beside};
}

// clang-format off
/// Asks who the printer is, and makes it safe when that is owed.
inline constexpr stage greeting[]{
    when(until::idle, step::identify),
    when(until::idle, step::confirm_identity),
    when(until::idle, step::judge_identity),
    when(until::idle, step::request_reports),
    when(until::idle, step::ask_temperature),
    when(until::idle, step::ask_card),
    when(until::idle, step::judge_card),
    when(until::idle, step::owed_safe_stop),
};
/// Greets the printer until it answers.
inline constexpr stage unresponsive[]{
    when(until::idle, step::nothing), // M110 was answered
};
/// Waits for an event.
inline constexpr stage nothing[]{
    when(until::event, step::nothing),
};
/// Waits for a job.
inline constexpr stage idle[]{
    when(until::event, step::nothing, meanwhile::poll_temperature),
};
/// Before the first line of a job.
inline constexpr stage preparing[]{
    when(until::idle, step::reset_numbers),
    when(until::idle, step::start_script),
};
/// The lines of the file.
inline constexpr stage printing[]{
    when(until::room, step::file_lines, meanwhile::poll_temperature),
    when(until::idle, step::nothing), // the last line is acknowledged
};
/// Brings the printer to rest and keeps its place.
inline constexpr stage pausing[]{
    when(until::idle, step::finish_moves),
    when(until::idle, step::spindle_off),
    when(until::idle, step::ask_position),
    when(until::told_or_timer, streamer_timer::position, step::note_executed),
    when(until::idle, step::keep_place),
    when(until::idle, step::pause_script),
    when(until::idle, step::judge_motors),
};
/// Waits for a resume, and gets cold after a while.
inline constexpr stage paused[]{
    when(until::idle_and_timer, streamer_timer::hot_ends_off, step::hot_ends_off, meanwhile::poll_temperature),
    when(until::event, step::nothing, meanwhile::poll_temperature),
};
/// Asks what has changed meanwhile, heats, and goes back to the place.
inline constexpr stage resuming[]{
    when(until::idle, step::ask_targets),
    when(until::idle, step::ask_position),
    when(until::told_or_timer, streamer_timer::position, step::compare_place),
    when(until::idle, step::heat),
    when(until::idle, step::resume_script),
    when(until::idle, step::return_to_place),
};
/// Ends a job before its end.
inline constexpr stage cancelling[]{
    when(until::idle_or_resend, step::end_resend, meanwhile::break_waits),
    when(until::idle_or_timer, streamer_timer::unnumbered_stop, step::unnumbered_stop, meanwhile::break_waits),
    when(until::idle, step::safe_stop, meanwhile::break_waits),
};
/// After the last line of a job.
inline constexpr stage finishing[]{
    when(until::idle, step::finish_moves),
    when(until::idle, step::ask_position),
    when(until::told_or_timer, streamer_timer::position, step::note_executed),
    when(until::idle, step::done_script),
};
/// Repeats the emergency stop.
inline constexpr stage halting[]{
    when(until::timer, streamer_timer::stop_again, step::repeat_stop),
    when(until::timer, streamer_timer::stop_again, step::repeat_stop),
    when(until::timer, streamer_timer::stop_again, step::repeat_stop),
};
// clang-format on

} // namespace procedure

/// The stages of a task, in their order.
[[nodiscard]] constexpr std::span<const stage> stages_of(task what) {
    switch (what) {
    case task::greeting: return procedure::greeting;
    case task::unresponsive: return procedure::unresponsive;
    case task::idle: return procedure::idle;
    case task::preparing: return procedure::preparing;
    case task::printing: return procedure::printing;
    case task::pausing: return procedure::pausing;
    case task::paused: return procedure::paused;
    case task::resuming: return procedure::resuming;
    case task::cancelling: return procedure::cancelling;
    case task::finishing: return procedure::finishing;
    case task::halting: return procedure::halting;
    case task::absent:
    case task::halted: break;
    }
    return procedure::nothing;
}

} // namespace printjob::inline v0::gcode
