#include "speed_of.hpp"

// The structure with speeds as numbers is Linux's own, and cannot stand beside <termios.h>.
#include <asm/termbits.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

line_speed speed_of(const std::string& device) {
    const int opened = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios2 line{};
    const bool is_told = opened >= 0 && ::ioctl(opened, TCGETS2, &line) == 0;
    if (opened >= 0) ::close(opened);
    return is_told ? line_speed{line.c_ispeed, line.c_ospeed} : line_speed{0, 0};
}
