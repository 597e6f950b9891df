#pragma once
/// The second table: what each event does to the task that drives the printer.
///
/// The job's table (`job/transitions.hpp`) says what a command or a report does to a *job*. This one says what
/// the streamer does on the wire for it. The rules, in prose:
/// 1. The streamer has one task at a time. A task is a procedure: rows of stages (`procedure/stages.hpp`), carried
///    out from the first to the last; then the task is `completed`.
/// 2. A command of the controller is answered by the controller; it tells no report. Every other way out of a task
///    tells exactly one thing: that it was completed, or what happened to the printer instead. Where a report was
///    told already (a printer that does not answer), the way back to it is told too.
/// 3. Nothing of a job's file is sent in a task that has no file: entering such a task closes the file, and a
///    line of it that is asked for again is not sent.
/// 4. Who leaves a task with a job, or is stopped, leaves heaters on. So each such way leads to `cancelling`, whose
///    procedure has the safe stop, or makes the safe stop owed: the next greeting sends it.
/// 5. `halted` is left by the printer only: by its reset, or by the loss of its port. Both lead to a greeting, and no
///    task leads to printing but by `idle` and a start.
/// 6. A pause keeps the place once, until the lines go on: a pause during a resume keeps the first place.
/// 7. What the printer does by itself (`//action:paused`, `//action:resumed`) is followed, not repeated: no script.

#include <printjob/job/report.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

/// What the streamer does at the moment.
enum class task : std::uint8_t {
    absent,       ///< no port: it is looked for
    greeting,     ///< asks the printer who it is, and makes it safe when that is owed
    unresponsive, ///< the printer stopped answering: greeted again until it answers
    idle,         ///< ready for a job
    preparing,    ///< resets the line numbers, sends the start script
    printing,     ///< sends the file's lines
    pausing,      ///< waits for the end of all moves, keeps the place, sends the pause script
    paused,       ///< waits; turns the hot ends off after a while
    resuming,     ///< heats again, sends the resume script, returns to the place
    cancelling,   ///< ends a job before its end: the safe stop
    finishing,    ///< waits for the end of all moves, sends the done script
    halting,      ///< repeats the emergency stop
    halted,       ///< sends nothing until the firmware starts again
};

/// How many tasks there are.
inline constexpr std::size_t task_count = 13;

/// What can happen to a task. The first six are the controller's commands, the next five concern the job, the last
/// six the printer.
enum class task_event : std::uint8_t {
    start,
    restart,
    pause,
    resume,
    cancel,
    emergency_stop,

    completed,            ///< the last stage of the procedure is over
    file_failed,          ///< the file cannot be read on, or has a line that must not be sent
    printer_paused,       ///< the printer says that it paused (`//action:paused`)
    printer_resumed,      ///< it says that it goes on, and is as hot as it was
    printer_resumed_cold, ///< it says so, and a heater was turned off meanwhile

    port_found,     ///< the port can be used
    stop_due,       ///< right after `port_found`: an emergency stop has not left yet
    port_lost,      ///< the port cannot be used any more
    printer_reset,  ///< the firmware has started
    printer_halted, ///< the firmware stopped for good
    link_failed,    ///< the printer does not answer, or asks for what cannot be sent
};

/// How many events there are.
inline constexpr std::size_t task_event_count = 17;

/// The snake_case name of a task.
[[nodiscard]] constexpr std::string_view name(task what) {
    constexpr std::array<std::string_view, task_count> names{
        "absent", "greeting", "unresponsive", "idle",      "preparing", "printing", "pausing",
        "paused", "resuming", "cancelling",   "finishing", "halting",   "halted"};
    return names[static_cast<std::size_t>(what)];
}

