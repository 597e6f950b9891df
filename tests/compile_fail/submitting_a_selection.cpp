// expected: submitting_a_selection\.cpp:9.*error
//
// A selection needs its file: it has a method of its own, and is no command.

#include "parts.hpp"

void use(transport& printer) {
    printjob::controller control{printer};
    (void)control.submit(printjob::intent::select, printjob::instant{});
}
