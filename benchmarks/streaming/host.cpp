// printjob as a host that is told on its input what to do, and the shortest loop that prints:
//
//     host DEVICE FILE loop|one|window
//
// `one` has one line in flight, `window` as many as the printer's receive buffer of 128 bytes holds. It takes
// `print`, `pause` and `cancel`, and prints each state that it comes to (`Operational` once the printer was
// greeted) with the time in nanoseconds of CLOCK_MONOTONIC. The loop takes `print`, and nothing else.

#include "../streaming.hpp"
#include <printjob/host/gcode_folder.hpp>

#include <termios.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace benchmarks;
using namespace printjob;

namespace {

int open_terminal(const char* path) {
    const int opened = ::open(path, O_RDWR | O_NOCTTY);
    termios modes{};
    if (opened < 0 || ::tcgetattr(opened, &modes) != 0) {
        std::perror(path);
        std::exit(1);
    }
    ::cfmakeraw(&modes);
    ::tcsetattr(opened, TCSANOW, &modes);
    return opened;
}

void tell(std::string_view what) {
    const auto ns = std::chrono::steady_clock::now().time_since_epoch().count();
    std::printf("%.*s %lld\n", static_cast<int>(what.size()), what.data(), static_cast<long long>(ns));
    std::fflush(stdout);
}

/// A word from the input, without its line feed; empty when the input has ended.
std::string_view told(std::span<char> into) {
    const auto count = ::read(STDIN_FILENO, into.data(), into.size());
    return {into.data(), count > 0 ? static_cast<std::size_t>(count) - 1 : 0};
}

/// The printer's terminal; waiting for it ends when somebody says something, too.
class attended_port {
public:
    explicit attended_port(int descriptor) : port_{descriptor}, descriptor_{descriptor} {}

    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) { return port_.read_some(into); }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        return port_.write_some(from);
    }
    void wait(instant until) {
        constexpr std::int64_t longest = 1000; // ms
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - host::now()).count();
        std::array<pollfd, 2> waits{pollfd{descriptor_, POLLIN, 0}, pollfd{STDIN_FILENO, POLLIN, 0}};
        ::poll(waits.data(), waits.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, longest)));
        is_spoken_to_ = waits[1].revents != 0;
    }
    [[nodiscard]] bool is_spoken_to() const { return is_spoken_to_; }

private:
    raw_port port_;
    int descriptor_;
    bool is_spoken_to_ = false;
};

int serve(int terminal, const std::filesystem::path& path, bool window) {
    attended_port port{terminal};
    host::gcode_folder files{path.parent_path()};
    gcode::streamer_settings settings;
    if (window) {
        settings.link.receive_buffer = 128;
        settings.link.most_lines = 3;
    }
    gcode::streamer printer{port, files, gcode::validate(settings).value()};
    controller control{printer};

    const auto file = files.find(path.filename().string());
    if (!file) return 1;
    state last = state::offline;
    std::array<char, 64> bytes;
    for (;;) {
        control.advance(host::now());
        while (control.poll_event()) {
        }
        if (control.current() != last) {
            last = control.current();
            tell(name(last));
        }
        printer.wait(control.next_deadline());
        if (!port.is_spoken_to()) continue;
        const auto word = told(bytes);
        if (word.empty()) return 0;
        const auto taken = word == "print"   ? control.print(*file, host::now())
                           : word == "pause" ? control.submit(command::pause, host::now())
                                             : control.submit(command::cancel, host::now());
        if (!taken) tell("refused");
    }
}

int loop(int terminal, const std::filesystem::path& path) {
    std::ifstream from{path};
    const std::string content{std::istreambuf_iterator<char>{from}, {}};
    tell("Operational");
    std::array<char, 64> bytes;
    if (told(bytes) != "print") return 1;
    (void)print_with_loop(terminal, content, 0);
    tell("Done");
    while (!told(bytes).empty()) {
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view who = argc == 4 ? argv[3] : "";
    if (who != "loop" && who != "one" && who != "window") {
        std::fputs("usage: host DEVICE FILE loop|one|window\n", stderr);
        return 2;
    }
    const int terminal = open_terminal(argv[1]);
    return who == "loop" ? loop(terminal, argv[2]) : serve(terminal, argv[2], who == "window");
}
