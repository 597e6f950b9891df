#pragma once
/// What happened in runs, counted. That no invariant was broken says little without it.

#include <printjob/testing/simulation/stimuli.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::testing {

/// Counts over any number of runs.
struct simulation_counters {
    std::uint64_t runs = 0;               ///< that were begun
    std::uint64_t jobs = 0;               ///< that began to print
    std::uint64_t jobs_in_window = 0;     ///< those with several lines in flight
    std::uint64_t jobs_at_fault_rate = 0; ///< those with a rate of faults on the line
    std::uint64_t done = 0;               ///< jobs that reached their file's end
    std::uint64_t cancelled = 0;          ///< jobs that a client, the file or the printer ended
    std::uint64_t failed = 0;             ///< jobs that a fault or an emergency stop ended
    std::uint64_t accepted = 0;           ///< commands that were carried out
    std::uint64_t already = 0;            ///< commands for what was so already
    std::uint64_t deferred = 0;           ///< commands that wait for the end of another
    std::uint64_t refused = 0;            ///< commands that could not be carried out
    std::uint64_t lines = 0;              ///< that left the host
    std::uint64_t executed = 0;           ///< lines of jobs that a printer executed
    std::uint64_t resends = 0;            ///< requests by printers
    std::uint64_t struck =
        0; ///< lines that a fault of the line changed, lost, doubled or delayed, either way
    std::uint64_t overflow = 0; ///< bytes that a full receive buffer of a printer lost
    std::uint64_t altered = 0;  ///< executed with another text: what XOR-8 cannot see
    std::uint64_t headless = 0; ///< executed without the number that was cut off
    std::uint64_t counting = 0; ///< executed out of order because the numbers differ, which nobody can see
    std::uint64_t stops = 0;    ///< moves taken and not made, by a firmware that had stopped
    std::uint64_t claims = 0;   ///< called executed after an ok to a line whose number was cut off
    std::uint64_t answers = 0;  ///< to printers that waited for a person
    std::uint64_t seconds = 0;  ///< of virtual time
    /// How often each stimulus was performed, by its value.
    std::array<std::uint64_t, stimulus_count> stimuli{};

    /// Adds what was counted in other runs.
    simulation_counters& operator+=(const simulation_counters& other) {
        runs += other.runs;
        jobs += other.jobs;
        jobs_in_window += other.jobs_in_window;
        jobs_at_fault_rate += other.jobs_at_fault_rate;
        done += other.done;
        cancelled += other.cancelled;
        failed += other.failed;
        accepted += other.accepted;
        already += other.already;
        deferred += other.deferred;
        refused += other.refused;
        lines += other.lines;
        executed += other.executed;
        resends += other.resends;
        struck += other.struck;
        overflow += other.overflow;
        altered += other.altered;
        headless += other.headless;
        counting += other.counting;
        stops += other.stops;
        claims += other.claims;
        answers += other.answers;
        seconds += other.seconds;
        for (std::size_t i = 0; i < stimulus_count; ++i)
            stimuli[i] += other.stimuli[i];
        return *this;
    }
};

} // namespace printjob::inline v0::testing
