// expected: checks_that_are_none\.cpp:9.*(no viable|no matching|deduction failed)
//
// What stands in the place of the preconditions must be able to object.

#include "parts.hpp"

void use(transport& printer) {
    // The next line is the one to be named.
    printjob::controller control{printer, 60};
}
