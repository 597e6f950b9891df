// The core with the streamer and the parser of `POST /api/job`. It is measured, not run.

#include "brought.hpp"
#include "host_calls.hpp"
#include <printjob/gcode/streamer.hpp>
#include <printjob/json/command_reader.hpp>

#include <new>
#include <string_view>

using printer_type = printjob::gcode::streamer<external_port, external_files>;
using control_type = printjob::controller<printer_type, printjob::preconditions<bed_is_clear>>;

// The RAM that they take. The parser has none of its own between two calls.
struct host {
    host(external_port& port, external_files& files)
        : printer{port, files}, control{printer, printjob::preconditions{bed_is_clear{}}} {}
    printer_type printer;
    control_type control;
};
alignas(host) std::byte room[sizeof(host)];

extern "C" void begin(external_port& port, external_files& files, std::string_view body, exchange& with) {
    if (const auto read = printjob::json::read_job_command(body)) with.asked = read->asked;
    call_everything((new (room) host{port, files})->control, with);
}
