// The four jobs on a microcontroller. The library may not use the heap; the simulated printer may.

#include "board/heap.hpp"
#include "board/program.hpp"
#include "board/semihosting.hpp"
#include "board/stack_meter.hpp"
#include "four_jobs.hpp"

namespace {

/// Makes the library's calls. The heap is locked meanwhile, and the stack is watched.
struct {
    board::stack_meter stack{};
    std::size_t calls = 0;

    void operator()(auto work) {
        board::heap::lock();
        stack.watch(work);
        board::heap::unlock();
        ++calls;
    }
} watch;

} // namespace

int board::program() {
    const bool well = four_jobs::run(print, watch);
    text_line line;
    line << "measured: " << watch.calls << " calls with the heap locked, stack " << watch.stack.most()
         << " bytes\n";
    print(line.view());
    return well ? 0 : 1;
}
