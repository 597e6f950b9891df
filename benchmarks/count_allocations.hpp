#pragma once
// Counts allocations. It replaces operator new, so exactly one file of a program may include it.

#include <cstddef>
#include <cstdlib>
#include <new>

namespace benchmarks {

inline std::size_t allocations = 0;

} // namespace benchmarks

// Out of line, as the standard library's own are.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++benchmarks::allocations;
    if (void* const memory = std::malloc(size > 0 ? size : 1)) return memory;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
