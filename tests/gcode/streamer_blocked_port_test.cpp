/// A port that takes nothing for a while, and a job that is cancelled meanwhile. Found by fuzzing.

#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <string_view>

using namespace printjob;
using namespace std::chrono_literals;

namespace {

/// Reads what a test says, and takes only so many bytes at once.
struct blocking_port {
    std::string says;
    std::string wrote;
    std::size_t limit = 1000;

    result<std::size_t> read_some(std::span<char> into) {
        const auto n = std::min(into.size(), says.size());
        std::copy_n(says.begin(), n, into.begin());
        says.erase(0, n);
        return n;
    }
    result<std::size_t> write_some(std::span<const char> from) {
        const auto n = std::min(from.size(), limit);
        wrote.append(from.data(), n);
        return n;
    }
};

struct bench {
    explicit bench(std::string_view content, std::uint8_t lines = 1) {
        settings.link.most_lines = lines;
        REQUIRE(files.add("a", content));
        hear("");
        hear("ok\n");
        hear("ok T:20.0 /0.0\n");
        hear("FIRMWARE_NAME:Marlin\nok\n");
        hear("ok T:20.0 /0.0\n");
        REQUIRE(control.print(files.find("a").value(), now).has_value());
    }
    void hear(std::string_view words) {
        port.says += words;
        control.advance(now);
        control.advance(now);
    }
    blocking_port port;
    gcode::memory_files files;
    gcode::streamer_settings settings{};
    gcode::streamer<blocking_port, gcode::memory_files> printer{port, files,
                                                                gcode::validate(settings).value()};
    controller<decltype(printer)> control{printer};
    instant now{1h};
};

/// A port that is never empty.
struct babbling_port {
    std::size_t reads = 0;

    result<std::size_t> read_some(std::span<char> into) {
        if (++reads > 10'000) return std::size_t{0}; // so that the test ends at all
        std::ranges::fill(into, 'x');
        return into.size();
    }
    static result<std::size_t> write_some(std::span<const char> from) { return from.size(); }
};

} // namespace

TEST_SUITE("a port that always has more to read") {
    TEST_CASE("it is read in portions: a step ends, and the next is due at once") {
        babbling_port port;
        gcode::memory_files files;
        gcode::streamer printer{port, files};
        printer.handle_time(instant{});
        CHECK(port.reads <= 1'000);
        CHECK(printer.next_deadline() <= instant{});
    }
}

TEST_SUITE("a port that takes nothing") {
    TEST_CASE("an ok does not acknowledge a line that was not written, and a cancel discards the line") {
        bench at{"G28\nG1 X1\n"};
        at.hear("ok\n"); // of M110: G28 leaves
        at.port.limit = 0;
        at.hear("Resend: 1\nok\n");
        at.hear("ok\n");
        at.port.wrote.clear();
        REQUIRE(at.control.submit(command::cancel, at.now).has_value());
        at.port.limit = 1000;
        at.hear("ok\n");
        CHECK(at.port.wrote.find("G28") == std::string::npos);
    }
    TEST_CASE("a cancel discards requested lines that were not written yet") {
        bench at{"G1 X1\nG1 X2\nG1 X3\n", 3};
        at.port.limit = 0;
        at.hear("ok\n"); // of M110: three lines are about to leave
        at.hear("Resend: 1\nok\n");
        REQUIRE(at.control.submit(command::cancel, at.now).has_value());
        at.port.limit = 1000;
        at.hear("");
        CHECK(at.port.wrote.find("G1 X") == std::string::npos);
    }
    TEST_CASE("an impossible time left is ignored") {
        bench at{"M73 P1 R999999999999999999\nG1 X1\n"};
        at.hear("ok\n");
        CHECK(at.printer.progress().time_left.value_or(0s) >= 0s);
    }
}
