#pragma once
/// The progress of a job, and the status of the printer and its job.

#include <printjob/job/event.hpp>
#include <printjob/job/file.hpp>

#include <cstdint>
#include <optional>

namespace printjob::inline v0 {

/// A transport's progress in the job's file. Unit: bytes of the file; sent >= acknowledged >= executed.
struct progress {
    /// Bytes whose lines were written to the port, or wait in its buffer.
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0; ///< the printer acknowledged these; it may still have to execute them
    std::uint64_t executed = 0;     ///< the motion of these has ended: known only when paused and when done
    std::optional<duration> time_left; ///< the slicer's own estimate, if the file contains it (`M73 R`)
};

/// Signs of life from the printer; the time limits of the states are measured from them.
struct liveness {
    instant last_sign; ///< when the printer last showed that it works
    duration
        expected; ///< how long its present command may keep it silent after that; 0: not known to take long
    bool waits_for_person = false; ///< it waits for a person: no time limit applies
};

/// Where an estimate of the time left comes from.
enum class estimate_origin : std::uint8_t {
    none,
    printer, ///< the slicer's `M73 R` in the file
    linear,  ///< extrapolated from the part that is acknowledged
};

/// A copy of the job's status, consistent in itself.
struct job_status {
    /// The state of the printer and its job.
    state current = state::offline;
    /// True while the printer waits for a person. (`notice::waiting_for_user` reports the beginning.)
    bool waits_for_person = false;
    failure last_error = failure::none;  ///< why the printer is in error, or went offline during a job
    failure failed_with = failure::none; ///< why the job over the selected file failed; `none` unless it did
    /// The diagnosis of `last_error`, or else of `failed_with`; empty if there is neither, or nothing is
    /// known.
    std::optional<diagnosis> details;
    /// A copy of the selected file; empty if none was selected yet.
    std::optional<file> selected;
    job_id job = job_id::none;        ///< the active job, or the last one
    actor started_by{};               ///< who started it
    std::optional<double> completion; ///< percent 0..100 of the file's bytes acknowledged; 100 only when done
    std::optional<std::uint64_t> acknowledged; ///< bytes
    std::optional<duration> print_time;        ///< since the start, without pauses
    /// An estimate of the time until the job is done; zero after that.
    std::optional<duration> time_left;
    /// Where `time_left` comes from.
    estimate_origin time_left_origin = estimate_origin::none;
};

} // namespace printjob::inline v0
