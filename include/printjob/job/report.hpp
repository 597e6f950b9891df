#pragma once
/// What a transport tells the controller: what happened, what the printer or file asks, and what is merely
/// worth telling.

#include <printjob/job/command.hpp>
#include <printjob/job/failure.hpp>
#include <printjob/records.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// Whether a report gives a reason, a `failure`. Where no job is active and nothing is wrong, a `disconnected` or
/// a `reset` has none.
[[nodiscard]] constexpr bool gives_reason(report_kind what) {
    using enum report_kind;
    return what == disconnected || what == reset || what == halted || what == timed_out || what == failed;
}

/// One thing that a transport has to say, made by one of its functions: it has one of three forms. What a form
/// does not have reads as nothing: `none`, or an empty optional.
class report {
public:
    /// The three forms of a report.
    enum class form : std::uint8_t {
        happened, ///< see `what` and `why`
        asks,     ///< see `asked` and `from`
        tells,    ///< see `told`
    };

    /// Says nothing.
    constexpr report() = default;

    /// Something happened to the printer.
    [[nodiscard]] static constexpr report of_printer(report_kind what, failure why = failure::none) {
        return of_job(job_id::none, what, why);
    }
    /// Something happened to a job.
    [[nodiscard]] static constexpr report of_job(job_id job, report_kind what, failure why = failure::none) {
        return {form::happened, index_of(what), gives_reason(what) ? index_of(why) : 0, job};
    }
    /// The printer, or the job's own file, asks for a command.
    [[nodiscard]] static constexpr report asks_for(job_id job, command asked, source from) {
        return {form::asks, index_of(asked), index_of(from), job};
    }
    /// Something is worth telling.
    [[nodiscard]] static constexpr report tells_of(job_id job, notice told) {
        return {form::tells, index_of(told), 0, job};
    }

    /// Its form.
    [[nodiscard]] constexpr form is() const { return is_; }
    /// The job it speaks of; `none` when it speaks of the printer.
    [[nodiscard]] constexpr job_id job() const { return job_; }

    /// What happened.
    [[nodiscard]] constexpr std::optional<report_kind> what() const {
        if (is_ != form::happened) return std::nullopt;
        return static_cast<report_kind>(subject_);
    }
    /// Why it happened; `none` for what gives no reason.
    [[nodiscard]] constexpr failure why() const {
        return is_ == form::happened ? static_cast<failure>(detail_) : failure::none;
    }

    /// The command that is asked for.
    [[nodiscard]] constexpr std::optional<command> asked() const {
        if (is_ != form::asks) return std::nullopt;
        return static_cast<command>(subject_);
    }
    /// Who asks: the file, or else the printer.
    [[nodiscard]] constexpr source from() const {
        return is_ == form::asks ? static_cast<source>(detail_) : source::printer;
    }

    /// What is worth telling.
    [[nodiscard]] constexpr notice told() const {
        return is_ == form::tells ? static_cast<notice>(subject_) : notice::none;
    }

private:
    constexpr report(form is, std::size_t subject, std::size_t detail, job_id job)
        : is_{is}, subject_{static_cast<std::uint8_t>(subject)}, detail_{static_cast<std::uint8_t>(detail)},
          job_{job} {}

    form is_ = form::tells;
    std::uint8_t subject_ = 0; ///< the report_kind, command or notice
    std::uint8_t detail_ = 0;  ///< the failure or source
    job_id job_ = job_id::none;
};

} // namespace printjob::inline v0
