// The HTTP API on a microcontroller. Reading and writing JSON uses the heap; this prints how much.

#include "requests.hpp"

#include "board/heap.hpp"
#include "board/program.hpp"
#include "board/semihosting.hpp"
#include "board/stack_meter.hpp"

namespace {

/// Makes the library's calls. The heap is locked, but for answers to requests, where heap and stack are watched.
struct {

    void operator()(auto work) {
        board::heap::lock();
        work();
        board::heap::unlock();
    }

    void answers(auto work) {
        const std::size_t before = board::heap::in_use();
        board::stack_meter stack;
        board::heap::forget_most();
        stack.watch(work);
        text_line line;
        line << "measured: heap " << board::heap::most_in_use() - before << " bytes, stack " << stack.most()
             << " bytes\n";
        board::print(line.view());
    }
} watch;

} // namespace

int board::program() {
    return requests::run(print, watch) ? 0 : 1;
}
