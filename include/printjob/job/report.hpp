#pragma once
/// Reports: what a transport passes to the controller. Something happened, the printer or the file requests a
/// command, or there is a notice.

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

/// The id of one run of one file. Ids rise from 1; a controller never uses one twice.
enum class job_id : std::uint32_t { none = 0 };

/// Information that changes no state.
enum class notice : std::uint8_t {
    none,
    waiting_for_user,     ///< the printer waits for a person (`busy: paused for user`)
    hot_ends_turned_off,  ///< the job was paused for too long; resume heats them again first
    another_printer,      ///< after a reconnect another printer answered: no safe stop was sent
    printer_prints_alone, ///< after a reconnect the printer prints from its own card: no safe stop was
                          ///< sent
    position_unknown,     ///< the printer did not report its position at a pause: no script moves it
    many_resends,         ///< more than one line in ten was resent: one line is in flight from now on
    prompt,               ///< the printer shows a prompt (`//action:prompt_*`)
    reports_lost,         ///< more notices and requests came at once than can be stored; the rest is missing
    safe_stop_unanswered, ///< the safe stop was sent and not acknowledged
};

/// Returns the snake_case name of a notice.
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

/// A report without the diagnosis of a failure: the form in which it waits to be polled. What its form does
/// not contain reads as `none` or an empty optional.
class report_head {
public:
    /// The three forms of a report.
    enum class form : std::uint8_t {
        happened, ///< see `what` and `why`
        asks,     ///< see `asked` and `from`
        tells,    ///< see `told`
    };

    /// Makes an empty report.
    constexpr report_head() = default;

    /// Returns a report that something happened to a job, or to the printer if `job` is none.
    [[nodiscard]] static constexpr report_head happened(job_id job, report_kind what, failure why) {
        return {form::happened, index_of(what), gives_reason(what) ? index_of(why) : 0, job};
    }
    /// Returns a request for a command, of the printer or the job's own file; other sources count as the
    /// printer.
    [[nodiscard]] static constexpr report_head asks_for(job_id job, command asked, source from) {
        return {form::asks, index_of(asked), index_of(from == source::file ? from : source::printer), job};
    }
    /// Returns a notice.
    [[nodiscard]] static constexpr report_head tells_of(job_id job, notice told) {
        return {form::tells, index_of(told), 0, job};
    }

    /// Returns its form.
    [[nodiscard]] constexpr form is() const { return is_; }
    /// Returns the job it concerns; `none` if it concerns the printer.
    [[nodiscard]] constexpr job_id job() const { return job_; }

    /// Returns what happened.
    [[nodiscard]] constexpr std::optional<report_kind> what() const {
        if (is_ != form::happened) return std::nullopt;
        return static_cast<report_kind>(subject_);
    }
    /// Returns why it happened; `none` if its kind has no failure.
    [[nodiscard]] constexpr failure why() const {
        return is_ == form::happened ? static_cast<failure>(detail_) : failure::none;
    }

    /// Returns the command that is requested.
    [[nodiscard]] constexpr std::optional<command> asked() const {
        if (is_ != form::asks) return std::nullopt;
        return static_cast<command>(subject_);
    }
    /// Returns who requests it: the file, or else the printer.
    [[nodiscard]] constexpr source from() const {
        return is_ == form::asks ? static_cast<source>(detail_) : source::printer;
    }

    /// Returns the notice.
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

/// One report of a transport. Make it with one of the static functions.
class report : public report_head {
public:
    /// Makes an empty report.
    constexpr report() = default;
    /// Makes a report without a diagnosis.
    constexpr report(const report_head& head) : report_head{head} {}
    /// Makes a report with the diagnosis of its failure.
    constexpr report(const report_head& head, const diagnosis& details)
        : report_head{head}, details_{details} {}

    /// Returns a report that something happened to the printer. Give every `halted` and `disconnected` a
    /// failure.
    [[nodiscard]] static constexpr report_head of_printer(report_kind what, failure why = failure::none) {
        return happened(job_id::none, what, why);
    }
    /// Returns the same, with what is known of the failure.
    [[nodiscard]] static constexpr report of_printer(report_kind what, failure why,
                                                     const diagnosis& details) {
        return {of_printer(what, why), details};
    }
    /// Returns a report that something happened to a job. Give every `failed` a failure.
    [[nodiscard]] static constexpr report_head of_job(job_id job, report_kind what,
                                                      failure why = failure::none) {
        return happened(job, what, why);
    }
    /// Returns the same, with what is known of the failure.
    [[nodiscard]] static constexpr report of_job(job_id job, report_kind what, failure why,
                                                 const diagnosis& details) {
        return {of_job(job, what, why), details};
    }

    /// Returns the diagnosis of the failure; null if the report has no failure or nothing is known of it.
    /// Valid as long as the report.
    [[nodiscard]] constexpr const diagnosis* details() const {
        return details_ && why() != failure::none ? &*details_ : nullptr;
    }

private:
    std::optional<diagnosis> details_;
};

} // namespace printjob::inline v0
