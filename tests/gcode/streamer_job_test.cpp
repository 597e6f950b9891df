/// A job from its start to its end, when nothing goes wrong.

#include "print_bench.hpp"

#include <algorithm>

using namespace bench;

namespace {

constexpr std::string_view whole_story =
    "FileSelected(0) →Starting PrintStarted(1) →Printing →Finishing →Operational PrintDone(1)";

} // namespace

TEST_SUITE("streamer: a job") {
    TEST_CASE(
        "M110 alone, a probe alone, then every line once and in order, then M400 and M114; then it is done") {
        print_bench at;
        at.connect();
        (void)at.take_wire();
        at.start("G28\nG1 X1 F3000\nG1 X2\n");
        at.until(state::operational);
        CHECK(at.events.take_words() == whole_story);
        CHECK(at.take_wire() == "N0 M110 N0*125\nN1 M105*38\nN2 G28*17\nN3 G1 X1 F3000*7\nN4 G1 X2*102\nN5 "
                                "M400*34\nN6 M114*33\n");
        CHECK(at.control.last_outcome() == outcome::done);
    }

    TEST_CASE("nothing follows the job's M110 before its ok") {
        print_bench at{{}, {}, {.latency = 100ms}};
        at.connect();
        (void)at.take_wire();
        at.start(moves(3));
        at.pass(150ms);
        CHECK(at.take_wire() == "N0 M110 N0*125\n");
        CHECK(at.control.current() == state::starting);
    }

    TEST_CASE("one line is in flight, never two") {
        print_bench at{{}, {}, {.latency = 50ms}};
        at.connect();
        (void)at.take_wire();
        const auto oks_before = at.marlin.oks();
        at.start(moves(30));
        std::uint64_t most = 0;
        at.until([&] {
            const auto sent = static_cast<std::uint64_t>(std::ranges::count(at.wire, '\n'));
            most = std::max(most, sent - (at.marlin.oks() - oks_before));
            return at.control.current() == state::operational;
        });
        CHECK(most == 1);
        CHECK(at.marlin.dropped_bytes() == 0);
    }

    TEST_CASE("done is reported when motion has ended, not when the last line was acknowledged") {
        print_bench at;
        at.connect();
        at.start("G1 X300 F300\n"); // a minute
        at.until(state::finishing);
        CHECK(at.marlin.in_motion());
        at.until(state::operational);
        CHECK_FALSE(at.marlin.in_motion());
        CHECK(at.clock.now() >= instant{60s});
        CHECK(at.control.status(at.clock.now()).completion == 100.0);
    }

    TEST_CASE("the start script comes before the first line, the done script after motion ended") {
        print_bench at{{}, {.start_script = "M117 hello ; greets\nG90", .done_script = "M300 S440\n"}};
        at.connect();
        at.start("G1 X5 F600\n");
        at.until(state::operational);
        CHECK(at.numbered() == "M117 hello | G90 | G1 X5 F600 | M400 | M114 | M300 S440");
        CHECK(at.events.take_words() == whole_story);
    }

    TEST_CASE("a file that cannot be opened refuses the start, and nothing is sent") {
        print_bench at;
        at.connect();
        (void)at.take_wire();
        file gone;
        REQUIRE(gone.name.assign("gone.gcode"));
        REQUIRE(gone.path.assign("gone.gcode"));
        const auto given = at.control.print(gone, at.clock.now());
        REQUIRE_FALSE(given.has_value());
        CHECK(given.error().why == reason::file_not_readable);
        at.pass(10s);
        CHECK(at.wire.empty());
    }

    TEST_CASE("positions are those after each line, comments and line ends included") {
        print_bench at;
        at.connect();
        const std::string first = "; a comment\r\n\r\nG28\r\n";
        const std::string rest = "; more\r\nG29\r\n; the end";
        at.start(first + rest);
        at.until_executed("G28");
        // Comments count with the line before them, and are read ahead up to the next line that is sent.
        CHECK(at.streamer.progress().sent == first.size() + std::string_view{"; more\r\n"}.size());
        CHECK(at.streamer.progress().acknowledged == std::string_view{"; a comment\r\n\r\n"}.size());
        CHECK(at.streamer.progress().executed == 0);
        at.until_executed("G29");
        CHECK(at.streamer.progress().sent == (first + rest).size());
        CHECK(at.streamer.progress().acknowledged == first.size() + std::string_view{"; more\r\n"}.size());
        at.until(state::operational);
        const auto end = at.streamer.progress();
        CHECK(end.sent == (first + rest).size());
        CHECK(end.acknowledged == end.sent);
        CHECK(end.executed == end.sent);
    }

    TEST_CASE("an empty file, and one of comments only, print to done without a line") {
        for (const std::string& content :
             {std::string{}, std::string{"; nothing"}, std::string(100'000, '\n')}) {
            CAPTURE(content.size());
            print_bench at;
            at.connect();
            at.start(content);
            at.until(state::operational);
            CHECK(at.events.take_words() == whole_story);
            CHECK(at.numbered() == "M400 | M114");
            CHECK(at.streamer.progress().executed == content.size());
        }
    }

    TEST_CASE("a very long run of comments does not delay commands") {
        print_bench at;
        at.connect();
        std::string content;
        while (content.size() < 2'000'000)
            content += "; a comment of a long, long header\n";
        at.start(content + "G28\n");
        at.until(state::printing);
        CHECK(at.streamer.progress().sent > 0);
        CHECK(at.streamer.progress().sent < 100'000); // one call reads a part of it
        CHECK(at.control.next_deadline() <= at.clock.now());
        at.until(state::operational);
        CHECK(at.numbered() == "G28 | M400 | M114");
    }

    TEST_CASE("two jobs in a row are two jobs") {
        print_bench at;
        at.connect();
        at.start("G1 X1 F3000\n");
        at.until(state::operational);
        at.start("G1 X2 F3000\n");
        at.until(state::operational);
        CHECK(at.numbered() == "G1 X1 F3000 | M400 | M114 | G1 X2 F3000 | M400 | M114");
        CHECK(
            at.events.take_words() ==
            std::string{whole_story} +
                " FileSelected(1) →Starting PrintStarted(2) →Printing →Finishing →Operational PrintDone(2)");
    }

    TEST_CASE("the slicer's own estimate is the time left, and is sent too") {
        print_bench at;
        at.connect();
        at.start("M73 P10 R90\nG28\n");
        at.until_executed("G28");
        const auto status = at.control.status(at.clock.now());
        CHECK(status.time_left == duration{90min});
        CHECK(status.time_left_origin == estimate_origin::printer);
        CHECK(at.count("M73 P10 R90") == 1);
    }

    TEST_CASE("M105 is sent between lines if the printer does not report temperatures") {
        print_bench at{{.autoreport = false}};
        at.connect();
        at.start(moves(200));
        at.until(state::operational);
        const auto seconds = (at.clock.now() - instant{}).count() / 1'000'000;
        CHECK(at.count("M105") >= static_cast<std::size_t>(seconds / 10));
        CHECK(at.count("M105") <= static_cast<std::size_t>(seconds / 5 + 2));
    }

    TEST_CASE("the file's own numbers, checksums and M110 are removed") {
        print_bench at;
        at.connect();
        at.start("N1 G1 X1 F3000*99\nN2 M110 N7\nM110\nN3 G1 X2*5\n");
        at.until(state::operational);
        CHECK(at.numbered() == "G1 X1 F3000 | G1 X2 | M400 | M114");
    }

    TEST_CASE("other hosts' @ commands are ignored") {
        print_bench at;
        at.connect();
        at.start("@BEDLEVEL something\nG1 X1 F3000\n@resume\n@resume\n");
        at.until(state::operational);
        CHECK(at.numbered() == "G1 X1 F3000 | M400 | M114");
        CHECK(at.events.take_words() == whole_story);
    }

    TEST_CASE("a thousand requests of the file that hold already do not stop the job") {
        print_bench at{{.autoreport = false}};
        at.connect();
        std::string content;
        for (int i = 0; i < 1'000; ++i)
            content += "@resume\n";
        at.start(content + "G1 X1 F3000\n");
        at.until_executed("G1 X1 F3000");
        CHECK(at.clock.now() < instant{1s});
    }

    TEST_CASE("the streamer's size is fixed and small") {
        using under_test = gcode::streamer<simulated_port, gcode::memory_files>;
        static_assert(sizeof(under_test) < 16 * 1024);
        CHECK(sizeof(under_test) > sizeof(gcode::resend_buffer));
    }
}
