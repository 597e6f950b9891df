#include "allocations.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace failing {

namespace {

struct book {
    std::size_t made = 0;
    std::ptrdiff_t live = 0;
    std::size_t fails_in = 0; ///< the next but so many fails; 0: none does
    bool came = false;
    int not_counted = 0;
};

thread_local constinit book mine{};

/// Before each block stands whether it was counted.
constexpr std::size_t head = alignof(std::max_align_t);

[[nodiscard]] void* take(std::size_t size) {
    const bool counts = mine.not_counted == 0;
    if (counts) {
        ++mine.made;
        if (mine.fails_in != 0 && --mine.fails_in == 0) {
            mine.came = true;
            return nullptr;
        }
    }
    void* const block = std::malloc(head + size);
    if (block == nullptr) return nullptr;
    std::memcpy(block, &counts, sizeof counts);
    if (counts) ++mine.live;
    return static_cast<char*>(block) + head;
}

void give_back(void* memory) {
    if (memory == nullptr) return;
    void* const block = static_cast<char*>(memory) - head;
    bool counted = false;
    std::memcpy(&counted, block, sizeof counted);
    if (counted) --mine.live;
    std::free(block);
}

[[nodiscard]] void* take_or_throw(std::size_t size) {
    void* const memory = take(size);
    if (memory == nullptr) throw std::bad_alloc{};
    return memory;
}

} // namespace

std::size_t allocations() {
    return mine.made;
}
std::ptrdiff_t live_allocations() {
    return mine.live;
}

not_counted::not_counted() {
    ++mine.not_counted;
}
not_counted::~not_counted() {
    --mine.not_counted;
}

failing_allocation::failing_allocation(std::size_t n) {
    mine.fails_in = n;
    mine.came = false;
}
failing_allocation::~failing_allocation() {
    mine.fails_in = 0;
}
bool failing_allocation::came() const {
    return mine.came;
}

} // namespace failing

// Not inlined: g++ would see a block go to another free than its own, and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
    return failing::take_or_throw(size);
}
[[gnu::noinline]] void* operator new[](std::size_t size) {
    return failing::take_or_throw(size);
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return failing::take(size);
}
[[gnu::noinline]] void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return failing::take(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    failing::give_back(memory);
}
[[gnu::noinline]] void operator delete[](void* memory) noexcept {
    failing::give_back(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    failing::give_back(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept {
    failing::give_back(memory);
}
[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t&) noexcept {
    failing::give_back(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, const std::nothrow_t&) noexcept {
    failing::give_back(memory);
}
