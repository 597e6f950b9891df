#include "serial_settings.hpp"

// Linux keeps the structure that takes any speed (termios2) apart from <termios.h>: a file can include one of
// the two.
#include <asm/termbits.h>
#include <sys/ioctl.h>

#include <cerrno>

namespace printhost {

int make_raw(int device, std::uint32_t baud) {
    termios2 line{};
    if (ioctl(device, TCGETS2, &line) != 0) return errno;
    line.c_iflag = IGNBRK | IGNPAR;
    line.c_oflag = 0;
    line.c_lflag = 0;
    line.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);
    line.c_ispeed = baud;
    line.c_ospeed = baud;
    line.c_cc[VMIN] = 1; // with 0, "nothing there yet" and "device gone" would look the same
    line.c_cc[VTIME] = 0;
    if (ioctl(device, TCSETS2, &line) != 0) return errno;
    if (ioctl(device, TCFLSH, TCIOFLUSH) != 0) return errno;
    return 0;
}

} // namespace printhost
