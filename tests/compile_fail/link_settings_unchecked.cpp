// expected: not.*constant
//
// Settings that are known at run time only have to be checked there: `validate`.

#include <printjob/gcode/link/link.hpp>

using namespace printjob::gcode;

printer_link made_of_unchecked_settings(const link_settings& settings) {
    return printer_link{settings};
}
