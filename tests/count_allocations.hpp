#pragma once
// Counts allocations. It replaces operator new, so exactly one file of a program may include it. All forms of
// it are replaced: libFuzzer uses them too, and the address sanitizer wants each to be given back as it was
// taken.

#include <cstddef>
#include <cstdlib>
#include <new>

namespace counted {

inline std::size_t allocations = 0;

/// How many allocations a call makes.
template <class Call>
std::size_t in(Call&& call) {
    const std::size_t before = allocations;
    call();
    return allocations - before;
}

} // namespace counted

// Not inlined: g++ would see malloc's memory go to another free than its own, and warn.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++counted::allocations;
    return std::malloc(size > 0 ? size : 1);
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (void* const memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return operator new(size, std::nothrow);
}
[[gnu::noinline]] void* operator new[](std::size_t size) {
    return operator new(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}
