#pragma once
/// How deep the stack gets during a call: it is painted below the caller, and afterwards one looks where the paint is
/// gone.

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" {
extern std::uint32_t stack_limit[];
}

namespace board {

/// Keeps the most that any of the calls took. Unit: bytes.
class stack_meter {
public:
    /// Calls `work`. No interrupt may take place meanwhile, or its stack is counted too.
    template <class Work>
    [[gnu::noinline]] void watch(Work work) {
        std::uint32_t here = 0;
        asm volatile("mov %0, sp" : "=r"(here));
        auto* const top = reinterpret_cast<volatile std::uint32_t*>(here);
        auto* const bottom = reinterpret_cast<volatile std::uint32_t*>(stack_limit);
        for (volatile std::uint32_t* word = bottom; word != top; ++word)
            *word = paint;
        work();
        const volatile std::uint32_t* deepest = bottom;
        while (deepest != top && *deepest == paint)
            ++deepest;
        most_ = std::max(most_, static_cast<std::size_t>(top - deepest) * sizeof paint);
    }

    [[nodiscard]] std::size_t most() const { return most_; }

private:
    static constexpr std::uint32_t paint = 0xC0FF'EE00;

    std::size_t most_ = 0;
};

} // namespace board
