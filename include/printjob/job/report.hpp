#pragma once
/// What a transport tells the controller: what happened, what the printer or file asks, and what is merely
/// worth telling.

#include <printjob/job/command.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// Names one run of one file. Ids rise from 1; they are never used twice in the life of a controller.
enum class job_id : std::uint32_t { none = 0 };

/// What happened. The first six speak of the printer, the others of a job.
enum class report_kind : std::uint8_t {
    connecting,   ///< a printer is being greeted
    connected,    ///< the printer takes commands
    disconnected, ///< the printer is gone
    reset,        ///< the firmware restarted; the printer is still there
    halted, ///< the printer stopped and takes nothing until it is reset (a lethal error, no answer any more)
    timed_out, ///< told by the controller to itself: a transitional state lasted too long

    started,   ///< the job's lines may follow
    paused,    ///< the job stands still
    resumed,   ///< the job's lines go on
    cancelled, ///< nothing more of the job follows, and the printer was told to be safe
    drained,   ///< the printer acknowledged the job's last line
    finished,  ///< the job's motion ended, and what was to be done after it
    failed,    ///< the job cannot go on; the printer can be used
};

/// How many kinds of report there are.
inline constexpr std::size_t report_kind_count = 13;

/// Whether a report speaks of a job, and is stale when it names another than the active one.
[[nodiscard]] constexpr bool speaks_of_a_job(report_kind what) {
    return what >= report_kind::started;
}

/// The snake_case name of a report.
[[nodiscard]] constexpr std::string_view name(report_kind what) {
    switch (what) {
    case report_kind::connecting: return "connecting";
    case report_kind::connected: return "connected";
    case report_kind::disconnected: return "disconnected";
    case report_kind::reset: return "reset";
    case report_kind::halted: return "halted";
    case report_kind::timed_out: return "timed_out";
    case report_kind::started: return "started";
    case report_kind::paused: return "paused";
    case report_kind::resumed: return "resumed";
    case report_kind::cancelled: return "cancelled";
    case report_kind::drained: return "drained";
    case report_kind::finished: return "finished";
    case report_kind::failed: return "failed";
    }
    return "connecting";
}

/// Why a job failed or a printer stopped.
enum class failure : std::uint8_t {
    none,
    printer_disconnected,
    printer_reset,
    printer_error,          ///< the firmware told of an error that it does not recover from
    printer_not_responding, ///< silence beyond every limit
    resend_limit,           ///< the same line was asked for again too often
    resend_impossible,      ///< a line was asked for that was never sent, or is no longer kept
    file_not_readable,      ///< the job's file could not be read on
    line_refused,           ///< a line of the file breaks the grammar
    emergency_stop,
    connecting_timeout,
    starting_timeout,
    pausing_timeout,
    resuming_timeout,
    cancelling_timeout,
    finishing_timeout,
};

/// The snake_case name of a failure, as events and documents show it.
[[nodiscard]] constexpr std::string_view name(failure why) {
    switch (why) {
    case failure::none: return "none";
    case failure::printer_disconnected: return "printer_disconnected";
    case failure::printer_reset: return "printer_reset";
    case failure::printer_error: return "printer_error";
    case failure::printer_not_responding: return "printer_not_responding";
    case failure::resend_limit: return "resend_limit";
    case failure::resend_impossible: return "resend_impossible";
    case failure::file_not_readable: return "file_not_readable";
    case failure::line_refused: return "line_refused";
    case failure::emergency_stop: return "emergency_stop";
    case failure::connecting_timeout: return "connecting_timeout";
    case failure::starting_timeout: return "starting_timeout";
    case failure::pausing_timeout: return "pausing_timeout";
    case failure::resuming_timeout: return "resuming_timeout";
    case failure::cancelling_timeout: return "cancelling_timeout";
    case failure::finishing_timeout: return "finishing_timeout";
    }
    return "none";
}

