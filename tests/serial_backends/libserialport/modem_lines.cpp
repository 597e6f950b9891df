// Gives pseudo-terminals what serial devices have: modem lines. libserialport opens nothing without them, and a
// pseudo-terminal knows none. This `ioctl` stands before the C library's for the whole program.

#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

extern "C" int ioctl(int device, unsigned long request, ...) noexcept {
    va_list rest;
    va_start(rest, request);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    const long answer = syscall(SYS_ioctl, device, request, argument);
    if (answer == 0 || errno != ENOTTY || ::isatty(device) == 0) return static_cast<int>(answer);
    switch (request) {
    case TIOCMGET: *static_cast<int*>(argument) = TIOCM_DTR | TIOCM_RTS; return 0;
    case TIOCMBIS:
    case TIOCMBIC: return 0;
    default: errno = ENOTTY; return -1;
    }
}
