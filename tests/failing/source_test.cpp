// Each open of a file and each read of its lines fails in turn: with a source that fails on command, and with real
// files.

#include "files_that_fail.hpp"
#include "watched_bench.hpp"
#include "workshop.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

using namespace failing;

namespace {

/// Lets each read of a line in a story fail in turn.
void fail_each_line(story tell, std::string_view undisturbed) {
    for (const std::uint8_t in_flight : {std::uint8_t{1}, std::uint8_t{3}}) {
        watched_bench calm{in_flight};
        tell(calm);
        REQUIRE(calm.outcomes() == undisturbed);
        const std::size_t lines = calm.files.lines();
        REQUIRE(lines > job_lines.size());
        std::size_t failed = 0;
        for (std::size_t n = 1; n <= lines; ++n) {
            watched_bench at{in_flight};
            at.fail_line(n);
            tell(at);
            const std::string how = at.outcomes();
            CAPTURE(n);
            CAPTURE(how);
            // Whoever cancels a job that is failing already has cancelled it.
            CHECK((how.ends_with("failed(file_not_readable)") || how == "cancelled cancelled"));
            failed += how.ends_with("failed(file_not_readable)");
            CHECK(at.files.open_sources() == 0);
            CHECK(at.judge() == "");
        }
        CHECK(failed > lines / 2);
    }
}

constexpr std::array faults{fault::closed,    fault::device_gone,  fault::no_permission,
                            fault::not_found, fault::not_readable, fault::bad_name,
                            fault::io};

} // namespace

TEST_SUITE(
    "each read of a line fails in turn: one outcome, a printer made safe first, and the next job prints") {
    TEST_CASE("in a job that is paused, resumed and done") {
        fail_each_line(pause_and_resume, "done");
    }
    TEST_CASE("in a job that is started again and cancelled") {
        fail_each_line(restart_and_cancel, "cancelled cancelled");
    }
}

TEST_SUITE("each open of a file fails in turn") {
    TEST_CASE(
        "a start is refused, whatever the fault: no event, no byte, no file left open; the next one prints") {
        for (const auto what : faults) {
            CAPTURE(sentence(what));
            watched_bench at{1};
            REQUIRE(at.goes_on_until(state::operational));
            const std::size_t written = at.wire.size();
            at.files.fail_open(1, {what});
            const auto given = at.control.print(at.files.find("job.gcode").value(), at.clock.now());
            REQUIRE_FALSE(given.has_value());
            CHECK(given.error().why == reason::file_not_readable);
            CHECK(at.control.current() == state::operational);
            CHECK(at.control.job() == job_id::none);
            CHECK_FALSE(at.control.status(at.clock.now()).selected.has_value());
            CHECK_FALSE(at.control.poll_event().has_value());
            CHECK(at.wire.size() == written);
            CHECK(at.files.open_sources() == 0);
            pause_and_resume(at);
            CHECK(at.outcomes() == "done");
            CHECK(at.judge() == "");
        }
    }

    TEST_CASE("a restart is refused, whatever the fault, and the paused job goes on to its end") {
        for (const auto what : faults) {
            CAPTURE(sentence(what));
            watched_bench at{1};
            REQUIRE(at.goes_on_until(state::operational));
            at.print("job.gcode");
            REQUIRE(at.goes_on_until_executed("G1 X12 F6000"));
            at.submit(command::pause);
            REQUIRE(at.goes_on_until(state::paused));
            const std::size_t written = at.wire.size();
            at.files.fail_open(1, {what});
            const auto given = at.control.submit(command::restart, at.clock.now());
            REQUIRE_FALSE(given.has_value());
            CHECK(given.error().why == reason::file_not_readable);
            CHECK(at.control.current() == state::paused);
            CHECK(at.control.job() == job_id{1});
            CHECK_FALSE(at.control.poll_event().has_value());
            CHECK(at.wire.size() == written);
            CHECK(at.files.open_sources() == 1);
            at.submit(command::resume);
            CHECK(at.judge() == "");
            CHECK(at.outcomes() == "done done"); // and the one that judges
        }
    }
}

