/// Jobs that cannot go on: resets, lethal errors, silence, refused lines, unreadable files.

#include "print_bench.hpp"

using namespace bench;

namespace {

const std::string safe_stop{safe_stop_commands};
const std::string greeting = "M115 | M155 S2 | M27 | " + safe_stop;

} // namespace

TEST_SUITE("streamer: the firmware was reset") {
    TEST_CASE("in every active state: the job failed, nothing is sent again, the handshake makes it safe") {
        for (const auto in : active_states) {
            CAPTURE(name(in));
            print_bench at{quick_heater(), slow_scripts()};
            bring_to(at, in);
            at.marlin.reset(at.clock.now());
            at.until([&] { return at.control.last_outcome() != outcome::none; });
            at.until(state::operational);
            at.pass(5min);
            CHECK(at.events.take_words() ==
                  "→Operational PrintFailed(1, printer_reset) →Connecting →Operational");
            CHECK(at.numbered() == greeting);
        }
    }

    TEST_CASE("during a heat-up") {
        print_bench at{quick_heater()};
        at.connect();
        at.start("M109 S200\nG28\n");
        at.until_executed("M109 S200");
        at.executed.clear();
        at.marlin.reset(at.clock.now());
        at.pass(5min);
        CHECK(at.control.last_outcome() == outcome::failed);
        CHECK(at.numbered() == greeting);
        CHECK(at.marlin.hotend_target() == 0);
    }

    TEST_CASE("a reset whose start was lost is known by the numbers it asks for, also after a pause") {
        for (const bool while_paused : {false, true}) {
            CAPTURE(while_paused);
            print_bench at{{.autoreport = false}};
            at.connect();
            at.start(moves(40));
            at.until_executed("G1 X20 F3000");
            if (while_paused) {
                (void)at.submit(command::pause);
                at.until(state::paused);
            }
            at.events.drain(at.control);
            (void)at.events.take_words();
            at.executed.clear();
            at.marlin.reset(at.clock.now());
            at.port.handle_time();
            at.port.to_host().clear(at.clock.now()); // nothing of what it says on starting arrives
            if (while_paused) (void)at.submit(command::resume);
            at.until([&] { return at.control.last_outcome() != outcome::none; });
            at.until(state::operational);
            CHECK(at.events.take_words().find("PrintFailed(1, printer_reset)") != std::string::npos);
            CHECK(at.numbered() == "M115 | M27 | " + safe_stop);
        }
    }

    TEST_CASE("a start at the end of a line that the reset has cut is heard") {
        print_bench at;
        at.connect();
        at.start(moves(40));
        at.until_executed("G1 X20 F3000");
        at.events.drain(at.control);
        (void)at.events.take_words();
        at.marlin.say(" T:210.1start");
        at.pass(0s);
        CHECK(at.events.take_words().starts_with("→Operational PrintFailed(1, printer_reset)"));
    }
}

TEST_SUITE("streamer: the printer stops for good") {
    TEST_CASE("every lethal error ends the job in error, and a safe stop is attempted without numbers") {
        for (const std::string_view said :
             {"Error:Thermal Runaway, system stopped! Heater_ID: 0", "Error:Heating failed, system stopped!",
              "Error:MAXTEMP triggered, system stopped! Heater_ID: bed", "Error:MINTEMP triggered",
              "Error:Printer halted. kill() called!", "!! KILL", "fatal:something broke",
              "Printer stopped due to errors. Fix the error and use M999 to restart.",
              "okError:Printer halted"}) {
            CAPTURE(said);
            print_bench at;
            at.connect();
            at.start(moves(40));
            at.until_executed("G1 X20 F3000");
            at.events.drain(at.control);
            (void)at.events.take_words();
            at.executed.clear();
            at.marlin.say(said);
            at.pass(5min);
            CHECK(at.events.take_words() ==
                  "→Error PrintFailed(1, printer_error) Noticed(safe_stop_unanswered)");
            CHECK(at.raw() == "M104 T0 S0 | M140 S0 | M106 S0 | M84 | M104 T0 S0 | M140 S0 | M106 S0 | M84");
            CHECK(at.numbered() == "");
            CHECK(at.submit(command::start).has_value() == false);
        }
    }

    TEST_CASE("harmless errors are passed over") {
        print_bench at;
        at.connect();
        at.start(moves(40));
        at.until_executed("G1 X20 F3000");
        for (const std::string_view said :
             {"echo:Unknown command: \"G999\"", "Error:SD init fail", "Error:volume.init failed",
              "echo:T5 Invalid extruder", "\xFF\xFE\x80 noise", "", "//some words"})
            at.marlin.say(said);
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
    }

    TEST_CASE("while idle it is an error without a job") {
        print_bench at;
        at.connect();
        at.marlin.say("Error:Thermal Runaway, system stopped! Heater_ID: 0");
        at.pass(1min);
        CHECK(at.events.take_words() == "→Error Noticed(safe_stop_unanswered)");
        at.marlin.reset(at.clock.now());
        at.until(state::operational);
        CHECK(at.numbered() == greeting);
    }
}

