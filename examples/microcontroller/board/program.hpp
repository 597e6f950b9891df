#pragma once

namespace board {

/// What runs after the reset; each program defines it. Its value is the emulator's exit status. (C++ forbids to call
/// `main`.)
[[nodiscard]] int program();

} // namespace board
