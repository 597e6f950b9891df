/// The printer goes away, starts anew or dies in the middle of a job.

#include "workbench.hpp"

#include <doctest/doctest.h>

using namespace end_to_end;

namespace {

constexpr int lines_before = 300;

/// A job that the printer is busy with, after `lines_before` marked lines, for longer than any test waits.
std::string endless_file() {
    return marked_file(lines_before) + "G4 S80000\n" + marked_line(lines_before) + "\n";
}

void start_endless(workbench& bench) {
    bench.write_file("endless.gcode", endless_file());
    bench.write_file("next.gcode", marked_file(100));
    bench.start("endless.gcode");
    REQUIRE(bench.printer().executes("G4 S80000"));
    REQUIRE(bench.state() == "Printing");
}

/// The printer is fine again: nothing began by itself, it was made safe, and the next job is printed.
void check_next_job(workbench& bench, std::size_t before) {
    REQUIRE(bench.reaches("Operational"));
    const auto greeting = bench.printer().executed(before);
    CHECK(ends_safely(greeting));
    CHECK(marked_in(greeting).empty());
    CHECK(bench.command("restart") ==
          error(409, "not_paused", "Printer does not have an active print job or is not paused"));
    bench.start("next.gcode");
    CHECK(bench.is_done());
    const auto executed = bench.printer().executed(before);
    CHECK(difference(marked_in(executed), marked_lines(100)) == "");
    CHECK(numbers_count(executed));
}

} // namespace

TEST_CASE("an unplugged printer fails the job; plugged in again, it is made safe and prints again") {
    workbench bench;
    INFO(bench);
    start_endless(bench);
    bench.unplug();
    REQUIRE(bench.reaches("Offline after error"));
    const auto job = bench.job();
    CHECK(job.at("error") == "The printer is gone");
    CHECK(job.at("job").at("file").at("name") == "endless.gcode"); // what was lost can be seen
    CHECK(bench.command("start").status == 409);
    CHECK(bench.client().get("/api/printer").status == 409);

    bench.plug_in();
    check_next_job(bench, 0);
}

TEST_CASE("a printer can be unplugged while the job is paused") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(100));
    bench.write_file("next.gcode", marked_file(100));
    bench.printer().hold_at(marked_line(40));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause", "pause") == taken);
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    bench.unplug();
    REQUIRE(bench.reaches("Offline after error"));
    bench.plug_in();
    check_next_job(bench, 0);
}

TEST_CASE("a firmware that resets in mid-print fails the job, and prints the next one") {
    workbench bench;
    INFO(bench);
    start_endless(bench);
    const auto before = bench.printer().executed_count();
    bench.printer().reset();
    REQUIRE(bench.says("PrintFailed, job 1: printer_reset; the printer said: start"));
    check_next_job(bench, before);
}

TEST_CASE("a firmware that resets while the job is paused fails it too") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(100));
    bench.write_file("next.gcode", marked_file(100));
    bench.printer().hold_at(marked_line(40));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause", "pause") == taken);
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    const auto before = bench.printer().executed_count();
    bench.printer().reset();
    REQUIRE(bench.says("PrintFailed, job 1: printer_reset; the printer said: start"));
    check_next_job(bench, before);
}

TEST_CASE("a lethal error fails the job and takes no command until the firmware was reset") {
    workbench bench;
    INFO(bench);
    start_endless(bench);
    const auto before = bench.printer().executed_count();
    bench.printer().halt("Thermal Runaway, system stopped! Heater_ID: 0");
    REQUIRE(bench.reaches("Error"));
    CHECK(bench.job().at("error") == "The printer reported an error that it does not recover from");
    CHECK(bench.command("start") == error(409, "not_operational", "Printer is not operational"));
    CHECK(bench.client().get("/api/printer").status == 409);
    CHECK(bench.printer().executed_count() == before);

    bench.printer().reset();
    check_next_job(bench, before);
}

TEST_CASE("an emergency stop reaches a busy printer") {
    workbench bench;
    INFO(bench);
    start_endless(bench);
    const auto before = bench.printer().executed_count();
    CHECK(bench.client().post("/api/printer/command", R"({"command":"M112"})") == taken);
    CHECK(eventually([&] { return bench.printer().is_killed(); }));
    REQUIRE(bench.reaches("Error"));
    CHECK(bench.printer().executed_count() == before);

    bench.printer().reset();
    check_next_job(bench, before);
}

TEST_CASE("requests of the printer's own screen are carried out") {
    workbench bench;
    INFO(bench);
    bench.write_file("dwell.gcode", marked_line(0) + "\nG4 S5000\n" + marked_line(1) + "\n");
    bench.start("dwell.gcode"); // five seconds
    REQUIRE(bench.printer().executes("G4 S5000"));
    bench.printer().say("//action:pause");
    REQUIRE(bench.reaches("Paused"));
    bench.printer().say("//action:start"); // nothing starts by itself
    bench.printer().say("//action:resume");
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(2)) == "");
}
