// expected: a_setting_cannot_be_used
//
// A setting that is known at compile time is checked there.

#include <printjob/gcode/link/link.hpp>

using namespace printjob::gcode;

printer_link made_of_wrong_settings() {
    return printer_link{link_settings{.most_lines = 64}};
}
