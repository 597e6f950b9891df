// The core with the streamer, over a port and files from outside. It is measured, not run.

#include "brought.hpp"
#include "host_calls.hpp"
#include <printjob/gcode/streamer.hpp>

#include <new>

using printer_type = printjob::gcode::streamer<external_port, external_files>;
using control_type = printjob::controller<printer_type, printjob::preconditions<bed_is_clear>>;

// The RAM that they take.
struct host {
    host(external_port& port, external_files& files)
        : printer{port, files}, control{printer, printjob::preconditions{bed_is_clear{}}} {}
    printer_type printer;
    control_type control;
};
alignas(host) std::byte room[sizeof(host)];

extern "C" void begin(external_port& port, external_files& files, exchange& with) {
    call_everything((new (room) host{port, files})->control, with);
}
