#pragma once
// Keeps what a benchmark computes.

namespace benchmarks {

/// Makes the compiler believe that somebody looks at the value, so that nothing of its making is left out.
template <class T>
inline void keep(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

} // namespace benchmarks
