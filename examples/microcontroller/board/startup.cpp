// From reset to the program, and what happens when something goes wrong for good.

#include "program.hpp"
#include "semihosting.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

// From the linker script: where things begin and end.
extern "C" {
extern std::uint32_t data_in_flash[];
extern std::uint32_t data_begin[];
extern std::uint32_t data_end[];
extern std::uint32_t bss_begin[];
extern std::uint32_t bss_end[];
extern std::uint32_t stack_top[];
extern void (*init_array_begin[])();
extern void (*init_array_end[])();
}

namespace {

using handler = void (*)();

/// Gives the program leave to use the floating-point unit, which is off after a reset.
void enable_floating_point() {
    auto* const coprocessor_access = reinterpret_cast<volatile std::uint32_t*>(0xE000'ED88); // CPACR
    *coprocessor_access = *coprocessor_access | 0xFU << 20U;
    asm volatile("dsb\n isb");
}

} // namespace

extern "C" {

/// Static objects with a destructor want one. The program never ends, so nothing is done with it.
void* __dso_handle = nullptr;

/// The processor begins here. The stack is there already: its top is the first word of the vectors.
[[noreturn]] void reset() {
    enable_floating_point();
    std::copy_n(data_in_flash, data_end - data_begin, data_begin);
    std::fill(bss_begin, bss_end, 0U);
    std::for_each(init_array_begin, init_array_end, [](handler construct) { construct(); });
    board::exit_with(board::program());
}

/// A fault of the processor: a bad address, say.
[[noreturn]] void fault() {
    board::print("the processor faulted\n");
    board::exit_with(2);
}

/// Where abort ends, and with it whatever a standard library without exceptions would throw.
[[noreturn]] void _exit(int status) {
    board::print("the program was aborted\n");
    board::exit_with(status == 0 ? 2 : status);
}

int _kill(int, int) {
    _exit(2);
}

int _getpid() {
    return 1;
}

/// The processor reads these: the stack, the reset, and the exceptions up to the system timer. A program with
/// interrupts adds the part's own after them.
[[gnu::section(".vectors"), gnu::used]] const std::array<const void*, 16> vectors{
    stack_top,
    reinterpret_cast<const void*>(reset),
    reinterpret_cast<const void*>(fault), // non-maskable
    reinterpret_cast<const void*>(fault), // hard
    reinterpret_cast<const void*>(fault), // memory management
    reinterpret_cast<const void*>(fault), // bus
    reinterpret_cast<const void*>(fault), // usage
};
}
