#pragma once
/// I2: the printer executes the numbered lines of a file in order and each once, and nothing of a job after the next
/// began. What it executes without its number, and what XOR-8 misses, is counted apart.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// I2. See the top of this header. It also counts what was executed, for all invariants.
class execution_order {
public:
    /// Its number.
    static constexpr int number = 2;

    execution_order() { sent_.fill(not_of_a_job); }

    /// The host leaves out no line.
    void check(const line_written& seen, checked_run& run) {
        if (seen.line.is != wire_line::form::numbered) return;
        if (run.line == line_relation::ahead)
            run.report(number, "a line was left out before " + std::string{seen.line.command});
        const auto tag = simulated_file::tag_of(seen.line.command);
        line_sent_as(seen.line.number) = tag ? *tag % simulated_file::most_lines : not_of_a_job;
    }
    /// Judges by an observation: torn line written.
    void check(const torn_line_written& seen, checked_run& run) {
        if (const auto index = run.torn_line_of_job(seen)) line_sent_as(seen.line.number) = *index;
    }

    /// The printer executes the next line of the job, and no other.
    void check(const command_executed& seen, checked_run& run) {
        const executed_command& command = seen.command;
        if (command.number && is_altered(*command.number, command.text, run)) return;
        if (!command.number && !may_be_raw(command.text)) {
            ++run.unseen.headless;
            ++run.job.headless;
        }
        if (!command.number || !simulated_file::tag_of(command.text)) return;
        checked_job& job = run.executing();
        if (advances(job, command.text)) {
            ++run.lines_executed;
        } else if (job.stands) {
            // what follows the missing moves is out of order
        } else if (run.counting_altered) {
            ++run.unseen.counting;
        } else {
            run.report(number, "executed twice, out of order or after its job: " + std::string{command.text});
        }
    }

    /// A job that is done was executed whole.
    void check(const event_told& seen, checked_run& run) {
        const checked_job& job = run.job_of(seen.what);
        if (seen.what.kind() != event_kind::print_done || seen.what.job() != job.job) return;
        if (job.what == nullptr || job.ended != outcome::none) return; // see I9
        if (job.executed != job.what->size() && !run.excuses_claim(job))
            run.report(number, "done, and only " + std::to_string(job.executed) + " lines were executed");
        if (!job.what->is_whole()) run.report(number, "done, and the file has no end");
    }

    /// Judges by an observation: line altered unseen.
    void check(const line_altered_unseen& seen, checked_run&) {
        altered_[next_altered_++ % altered_.size()] = seen.command;
    }
    /// Judges by an observation: buffer overflow.
    void check(const buffer_overflow&, checked_run&) { overflowed_ = true; }

private:
    static constexpr std::uint32_t not_of_a_job = 0xFFFF'FFFF;

    [[nodiscard]] std::uint32_t& line_sent_as(std::int64_t line_number) {
        return sent_[static_cast<std::size_t>(line_number) % sent_.size()];
    }

    [[nodiscard]] static bool advances(checked_job& job, std::string_view text) {
        if (job.what == nullptr || job.executed == job.what->size() ||
            text != job.what->command(job.executed))
            return false;
        ++job.executed;
        return true;
    }

    /// True if this is a line that was altered on its way and that XOR-8 let pass. It counts for the line that the host
    /// sent under its number.
    [[nodiscard]] bool is_altered(std::int64_t line_number, std::string_view text, checked_run& run) {
        checked_job& job = run.job;
        const auto found = std::ranges::find(altered_, text);
        const bool was_seen = !text.empty() && found != altered_.end();
        if (!was_seen && !overflowed_) return false; // only a full buffer makes other lines, and of two
        const std::uint32_t index = line_sent_as(line_number);
        const bool is_of_job = job.what != nullptr && index < job.what->size();
        if (is_of_job && job.what->command(index) == text) return false; // another line that is just so
        if (!was_seen && !is_of_job && !simulated_file::tag_of(text)) return false; // one of the host's own
        if (was_seen) found->clear();
        ++run.unseen.altered;
        if (job.what != nullptr && index == job.executed && index < job.sent) {
            ++job.executed;
        } else {
            run.counting_altered = true; // it ran under another number than it was sent with
        }
        ++job.altered;
        return true;
    }

    std::array<std::uint32_t, 1024> sent_; ///< the line of the file, by the number that it was sent with
    std::array<std::string, 8> altered_;   ///< lately, and not seen executed yet
    std::size_t next_altered_ = 0;
    bool overflowed_ = false; ///< bytes were lost, nobody knows of which lines
};

} // namespace printjob::inline v0::testing
