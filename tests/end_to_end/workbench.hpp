#pragma once
/// A host, a printer and a folder of files, ready for a test.

#include "host_process.hpp"
#include "http_client.hpp"
#include "waiting.hpp"
#include "watched_printer.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace end_to_end {

/// A folder for one test, removed at its end.
class temporary_folder {
public:
    temporary_folder();
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// What a test may want to be different.
struct bench_settings {
    std::vector<std::string> options = {}; ///< more of the host's command line
    printjob::testing::marlin_settings printer = quick_marlin();
    double speed = 1000;
    bool plugged_in = true;
};

/// A running host with its printer. Once it is made, the host serves, and has greeted its printer.
class workbench {
public:
    explicit workbench(const bench_settings& settings = {});

    [[nodiscard]] host_process& host() { return *host_; }
    [[nodiscard]] watched_printer& printer() { return *printer_; }
    /// Where the host keeps its files.
    [[nodiscard]] std::filesystem::path files() const { return folder_.path() / "files"; }
    [[nodiscard]] const std::string& address() const { return address_; }

    /// Another client with a connection of its own.
    [[nodiscard]] http_client connect() const { return http_client{address_}; }
    /// The test's own client.
    [[nodiscard]] http_client& client() { return *client_; }

    /// The printer goes away; the device's name stays and leads nowhere.
    void unplug();
    /// A new printer appears at the device's name.
    void plug_in();
    /// Runs the host anew; the one before must have ended.
    void restart_host();

    void write_file(std::string_view name, std::string_view content) const;

    /// `POST /api/job` with a command, and with an action if there is one.
    [[nodiscard]] answer command(std::string_view word, std::string_view action = {});
    [[nodiscard]] answer select(std::string_view name, bool print = false);
    /// Selects a file and starts it; both must be taken.
    void start(std::string_view name);

    [[nodiscard]] nlohmann::json job();
    [[nodiscard]] std::string state() { return job().value("state", ""); }
    /// Waits for a state, as the API calls it. While it waits it only listens to what the host says, and asks
    /// nothing: a host whose jobs go on because somebody asks would not pass.
    [[nodiscard]] bool reaches(std::string_view state);
    /// Waits until the host has said something.
    [[nodiscard]] bool says(std::string_view text);
    /// Waits in the same way until the selected file was printed to its end.
    [[nodiscard]] bool is_done();

    /// For failing tests: where it stands.
    friend std::ostream& operator<<(std::ostream& out, const workbench& bench);

private:
    /// The state that the host told last; empty before it told any.
    [[nodiscard]] std::string told_state() const;
    /// The device that the host is told to use: a link, so that printers can be replaced.
    [[nodiscard]] std::filesystem::path device() const { return folder_.path() / "printer"; }

    temporary_folder folder_;
    bench_settings settings_;
    std::unique_ptr<watched_printer> printer_;
    std::unique_ptr<host_process> host_;
    std::string address_;
    std::optional<http_client> client_;
};

// --- files, and what a printer makes of them ---

/// A line that no host sends on its own account, different for each `index`.
[[nodiscard]] std::string marked_line(int index);
/// `count` of them, from index 0.
[[nodiscard]] std::vector<std::string> marked_lines(int count);
/// A file of `count` marked lines, with comments and blank lines between them.
[[nodiscard]] std::string marked_file(int count);

/// The marked lines among executed commands.
[[nodiscard]] std::vector<std::string> marked_in(std::span<const executed_line> executed);
/// All commands after the last M110, but the questions for temperatures.
[[nodiscard]] std::vector<std::string> last_run(std::span<const executed_line> executed);
/// Whether a printer turned everything off and has done nothing since.
[[nodiscard]] bool ends_safely(std::span<const executed_line> executed);
/// Whether the numbers of the commands after the last M110 count from 1.
[[nodiscard]] bool numbers_count(std::span<const executed_line> executed);

/// The text of a file.
[[nodiscard]] std::string text_of(const std::filesystem::path& file);
/// The commands of G-code, sanitised, without what is empty.
[[nodiscard]] std::vector<std::string> commands_of(std::string_view gcode);

/// Where two lists differ first, in words; empty when they are equal.
[[nodiscard]] std::string difference(const std::vector<std::string>& actual,
                                     const std::vector<std::string>& expected);

} // namespace end_to_end
