#pragma once
/// How the program talks to the machine that debugs or emulates it. A product would have a display, or a second UART.

#include <string_view>

namespace board {

/// Writes text on the console of the debugging machine.
void print(std::string_view text);

/// Ends the program; the emulator ends with this status.
[[noreturn]] void exit_with(int status);

} // namespace board
