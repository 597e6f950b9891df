// expected: copied_controller\.cpp:10.*(deleted|delete)
//
// Two controllers of one printer would decide apart from each other.

#include "parts.hpp"

void use() {
    transport printer;
    printjob::controller control{printer};
    auto copy{control};
}
