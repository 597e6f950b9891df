// Every way to the heap (malloc, new, and newlib's own) leads through _malloc_r and _free_r. The linker puts these
// here in their place (--wrap).

#include "heap.hpp"

#include "semihosting.hpp"

#include <malloc.h>
#include <reent.h>

#include <algorithm>
#include <cstdint>
#include <utility>

extern "C" {
extern char heap_begin[];
extern char stack_limit[];
void* __real__malloc_r(_reent*, std::size_t);
void __real__free_r(_reent*, void*);
}

namespace board::heap {

namespace {

bool is_locked = false;
std::size_t used = 0;
std::size_t most_used = 0;

} // namespace

void lock() {
    is_locked = true;
}
void unlock() {
    is_locked = false;
}
std::size_t in_use() {
    return used;
}
std::size_t most_in_use() {
    return most_used;
}
void forget_most() {
    most_used = used;
}

} // namespace board::heap

extern "C" {

void* __wrap__malloc_r(_reent* newlib, std::size_t size) {
    using namespace board::heap;
    if (is_locked) {
        board::print("the heap was used while it was locked\n");
        board::exit_with(3);
    }
    void* const memory = __real__malloc_r(newlib, size);
    if (memory == nullptr) return nullptr;
    used += _malloc_usable_size_r(newlib, memory);
    most_used = std::max(most_used, used);
    return memory;
}

void __wrap__free_r(_reent* newlib, void* memory) {
    if (memory != nullptr) board::heap::used -= _malloc_usable_size_r(newlib, memory);
    __real__free_r(newlib, memory);
}

/// Gives newlib's heap more of the RAM between the program's own and the stack's.
void* _sbrk(std::ptrdiff_t more) {
    static char* end = heap_begin;
    if (more > stack_limit - end) return reinterpret_cast<void*>(-1);
    return std::exchange(end, end + more);
}
}
