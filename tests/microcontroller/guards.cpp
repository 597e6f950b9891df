// Proves that the board's guards watch: the stack meter sees a call that takes a known room, and a locked heap ends the
// program when it is used. What ends it here is the last line, with status 3.

#include "board/heap.hpp"
#include "board/program.hpp"
#include "board/semihosting.hpp"
#include "board/stack_meter.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace {

constexpr std::size_t room = 3000;

[[gnu::noinline]] void take_room() {
    std::array<volatile char, room> bytes;
    for (auto& byte : bytes)
        byte = 'x';
}

/// What is allocated must be of use to somebody, or the compiler leaves it out.
int* volatile kept = nullptr;

} // namespace

int board::program() {
    stack_meter stack;
    stack.watch(take_room);
    print(stack.most() >= room && stack.most() < room + 200 ? "the stack meter sees it\n" : "WRONG\n");

    kept = new int{1};
    print(heap::in_use() >= sizeof(int) ? "the heap is counted\n" : "WRONG\n");
    delete kept;
    print(heap::in_use() == 0 ? "what is given back is not\n" : "WRONG\n");

    heap::lock();
    kept = new int{2};
    print("WRONG\n");
    return 0;
}
