// expected: precondition_returning_bool\.cpp:10.*constraint
//
// A check that says no must say why.

#include "parts.hpp"
#include <printjob/job/preconditions.hpp>

void use() {
    const auto bed_is_clear = [](const printjob::check_context&) { return true; };
    printjob::preconditions checks{bed_is_clear};
}
