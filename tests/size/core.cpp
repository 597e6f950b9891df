// The core for a program that brings its own transport: the table, one precondition, one controller. It is measured,
// not run.

#include "brought.hpp"
#include "host_calls.hpp"

#include <new>

using control_type = printjob::controller<external_transport, printjob::preconditions<bed_is_clear>>;

// The RAM that it takes.
alignas(control_type) std::byte room[sizeof(control_type)];

extern "C" void begin(external_transport& transport, exchange& with) {
    call_everything(*new (room) control_type{transport, printjob::preconditions{bed_is_clear{}}}, with);
}
