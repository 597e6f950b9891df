/// From start to done, with everything that a person does on the way.

#include "workbench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>

using namespace end_to_end;

namespace {

/// At most this many lines that the host had sent are executed after a command came: what a Marlin has room
/// for.
constexpr int most_in_flight = 4;

/// Checks that the printer executed the first lines of a marked file and nothing else of it: up to where it
/// was held at least, and at most what was in flight after that. Returns how many.
int check_stopped_at(const std::vector<std::string>& executed, int held_index) {
    const int count = static_cast<int>(executed.size());
    CHECK(count >= held_index + 1);
    CHECK(count <= held_index + 1 + most_in_flight);
    CHECK(difference(executed, marked_lines(count)) == "");
    return count;
}

} // namespace

TEST_CASE("the sample file is printed to its end: every line once, in order, under rising numbers") {
    namespace fs = std::filesystem;
    fs::path sample;
    for (const auto& entry : fs::directory_iterator{"examples/gcode"})
        if (entry.path().extension() == ".gcode") sample = entry.path();
    REQUIRE_FALSE(sample.empty());
    const auto text = text_of(sample);
    auto expected = commands_of(text);
    REQUIRE(expected.size() > 1000);
    expected.insert(expected.end(), {"M400", "M114"}); // done is said after motion has ended

    workbench bench;
    INFO(bench);
    bench.write_file("sample.gcode", text);
    bench.start("sample.gcode");
    CHECK(bench.is_done());

    const auto executed = bench.printer().executed();
    CHECK(difference(last_run(executed), expected) == "");
    CHECK(numbers_count(executed));
    const auto job = bench.job();
    CHECK(job.at("progress").at("filepos") == text.size());
    CHECK_FALSE(job.contains("error"));
}

TEST_CASE("a job can be paused and resumed anywhere, and nothing is lost or repeated") {
    constexpr int lines = 600;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at(marked_line(0));
    bench.start("job.gcode");

    constexpr std::array points{0, 10, 20, 137, 300, 500, lines - 2};
    for (std::size_t i = 0; i < points.size(); ++i) {
        CAPTURE(points[i]);
        REQUIRE(bench.printer().is_held());
        CHECK(bench.command("pause", "pause") == taken);
        CHECK(bench.state() == "Pausing");
        CHECK(bench.command("pause", "pause") == taken); // already
        bench.printer().release();
        REQUIRE(bench.reaches("Paused"));

        const auto executed = bench.printer().executed();
        const int done = check_stopped_at(marked_in(executed), points[i]);
        CHECK(last_run(executed).back() == "M114");      // it stands still, and told where
        CHECK(bench.command("pause", "pause") == taken); // already
        CHECK(bench.state() == "Paused");
        CHECK(marked_in(bench.printer().executed()).size() == static_cast<std::size_t>(done));

        if (i + 1 < points.size()) bench.printer().hold_at(marked_line(points[i + 1]));
        CHECK(bench.command("pause", "resume") == taken);
    }
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(lines)) == "");
}

TEST_CASE("a bare pause toggles, as Cura uses it") {
    constexpr int lines = 50;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at(marked_line(20));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause") == taken);
    CHECK(bench.command("pause") == taken); // a double click is one
    CHECK(bench.state() == "Pausing");
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    CHECK(bench.command("pause") == taken);
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(lines)) == "");
}

TEST_CASE("a pause while the job is being started is carried out before its first line") {
    constexpr int lines = 30;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at("M110 N0");
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.state() == "Starting");
    CHECK(bench.command("pause", "pause") == taken);
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    CHECK(marked_in(bench.printer().executed()).empty());
    CHECK(bench.command("pause", "toggle") == taken);
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(lines)) == "");
}

TEST_CASE("a resume while the job is being paused is carried out once it is paused") {
    constexpr int lines = 60;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at(marked_line(10));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause", "pause") == taken);
    CHECK(bench.command("pause", "resume") == taken);
    bench.printer().release();
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(lines)) == "");
}

TEST_CASE("requests of a file are carried out: M0 pauses, and is not sent") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_line(0) + "\nM0 take the part out\n" + marked_line(1) + "\n");
    bench.start("job.gcode");
    REQUIRE(bench.reaches("Paused"));
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(1)) == "");
    CHECK(bench.command("pause", "resume") == taken);
    CHECK(bench.is_done());
    const auto executed = bench.printer().executed();
    CHECK(difference(marked_in(executed), marked_lines(2)) == "");
    for (const auto& each : executed)
        CHECK_FALSE(each.text.starts_with("M0"));
}

