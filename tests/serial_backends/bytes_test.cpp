// Bytes over a line that is open: all of them, unchanged, in order, without blocking and without losing any.

#include "backend_suite.hpp"
#include "bare_terminal.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

using namespace std::chrono_literals;
using printjob::fault;
using printjob::host::now;

namespace {

/// Each byte there is, with ^C, XON, XOFF, CR, LF, NUL and 255, which a line that is not raw takes for its own.
[[nodiscard]] std::string every_byte() {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    return all;
}

/// Bytes that tell their place: what is lost, doubled or swapped is seen.
[[nodiscard]] std::string long_text(std::size_t size) {
    std::string text;
    for (int line = 0; text.size() < size; ++line)
        text += "N" + std::to_string(line) + " G1 X" + std::to_string(line % 200) + "\r\n";
    return text;
}

/// Writes on where the last write was cut short, until the port takes no more.
void write_on(backend& host, std::string_view& left) {
    while (!left.empty()) {
        const auto count = host.port.write_some(left);
        REQUIRE(count.has_value());
        if (*count == 0) return;
        left.remove_prefix(*count);
    }
}

/// Writes until the port takes no more though the host waited for room; false when it takes everything.
[[nodiscard]] bool fill(backend& host, std::string_view& left) {
    while (!left.empty()) {
        const auto before = left.size();
        write_on(host, left);
        host.wait(now() + 100ms);
        if (left.size() == before) return true;
    }
    return false;
}

void hear_all(const bare_terminal& printer) {
    while (!printer.hear().empty()) {
    }
}

} // namespace

TEST_CASE("every byte passes unchanged to the printer") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    const std::string sent = every_byte();
    std::string_view left = sent;
    std::string heard;
    CHECK(eventually(host, [&] {
        write_on(host, left);
        heard += printer.hear();
        return heard.size() >= sent.size();
    }));
    CHECK(heard == sent);
}

TEST_CASE("every byte passes unchanged from the printer, and nothing is sent back to it") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    printer.say(every_byte());
    std::string heard;
    CHECK(eventually(host, [&] {
        CHECK(read_on(host, heard) == std::nullopt);
        return heard.size() >= every_byte().size();
    }));
    CHECK(heard == every_byte());
    CHECK(printer.hear().empty());
}

TEST_CASE("when nothing was sent, a read is 0 bytes and no error") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    std::array<char, 16> bytes;
    CHECK(host.port.read_some(bytes) == 0u);
    CHECK(host.port.read_some(bytes) == 0u);
}

TEST_CASE("a line that is full takes a part or nothing, and no byte is lost, doubled or out of order") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    const std::string sent = long_text(100'000);
    std::string_view left = sent;
    REQUIRE(fill(host, left));
    CHECK(host.port.write_some(left) == 0u);

    std::string heard;
    CHECK(eventually(host, [&] {
        heard += printer.hear(777); // a little room at a time: writes are cut short in many places
        write_on(host, left);
        return heard.size() >= sent.size();
    }));
    CHECK(heard == sent);
}

TEST_CASE("a host on a quiet line sleeps until its deadline") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    const auto deadline = now() + 50ms;
    host.wait(deadline);
    CHECK(now() >= deadline);
}

TEST_CASE("bytes that arrive end a wait for what is far away") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    printer.say("ok\n");
    const auto deadline = now() + patience;
    host.wait(deadline);
    CHECK(now() < deadline);
    std::string heard;
    CHECK(read_on(host, heard) == std::nullopt);
    CHECK(heard.starts_with("o"));
}

TEST_CASE("a host with a full line sleeps until there is room, and is woken by it") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    const std::string sent = long_text(100'000);
    std::string_view left = sent;
    REQUIRE(fill(host, left));
    CHECK(host.port.write_some(left) == 0u);
    const auto deadline = now() + 50ms;
    host.wait(deadline);
    CHECK(now() >= deadline);

    CHECK(host.port.write_some(left) == 0u);
    hear_all(printer);
    const auto latest = now() + patience;
    host.wait(latest);
    CHECK(now() < latest);
    CHECK(host.port.write_some(left).value_or(0) > 0);
}

TEST_CASE("room that nobody has a use for keeps no host awake") {
    const bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    const std::string sent = long_text(100'000);
    std::string_view left = sent;
    REQUIRE(fill(host, left));
    hear_all(printer);
    host.wait(now() + 50ms); // told once
    const auto deadline = now() + 50ms;
    host.wait(deadline);
    CHECK(now() >= deadline);
}

TEST_CASE("a device that is unplugged is gone at the next read, then not there; plugged in again, it works") {
    const device_link name;
    bare_terminal printer;
    name.lead_to(printer.device());
    backend host{name.name(), 250'000};
    REQUIRE(opens(host));
    printer.unplug();
    const auto deadline = now() + patience;
    host.wait(deadline);
    CHECK(now() < deadline); // a hang-up wakes the host
    std::string heard;
    auto failed = read_on(host, heard);
    REQUIRE(failed.has_value());
    CHECK(failed->what == fault::device_gone);
    CHECK(failed->native != 0);
    failed = read_on(host, heard);
    REQUIRE(failed.has_value());
    CHECK(failed->what == fault::no_such_device);

    const bare_terminal again;
    name.lead_to(again.device());
    REQUIRE(opens(host));
    again.say("start\n");
    CHECK(eventually(host, [&] { return !read_on(host, heard) && heard == "start\n"; }));
}

TEST_CASE("a device that is unplugged while a host writes is gone") {
    bare_terminal printer;
    backend host{printer.name(), 250'000};
    REQUIRE(opens(host));
    const std::string sent = long_text(100'000);
    std::string_view left = sent;
    REQUIRE(fill(host, left));
    printer.unplug();
    std::optional<printjob::io_error> failed;
    CHECK(eventually(host, [&] {
        const auto count = host.port.write_some(left);
        if (!count) failed = count.error();
        return failed.has_value();
    }));
    REQUIRE(failed.has_value());
    CHECK((failed->what == fault::device_gone || failed->what == fault::closed));
    CHECK(host.port.write_some(left).error().what == fault::closed);
}

TEST_CASE(
    "a device that is lost in the middle of a write and is back at once is lost once, and carries bytes") {
    const device_link name;
    bare_terminal printer;
    name.lead_to(printer.device());
    backend host{name.name(), 250'000};
    REQUIRE(opens(host));
    const std::string sent = long_text(100'000);
    std::string_view left = sent;
    REQUIRE(fill(host, left));
    printer.say("unread\n"); // belongs to a connection that is about to end
    host.wait(now() + patience);
    printer.unplug();
    const bare_terminal again;
    name.lead_to(again.device());

    host.wait(now() + patience);

    int losses = 0;
    std::string heard;
    const auto read = [&] {
        auto failed = read_on(host, heard);
        if (!failed || failed->what != fault::device_gone) return !failed;
        ++losses;
        heard.clear();
        failed = read_on(host, heard); // a streamer looks again in the same step
        return !failed;
    };
    REQUIRE(eventually(host, [&] { return read() && losses > 0; }));
    again.say("start\n");
    CHECK(eventually(host, [&] { return read() && heard == "start\n"; }));
    std::string_view command = "M115\n";
    std::string carried;
    CHECK(eventually(host, [&] {
        write_on(host, command);
        carried += again.hear();
        return carried == "M115\n";
    }));
    CHECK(losses == 1);
}
