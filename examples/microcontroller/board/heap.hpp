#pragma once
/// The heap, and a guard that proves that it is left alone: taking memory while it is locked ends the program.

#include <cstddef>

namespace board::heap {

/// From now on taking memory is a mistake. Giving it back is none.
void lock();
/// It may be used again.
void unlock();

/// Bytes in use now.
[[nodiscard]] std::size_t in_use();
/// The most bytes that were in use at once since `forget_most()`.
[[nodiscard]] std::size_t most_in_use();
void forget_most();

} // namespace board::heap
