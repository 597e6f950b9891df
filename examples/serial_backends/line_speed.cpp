#include "line_speed.hpp"

// Linux keeps the structure that takes any speed (termios2) apart from <termios.h>: a file can include one of
// the two.
#include <asm/termbits.h>
#include <sys/ioctl.h>

#include <cerrno>

namespace serial_backends {

int set_line_speed(int device, std::uint32_t baud) {
    if (baud == 0) return EINVAL;
    termios2 line{};
    if (ioctl(device, TCGETS2, &line) != 0) return errno;
    constexpr tcflag_t named{CBAUD | (CBAUD << IBSHIFT)};
    constexpr tcflag_t numbered{BOTHER | (BOTHER << IBSHIFT)};
    line.c_cflag = (line.c_cflag & ~named) | numbered;
    line.c_ispeed = baud;
    line.c_ospeed = baud;
    return ioctl(device, TCSETS2, &line) != 0 ? errno : 0;
}

} // namespace serial_backends
