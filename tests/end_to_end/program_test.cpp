/// The program itself: how it begins and how it ends.

#include "workbench.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace end_to_end;

TEST_CASE("without an API key the host serves only this machine") {
    const temporary_folder folder;
    for (const auto* everywhere : {"0.0.0.0:0", "[::]:0"}) {
        host_process host{{"--port", "/dev/null", "--listen", everywhere, "--files", folder.path().string()}};
        const auto status = host.exit_status();
        REQUIRE(status);
        CHECK(*status > 0);
        CHECK(*status < 128); // it was not killed
        CHECK(host.output().find("API key") != std::string::npos);
    }
    host_process host{{"--port", "/dev/null", "--listen", "0.0.0.0:0", "--files", folder.path().string(),
                       "--api-key", "key"}};
    CHECK(host.address().starts_with("http://0.0.0.0:"));
}

TEST_CASE("a wrong command line is reported, with an exit status") {
    const temporary_folder folder;
    const auto files = folder.path().string();
    const std::vector<std::vector<std::string>> wrong{
        {"--files", files},
        {"--port", "/dev/null", "--listen", "127.0.0.1:99999", "--files", files},
        {"--port", "/dev/null", "--listen", "nowhere", "--files", files},
        {"--port", "/dev/null", "--no-such-option"},
        {"--port", "/dev/null", "--simulate"},
    };
    for (const auto& arguments : wrong) {
        host_process host{arguments};
        const auto status = host.exit_status();
        REQUIRE(status);
        CHECK(*status > 0);
        CHECK(*status < 128);
        CHECK_FALSE(host.output().empty());
    }
}

TEST_CASE("an idle host ends at a signal") {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        workbench bench;
        INFO(bench);
        bench.host().send_signal(signal);
        CHECK(bench.host().exit_status() == 0);
    }
}

TEST_CASE("a host that is ended during a print cancels the job, makes the printer safe, and ends") {
    constexpr int lines = 500;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at(marked_line(200));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    bench.host().send_signal(SIGTERM);
    REQUIRE(bench.reaches("Cancelling")); // connections that are open go on
    bench.printer().release();
    CHECK(bench.host().exit_status() == 0);
    const auto executed = bench.printer().executed();
    CHECK(ends_safely(executed));
    const auto marked = marked_in(executed);
    CHECK(marked.size() >= 201);
    CHECK(marked.size() < lines);
    CHECK(difference(marked, marked_lines(static_cast<int>(marked.size()))) == "");
}

TEST_CASE("at a second signal a host ends at once, whatever the printer does") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(50));
    bench.printer().hold_at(marked_line(20));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    bench.host().send_signal(SIGTERM);
    REQUIRE(bench.reaches("Cancelling"));
    bench.host().send_signal(SIGTERM);
    CHECK(bench.host().exit_status() == 1); // it did not do what it should
}

TEST_CASE("a host that was killed in mid-print starts nothing by itself when it is back") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(50));
    bench.printer().hold_at(marked_line(20));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    bench.host().send_signal(SIGKILL);
    CHECK(bench.host().exit_status() == 128 + SIGKILL);
    bench.printer().release();
    bench.restart_host();
    REQUIRE(bench.reaches("Operational"));
    CHECK(bench.job().at("job").at("file").at("name").is_null());
    const auto before = marked_in(bench.printer().executed()).size();
    CHECK(before < 50);
    bench.start("job.gcode");
    CHECK(bench.is_done());
    CHECK(marked_in(bench.printer().executed()).size() == before + 50);
}
