#pragma once
/// What is reported to the controller, and of which job.

#include <printjob/gcode/procedure/transitions.hpp>
#include <printjob/job/command.hpp>
#include <printjob/job/diagnosis.hpp>
#include <printjob/job/report.hpp>
#include <printjob/transport/report_queue.hpp>

#include <optional>

namespace printjob::inline v0::gcode {

/// The reports that wait to be polled, the job that they speak of, and the outcome that is reported when a cancel is
/// over.
class reporter {
public:
    // --- getters ---

    /// True if no report waits.
    [[nodiscard]] bool empty() const { return queue_.empty(); }
    /// True if the reports of one more response find room.
    [[nodiscard]] bool has_room() const { return queue_.has_room(); }

    // --- inputs ---

    /// From now on reports speak of this job.
    void begin_job(job_id id) { job_ = id; }
    /// Keeps what is reported when the procedure of a cancel is over: `cancelled`.
    void note_cancelled() { outcome_ = report::of_job(job_, report_kind::cancelled); }
    /// Keeps what is reported when the procedure of a cancel is over: `failed`, with what is known of the failure.
    void note_failed(failure why, const diagnosis& details) {
        outcome_ = report::of_job(job_, report_kind::failed, why, details);
    }

    /// Reports what a transition tells. `why` and `details` go with what is a failure.
    void tell(task_report what, failure why, const diagnosis& details) {
        switch (what) {
        case task_report::nothing: break;
        case task_report::connecting: of_printer(report_kind::connecting); break;
        case task_report::connected: of_printer(report_kind::connected); break;
        case task_report::disconnected: of_printer(report_kind::disconnected, why, details); break;
        case task_report::reset:
            of_printer(report_kind::reset, why, details);
            of_printer(report_kind::connecting);
            break;
        case task_report::halted: of_printer(report_kind::halted, why, details); break;
        case task_report::started: of_job(report_kind::started); break;
        case task_report::paused: of_job(report_kind::paused); break;
        case task_report::resumed: of_job(report_kind::resumed); break;
        case task_report::drained: of_job(report_kind::drained); break;
        case task_report::finished: of_job(report_kind::finished); break;
        case task_report::outcome: queue_.push(outcome_); break;
        }
    }
    /// Reports what is worth telling; `none` is not.
    void notify(notice what) {
        if (what != notice::none) queue_.push(report::tells_of(job_, what));
    }
    /// Passes on what the printer, or the job's file, asks for.
    void ask(command what, source from) { queue_.push(report::asks_for(job_, what, from)); }

    // --- outputs ---

    /// Returns the oldest report that was not polled yet; nothing when there is none.
    [[nodiscard]] std::optional<report> poll() { return queue_.poll(); }

private:
    void of_printer(report_kind what) { queue_.push(report::of_printer(what)); }
    void of_printer(report_kind what, failure why, const diagnosis& details) {
        queue_.push(report::of_printer(what, why, details));
    }
    void of_job(report_kind what) { queue_.push(report::of_job(job_, what)); }

    job_id job_ = job_id::none; ///< the last one that began
    report outcome_ = report::of_job(job_id::none, report_kind::cancelled);
    report_queue queue_{};
};

} // namespace printjob::inline v0::gcode
