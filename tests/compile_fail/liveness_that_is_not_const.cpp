// expected: liveness_that_is_not_const\.cpp:13.*has_no_other_liveness
//
// The signs of life of a transport count only if they can be asked for without changing it.

#include "parts.hpp"

struct looks_for_signs : transport {
    printjob::liveness liveness();
};

void use(looks_for_signs& printer) {
    // The next line is the one to be named.
    printjob::controller control{printer};
}
