#pragma once
/// The job and the printer at one moment.

#include <printjob/job/facts.hpp>
#include <printjob/job/status.hpp>

namespace printjob::inline v0 {

/// A copy of the job's status and the printer's facts, consistent with each other.
struct printer_snapshot {
    /// The job.
    job_status status;
    /// The printer; all unknown if the transport has no facts.
    facts printer;
};

} // namespace printjob::inline v0
