#pragma once
/// The job and the printer at one moment.

#include <printjob/job/facts.hpp>
#include <printjob/job/status.hpp>

namespace printjob::inline v0 {

/// A copy of all there is to know of the job and of the printer, from one look: what one says fits the other.
struct printer_snapshot {
    /// The job.
    job_status status;
    /// The printer; all unknown when the transport tells no facts.
    facts printer;
};

} // namespace printjob::inline v0
