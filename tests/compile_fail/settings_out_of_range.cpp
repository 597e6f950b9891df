// expected: a_setting_cannot_be_used
//
// Settings that are constants are checked by the compiler: this script has a line that must not be sent.

#include <printjob/gcode/streamer_settings.hpp>

const printjob::gcode::checked_streamer_settings settings =
    printjob::gcode::streamer_settings{.start_script = "G28\nM112"};