namespace {

constexpr std::string_view start = R"({"command":"start"})";

/// A job that is longer than several chunks and has few commands: they stand between long comments.
std::string long_file(int commands) {
    std::string all;
    for (int i = 1; i <= commands; ++i)
        all += "G1 X" + std::to_string(i) + " F6000\n; " + std::string(8'000, 'c') + "\n";
    return all;
}

/// The moves that the printer executed are 1, 2, 3 and so on; returns how many.
int moves_in_order(const workshop& at) {
    int next = 0;
    for (const auto& each : at.executed.commands())
        if (each.text.starts_with("G1 X") && each.text != "G1 X" + std::to_string(++next) + " F6000")
            return -1;
    return next;
}

outcome last_outcome(const workshop& at) {
    return at.control.with([](const auto& control) { return control.last_outcome(); });
}

} // namespace

TEST_SUITE("real files") {
    TEST_CASE(
        "each read of the operating system fails in turn: the job fails, is made safe, and closes its file") {
        constexpr int commands = 40;
        int reads = 1;
        for (int n = 1; n <= reads; ++n) {
            CAPTURE(n);
            workshop at;
            at.connect(long_file(commands));
            const failing_read undisturbed{0, 0};
            if (n == 1) { // how many there are when none fails
                REQUIRE(at.post(start).status == 204);
                at.until(state::operational);
                REQUIRE(last_outcome(at) == outcome::done);
                REQUIRE(moves_in_order(at) == commands);
                reads = undisturbed.reads();
                REQUIRE(reads > 4);
                at.executed.clear();
            }
            (void)at.events.take_words();
            const std::size_t begun_at = at.wire.size();
            {
                const failing_read fails{n, EIO};
                REQUIRE(at.post(start).status == 204);
                at.until(state::operational);
            }
            CHECK(last_outcome(at) == outcome::failed);
            const std::string told = at.events.take_words();
            CAPTURE(told);
            CHECK(told.find("file_not_readable") != std::string::npos);
            CHECK(told.find("PrintFailed") == told.rfind("PrintFailed"));
            const int executed = moves_in_order(at);
            CHECK(executed >= 0);
            CHECK(executed <= commands); // the last reads are after the last of them
            if (n == 1) CHECK(executed == 0);
            const auto last_move = at.wire.rfind("G1 X");
            const auto safe_stop = at.wire.find("M104 T0 S0", begun_at);
            CHECK(safe_stop != std::string::npos);
            CHECK((last_move == std::string::npos || last_move < safe_stop));
            CHECK(open_files() == 0);
            at.executed.clear();
            REQUIRE(at.post(start).status == 204);
            at.until(state::operational);
            CHECK(last_outcome(at) == outcome::done);
            CHECK(moves_in_order(at) == commands);
            CHECK(open_files() == 0);
        }
    }

    TEST_CASE("each error of opening refuses the start and changes nothing; the next one prints") {
        for (const int native : {EMFILE, ENFILE, ENOMEM, EACCES, EPERM, ENOENT, EINTR, EIO}) {
            CAPTURE(native);
            workshop at;
            at.connect("G28\n");
            const std::string before = at.everything();
            {
                const failing_open fails{1, native};
                const auto given = at.post(start);
                CHECK(given.status == 409);
                CHECK(given.body().find("file_not_readable") != std::string_view::npos);
            }
            CHECK(at.everything() == before);
            CHECK(open_files() == 0);
            REQUIRE(at.post(start).status == 204);
            at.until(state::operational);
            CHECK(last_outcome(at) == outcome::done);
        }
    }

    TEST_CASE("something other than a file refuses the start, without waiting for it") {
        const bool obeys_permissions = geteuid() != 0;
        for (const std::string_view what :
             {"a folder", "a pipe", "a broken link", "nothing", "no permission"}) {
            if (what == "no permission" && !obeys_permissions) continue;
            CAPTURE(what);
            workshop at;
            at.connect("G28\n");
            const std::string before = at.everything();
            const auto place = at.folder.path() / "job.gcode";
            if (what == "no permission")
                std::filesystem::permissions(place, std::filesystem::perms::none);
            else
                std::filesystem::remove(place);
            if (what == "a folder") std::filesystem::create_directory(place);
            if (what == "a pipe") REQUIRE(mkfifo(place.c_str(), 0600) == 0);
            if (what == "a broken link") std::filesystem::create_symlink("nowhere.gcode", place);
            CHECK(at.post(start).status == 409);
            CHECK(at.everything() == before);
            CHECK(open_files() == 0);
        }
    }

    TEST_CASE("a file that is cut short under its job fails it, and one that grows is printed to its end") {
        constexpr int commands = 60;
        for (const bool shrinks : {true, false}) {
            CAPTURE(shrinks);
            workshop at;
            at.connect(long_file(commands));
            REQUIRE(at.post(start).status == 204);
            at.until_executed("G1 X20 F6000");
            const auto place = at.folder.path() / "job.gcode";
            if (shrinks)
                std::filesystem::resize_file(place, 300'000);
            else
                std::ofstream{place, std::ios::app} << "G1 X61 F6000\n";
            at.until(state::operational);
            CHECK(last_outcome(at) == (shrinks ? outcome::failed : outcome::done));
            CHECK(moves_in_order(at) == (shrinks ? 38 : 61));
            CHECK(at.executed.count("M104 T0 S0") == (shrinks ? 1 : 0));
            CHECK(open_files() == 0);
        }
    }
}
