#include "wire_log.hpp"
#include "wire_watch.hpp"
#include <printjob/host/now.hpp>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

using namespace printhost;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t no_limit = UINT64_MAX;

/// A folder of a test's own, which goes with it.
class temporary_folder {
public:
    temporary_folder() {
        std::string name = (fs::temp_directory_path() / "printhost-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~temporary_folder() { fs::remove_all(path); }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    fs::path path;
};

std::vector<std::string> lines_of(const fs::path& path) {
    std::ifstream in{path};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

/// Looks again and again; false when it takes longer than anything here does on a busy machine.
template <class Condition>
bool eventually(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

/// The reading end of a pipe with a name.
class pipe_reader {
public:
    explicit pipe_reader(const fs::path& path) {
        std::signal(SIGPIPE, SIG_IGN); // as the host does
        REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
        device_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        REQUIRE(device_ >= 0);
    }
    ~pipe_reader() { ::close(device_); }
    pipe_reader(const pipe_reader&) = delete;
    pipe_reader& operator=(const pipe_reader&) = delete;

    /// Reads until the writer has closed it.
    std::string read_all() {
        REQUIRE(::fcntl(device_, F_SETFL, 0) == 0);
        std::string all;
        std::array<char, 4096> bytes;
        for (ssize_t count = 1; count > 0;) {
            count = ::read(device_, bytes.data(), bytes.size());
            all.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        }
        return all;
    }

private:
    int device_;
};

} // namespace

TEST_CASE("a log has its head and every line, in order") {
    const temporary_folder here;
    const fs::path path = here.path / "wire.log";
    std::ofstream{path} << "what was there before\n";
    {
        wire_log log;
        CHECK_FALSE(log.is_open());
        REQUIRE_FALSE(log.open(path, "# head", no_limit));
        CHECK(log.is_open());
        for (int i = 0; i < 1000; ++i)
            log.add("line " + std::to_string(i));
        CHECK(log.missing() == 0);
    }
    const auto lines = lines_of(path);
    REQUIRE(lines.size() == 1001);
    CHECK(lines[0] == "# head");
    for (std::size_t i = 0; i < 1000; ++i)
        CHECK(lines[i + 1] == "line " + std::to_string(i));
}

TEST_CASE("a log that was not opened takes lines and writes none") {
    wire_log log;
    log.add("line");
    CHECK(log.missing() == 0);
    CHECK_FALSE(log.failure());
}

TEST_CASE("a log that cannot be begun says why") {
    const temporary_folder here;
    wire_log log;
    CHECK(log.open(here.path / "no" / "folder", "# head", no_limit) == std::errc::no_such_file_or_directory);
    CHECK(log.open(here.path, "# head", no_limit) == std::errc::is_a_directory);
    REQUIRE(::mkfifo((here.path / "pipe").c_str(), 0600) == 0);
    CHECK(log.open(here.path / "pipe", "# head", no_limit) ==
          std::errc::no_such_device_or_address); // no reader
    CHECK_FALSE(log.is_open());
}

TEST_CASE("a full disk takes no time, and its lines are counted") {
    wire_log log;
    REQUIRE_FALSE(log.open("/dev/full", "# head", no_limit));
    for (int i = 0; i < 100; ++i)
        log.add("line");
    CHECK(eventually([&] { return log.missing() == 100; }));
    CHECK(log.failure() == std::errc::no_space_on_device);
}

TEST_CASE("a stalled disk blocks nothing: lines that do not fit into the buffer are left out and counted") {
    const temporary_folder here;
    const pipe_reader nobody_reads{here.path / "pipe"};
    wire_log log;
    REQUIRE_FALSE(log.open(here.path / "pipe", "# head", no_limit));
    const std::string line(100, 'x');
    constexpr int count = 10'000; // more than pipe and buffer hold
    for (int i = 0; i < count; ++i)
        log.add(line);
    CHECK(log.missing() > 0);
    CHECK(log.missing() < count);
}

TEST_CASE("where lines are missing the file says how many, and it misses no others") {
    const temporary_folder here;
    pipe_reader reader{here.path / "pipe"};
    constexpr std::uint64_t count = 30'000;
    std::string all;
    std::jthread slow;
    std::uint64_t missing = 0;
    {
        wire_log log;
        REQUIRE_FALSE(log.open(here.path / "pipe", "# head", no_limit));
        for (std::uint64_t i = 0; i < count; ++i) {
            // It is read only once lines were lost; some come afterwards.
            if (log.missing() > 0 && !slow.joinable()) slow = std::jthread{[&] { all = reader.read_all(); }};
            log.add(std::to_string(i) + std::string(40, ' '));
        }
        missing = log.missing();
        CHECK(missing > 0);
        if (!slow.joinable()) slow = std::jthread{[&] { all = reader.read_all(); }};
    }
    slow.join();
    std::uint64_t next = 0; // the line that comes next, if none is missing
    std::uint64_t told = 0;
    CHECK(all.starts_with("# head\n"));
    for (std::size_t at = 7; at < all.size();) {
        const auto end = all.find('\n', at);
        REQUIRE(end != std::string::npos);
        const std::string line = all.substr(at, end - at);
        at = end + 1;
        if (line.starts_with("! ")) {
            const auto gap = std::stoull(line.substr(2));
            CHECK(line == "! " + std::to_string(gap) + " lines are missing here");
            told += gap;
            next += gap;
        } else {
            REQUIRE(line == std::to_string(next) + std::string(40, ' '));
            ++next;
        }
    }
    CHECK(next == count);
    CHECK(told == missing);
}

TEST_CASE("a file that has reached its limit is kept under another name, and a new one begins") {
    const temporary_folder here;
    const fs::path path = here.path / "wire.log";
    constexpr std::size_t limit = 100;
    {
        wire_log log;
        REQUIRE_FALSE(log.open(path, "# head", limit));
        for (int i = 100; i < 200; ++i)
            log.add("line " + std::to_string(i));
        CHECK(log.missing() == 0);
    }
    CHECK(fs::file_size(path) <= limit);
    CHECK(fs::file_size(path.string() + ".1") <= limit);
    CHECK(fs::file_size(path.string() + ".1") > limit - 9); // no other line had room
    auto lines = lines_of(path.string() + ".1");
    CHECK(lines.front() == "# head");
    lines.erase(lines.begin());
    const auto newer = lines_of(path);
    CHECK(newer.front() == "# head");
    lines.insert(lines.end(), newer.begin() + 1, newer.end());
    for (std::size_t i = 0; i < lines.size(); ++i) // the last ones, without a gap
        CHECK(lines[i] == "line " + std::to_string(200 - lines.size() + i));
    CHECK(std::distance(fs::directory_iterator{here.path}, fs::directory_iterator{}) == 2);
}

TEST_CASE("a line that is longer than a file has a file of its own") {
    const temporary_folder here;
    const fs::path path = here.path / "wire.log";
    const std::string longer(200, 'x');
    {
        wire_log log;
        REQUIRE_FALSE(log.open(path, "# head", 100));
        log.add("short");
        log.add(longer);
    }
    CHECK(lines_of(path) == std::vector<std::string>{"# head", longer});
    CHECK(lines_of(path.string() + ".1") == std::vector<std::string>{"# head", "short"});
}

TEST_CASE("lines on the wire are logged whole, with their times and marks; what steers a terminal is written "
          "in digits") {
    using printjob::fault;
    using printjob::instant;
    using namespace std::chrono_literals;
    const temporary_folder here;
    const fs::path path = here.path / "wire.log";
    {
        wire_watch watch;
        REQUIRE_FALSE(watch.log_to(path, no_limit));
        const instant begin = printjob::host::now();
        const auto send = [&](std::string_view bytes, printjob::duration at = 5s) {
            watch.sent(bytes, begin + at);
        };
        watch.closed({fault::no_such_device, 2}, begin);
        watch.closed({fault::no_such_device, 2}, begin + 1s); // tried again
        watch.opened(begin + 2s);
        send("N1 G2");
        send("8*1\n\nM105\nG1");
        watch.received("ok \x1B[2J \\ \xC3\xBC", begin + 6s);
        watch.received("", begin + 6s);
        watch.probed(begin + 7s);
        send(" X1\n", 7s);
        send("lost", 7s);
        watch.closed({fault::device_gone, 5}, begin + 8s);
        watch.opened(begin + 9s);
        send("M110\n", 9s);
        CHECK(watch.counters().lines_sent == 4);
        CHECK(watch.counters().lines_received == 2);
        CHECK(watch.counters().probes == 1);
        CHECK(watch.counters().closed_at == 3);
    }
    auto lines = lines_of(path);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front().starts_with("# printhost: times are seconds since 20"));
    lines.erase(lines.begin());
    double last = 0;
    std::vector<std::string> texts;
    for (const auto& line : lines) {
        const auto blank = line.find(' ');
        REQUIRE(blank != std::string::npos);
        CHECK(line.find('.') + 7 == blank); // microseconds
        const double when = std::stod(line);
        CHECK(when >= last);
        last = when;
        texts.push_back(line.substr(blank + 1));
    }
    CHECK(texts == std::vector<std::string>{
                       "! there is no such device (2)",
                       "! the port is open",
                       "> N1 G28*1",
                       "> M105",
                       R"(< ok \x1B[2J \\ \xC3\xBC)",
                       "< ",
                       "! the printer is silent: a probe is sent",
                       "> G1 X1",
                       "! the device is gone (5)",
                       "! the port is open",
                       "> M110",
                   });
}

TEST_CASE("without a log the line is counted all the same") {
    wire_watch watch;
    watch.sent(std::string_view{"M105\n"}, printjob::instant{});
    CHECK(watch.counters().lines_sent == 1);
    CHECK(words(watch.counters()) == "1 lines sent, 0 received, 0 resends, 0 probes, 0 underruns");
}
