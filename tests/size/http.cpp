// The core with the streamer, the parser and the whole HTTP API. It is measured, not run.

#include "brought.hpp"
#include "host_calls.hpp"
#include <printjob/gcode/streamer.hpp>
#include <printjob/http/job_api.hpp>

#include <new>

using printer_type = printjob::gcode::streamer<external_port, external_files>;
using control_type = printjob::controller<printer_type, printjob::preconditions<bed_is_clear>>;

// The RAM that they take. Documents are on the heap while they are sent.
struct host {
    host(external_port& port, external_files& files)
        : printer{port, files}, control{printer, printjob::preconditions{bed_is_clear{}}}, api{control} {}
    printer_type printer;
    control_type control;
    printjob::http::job_api<control_type> api;
};
alignas(host) std::byte room[sizeof(host)];

extern "C" void begin(external_port& port, external_files& files, const printjob::http::request& asked,
                      exchange& with) {
    auto* const all = new (room) host{port, files};
    with.agreed = all->api.handle(asked, with.now).body().empty();
    call_everything(all->control, with);
}
