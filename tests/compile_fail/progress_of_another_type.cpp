// expected: progress_of_another_type\.cpp:14.*has_no_other_progress
//
// A transport that tells how far it is, but not in the form that is asked for, must not be taken for one that
// tells nothing.

#include "parts.hpp"

struct tells_percent : transport {
    double progress() const;
};

void use(tells_percent& printer) {
    // The next line is the one to be named.
    printjob::controller control{printer};
}
