#pragma once
/// I4: after cancel, failure or done no line of the job leaves; after cancel or failure the safe stop does, or first
/// after the reconnect, but not to a printer that prints by itself then; a job that is paused for long waits cold.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// Follows a safe stop on the wire since a job's last line: heaters off, fan off, motors off, in this order; other lines
/// of the host's may stand between them.
class safe_stop_progress {
public:
    /// `with_motors`: whether M84 belongs to it. Nothing has been seen yet.
    explicit safe_stop_progress(bool with_motors) : last_{with_motors ? 4U : 3U} {}

    /// A line of a job left, or a job began: whatever was made safe is not any more.
    void begin() { step_ = 0; }
    /// True once all of it has left since then.
    [[nodiscard]] bool has_left() const { return step_ == last_; }

    /// Takes in a command that the host sent.
    void take(std::string_view command) {
        constexpr std::array<std::string_view, 4> steps{"M104 T0 S0", "M140 S0", "M106 S0", "M84"};
        if (step_ != last_ && command == steps[step_]) ++step_;
    }

private:
    std::size_t step_ = 0;
    std::size_t last_;
};

/// I4. See the top of this header.
class safe_stop {
public:
    /// Its number.
    static constexpr int number = 4;

    /// `with_motors`: whether the safe stop ends with M84.
    explicit safe_stop(bool with_motors) : stop_{with_motors} {}

    /// True while a job has failed and its safe stop has not left. A printer that is another one, or prints by itself,
    /// is owed none.
    [[nodiscard]] bool is_due() const { return is_due_ && !stop_.has_left(); }

    /// Judges by an observation: job begun.
    void check(const job_begun&, checked_run&) {
        is_due_ = false;
        stop_.begin();
    }

    /// A job's lines leave only while it is active, and a printer that prints by itself is left alone.
    void check(const line_written& seen, checked_run& run) {
        stop_.take(seen.line.command);
        leaves_alone(seen.line, run);
        if (run.line != line_relation::of_no_job) stop_.begin();
        if (run.line == line_relation::foreign)
            run.report(number, "a line of another job: " + std::string{seen.line.command});
        if (run.line == line_relation::late)
            run.report(number, "a line after the job's end: " + std::string{seen.line.command});
    }

    /// After cancel or failure, not after a restart, the safe stop is wanted on the wire.
    void check(const event_told& seen, checked_run& run) {
        const event& what = seen.what;
        const bool has_reached = what.now_in() == state::operational; // and so the stop must have left before
        if (what.kind() == event_kind::print_cancelled && has_reached && !stop_.has_left())
            run.report(number, "cancelled, and the safe stop has not left");
        if (what.kind() == event_kind::print_failed) {
            if (has_reached && what.why() != failure::printer_reset && !stop_.has_left())
                run.report(number, "failed, and the safe stop has not left");
            is_due_ = true;
        }
        if (what.kind() == event_kind::noticed &&
            (what.told() == notice::another_printer || what.told() == notice::printer_prints_alone))
            is_due_ = false;
    }

    /// From now on no safe stop may be sent, unless there was a start or a fault since.
    void check(const card_print_seen&, checked_run& run) {
        starts_then_ = run.starts;
        faults_then_ = run.faults();
    }

    /// Judges by an observation: host seen.
    void check(const host_seen& seen, checked_run& run) {
        if (seen.current == state::operational && is_due())
            run.report(number, "the host is operational, and the safe stop never left");
        waits_cold(seen, run);
    }

private:
    void leaves_alone(const wire_line& line, checked_run& run) const {
        if (!run.prints_from_card || line.command != "M140 S0") return;
        if (run.starts == starts_then_ && run.faults() == faults_then_)
            run.report(number, "a safe stop was sent to a printer that prints by itself");
    }

    /// When a job has been paused for the limit, its hot ends are off. Faults may delay that; what XOR-8 misses, or a
    /// head that was cut off, undo it.
    void waits_cold(const host_seen& seen, checked_run& run) {
        const std::uint64_t faults = run.faults();
        const bool is_paused = seen.current == state::paused;
        const bool is_new = !is_paused || !was_paused_ || faults != faults_while_hot_;
        if (is_new || !seen.is_hot || run.job.altered + run.job.headless != 0) hot_since_ = run.now;
        was_paused_ = is_paused;
        faults_while_hot_ = faults;
        if (run.now > hot_since_ + seen.hot_ends_off_in + std::chrono::seconds{5})
            run.report(number, "paused for long, and a hot end is still on");
    }

    safe_stop_progress stop_;
    bool is_due_ = false;
    std::uint64_t starts_then_ = 0; ///< when the printer began to print from its card
    std::uint64_t faults_then_ = 0;
    bool was_paused_ = false;            ///< when it was looked at last
    std::uint64_t faults_while_hot_ = 0; ///< how many there were then
    instant hot_since_{};                ///< paused with a hot end on, and no fault since
};

} // namespace printjob::inline v0::testing
