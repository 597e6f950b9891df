// expected: facts_by_value\.cpp:13.*has_no_other_facts
//
// Preconditions look at the facts after the call: a transport must keep what it returns.

#include "parts.hpp"

struct makes_its_facts : transport {
    printjob::facts facts() const;
};

void use(makes_its_facts& printer) {
    // The next line is the one to be named.
    printjob::controller control{printer};
}
