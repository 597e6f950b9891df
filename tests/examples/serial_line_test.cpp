#include "serial_line.hpp"
#include <printjob/testing/pseudo_terminal.hpp>

#include <doctest/doctest.h>
#include <stdlib.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

using namespace printhost;
using printjob::fault;
using printjob::testing::pseudo_terminal;

namespace {

/// A device name that can be moved from one pseudo-terminal to the next, as udev's names can.
class device_link {
public:
    device_link() {
        std::string name = (std::filesystem::temp_directory_path() / "printhost-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder_ = name;
    }
    ~device_link() { std::filesystem::remove_all(folder_); }
    device_link(const device_link&) = delete;
    device_link& operator=(const device_link&) = delete;

    [[nodiscard]] std::string name() const { return (folder_ / "printer").string(); }

    void lead_to(const std::string& device) {
        std::filesystem::remove(name());
        std::filesystem::create_symlink(device, name());
    }

private:
    std::filesystem::path folder_;
};

/// A serial line in a loop of its own, which reads whatever arrives.
struct reading_host {
    explicit reading_host(const std::string& device) : line{loop, device, 250000, [this] { read_all(); }} {}

    void read_all() {
        std::array<char, 64> bytes;
        for (;;) {
            const auto count = line.read_some(bytes);
            last_error.reset();
            if (!count) last_error = count.error();
            if (!count || *count == 0) return;
            heard.append(bytes.data(), *count);
        }
    }

    /// Runs the loop until `holds`; false when that takes longer than a test should.
    template <class Condition>
    [[nodiscard]] bool run_until(Condition holds) {
        const auto last = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!holds() && std::chrono::steady_clock::now() < last)
            loop.run_one_for(std::chrono::seconds{1});
        return holds();
    }

    [[nodiscard]] bool has_heard(std::string_view text) const {
        return heard.find(text) != std::string::npos;
    }

    boost::asio::io_context loop;
    serial_line line;
    std::string heard;
    std::optional<printjob::io_error> last_error;
};

} // namespace

TEST_CASE("a line carries bytes both ways, at a speed that is not standard") {
    pseudo_terminal printer;
    REQUIRE(printer.is_open());
    reading_host host{printer.path()};
    host.line.open();
    REQUIRE(host.run_until([&] { return host.line.write_some(std::string_view{"M115\n"}).has_value(); }));
    CHECK(host.run_until([&] { return host.has_heard("FIRMWARE_NAME") && host.has_heard("ok\n"); }));
    CHECK(host.line.last_failure() == 0);
}

TEST_CASE("before it is opened, and without a device, a line is closed") {
    reading_host host{"/dev/no-such-printer"};
    std::array<char, 8> bytes;
    CHECK(host.line.read_some(bytes).error().what == fault::closed);
    host.line.open();
    REQUIRE(host.run_until([&] { return host.line.last_failure() != 0; }));
    CHECK(host.line.last_failure() == ENOENT);
    CHECK(host.line.write_some(std::string_view{"x"}).error() == printjob::io_error{fault::closed, ENOENT});
}

TEST_CASE("a file that is no serial device is not opened") {
    reading_host host{"/dev/null"};
    host.line.open();
    REQUIRE(host.run_until([&] { return host.line.last_failure() != 0; }));
    CHECK(host.line.last_failure() == ENOTTY);
}

TEST_CASE("two hosts do not share a line") {
    pseudo_terminal printer;
    reading_host first{printer.path()};
    first.line.open();
    REQUIRE(first.run_until([&] { return first.line.write_some(std::string_view{"\n"}).has_value(); }));
    reading_host second{printer.path()};
    second.line.open();
    REQUIRE(second.run_until([&] { return second.line.last_failure() != 0; }));
    CHECK(second.line.last_failure() == EWOULDBLOCK);
}

TEST_CASE("the loss of a device is reported, and it is opened again when it is back") {
    device_link device;
    reading_host host{device.name()};
    {
        pseudo_terminal printer;
        device.lead_to(printer.path());
        host.line.open();
        REQUIRE(host.run_until([&] { return host.line.write_some(std::string_view{"M105\n"}).has_value(); }));
        REQUIRE(host.run_until([&] { return host.has_heard("ok T:"); }));
    }
    REQUIRE(host.run_until([&] { return host.last_error.has_value(); }));
    CHECK(host.line.last_failure() != 0);

    pseudo_terminal again;
    device.lead_to(again.path());
    host.heard.clear();
    REQUIRE(host.run_until([&] { return host.line.write_some(std::string_view{"M105\n"}).has_value(); }));
    CHECK(host.run_until([&] { return host.has_heard("ok T:"); }));
}

TEST_CASE("a full line accepts no more, and reports when there is room again") {
    pseudo_terminal printer;
    reading_host host{printer.path()};
    host.line.open();
    REQUIRE(host.run_until([&] { return host.line.write_some(std::string_view{"\n"}).has_value(); }));
    const std::string lines(1 << 20, ' ');
    std::size_t written = 0;
    const auto write = [&] {
        while (written < lines.size()) {
            const auto count = host.line.write_some(std::string_view{lines}.substr(written));
            if (!count || *count == 0) return;
            written += *count;
        }
    };
    CHECK(host.run_until([&] {
        write();
        return written == lines.size();
    }));
}
