/// What ends a job in error: lethal errors, silence, and resend requests that cannot be satisfied.

#include "print_bench.hpp"

using namespace bench;

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

    TEST_CASE("harmless errors are ignored") {
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
        CHECK(at.numbered() == owing_handshake);
    }
}

TEST_SUITE("streamer: silence") {
    TEST_CASE("silence beyond every limit ends in error with a safe stop attempted; the printer can be used "
              "later") {
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
        CHECK(at.numbered() == owing_handshake);
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

    TEST_CASE("a heat-up without busy is no silence while temperatures are reported") {
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

    TEST_CASE("pausing and cancelling after a long command wait for it") {
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

TEST_SUITE("streamer: resend requests that cannot be satisfied") {
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

    TEST_CASE("many resends are reported once, from a hundred lines on") {
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
