// A program without the library: what is linked in any case. It is measured, not run.

#include "brought.hpp"

extern "C" void begin(external_transport& transport, external_port& port, external_files& files,
                      bed_is_clear& check, const printjob::check_context& about, const printjob::file& what,
                      printjob::gcode::memory_lines& lines) {
    using printjob::job_id;
    const printjob::instant now = transport.next_deadline();
    (void)transport.start(job_id::none, what, now);
    (void)transport.restart(job_id::none, what, now);
    transport.pause(now);
    transport.resume(now);
    transport.cancel(now);
    transport.emergency_stop(now);
    transport.handle_time(now);
    (void)transport.poll_report();
    (void)port.read_some({});
    (void)port.write_some({});
    (void)files.open(what, lines);
    (void)check(about);
}
