// A whole print over each backend: job control, streamer, a real pseudo-terminal, and a simulated printer behind it.

#include "backend_suite.hpp"
#include "bare_terminal.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/pseudo_terminal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using printjob::host::now;
using printjob::testing::pseudo_terminal;

namespace {

/// A host that prints `square.gcode` over the backend.
struct printing_host {
    explicit printing_host(const std::string& device) : line{device, 250'000} {
        for (int x = 0; x < lines_of_job; ++x)
            text += "G1 X" + std::to_string(x) + " F9000\n";
        REQUIRE(files.add("square.gcode", text));
    }

    /// Turns as a host's pump does: acts, tells what happened, waits for the line or the deadline.
    template <class Condition>
    [[nodiscard]] bool pump_until(Condition holds) {
        const auto last = now() + patience;
        for (;;) {
            control.advance(now());
            events.drain(control);
            if (holds()) return true;
            if (now() > last) return false;
            line.wait(std::min(control.next_deadline(), last));
        }
    }
    [[nodiscard]] bool reaches(printjob::state wanted) {
        return pump_until([&] { return control.current() == wanted; });
    }
    [[nodiscard]] bool starts_print() {
        return control.print(*files.find("square.gcode"), now()).has_value();
    }

    static constexpr int lines_of_job = 300;
    std::string text;
    printjob::gcode::memory_files files;
    backend line;
    printjob::gcode::streamer<decltype(line.port), printjob::gcode::memory_files> printer{line.port, files};
    printjob::controller<decltype(printer)> control{printer};
    printjob::testing::event_recorder events;
};

/// The printer's own words for what it did.
void record(pseudo_terminal& printer, std::vector<std::string>& executed) {
    printer.with([&](printjob::testing::simulated_marlin& marlin) {
        marlin.on_executed([&](const printjob::testing::executed_command& done) {
            if (done.text.starts_with("G1 ")) executed.emplace_back(done.text);
        });
    });
}

constexpr printjob::testing::terminal_settings hurried{.speed = 100};

} // namespace

TEST_CASE("a whole job prints over the line, each command once and in order") {
    std::vector<std::string> executed;
    pseudo_terminal printer{{}, hurried};
    REQUIRE(printer.is_open());
    record(printer, executed);
    const device_link name;
    name.lead_to(printer.path());
    printing_host host{name.name()};
    REQUIRE(host.reaches(printjob::state::operational));
    REQUIRE(host.starts_print());
    REQUIRE(host.reaches(printjob::state::operational));
    CHECK(host.control.last_outcome() == printjob::outcome::done);
    CHECK(host.events.take_words() ==
          "→Connecting →Operational FileSelected(0) →Starting PrintStarted(1) →Printing →Finishing "
          "→Operational PrintDone(1)");

    printer.close();
    REQUIRE(executed.size() == printing_host::lines_of_job);
    for (int x = 0; x < printing_host::lines_of_job; ++x)
        CHECK(executed[static_cast<std::size_t>(x)] == "G1 X" + std::to_string(x) + " F9000");
}

TEST_CASE("a printer that is unplugged fails its job, and when it is back nothing starts by itself") {
    const device_link name;
    std::vector<std::string> executed;
    pseudo_terminal printer; // in real time: the job takes far longer than the test
    record(printer, executed);
    name.lead_to(printer.path());
    printing_host host{name.name()};
    REQUIRE(host.reaches(printjob::state::operational));
    REQUIRE(host.starts_print());
    REQUIRE(host.pump_until([&] { return host.control.status(now()).acknowledged.value_or(0) > 0; }));

    printer.close();
    REQUIRE(host.reaches(printjob::state::offline));
    CHECK(host.control.last_outcome() == printjob::outcome::failed);
    CHECK(host.control.status(now()).failed_with == printjob::failure::printer_disconnected);

    std::vector<std::string> later;
    pseudo_terminal again{{}, hurried};
    record(again, later);
    name.lead_to(again.path());
    REQUIRE(host.reaches(printjob::state::operational));
    CHECK(host.events.take_words().ends_with("→Offline PrintFailed(1, printer_disconnected) →Connecting "
                                             "→Operational"));
    again.close();
    CHECK(later.empty());
}
