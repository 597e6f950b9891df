#include <printjob/testing/pseudo_terminal.hpp>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;

namespace {

/// A host program's end: opens the path as any serial port.
class host_end {
public:
    explicit host_end(const std::string& path) : descriptor_{::open(path.c_str(), O_RDWR | O_NOCTTY)} {
        REQUIRE(descriptor_ >= 0);
    }
    host_end(const host_end&) = delete;
    host_end& operator=(const host_end&) = delete;
    ~host_end() { ::close(descriptor_); }

    void write(std::string_view bytes) const {
        REQUIRE(::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    /// Reads until `tail` has come, the line is hung up, or nothing comes for ten seconds.
    std::string read_to(std::string_view tail) const {
        std::string all;
        std::array<char, 1024> bytes;
        while (!all.ends_with(tail)) {
            pollfd waits{descriptor_, POLLIN, 0};
            if (::poll(&waits, 1, 10'000) <= 0) break;
            const auto count = ::read(descriptor_, bytes.data(), bytes.size());
            if (count <= 0) break;
            all.append(bytes.data(), static_cast<std::size_t>(count));
        }
        return all;
    }

private:
    int descriptor_;
};

} // namespace

TEST_CASE("a host talks to the simulated printer through its path") {
    pseudo_terminal terminal;
    REQUIRE(terminal.is_open());
    const host_end host{terminal.path()};
    host.write("M117 a\n");
    CHECK(host.read_to("ok\n") == "ok\n");
    CHECK(terminal.with([](simulated_marlin& printer) { return printer.executed_commands(); }) == 1);
}

TEST_CASE("bytes pass a pseudo-terminal unchanged") {
    pseudo_terminal terminal;
    const host_end host{terminal.path()};
    host.write("M118 \x03\x04\x11\x13\x1a\x7f\xff\r");
    CHECK(host.read_to("ok\n") == "\x03\x04\x11\x13\x1a\x7f\xff\nok\n");
}

TEST_CASE("simulated time runs faster than real time by the speed factor") {
    pseudo_terminal terminal{{}, {.speed = 10'000}};
    const host_end host{terminal.path()};
    host.write("M113 S0\nG4 S600\n"); // ten minutes
    CHECK(host.read_to("ok\nok\n") == "ok\nok\n");
    CHECK(terminal.with([](simulated_marlin&, instant now) { return now; }) >= instant{10min});
}

TEST_CASE("a host may close the port, and another open it") {
    pseudo_terminal terminal;
    {
        const host_end first{terminal.path()};
        first.write("M118 one\n");
        CHECK(first.read_to("ok\n") == "one\nok\n");
    }
    const host_end second{terminal.path()};
    second.write("M118 two\n");
    CHECK(second.read_to("ok\n") == "two\nok\n");
}

TEST_CASE("a reset is heard at once, and so is what an operator makes it say") {
    pseudo_terminal terminal;
    const host_end host{terminal.path()};
    terminal.reset();
    CHECK(host.read_to("Loaded\n").starts_with("start\n"));
    terminal.with([](simulated_marlin& printer) { printer.say("//action:pause"); });
    CHECK(host.read_to("pause\n") == "//action:pause\n");
}

TEST_CASE("an unplugged printer hangs up, and its records stay") {
    pseudo_terminal terminal;
    const host_end host{terminal.path()};
    host.write("M117 a\n");
    CHECK(host.read_to("ok\n") == "ok\n");
    terminal.close();
    CHECK_FALSE(terminal.is_open());
    CHECK(host.read_to("\n").empty());
    CHECK(terminal.with([](simulated_marlin& printer) { return printer.oks(); }) == 1);
}

TEST_CASE("a throttled line delivers every byte of many lines, also when nobody reads for long") {
    constexpr int lines = 300;
    pseudo_terminal terminal{{.receive_buffer = 1024},
                             {.speed = 100, .line = {.baud = 115'200, .output_buffer = 64}}};
    const host_end host{terminal.path()};
    std::string all;
    for (int i = 0; i < lines; ++i)
        all += "M117 abcdef\n";
    host.write(all);
    std::string said;
    while (said.size() < lines * 3) {
        const auto more = host.read_to("ok\n");
        if (more.empty()) break;
        said += more;
    }
    CHECK(said.size() == lines * 3);
    CHECK(terminal.with([](simulated_marlin& printer) { return printer.dropped_bytes(); }) == 0);
}
