#pragma once
/// What several invariants have to know about a run: its jobs, the faults so far, and what no host can see of them.

#include <printjob/testing/simulation/observations.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing {

/// An invariant that was broken: which, when, and by what.
struct invariant_violation {
    int invariant;    ///< 1 to 12
    instant when;     ///< in virtual time
    std::string what; ///< in words, for whoever looks into it
};

/// One job as it was seen.
struct checked_job {
    job_id job = job_id::none;            ///< its identity
    const simulated_file* what = nullptr; ///< what it prints; null: there was no job
    std::uint32_t executed = 0;           ///< how many of its commands the printer executed
    std::uint32_t sent = 0;               ///< how many of its lines have left the host
    bool stands = false;                  ///< the printer took moves of it and made none
    std::uint32_t altered = 0;            ///< executed with another text: XOR-8 missed it
    std::uint32_t headless = 0;           ///< ran without a number: nobody can tell their oks apart
    bool is_over = false;                 ///< cancelling, or it has its outcome
    outcome ended = outcome::none;        ///< its outcome
};

/// What no host can see, and is therefore counted instead of forbidden.
struct unseen_faults {
    std::uint64_t altered = 0;  ///< numbered lines that were executed with another text
    std::uint64_t headless = 0; ///< commands executed without a number that the host did not send so
    std::uint64_t counting =
        0; ///< lines executed out of order because the numbers differ, which nobody can see
    std::uint64_t claims = 0; ///< called executed after an ok to a line whose number was cut off
};

/// What a line on the wire is to the job that began last.
enum class line_relation : std::uint8_t {
    of_no_job,     ///< the host's own
    without_job,   ///< a line of a job, and there was none yet
    half_finished, ///< the line of the job before whose front had left when this job began
    foreign,       ///< not in the file of this job
    late,          ///< the job is over, and the line had not been sent before
    ahead,         ///< lines before it were left out
    next,          ///< the next line of the file
    repeated,      ///< it was sent before
};

/// What the invariants share. `before` is called ahead of the invariants, `after` when they have judged, so that they
/// see a job as it was when the observation was made.
class checked_run {
public:
    instant now{};                                ///< of the present observation
    std::optional<invariant_violation> violation; ///< the first

    checked_job job;                               ///< the one that began last
    checked_job previous;                          ///< the one before it
    line_relation line = line_relation::of_no_job; ///< of the line that was written last

    std::uint64_t starts = 0;         ///< that clients asked for, and that were accepted
    std::uint64_t events = 0;         ///< that the controller told
    std::uint64_t lines_executed = 0; ///< commands of jobs

    std::uint64_t struck = 0;   ///< lines that a fault struck, either way
    std::uint64_t troubles = 0; ///< and what is worse
    unseen_faults unseen;       ///< counted instead of forbidden

    bool prints_from_card = false; ///< the printer, its own job
    bool counting_altered = false; ///< the printer counts otherwise than the host, and neither knows
    bool stop_was_missed = false;  ///< since the job began: a message that the firmware stopped was struck

    /// Remembers the first violation. What breaks later may come of it.
    void report(int invariant, std::string what) {
        if (!violation) violation = invariant_violation{invariant, now, std::move(what)};
    }

    /// Returns how many faults there were, of any kind.
    [[nodiscard]] std::uint64_t faults() const { return struck + troubles; }

    /// Returns the job whose commands the printer executes: the one before until a line of the present one has left.
    [[nodiscard]] checked_job& executing() { return job.sent == 0 ? previous : job; }
    /// Returns the job that an event speaks of, or the present one.
    [[nodiscard]] checked_job& job_of(const event& what) {
        return what.job() == previous.job ? previous : job;
    }

    /// True if something happened in this job that the host cannot see, and that makes it believe more than is true.
    /// That is counted then.
    [[nodiscard]] bool excuses_claim(const checked_job& of) {
        const bool excused = of.altered != 0 || of.headless != 0 || counting_altered || stop_was_missed;
        unseen.claims += excused ? 1U : 0U;
        return excused;
    }

    // --- ahead of the invariants ---