TEST_SUITE("streamer: silence") {
    TEST_CASE("silence beyond every limit ends in error with a safe stop attempted, and is forgiven later") {
        print_bench at;
        at.connect();
        at.start(moves(40));
        at.until_executed("G1 X20 F3000");
        at.events.drain(at.control);
        (void)at.events.take_words();
        at.marlin.power_off(at.clock.now());
        (void)at.take_wire();
        const auto began = at.clock.now();
        at.until(state::error);
        CHECK(at.clock.now() - began > 90s);
        CHECK(at.clock.now() - began < 3min);
        CHECK(at.events.take_words() ==
              "→Error PrintFailed(1, printer_not_responding) Noticed(safe_stop_unanswered)");
        CHECK(at.take_wire().ends_with(
            "\nM104 T0 S0\nM140 S0\nM106 S0\nM84\nM104 T0 S0\nM140 S0\nM106 S0\nM84\n"));
        at.pass(10min);
        CHECK(at.control.current() == state::error);
        CHECK(at.wire.find("G1") == std::string::npos);
        at.executed.clear();
        at.marlin.power_on(at.clock.now());
        at.until(state::operational);
        CHECK(at.numbered() == greeting);
    }

    TEST_CASE("a long command without busy may be silent for long, and only then") {
        for (const std::string_view line : {"G29", "G28", "M400", "G4 S300"}) {
            CAPTURE(line);
            marlin_settings is;
            is.keepalive = 0s;
            is.homing_time = is.levelling_time = 5min;
            print_bench at{is};
            at.connect();
            at.start("G1 X300 F60\n" + std::string{line} + "\nG1 X1 F3000\n");
            at.until(state::operational);
            CHECK(at.control.last_outcome() == outcome::done);
            CHECK(at.count("G1 X1 F3000") == 1);
            CHECK(at.marlin.dropped_bytes() == 0);
        }
    }

    TEST_CASE("a heat-up without busy is no silence while it tells temperatures") {
        marlin_settings is{.hotend = {.heats = 200}};
        is.keepalive = 0s;
        is.autoreport = false;
        print_bench at{is};
        at.connect();
        at.start("M109 S200\nG28\n"); // a quarter of an hour
        at.until_executed("G28");
        CHECK(at.clock.now() > instant{14min});
        CHECK(at.count("M105") <= 2);
    }

    TEST_CASE("pausing and cancelling behind a long command wait for it") {
        for (const auto asked : {command::pause, command::cancel}) {
            marlin_settings is;
            is.keepalive = 0s;
            is.levelling_time = 5min;
            print_bench at{is};
            at.connect();
            at.start("G29\nG1 X1 F3000\n");
            at.until_executed("G29");
            (void)at.submit(asked);
            at.until(asked == command::pause ? state::paused : state::operational);
            CHECK(at.count("G1 X1 F3000") == 0);
            CHECK(at.control.last_outcome() ==
                  (asked == command::pause ? outcome::none : outcome::cancelled));
        }
    }
}

TEST_SUITE("streamer: resend requests beyond repair") {
    TEST_CASE("a printer that refuses every repeat fails the job after ten, and gets the raw safe stop") {
        print_bench at;
        at.connect();
        at.start(moves(40));
        at.until_executed("G1 X20 F3000");
        at.events.drain(at.control);
        (void)at.events.take_words();
        std::uint64_t requests = at.marlin.resends();
        bool harms = true;
        at.port.to_printer().on_byte([&](std::uint64_t, char byte) {
            if (at.marlin.resends() - requests > 10) harms = false;
            return std::optional{harms && byte == '*' ? '+' : byte};
        });
        at.until(state::error);
        CHECK(at.events.take_words() == "→Error PrintFailed(1, resend_limit) Noticed(safe_stop_unanswered)");
        CHECK(at.marlin.resends() - requests == 11);
        at.executed.clear();
        at.until(state::operational);
        CHECK(at.numbered().ends_with(safe_stop));
        CHECK(at.raw().ends_with("M104 T0 S0 | M140 S0 | M106 S0 | M84"));
        CHECK(at.count("G1 X21 F3000") == 0);
    }

    TEST_CASE("many resends are told once, from a hundred lines on") {
        print_bench at;
        at.connect();
        at.start(moves(200));
        std::uint64_t stars = 0;
        at.port.to_printer().on_byte([&](std::uint64_t, char byte) {
            const bool harms = byte == '*' && ++stars % 5 == 0;
            return std::optional{harms ? '+' : byte};
        });
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
        const auto words = at.events.take_words();
        const auto told = words.find("Noticed(many_resends)");
        CHECK(told != std::string::npos);
        CHECK(words.find("Noticed(many_resends)", told + 1) == std::string::npos);
        for (int i = 1; i <= 200; ++i)
            CHECK(at.count("G1 X" + std::to_string(i) + " F3000") == 1);
    }
}

TEST_SUITE("streamer: the file's fault") {
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

    TEST_CASE("cancelling a job that is failing already is one outcome") {
        print_bench at{{}, {}, {.latency = 50ms}};
        at.connect();
        at.start("G1 X1 F3000\nM112\n");
        at.until([&] { return at.wire.find("M104") != std::string::npos; });
        (void)at.submit(command::cancel);
        at.until(state::operational);
        at.pass(1min);
        CHECK(at.events.take_words().ends_with("→Operational PrintCancelled(1)"));
        CHECK(at.numbered() == "G1 X1 F3000 | " + safe_stop);
    }
}

namespace {

/// A file that cannot be read on behind its second line.
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

TEST_SUITE("streamer: the file's fault, on the disk") {
    TEST_CASE("a file that cannot be read on fails the job with a safe stop; the printer stays usable") {
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
