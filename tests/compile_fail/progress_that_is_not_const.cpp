// expected: progress_that_is_not_const\.cpp:13.*has_no_other_progress
//
// Looking at a transport changes nothing.

#include "parts.hpp"

struct counts_its_looks : transport {
    printjob::progress progress();
};

void use(counts_its_looks& printer) {
    // The next line is the one to be named.
    printjob::controller control{printer};
}