TEST_CASE("a restart of a paused job begins a second run, and the first is never continued") {
    constexpr int lines = 200;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(lines));
    bench.printer().hold_at(marked_line(77));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause", "pause") == taken);
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    auto expected = marked_in(bench.printer().executed());
    check_stopped_at(expected, 77);

    CHECK(bench.command("restart") == taken);
    CHECK(bench.is_done());
    const auto executed = bench.printer().executed();
    const auto all = marked_lines(lines);
    expected.insert(expected.end(), all.begin(), all.end());
    CHECK(difference(marked_in(executed), expected) == "");
    for (const auto& each : executed)
        CHECK(each.text != "M104 T0 S0"); // no safe stop in between
}

TEST_CASE("a job can be cancelled anywhere: no line of it follows, and the safe stop does") {
    constexpr int lines = 1500;
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", "M140 S60\nM104 S200\nM190 S60\nM109 S200\n" + marked_file(lines));
    REQUIRE(bench.select("job.gcode") == taken);

    std::vector<std::string> points{"M110 N0", "M140 S60", "M190 S60", "M109 S200"};
    for (const int index : {0, 1, 2, 100, 250, 400, 550, 700, 850, 1000, 1200, lines - 2, lines - 1})
        points.push_back(marked_line(index));
    points.emplace_back("M400"); // while finishing
    const auto all = marked_lines(lines);
    for (const auto& point : points) {
        CAPTURE(point);
        const auto before = bench.printer().executed_count();
        bench.printer().hold_at(point);
        REQUIRE(bench.command("start") == taken);
        REQUIRE(bench.printer().is_held());
        CHECK(bench.command("cancel") == taken);
        CHECK(bench.state() == "Cancelling");
        CHECK(bench.command("cancel") == taken); // already
        CHECK(bench.command("pause") == error(409, "job_is_ending", "The job is already ending"));
        bench.printer().release();
        REQUIRE(bench.reaches("Operational"));

        const auto executed = bench.printer().executed(before);
        CHECK(ends_safely(executed));
        const auto at = std::find(all.begin(), all.end(), point);
        if (at != all.end())
            check_stopped_at(marked_in(executed), static_cast<int>(at - all.begin()));
        else if (point == "M400")
            CHECK(difference(marked_in(executed), all) == "");
        else
            CHECK(marked_in(executed).size() <= most_in_flight);
        const auto job = bench.job();
        CHECK(job.at("progress").at("completion").is_null()); // it is not done
        CHECK(job.at("job").at("file").at("name") == "job.gcode");
        CHECK(bench.command("cancel") ==
              error(409, "no_active_job",
                    "Printer is neither printing nor paused, 'cancel' command cannot be performed"));
    }

    const auto before = bench.printer().executed_count();
    REQUIRE(bench.command("start") == taken); // the next job is as good as any
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed(before)), all) == "");
}

TEST_CASE("a paused job can be cancelled") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(100));
    bench.printer().hold_at(marked_line(50));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause", "pause") == taken);
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    CHECK(bench.command("cancel") == taken);
    REQUIRE(bench.reaches("Operational"));
    const auto executed = bench.printer().executed();
    CHECK(ends_safely(executed));
    check_stopped_at(marked_in(executed), 50);
}

TEST_CASE("a cancel ends a wait for heat") {
    for (const bool has_emergency_parser : {true, false}) {
        CAPTURE(has_emergency_parser);
        auto printer = quick_marlin();
        printer.emergency_parser = has_emergency_parser;
        printer.hotend.heats = 1; // 0.001 °C per second: it is never warm
        workbench bench{{.printer = printer, .speed = 1}};
        INFO(bench);
        bench.write_file("job.gcode", "M109 S200\n" + marked_file(10));
        bench.start("job.gcode");
        REQUIRE(bench.printer().executes("M109 S200"));
        CHECK(bench.command("cancel") == taken);
        REQUIRE(bench.reaches("Operational"));
        const auto executed = bench.printer().executed();
        CHECK(ends_safely(executed));
        CHECK(marked_in(executed).empty());
        CHECK(bench.printer().hotend_target() == 0);
        CHECK(bench.printer().bed_target() == 0);
    }
}