/// A plain sentence for a failure; static text.
[[nodiscard]] constexpr std::string_view sentence(failure why) {
    switch (why) {
    case failure::none: return "";
    case failure::printer_disconnected: return "The printer is gone";
    case failure::printer_reset: return "The printer was reset";
    case failure::printer_error: return "The printer reported an error that it does not recover from";
    case failure::printer_not_responding: return "The printer does not answer";
    case failure::resend_limit: return "The printer asked for the same line too often";
    case failure::resend_impossible: return "The printer asked for a line that cannot be sent again";
    case failure::file_not_readable: return "The file could not be read to its end";
    case failure::line_refused: return "The file contains a line that must not be sent";
    case failure::emergency_stop: return "Emergency stop";
    case failure::connecting_timeout: return "Greeting the printer took too long";
    case failure::starting_timeout: return "Starting the job took too long";
    case failure::pausing_timeout: return "Pausing the job took too long";
    case failure::resuming_timeout: return "Resuming the job took too long";
    case failure::cancelling_timeout: return "Cancelling the job took too long";
    case failure::finishing_timeout: return "Finishing the job took too long";
    }
    return "";
}

/// What is worth telling and changes no state.
enum class notice : std::uint8_t {
    none,
    waiting_for_user,     ///< the printer waits for a person (`busy: paused for user`)
    hot_ends_turned_off,  ///< the job was paused for long; resume heats them again first
    another_printer,      ///< after a reconnect, another machine answered: it was sent no safe stop
    printer_prints_alone, ///< after a reconnect, the printer prints from its own card: it was sent no safe
                          ///< stop
    position_unknown,     ///< the printer did not tell its position at a pause: no script moves it
    many_resends, ///< more than one line in ten was asked for again: one line is in flight from now on
    prompt,       ///< the printer shows a prompt (`//action:prompt_*`)
    safe_stop_unanswered, ///< the safe stop was sent without hearing that it was taken
};

/// The snake_case name of a notice.
[[nodiscard]] constexpr std::string_view name(notice what) {
    switch (what) {
    case notice::none: return "none";
    case notice::waiting_for_user: return "waiting_for_user";
    case notice::hot_ends_turned_off: return "hot_ends_turned_off";
    case notice::another_printer: return "another_printer";
    case notice::printer_prints_alone: return "printer_prints_alone";
    case notice::position_unknown: return "position_unknown";
    case notice::many_resends: return "many_resends";
    case notice::prompt: return "prompt";
    case notice::safe_stop_unanswered: return "safe_stop_unanswered";
    }
    return "none";
}

/// One thing that a transport has to say, made by one of the functions below.
struct report {
    /// The three forms of a report.
    enum class form : std::uint8_t { happened, asks, tells };

    form is;          ///< which of the fields below speak
    report_kind what; ///< happened: this
    failure why;      ///< happened: for this reason (failed, halted, disconnected)
    command asked;    ///< asks: for this command
    source from;      ///< asks: printer or file
    notice told;      ///< tells: this
    job_id job;       ///< the job it speaks of; `none` when it speaks of the printer

    /// Something happened to the printer.
    [[nodiscard]] static constexpr report of_printer(report_kind what, failure why = failure::none) {
        return {form::happened, what, why, command::start, source::printer, notice::none, job_id::none};
    }
    /// Something happened to a job.
    [[nodiscard]] static constexpr report of_job(job_id job, report_kind what, failure why = failure::none) {
        return {form::happened, what, why, command::start, source::printer, notice::none, job};
    }
    /// The printer, or the job's own file, asks for a command.
    [[nodiscard]] static constexpr report asks_for(job_id job, command asked, source from) {
        return {form::asks, report_kind::connecting, failure::none, asked, from, notice::none, job};
    }
    /// Something is worth telling.
    [[nodiscard]] static constexpr report tells_of(job_id job, notice told) {
        return {form::tells, report_kind::connecting, failure::none, command::start, source::printer, told,
                job};
    }
};

} // namespace printjob::inline v0