/// The snake_case name of an event.
[[nodiscard]] constexpr std::string_view name(task_event what) {
    constexpr std::array<std::string_view, task_event_count> names{"start",
                                                                   "restart",
                                                                   "pause",
                                                                   "resume",
                                                                   "cancel",
                                                                   "emergency_stop",
                                                                   "completed",
                                                                   "file_failed",
                                                                   "printer_paused",
                                                                   "printer_resumed",
                                                                   "printer_resumed_cold",
                                                                   "port_found",
                                                                   "stop_due",
                                                                   "port_lost",
                                                                   "printer_reset",
                                                                   "printer_halted",
                                                                   "link_failed"};
    return names[static_cast<std::size_t>(what)];
}

/// True for the tasks that have the job's file: its lines may be sent, and sent again.
[[nodiscard]] constexpr bool has_file(task what) {
    return (what >= task::preparing && what <= task::resuming) || what == task::finishing;
}

/// True for the tasks that have a job: begun, and its end not reported yet.
[[nodiscard]] constexpr bool has_job(task what) {
    return has_file(what) || what == task::cancelling;
}

/// True for the tasks in which lines are exchanged with a printer that is expected to answer.
[[nodiscard]] constexpr bool converses(task what) {
    return what != task::absent && what != task::halting && what != task::halted;
}

/// What is reported when a transition is made.
enum class task_report : std::uint8_t {
    nothing,
    connecting,
    connected,
    disconnected,
    reset, ///< two reports: that it was reset, and that it is being greeted
    halted,
    started,
    paused,
    resumed,
    drained,
    finished,
    outcome, ///< cancelled, or failed: as was noted when the procedure began
};

/// The one thing that is done when a task is entered by a transition.
enum class entry : std::uint8_t {
    nothing,
    prepare,         ///< a job begins: what was known of the last one is forgotten
    poll_now,        ///< the temperatures are asked for at once
    keep_modes,      ///< the printer paused by itself: the modes are kept; it knows its place
    forget_place,    ///< what a pause kept is not needed any more
    end_job,         ///< resend requests are not answered from now on
    greet,           ///< begins a new conversation with `M110`
    greet_and_stop,  ///< the same; then the safe stop is sent without numbers and without waiting
    hang_up,         ///< nothing that was not written leaves any more
    stop_unnumbered, ///< the safe stop is sent without numbers and without waiting
    emergency_stop,  ///< M112 leaves, past everything that waits
};

/// What one event does in one task.
struct transition {
    bool is_ignored;   ///< nothing changes, and the rest has no meaning
    task next;         ///< the task that follows
    bool owes_stop;    ///< from now on a safe stop is owed, and the next greeting sends it
    entry does;        ///< what is done then
    task_report tells; ///< what is reported

    friend constexpr bool operator==(const transition&, const transition&) = default;
};