    /// Called before the invariants see an observation: job begun.
    void before(const job_begun& begun) {
        previous = job;
        job = {.job = begun.job, .what = &begun.file};
        ++starts;
        stop_was_missed = counting_altered = false;
        half_line_may_leave_ = lines_may_still_leave_;
        lines_may_still_leave_ = false;
    }
    /// Called before the invariants see an observation: line written.
    void before(const line_written& written) {
        line = line_relation::of_no_job;
        if (written.line.is != wire_line::form::numbered) return;
        if (written.line.number == 0) half_line_may_leave_ = false; // counting begins anew for the next job
        if (!simulated_file::tag_of(written.line.command)) return;
        line = relation_of(written.line.command);
        if (line == line_relation::next) ++job.sent;
    }
    /// Called before the invariants see an observation: torn line written.
    void before(const torn_line_written& written) {
        const auto index = torn_line_of_job(written);
        if (index && *index == job.sent) ++job.sent;
    }
    /// Called before the invariants see an observation: command answered.
    void before(const command_answered& seen) {
        if (seen.asked == intent::emergency_stop && seen.given) job.is_over = true;
    }
    /// Called before the invariants see an observation: port seen.
    void before(const port_seen& seen) {
        if (!job.is_over || !seen.holds_lines) lines_may_still_leave_ = seen.holds_lines;
        if (!job.is_over) committed_ = seen.sent;
    }
    /// Called before the invariants see an observation: event told.
    void before(const event_told&) { ++events; }
    /// Called before the invariants see an observation: move ignored.
    void before(const move_ignored& seen) {
        if (seen.command.number) executing().stands = true;
    }
    /// Called before the invariants see an observation: card print seen.
    void before(const card_print_seen& seen) { prints_from_card = seen.prints; }
    /// Called before the invariants see an observation: line faulted.
    void before(const line_faulted&) { ++struck; }
    /// Called before the invariants see an observation: trouble.
    void before(const trouble&) { ++troubles; }
    /// Called before the invariants see an observation: stop message faulted.
    void before(const stop_message_faulted&) { stop_was_missed = true; }
    /// Called before the invariants see an observation: numbering altered unseen.
    void before(const numbering_altered_unseen&) { miscount(); }
    /// Called before the invariants see an observation: numbering lost.
    void before(const numbering_lost&) {
        m110_is_lost_ = true;
        complaint_was_struck_ = false;
    }
    /// Called before the invariants see an observation: response faulted.
    void before(const response_faulted&) { complaint_was_struck_ = m110_is_lost_; }
    /// Called before the invariants see an observation: command executed. When M110 lost its head, the printer's
    /// complaint was struck, and then the probe lost its head as well, the printer answers as if it had taken both.
    void before(const command_executed& seen) {
        const std::string_view text = seen.command.text;
        if (text.starts_with("M110")) m110_is_lost_ = false;
        if (m110_is_lost_ && complaint_was_struck_ && !seen.command.number && text == "M105") miscount();
    }

    // --- when the invariants have judged ---

    /// Called after the invariants see an observation: event told.
    void after(const event_told& told) {
        const event_kind kind = told.what.kind();
        if (kind == event_kind::print_cancelling) job.is_over = true;
        const outcome ended = outcome_of(kind);
        checked_job& of = job_of(told.what);
        if (ended == outcome::none || told.what.job() != of.job || of.ended != outcome::none) return;
        of.ended = ended;
        of.is_over = true;
    }
    /// Nobody can tell how many lines it struck.
    void after(const buffer_overflow&) { ++troubles; }

    /// Returns which line of the job's file a torn line is; nothing when it is none.
    [[nodiscard]] std::optional<std::uint32_t> torn_line_of_job(const torn_line_written& written) const {
        if (written.line.is != wire_line::form::numbered || job.what == nullptr) return std::nullopt;
        return job.what->index_of(written.line.command);
    }
    /// Returns the outcome in an event; `none` if there is none.
    [[nodiscard]] static outcome outcome_of(event_kind kind) {
        if (kind == event_kind::print_cancelled) return outcome::cancelled;
        if (kind == event_kind::print_failed) return outcome::failed;
        if (kind == event_kind::print_done) return outcome::done;
        return outcome::none;
    }

private:
    [[nodiscard]] line_relation relation_of(std::string_view command) {
        using enum line_relation;
        if (job.what == nullptr) return without_job;
        if (ends_half_line(command)) return half_finished;
        const auto index = job.what->index_of(command);
        if (!index) return foreign;
        const bool was_on_its_way = lines_may_still_leave_ && job.what->limit(*index) < committed_;
        if (job.is_over && !was_on_its_way) return late;
        return *index > job.sent ? ahead : *index == job.sent ? next : repeated;
    }

    [[nodiscard]] bool ends_half_line(std::string_view command) {
        if (!half_line_may_leave_ || job.sent != 0 || previous.what == nullptr) return false;
        half_line_may_leave_ = false;
        const auto index = previous.what->index_of(command);
        return index && *index == previous.sent;
    }

    /// The printer counts otherwise than the host from now on, and neither knows.
    void miscount() {
        counting_altered = true;
        ++job.altered;
    }

    bool m110_is_lost_ = false;          ///< and none was executed since
    bool complaint_was_struck_ = false;  ///< a line of the printer was, since then
    bool half_line_may_leave_ = false;   ///< of the job before: its front has left
    bool lines_may_still_leave_ = false; ///< the port took nothing when the job ended: sent lines wait for it
    std::uint64_t committed_ = 0;        ///< bytes of the file that had been sent then
};

} // namespace printjob::inline v0::testing
