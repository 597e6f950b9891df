#pragma once
// The whole chain on one clock: the API, a lock, the controller, the streamer, a real folder of files, and a simulated
// printer whose own allocations are not counted.

#include "allocations.hpp"
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/gcode_folder.hpp>
#include <printjob/host/synchronized.hpp>
#include <printjob/http/job_api.hpp>
#include <printjob/testing/command_recorder.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace failing {

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;

/// A folder for files, gone at the end of the test.
class temporary_folder {
public:
    temporary_folder()
        : path_{std::filesystem::temp_directory_path() /
                ("printjob_failing_" + std::to_string(std::random_device{}()))} {
        std::filesystem::create_directories(path_);
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    void write(std::string_view name, std::string_view content) const {
        std::ofstream{path_ / name, std::ios::binary} << content;
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Passes everything on to the simulated port, whose allocations are none of the library's.
class uncounted_port {
public:
    explicit uncounted_port(simulated_port& line) : line_{line} {}

    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) {
        const not_counted the_printers;
        return line_.read_some(into);
    }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        const not_counted the_printers;
        return line_.write_some(from);
    }

private:
    simulated_port& line_;
};

/// Objects to a start with a name and a sentence of its own, when it is told to.
struct switched_check {
    const bool* objects;

    std::optional<refusal> operator()(const check_context&) const {
        if (!*objects) return std::nullopt;
        return refusal{reason::precondition, "door_open_and_a_name_that_no_small_string_keeps_inside",
                       "The door is open"};
    }
};

/// Everything is public: a test does with it what it likes.
struct workshop {
    workshop() {
        line.to_printer().on_byte([this](std::uint64_t, char byte) {
            wire += byte;
            return std::optional{byte};
        });
    }

    template <class Done>
    void until(Done done, duration limit = 1h) {
        const bool came = run_until(clock, line, control, done, limit);
        events.drain(control);
        REQUIRE(came);
    }
    void until(state wanted) {
        until([&] { return control.current() == wanted; });
    }
    void until_executed(std::string_view command) {
        until([&] { return executed.count(command) > 0; });
    }

    /// The printer is connected, `job.gcode` has this content and is selected.
    void connect(std::string_view content) {
        folder.write("job.gcode", content);
        until(state::operational);
        REQUIRE(control.select(files.find("job.gcode").value(), clock.now()).has_value());
        events.drain(control);
    }

    http::response handle(const http::request& asked) { return api.handle(asked, clock.now()); }
    http::response post(std::string_view body, std::string_view target = "/api/job") {
        return handle({.method = "POST", .target = target, .content_type = "application/json", .body = body});
    }

    /// All that a client, an observer or the printer could notice, in one text.
    [[nodiscard]] std::string everything() {
        events.drain(control);
        const auto inside = control.with([](const auto& c) {
            return std::to_string(static_cast<int>(c.current_row())) + " " +
                   std::to_string(static_cast<unsigned>(c.job())) + " " +
                   std::to_string(static_cast<int>(c.last_outcome()));
        });
        return inside + " " + std::to_string(wire.size()) + " " + std::to_string(events.events.size()) + " " +
               std::to_string(control.next_deadline().time_since_epoch().count()) + " " +
               std::string{handle({.target = "/api/job"}).body()} +
               std::string{handle({.target = "/api/printer"}).body()};
    }

    temporary_folder folder;
    manual_clock clock;
    simulated_marlin marlin;
    command_recorder executed{marlin};
    simulated_port line{clock, marlin};
    uncounted_port port{line};
    host::gcode_folder files{folder.path()};
    gcode::streamer<uncounted_port, host::gcode_folder> printer{port, files};
    bool door_open = false;
    synchronized<decltype(printer), preconditions<switched_check>> control{
        printer, preconditions{switched_check{&door_open}}};
    http::job_api<decltype(control), host::gcode_folder> api{control, files};
    event_recorder events;
    std::string wire; ///< what was written to the port
};

} // namespace failing
