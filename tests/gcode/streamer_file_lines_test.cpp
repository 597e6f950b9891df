/// The lines of a job's file: those that must not be sent, those that were cut, and a file that cannot be read.

#include "streamer_fixture.hpp"

using namespace bench;

TEST_SUITE("streamer: lines that must not be sent") {
    TEST_CASE("a line that must not be sent fails the job before it leaves, with a safe stop") {
        for (const std::string line : {"G1 X1^2", "G1 X\\2", "M112", "M28 x.gco", "M29", "M410", "M524",
                                       "M997", "G1 X1 \xC3\xA4", "G1 X1 M110"}) {
            CAPTURE(line);
            print_bench at;
            at.connect();
            (void)at.take_wire();
            at.start("G1 X1 F3000\n" + line + "\nG1 X2 F3000\n");
            at.until(state::operational);
            CHECK(at.events.take_words() ==
                  "FileSelected(0) →Starting PrintStarted(1) →Printing →Operational "
                  "PrintFailed(1, line_refused)");
            CHECK(at.numbered() == "G1 X1 F3000 | " + safe_stop);
            CHECK(at.take_wire().find(line) == std::string::npos);
        }
    }

    TEST_CASE(
        "a line that is too long fails the job; a long display text is cut, a long comment is nothing") {
        print_bench at;
        at.connect();
        const std::string text(300, 'x');
        at.start("M117 " + text + "\nG28 ; " + text + "\n;" + text + "\nG1 X" + std::string(100, '1') + "\n");
        at.until(state::operational);
        CHECK(at.events.take_words().ends_with("PrintFailed(1, line_refused)"));
        CHECK(at.numbered().starts_with("M117 xxx"));
        CHECK(at.numbered().ends_with(" | G28 | " + safe_stop));
    }
}

namespace {

/// A file that cannot be read further after its second line.
struct breaking_lines {
    int left = 0;
    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (left == 0) return tl::unexpected(io_error{fault::io, 5});
        --left;
        return std::optional{source_line{.text = "G1 X1 F3000", .end = 12, .cut = false}};
    }
    void close() { left = 0; }
};

struct breaking_files {
    using source_type = breaking_lines;
    [[nodiscard]] std::optional<io_error> open(const file&, breaking_lines& source) {
        source.left = 2;
        return std::nullopt;
    }
};

} // namespace

TEST_SUITE("streamer: a file that cannot be read") {
    TEST_CASE("a file that cannot be read further fails the job with a safe stop; the printer stays usable") {
        manual_clock clock;
        simulated_marlin marlin;
        command_recorder executed{marlin};
        simulated_port port{clock, marlin};
        breaking_files files;
        gcode::streamer streamer{port, files};
        controller control{streamer};
        event_recorder events;
        REQUIRE(run_until(clock, port, control, [&] { return control.current() == state::operational; }));
        events.drain(control);
        (void)events.take_words();
        executed.clear();
        REQUIRE(control.print(file{}, clock.now()).has_value());
        REQUIRE(run_until(clock, port, control, [&] { return control.current() == state::operational; }));
        events.drain(control);
        CHECK(events.take_words() == "FileSelected(0) →Starting PrintStarted(1) →Printing →Operational "
                                     "PrintFailed(1, file_not_readable)");
        CHECK(executed.count("G1 X1 F3000") == 2);
        CHECK(executed.commands().back().text == "M84");
    }
}

TEST_SUITE("streamer: the file's lines") {
    TEST_CASE("a file that ends before the size it had when it was opened fails the job") {
        streamer_fixture at;
        at.connect();
        at.start({line("G1 X1", 6)}, 1000);
        CHECK(at.answer_all() == "failed(1):file_not_readable");
        CHECK(at.take_sent().ends_with("M110 N0 | M105 | " + safe_stop));
    }

    TEST_CASE("a line that was cut is sent only if the missing part is comment") {
        streamer_fixture at;
        at.connect();
        at.start({line("; a comment that is long", 500, true),
                  line("G1 X1 ; and one behind a com", 1000, true), line("G1 X2", 1006),
                  line("G1 X3 Y", 1500, true), line("G1 X4", 1506)});
        CHECK(at.answer_all() == "failed(1):line_refused");
        const std::string sent = at.take_sent();
        CHECK(sent.starts_with("G1 X1 | "));
        CHECK(sent.ends_with("M110 N0 | M105 | " + safe_stop));
        CHECK(sent.find("G1 X3") == std::string::npos);
        CHECK(sent.find("G1 X4") == std::string::npos);
    }

    TEST_CASE("an estimate without the minutes that are left changes nothing") {
        streamer_fixture at;
        at.connect();
        at.start({line("M73 P10 R30", 12), line("M73 P11", 20), line("M73 P12 R", 30), line("G1 X1", 40)});
        CHECK(at.answer_all() == "drained(1) finished(1)");
        CHECK(at.streamer.progress().time_left == 30min);
    }

    TEST_CASE("an impossible estimate is ignored") {
        streamer_fixture at;
        at.connect();
        at.start(
            {line("M73 R30", 8), line("M73 R-5", 16), line("M73 R99999999", 30), line("M73 R525600", 42)});
        CHECK(at.answer_all() == "drained(1) finished(1)");
        CHECK(at.streamer.progress().time_left == 30min);
    }
}
