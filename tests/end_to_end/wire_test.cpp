/// What the host tells of the printer's line: a log on demand, and counters.

#include "workbench.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

using namespace end_to_end;

namespace {

constexpr const char* counters_path = "/api/printjob/counters";

/// The texts of all lines in a log that have this mark.
std::vector<std::string> marked(const std::string& log, char mark) {
    std::vector<std::string> texts;
    std::istringstream lines{log};
    for (std::string line; std::getline(lines, line);) {
        const auto blank = line.find(' ');
        if (blank != std::string::npos && line.substr(blank, 3) == std::string{' ', mark, ' '})
            texts.push_back(line.substr(blank + 3));
    }
    return texts;
}

/// A command without its number and checksum.
std::string command_of(const std::string& line) {
    if (!line.starts_with('N')) return line;
    const auto begin = line.find(' ') + 1;
    return line.substr(begin, line.rfind('*') - begin);
}

} // namespace

TEST_CASE("the wire log has every line of the job as it was sent, and what the printer said") {
    const temporary_folder folder;
    const auto path = folder.path() / "wire.log";
    workbench bench{{.options = {"--wire-log", path.string()}}};
    INFO(bench);
    bench.write_file("job.gcode", marked_file(200));
    bench.start("job.gcode");
    REQUIRE(bench.is_done());
    bench.host().send_signal(SIGTERM);
    REQUIRE(bench.host().exit_status() == 0);

    const std::string log = text_of(path);
    CHECK(log.starts_with("# printhost: times are seconds since "));
    std::vector<std::string> sent;
    for (const auto& line : marked(log, '>'))
        if (const auto command = command_of(line); command.starts_with("G1 ")) sent.push_back(command);
    CHECK(difference(sent, marked_lines(200)) == "");
    CHECK(marked(log, '<').size() >= 200);
    REQUIRE_FALSE(marked(log, '!').empty());
    CHECK(marked(log, '!').front() == "the port is open");
}

TEST_CASE("the counters equal those that the host prints at its end") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(200));
    bench.start("job.gcode");
    REQUIRE(bench.is_done());
    const auto given = bench.client().get(counters_path);
    CHECK(given.status == 200);
    CHECK(given.content_type == "application/json");
    const auto counted = given.document();
    CHECK(counted.at("linesSent") >= 200);
    CHECK(counted.at("linesReceived") >= 200);
    CHECK(counted.at("bytesSent") >= 200 * 12);
    CHECK(counted.at("resends") == 0);
    CHECK(counted.at("missingLogLines") == 0);
    CHECK(counted.at("roundTrips").at("count") > 0);
    CHECK(counted.at("roundTrips").at("longest") >= counted.at("roundTrips").at("last"));
    CHECK(bench.client().get(counters_path).document().at("linesSent") >= counted.at("linesSent"));

    bench.host().send_signal(SIGTERM);
    REQUIRE(bench.host().exit_status() == 0);
    CHECK(bench.host().output().find(" lines sent, ") != std::string::npos);
    CHECK(bench.host().output().find(", the longest round trip ") != std::string::npos);
}

TEST_CASE("a line that the printer did not understand is counted as a resend") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(100));
    bench.printer().hold_at(marked_line(50));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    bench.printer().release();
    bench.printer().say("Error:checksum mismatch, Last Line: 0");
    bench.printer().say("Resend: 1000000"); // of no line that was ever sent: counted, and not believed
    REQUIRE(bench.is_done());
    CHECK(bench.client().get(counters_path).document().at("resends") == 1);
}

TEST_CASE("a missing printer is logged once, and counted at each attempt") {
    const temporary_folder folder;
    const auto path = folder.path() / "wire.log";
    workbench bench{{.options = {"--wire-log", path.string()}, .plugged_in = false}};
    INFO(bench);
    CHECK(eventually(
        [&] { return bench.client().get(counters_path).document().at("portFailures").get<int>() >= 2; }));
    bench.plug_in();
    REQUIRE(bench.reaches("Operational"));
    bench.host().send_signal(SIGTERM);
    REQUIRE(bench.host().exit_status() == 0);
    const auto told = marked(text_of(path), '!');
    REQUIRE(told.size() == 2);
    CHECK(told[1] == "the port is open");
}

TEST_CASE("the counters can be read by authorised clients only, and by GET only") {
    workbench bench{{.options = {"--api-key", "key"}, .plugged_in = false}};
    INFO(bench);
    CHECK(bench.client().get(counters_path).status == 403);
    CHECK(bench.client().get(counters_path, {{"X-Api-Key", "key"}}).status == 200);
    const auto refused = bench.client().post(counters_path, "{}", "application/json", {{"X-Api-Key", "key"}});
    CHECK(refused.status == 405);
    CHECK(refused.allow == "GET, HEAD");
}

TEST_CASE("a full disk does not stop the print") {
    workbench bench{{.options = {"--wire-log", "/dev/full"}}};
    INFO(bench);
    REQUIRE(bench.says("The wire log: No space left on device"));
    bench.write_file("job.gcode", marked_file(500));
    bench.start("job.gcode");
    REQUIRE(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(500)) == "");
    CHECK(eventually(
        [&] { return bench.client().get(counters_path).document().at("missingLogLines").get<int>() > 500; }));
    bench.host().send_signal(SIGTERM);
    CHECK(bench.host().exit_status() == 0);
    CHECK(bench.host().output().find("the wire log misses ") != std::string::npos);
}

TEST_CASE("a disk that takes nothing does not stop the print, nor the host's end") {
    const temporary_folder folder;
    const auto path = folder.path() / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const int nobody_reads = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(nobody_reads >= 0);
    constexpr int lines = 12'000; // more than pipe and buffer hold
    workbench bench{{.options = {"--wire-log", path.string()}}};
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.start("job.gcode");
    REQUIRE(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(lines)) == "");
    CHECK(bench.client().get(counters_path).document().at("missingLogLines") > 0);
    bench.host().send_signal(SIGTERM);
    CHECK(bench.host().exit_status() == 0);
    ::close(nobody_reads);
}

TEST_CASE("a log that cannot be written is reported at the start") {
    const temporary_folder folder;
    const auto path = folder.path() / "no" / "folder";
    host_process host{{"--port", "/dev/null", "--listen", "127.0.0.1:0", "--files", folder.path().string(),
                       "--wire-log", path.string()}};
    CHECK(host.exit_status() == 1);
    CHECK(host.output().find("cannot write " + path.string()) != std::string::npos);
}
