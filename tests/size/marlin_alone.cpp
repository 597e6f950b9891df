// The core with the streamer for Marlin alone: no other dialect is named, so none is linked. It is measured, not run.

#include "brought.hpp"
#include "host_calls.hpp"
#include <printjob/gcode/streamer.hpp>

#include <new>

using printer_type = printjob::gcode::streamer<external_port, external_files>;
constexpr printjob::gcode::checked_streamer_settings marlin_alone =
    printjob::gcode::streamer_settings{.dialects = {}};

using control_type = printjob::controller<printer_type, printjob::preconditions<bed_is_clear>>;

// The RAM that they take.
struct host {
    host(external_port& port, external_files& files)
        : printer{port, files, marlin_alone}, control{printer, printjob::preconditions{bed_is_clear{}}} {}
    printer_type printer;
    control_type control;
};
alignas(host) std::byte room[sizeof(host)];

extern "C" void begin(external_port& port, external_files& files, exchange& with) {
    call_everything((new (room) host{port, files})->control, with);
}
