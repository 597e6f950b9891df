#pragma once
/// How far a job is, and how the printer and its job stand as a whole.

#include <printjob/job/event.hpp>
#include <printjob/job/file.hpp>

#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// How far a transport is with the job's file. Bytes of the file; sent ≥ acknowledged ≥ executed.
struct progress {
    /// Bytes whose lines were handed to the port, or kept for it.
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0;    ///< the printer took these; they may still be waiting to be executed
    std::uint64_t executed = 0;        ///< motion has ended for these: known only when paused and when done
    std::optional<duration> time_left; ///< the slicer's own estimate, where the file tells it (`M73 R`)
};

/// Signs of life from the printer, for the deadlines of the states that must end.
struct liveness {
    instant last_sign; ///< when the printer last showed that it is at work
    duration expected; ///< how long it may be silent from then on, for what it does now; 0: nothing special
    bool waits_for_person = false; ///< a person is awaited: no deadline runs
};

/// Where an estimate of the time left comes from.
enum class estimate_origin : std::uint8_t {
    none,
    printer, ///< the slicer's `M73 R` in the file
    linear,  ///< extrapolated from the part that is acknowledged
};

/// A copy of all there is to know of the job; consistent in itself.
struct job_status {
    /// The state of the printer and its job.
    state current = state::offline;
    /// The printer waits for a person, now. (`notice::waiting_for_user` says when that begins.)
    bool waits_for_person = false;
    failure last_error = failure::none;  ///< why the printer is in error, or went offline in a job
    failure failed_with = failure::none; ///< why the job over the selected file failed; `none` unless it did
    /// What is known of `last_error`, or else of `failed_with`; empty when there is neither, or nothing is known.
    std::optional<diagnosis> details;
    /// A copy of the selected file; empty when none was selected yet.
    std::optional<file> selected;
    job_id job = job_id::none;        ///< the active job, or the last one
    actor started_by{};               ///< who started it
    std::optional<double> completion; ///< percent 0..100 of the file's bytes acknowledged; 100 only when done
    std::optional<std::uint64_t> acknowledged; ///< bytes
    std::optional<duration> print_time;        ///< since the start, without pauses
    /// Until the job is done, as far as it can be told; zero once it is.
    std::optional<duration> time_left;
    /// Where `time_left` comes from.
    estimate_origin time_left_origin = estimate_origin::none;
};

} // namespace printjob::inline v0