/// The table: a legend, and three grids that name its lines. Read the grids with the legend beside them.
namespace task_table {

/// The lines of the legend. What a line does stands there, where it is done in the grids.
enum class rule : std::uint8_t {
    none,
    begin,
    pause,
    resume,
    cancel,
    stop_now,
    ready,
    answers,
    prints,
    drained,
    paused,
    resumed,
    over,
    finished,
    repeated,
    bad_file,
    it_paused,
    it_stays,
    it_resumed,
    it_is_cold,
    found,
    stop_due,
    gone,
    gone_job,
    reset,
    reset_job,
    greet_again,
    still_mute,
    died,
    mute,
};

/// How many lines the legend has.
inline constexpr std::size_t rule_count = 30;

/// One line of the legend.
struct legend_line {
    rule is;         ///< the line that is explained
    transition does; ///< what it does
};

// clang-format off
/// What each line does, in the order of the lines.
inline constexpr std::array<legend_line, rule_count> legend{{
    //                  ignored, next,               owes stop, does,                   tells
    {rule::none,        {true,    task::absent,       false,     entry::nothing,         task_report::nothing}},
    // Commands.
    {rule::begin,       {false,   task::preparing,    false,     entry::prepare,         task_report::nothing}},
    {rule::pause,       {false,   task::pausing,      false,     entry::nothing,         task_report::nothing}},
    {rule::resume,      {false,   task::resuming,     false,     entry::nothing,         task_report::nothing}},
    {rule::cancel,      {false,   task::cancelling,   false,     entry::end_job,         task_report::nothing}},
    {rule::stop_now,    {false,   task::halting,      true,      entry::emergency_stop,  task_report::nothing}},
    // Procedures that were completed.
    {rule::ready,       {false,   task::idle,         false,     entry::poll_now,        task_report::connected}},
    {rule::answers,     {false,   task::greeting,     false,     entry::nothing,         task_report::connecting}},
    {rule::prints,      {false,   task::printing,     false,     entry::forget_place,    task_report::started}},
    {rule::drained,     {false,   task::finishing,    false,     entry::nothing,         task_report::drained}},
    {rule::paused,      {false,   task::paused,       false,     entry::nothing,         task_report::paused}},
    {rule::resumed,     {false,   task::printing,     false,     entry::forget_place,    task_report::resumed}},
    {rule::over,        {false,   task::idle,         false,     entry::forget_place,    task_report::outcome}},
    {rule::finished,    {false,   task::idle,         false,     entry::nothing,         task_report::finished}},
    {rule::repeated,    {false,   task::halted,       false,     entry::nothing,         task_report::nothing}},
    // The job.
    {rule::bad_file,    {false,   task::cancelling,   false,     entry::end_job,         task_report::nothing}},
    {rule::it_paused,   {false,   task::paused,       false,     entry::keep_modes,      task_report::paused}},
    {rule::it_stays,    {false,   task::paused,       false,     entry::nothing,         task_report::paused}},
    {rule::it_resumed,  {false,   task::printing,     false,     entry::forget_place,    task_report::resumed}},
    {rule::it_is_cold,  {false,   task::resuming,     false,     entry::nothing,         task_report::nothing}},
    // The printer.
    {rule::found,       {false,   task::greeting,     false,     entry::greet,           task_report::connecting}},
    {rule::stop_due,    {false,   task::halting,      true,      entry::emergency_stop,  task_report::halted}},
    {rule::gone,        {false,   task::absent,       false,     entry::hang_up,         task_report::disconnected}},
    {rule::gone_job,    {false,   task::absent,       true,      entry::hang_up,         task_report::disconnected}},
    {rule::reset,       {false,   task::greeting,     false,     entry::greet,           task_report::reset}},
    {rule::reset_job,   {false,   task::greeting,     true,      entry::greet,           task_report::reset}},
    {rule::greet_again, {false,   task::greeting,     false,     entry::greet,           task_report::nothing}},
    {rule::still_mute,  {false,   task::unresponsive, false,     entry::greet,           task_report::nothing}},
    {rule::died,        {false,   task::halted,       true,      entry::stop_unnumbered, task_report::halted}},
    {rule::mute,        {false,   task::unresponsive, true,      entry::greet_and_stop,  task_report::halted}},
}};
// clang-format on

/// What a line of the legend does.
[[nodiscard]] constexpr const transition& transition_of(rule r) {
    return legend[static_cast<std::size_t>(r)].does;
}

/// One row of a grid, with the task that it is of.
template <std::size_t Count>
struct labelled_row {
    task of;                      ///< proven to be in the order of the tasks
    std::array<rule, Count> does; ///< in the order of the events
};

using enum rule;

/// How many commands there are.
inline constexpr std::size_t command_events = 6;
/// How many events concern the job.
inline constexpr std::size_t job_events = 5;
/// How many events concern the printer.
inline constexpr std::size_t printer_events = 6;

// clang-format off
/// Every task with every command. In `cancelling` a cancel changes the outcome that is noted, and nothing else.
inline constexpr std::array<labelled_row<command_events>, task_count> of_commands{{
    //                    start  restart pause     resume  cancel  emergency_stop
    {task::absent,       {none,  none,   none,     none,   none,   stop_now}},
    {task::greeting,     {none,  none,   none,     none,   none,   stop_now}},
    {task::unresponsive, {none,  none,   none,     none,   none,   stop_now}},
    {task::idle,         {begin, none,   none,     none,   none,   stop_now}},
    {task::preparing,    {none,  none,   none,     none,   cancel, stop_now}},
    {task::printing,     {none,  none,   pause,    none,   cancel, stop_now}},
    {task::pausing,      {none,  none,   none,     none,   cancel, stop_now}},
    {task::paused,       {none,  begin,  none,     resume, cancel, stop_now}},
    {task::resuming,     {none,  none,   pause, none,   cancel, stop_now}},
    {task::cancelling,   {none,  none,   none,     none,   none,   stop_now}},
    {task::finishing,    {none,  none,   none,     none,   cancel, stop_now}},
    {task::halting,      {none,  none,   none,     none,   none,   stop_now}},
    {task::halted,       {none,  none,   none,     none,   none,   stop_now}},
}};

/// Every task with what concerns the job.
inline constexpr std::array<labelled_row<job_events>, task_count> of_job{{
    //                    completed file_failed printer_paused printer_resumed printer_resumed_cold
    {task::absent,       {none,     none,       none,          none,           none      }},
    {task::greeting,     {ready,    none,       none,          none,           none      }},
    {task::unresponsive, {answers,  none,       none,          none,           none      }},
    {task::idle,         {none,     none,       none,          none,           none      }},
    {task::preparing,    {prints,   none,       none,          none,           none      }},
    {task::printing,     {drained,  bad_file,   it_paused,     none,           none      }},
    {task::pausing,      {paused,   none,       none,          none,           none      }},
    {task::paused,       {none,     none,       none,          it_resumed,     it_is_cold}},
    {task::resuming,     {resumed,  none,       it_stays,      none,           none      }},
    {task::cancelling,   {over,     none,       none,          none,           none      }},
    {task::finishing,    {finished, none,       none,          none,           none      }},
    {task::halting,      {repeated, none,       none,          none,           none      }},
    {task::halted,       {none,     none,       none,          none,           none      }},
}};

/// Every task with what concerns the printer.
inline constexpr std::array<labelled_row<printer_events>, task_count> of_printer{{
    //                    port_found stop_due  port_lost printer_reset printer_halted link_failed
    {task::absent,       {found,     none,     none,     none,         none,          none       }},
    {task::greeting,     {none,      stop_due, gone,     greet_again,  died,          greet_again}},
    {task::unresponsive, {none,      none,     gone,     still_mute,   died,          still_mute }},
    {task::idle,         {none,      none,     gone,     reset,        died,          mute       }},
    {task::preparing,    {none,      none,     gone_job, reset_job,    died,          mute       }},
    {task::printing,     {none,      none,     gone_job, reset_job,    died,          mute       }},
    {task::pausing,      {none,      none,     gone_job, reset_job,    died,          mute       }},
    {task::paused,       {none,      none,     gone_job, reset_job,    died,          mute       }},
    {task::resuming,     {none,      none,     gone_job, reset_job,    died,          mute       }},
    {task::cancelling,   {none,      none,     gone_job, reset_job,    died,          mute       }},
    {task::finishing,    {none,      none,     gone_job, reset_job,    died,          mute       }},
    {task::halting,      {none,      none,     gone,     reset,        none,          none       }},
    {task::halted,       {none,      none,     gone,     reset,        none,          none       }},
}};
// clang-format on

} // namespace task_table

/// What an event does in a task.
[[nodiscard]] constexpr const transition& on(task now, task_event what) {
    const auto row = static_cast<std::size_t>(now);
    auto column = static_cast<std::size_t>(what);
    if (column < task_table::command_events)
        return task_table::transition_of(task_table::of_commands[row].does[column]);
    column -= task_table::command_events;
    if (column < task_table::job_events)
        return task_table::transition_of(task_table::of_job[row].does[column]);
    column -= task_table::job_events;
    return task_table::transition_of(task_table::of_printer[row].does[column]);
}

} // namespace printjob::inline v0::gcode
