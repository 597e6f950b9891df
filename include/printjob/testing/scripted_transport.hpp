#pragma once
/// A transport that does nothing by itself: a test scripts its reports and reads the calls that it got.

#include <printjob/job/facts.hpp>
#include <printjob/job/file.hpp>
#include <printjob/job/report.hpp>
#include <printjob/job/status.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace printjob::inline v0::testing {

/// One call of a scripted transport.
struct told_action {
    std::string what; ///< "start", "restart", "pause", "resume", "cancel" or "emergency_stop"
    job_id job;       ///< the active job at that time, or the one begun
    /// When.
    instant at;

    friend bool operator==(const told_action&, const told_action&) = default;
};

/// A `printer_transport` under a test's control. Everything is public on purpose: set what it shall answer,
/// push its reports, read its calls.
///
///     scripted_transport printer;
///     controller control{printer};
///     printer.happens(report_kind::connected);
///     control.advance(clock.now());
class scripted_transport {
public:
    // --- what the test sets ---

    std::optional<refusal> refuse_start;   ///< what `start` and `restart` answer; nothing: they succeed
    instant wants_to_be_driven_at = never; ///< its own next deadline
    printjob::progress current_progress{}; ///< what `progress()` returns
    printjob::facts current_facts{};       ///< what `facts()` returns
    printjob::liveness current_liveness{}; ///< what `liveness()` returns
    bool answers_at_once = false; ///< whether every action is followed by the report that it asks for

    /// Adds a report that something happened. A report of a job concerns the job last begun.
    void happens(report_kind what, failure why = failure::none) {
        reports.push_back(speaks_of_a_job(what) ? report::of_job(active, what, why)
                                                : report::of_printer(what, why));
    }
    /// Adds a report with the diagnosis of its failure.
    void happens(report_kind what, failure why, const diagnosis& details) {
        reports.push_back(speaks_of_a_job(what) ? report::of_job(active, what, why, details)
                                                : report::of_printer(what, why, details));
    }
    /// Adds a request of the printer or the file for a command.
    void asks(command what, source from = source::printer) {
        reports.push_back(report::asks_for(active, what, from));
    }
    /// Adds a notice.
    void tells(notice what) { reports.push_back(report::tells_of(active, what)); }

    // --- what the test reads ---

    std::vector<told_action> told; ///< every action, in order
    std::deque<report> reports;    ///< what was not polled yet
    job_id active = job_id::none;  ///< the job last begun
    std::string active_path;       ///< its file
    int times_driven = 0;          ///< how often `handle_time` was called

    /// Returns the names of all actions so far, with a space between: "start pause resume".
    [[nodiscard]] std::string actions() const {
        std::string all;
        for (const auto& each : told)
            all += (all.empty() ? "" : " ") + each.what;
        return all;
    }

    // --- the concept ---

    /// Notes the action and begins the job, or answers `refuse_start`.
    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        return begin("start", id, what, now);
    }
    /// Notes the action and begins the job in place of the last, or answers `refuse_start`.
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        return begin("restart", id, what, now);
    }
    /// Notes the action; reports `paused` when it answers at once.
    void pause(instant now) { note("pause", now, report_kind::paused); }
    /// Notes the action; reports `resumed` when it answers at once.
    void resume(instant now) { note("resume", now, report_kind::resumed); }
    /// Notes the action; reports `cancelled` when it answers at once.
    void cancel(instant now) { note("cancel", now, report_kind::cancelled); }
    /// Notes the action.
    void emergency_stop(instant now) { told.push_back({"emergency_stop", active, now}); }
    /// Counts that it was driven.
    void handle_time(instant) { ++times_driven; }
    /// Returns what the test set.
    [[nodiscard]] instant next_deadline() const { return wants_to_be_driven_at; }
    /// Returns the oldest report that the test pushed and that was not polled.
    [[nodiscard]] std::optional<report> poll_report() {
        if (reports.empty()) return std::nullopt;
        const report oldest = reports.front();
        reports.pop_front();
        return oldest;
    }
    /// Returns what the test set.
    [[nodiscard]] printjob::progress progress() const { return current_progress; }
    /// Returns what the test set.
    [[nodiscard]] const printjob::facts& facts() const { return current_facts; }
    /// Returns what the test set.
    [[nodiscard]] printjob::liveness liveness() const { return current_liveness; }

private:
    std::optional<refusal> begin(const char* how, job_id id, const file& what, instant now) {
        if (refuse_start) return refuse_start;
        active = id;
        active_path = std::string{what.path.view()};
        note(how, now, report_kind::started);
        return std::nullopt;
    }

    void note(const char* what, instant now, report_kind answer) {
        told.push_back({what, active, now});
        if (answers_at_once) happens(answer);
    }
};

} // namespace printjob::inline v0::testing
