// expected: controller_of_a_temporary\.cpp:8.*error
//
// A controller refers to its transport, which must live elsewhere.

#include "parts.hpp"

void use() {
    printjob::controller<transport> control{transport{}};
}
