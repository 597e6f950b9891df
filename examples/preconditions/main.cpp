// Asks a controller with preconditions, while this and that is wrong.

#include "checks.hpp"
#include <printjob/controller.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <cstdio>
#include <string>
#include <string_view>

namespace {

using printjob::command;

void tell(std::string_view when, const printjob::answer& given) {
    const std::string answer{given ? name(*given) : given.error().sentence};
    std::printf("%-36s %s\n", std::string{when}.c_str(), answer.c_str());
}

} // namespace

int main() {
    printjob::testing::manual_clock clock;
    printjob::testing::scripted_transport printer; // a printer that says what this program wants
    printer.answers_at_once = true;
    careful::sensors sensors;
    bool file_is_there = true;
    const auto probe = [&file_is_there](const printjob::file&) { return file_is_there; };

    printjob::controller control{printer, printjob::preconditions{
                                              careful::door_is_closed{&sensors},
                                              careful::bed_is_clear{&sensors},
                                              careful::bed_is_cool,
                                              printjob::file_readable{probe},
                                          }};
    printer.happens(printjob::report_kind::connected);
    control.advance(clock.now());
    tell("nothing is selected", control.dry_run(command::start));

    printjob::file file;
    if (!file.path.assign("cube.gcode") || !control.select(file, clock.now())) return 1;
    tell("nothing is known of the bed", control.dry_run(command::start));
    printer.current_facts.bed = {.actual = 22.0F, .target = 0.0F};
    tell("all is well", control.dry_run(command::start));

    sensors = {.door_is_closed = false, .bed_is_clear = false};
    tell("the door is open, the bed not clear", control.dry_run(command::start));
    sensors.door_is_closed = true;
    tell("the bed is not clear", control.dry_run(command::start));
    sensors.bed_is_clear = true;
    file_is_there = false;
    tell("the file is gone", control.dry_run(command::start));
    file_is_there = true;

    tell("start", control.submit(command::start, clock.now()));
    sensors = {.door_is_closed = false, .bed_is_clear = false};
    tell("pause, with the door open", control.submit(command::pause, clock.now()));
    tell("resume, with the door open", control.submit(command::resume, clock.now()));
    sensors.door_is_closed = true;
    tell("resume, on a bed that is not clear", control.submit(command::resume, clock.now()));
    sensors.door_is_closed = false;
    tell("cancel, with the door open", control.submit(command::cancel, clock.now()));
    return control.last_outcome() == printjob::outcome::cancelled ? 0 : 1;
}
