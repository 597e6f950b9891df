#pragma once
/// What a transport tells the controller: what happened, what the printer or file asks, and what is merely
/// worth telling.

#include <printjob/job/command.hpp>
#include <printjob/job/diagnosis.hpp>
#include <printjob/job/failure.hpp>
#include <printjob/job/report_kind.hpp>
#include <printjob/records.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0 {

/// Names one run of one file. Ids rise from 1; they are never used twice in the life of a controller.
enum class job_id : std::uint32_t { none = 0 };

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
    reports_lost, ///< more was told or asked for at once than could be kept; the rest is missing
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
    case notice::reports_lost: return "reports_lost";
    case notice::safe_stop_unanswered: return "safe_stop_unanswered";
    }
    return "none";
}

/// A report without the diagnosis of a failure: as it waits to be polled. It has one of three forms. What a form does
/// not have reads as nothing: `none`, or an empty optional.
class report_head {
public:
    /// The three forms of a report.
    enum class form : std::uint8_t {
        happened, ///< see `what` and `why`
        asks,     ///< see `asked` and `from`
        tells,    ///< see `told`
    };

    /// Says nothing.
    constexpr report_head() = default;

    /// Something happened: to a job, or to the printer when `job` is none.
    [[nodiscard]] static constexpr report_head happened(job_id job, report_kind what, failure why) {
        return {form::happened, index_of(what), gives_reason(what) ? index_of(why) : 0, job};
    }
    /// The printer, or the job's own file, asks for a command: nobody else asks through a transport.
    [[nodiscard]] static constexpr report_head asks_for(job_id job, command asked, source from) {
        return {form::asks, index_of(asked), index_of(from == source::file ? from : source::printer), job};
    }
    /// Something is worth telling.
    [[nodiscard]] static constexpr report_head tells_of(job_id job, notice told) {
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
    constexpr report_head(form is, std::size_t subject, std::size_t detail, job_id job)
        : is_{is}, subject_{static_cast<std::uint8_t>(subject)}, detail_{static_cast<std::uint8_t>(detail)},
          job_{job} {}

    form is_ = form::tells;
    std::uint8_t subject_ = 0; ///< the report_kind, command or notice
    std::uint8_t detail_ = 0;  ///< the failure or source
    job_id job_ = job_id::none;
};

/// One thing that a transport has to say, made by one of its functions.
class report : public report_head {
public:
    /// Says nothing.
    constexpr report() = default;
    /// A report of which no more is known.
    constexpr report(const report_head& head) : report_head{head} {}
    /// A report, with what is known of the failure that it tells.
    constexpr report(const report_head& head, const diagnosis& details)
        : report_head{head}, details_{details} {}

    /// Something happened to the printer. What fails says why.
    [[nodiscard]] static constexpr report_head of_printer(report_kind what, failure why = failure::none) {
        return happened(job_id::none, what, why);
    }
    /// The same, with what is known of the failure.
    [[nodiscard]] static constexpr report of_printer(report_kind what, failure why,
                                                     const diagnosis& details) {
        return {of_printer(what, why), details};
    }
    /// Something happened to a job. What fails says why.
    [[nodiscard]] static constexpr report_head of_job(job_id job, report_kind what,
                                                      failure why = failure::none) {
        return happened(job, what, why);
    }
    /// The same, with what is known of the failure.
    [[nodiscard]] static constexpr report of_job(job_id job, report_kind what, failure why,
                                                 const diagnosis& details) {
        return {of_job(job, what, why), details};
    }

    /// What is known of the failure: null when the report tells none, or when nothing is known. Valid as long as the
    /// report.
    [[nodiscard]] constexpr const diagnosis* details() const {
        return details_ && why() != failure::none ? &*details_ : nullptr;
    }

private:
    std::optional<diagnosis> details_;
};

} // namespace printjob::inline v0
