#pragma once
// A printer that takes no time: a process of its own on a pseudo-terminal, which answers `ok` to every
// line. It is the same for everybody who is measured, and its instructions are counted for nobody.

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace benchmarks {

/// What the process does: answers until nobody holds the terminal any more.
inline int answer_lines(int terminal) {
    std::array<char, 4096> heard;
    std::string answers;
    std::string line;
    for (;;) {
        const auto count = ::read(terminal, heard.data(), heard.size());
        if (count <= 0) return 0;
        answers.clear();
        for (const char byte : std::string_view{heard.data(), static_cast<std::size_t>(count)}) {
            if (byte != '\n') {
                line += byte;
                continue;
            }
            // A firmware says nothing to a blank line; M114 asks for the position.
            if (line.find("M114") != std::string::npos) answers += "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0\n";
            if (!line.empty()) answers += "ok\n";
            line.clear();
        }
        std::string_view left = answers;
        while (!left.empty()) {
            const auto written = ::write(terminal, left.data(), left.size());
            if (written <= 0) return 0;
            left.remove_prefix(static_cast<std::size_t>(written));
        }
    }
}

/// Starts the program itself once more as the printer, and ends it when it is destroyed.
class answering_printer {
public:
    /// The argument that makes the program the printer; the terminal's descriptor follows.
    static constexpr std::string_view role = "printer";

    explicit answering_printer(const char* program) {
        const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
        if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) give_up("no pseudo-terminal");
        const std::string path = ::ptsname(master);
        host_side_ = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        termios modes{};
        if (host_side_ < 0 || ::tcgetattr(host_side_, &modes) != 0) give_up("the terminal does not open");
        ::cfmakeraw(&modes);
        ::tcsetattr(host_side_, TCSANOW, &modes);
        const std::string descriptor = std::to_string(master);
        process_ = ::fork();
        if (process_ == 0) {
            ::execl(program, program, role.data(), descriptor.c_str(), nullptr);
            ::_exit(1);
        }
        ::close(master);
    }
    answering_printer(const answering_printer&) = delete;
    answering_printer& operator=(const answering_printer&) = delete;
    ~answering_printer() {
        ::close(host_side_); // the printer then reads an error and ends
        ::waitpid(process_, nullptr, 0);
    }

    /// The host's end of the terminal, raw.
    [[nodiscard]] int descriptor() const { return host_side_; }

private:
    [[noreturn]] static void give_up(const char* why) {
        std::perror(why);
        std::exit(1);
    }

    int host_side_ = -1;
    pid_t process_ = -1;
};

} // namespace benchmarks
