/// The printer's word comes first: what it reports outranks what it was told. And what the job turned on goes off on
/// every way out.

#include "print_bench.hpp"

#include <string>
#include <string_view>

using namespace bench;

namespace {

/// Heaters that are hot within seconds.
marlin_settings quick() {
    return {.hotend = {.heats = 50'000, .cools = 50'000, .residency = 1s},
            .bed = {.heats = 20'000, .cools = 20'000, .maximum = 125'000, .residency = 1s},
            .chamber = {.heats = 20'000, .cools = 20'000, .maximum = 70'000, .residency = 1s}};
}

/// Brings a job that has heated to a pause; forgets how.
void pause_hot(print_bench& at, std::string_view lines = "") {
    at.connect();
    at.start("G28\nM190 S60\nM109 S215\nG1 X10 Y20 Z3 E5 F6000\n" + std::string{lines} +
             "@pause\nG1 X11 E6\n");
    at.until(state::paused);
    at.executed.clear();
}

bool is_safe(const print_bench& at) {
    for (std::size_t tool = 0; tool < at.marlin.settings().tools; ++tool)
        if (at.marlin.hotend_target(tool) != 0) return false;
    return at.marlin.bed_target() == 0 && at.marlin.chamber_target() == 0 && at.marlin.beam() == 0 &&
           at.marlin.fan() == 0;
}

} // namespace

TEST_SUITE("streamer: what went off while the job was paused is on again before a line goes on") {
    TEST_CASE("the firmware's own idle timer turned the heaters off") {
        marlin_settings is = quick();
        is.heaters_idle_timeout = 5min;
        for (const bool reports_itself : {true, false}) {
            CAPTURE(reports_itself);
            is.autoreport = reports_itself;
            print_bench at{is};
            pause_hot(at);
            at.pass(7min);
            REQUIRE(at.marlin.hotend_target() == 0);
            REQUIRE(at.marlin.bed_target() == 0);
            (void)at.submit(command::resume);
            at.until_executed("G1 X11 E6");
            CHECK(at.marlin.hotend_temperature() > 210'000);
            CHECK(at.marlin.bed_temperature() > 58'000);
            CHECK(at.numbered() == "M114 | M104 T0 S215 | M140 S60 | M109 T0 S215 | M190 S60 | G1 X11 E6");
            at.until(state::operational);
            CHECK(at.control.last_outcome() == outcome::done);
        }
    }

    TEST_CASE("a person has set another target in the printer's menu") {
        print_bench at{quick()};
        pause_hot(at);
        at.marlin.set_hotend(0, 150'000, at.clock.now());
        (void)at.submit(command::resume);
        at.until_executed("G1 X11 E6");
        CHECK(at.marlin.hotend_target() == 215'000);
        CHECK(at.marlin.hotend_temperature() > 210'000);
    }

    TEST_CASE(
        "the printer has paused by itself and went cold: the resume script is sent, and it is heated again") {
        marlin_settings is = quick();
        is.has_print_pause = true;
        print_bench at{is, {.resume_script = "M602"}};
        at.connect();
        at.start("M109 S215\n" + moves(5) + "G4 S10\n" + moves(3));
        at.until_executed("G4 S10");
        at.marlin.say("//action:paused");
        at.marlin.set_hotend(0, 0, at.clock.now());
        at.until(state::paused);
        at.pass(1min);
        at.executed.clear();
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
        CHECK(at.numbered().starts_with("M114 | M104 T0 S215 | M109 T0 S215 | M602 | G1 X"));
    }

    TEST_CASE("the chamber that the job heated") {
        marlin_settings is = quick();
        is.has_chamber = true;
        is.heaters_idle_timeout = 5min;
        print_bench at{is};
        pause_hot(at, "M191 S50\n");
        at.pass(7min);
        REQUIRE(at.marlin.chamber_target() == 0);
        (void)at.submit(command::resume);
        at.until_executed("G1 X11 E6");
        CHECK(at.marlin.chamber_target() == 50'000);
    }

    TEST_CASE("nothing is heated that is as hot as it was, also when the firmware keeps whole degrees") {
        class whole_degrees : public marlin_replies {
        public:
            void temperature_answer(marlin_output& say, const machine_thermal&, instant) const override {
                say.say("ok T:214.60 /214.00 B:60.00 /60.00 @:0 B@:0");
            }
        };
        const whole_degrees words;
        marlin_settings is = quick();
        is.autoreport = false;
        is.replies = &words;
        print_bench at{is};
        pause_hot(at, "M104 S214.6\n");
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered() == "M114 | G1 X11 E6 | M400 | M114");
    }
}

TEST_SUITE("streamer: where a person has moved the tool while the job was paused, it goes back first") {
    TEST_CASE("the tool was lifted") {
        print_bench at{quick()};
        pause_hot(at);
        at.marlin.turn_knobs({0, 0, 30'000, 0}, at.clock.now());
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered() == "M114 | G90 | G0 X10 Y20 F6000 | G0 Z3 | G92 E5 | G1 X11 E6 | M400 | M114");
    }

    TEST_CASE("filament was primed by hand: it counts from where it was") {
        print_bench at{quick()};
        pause_hot(at);
        at.marlin.turn_knobs({0, 0, 0, 50'000}, at.clock.now());
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered().find("G92 E5 | ") != std::string::npos);
        CHECK(at.marlin.position()[3] == 6'000);
    }

    TEST_CASE(
        "a printer that tells its place at the pause and not at the resume goes on after the usual wait") {
        print_bench at{quick()};
        pause_hot(at);
        (void)at.submit(command::resume);
        at.port.to_host().on_byte([](std::uint64_t, char byte) { // `X:` and its kin are lost
            return std::optional{byte == ':' ? ';' : byte};
        });
        at.until_executed("G1 X11 E6");
        CHECK(at.count("G0 Z3") == 0);
    }
}

TEST_SUITE("streamer: a job in inches") {
    TEST_CASE("the scripts and the way back are in millimetres, the rest of the job in inches") {
        print_bench at{quick(), {.pause_script = "G1 Z30 F600", .resume_script = "G1 Z20"}};
        at.connect();
        at.start("G20\nG90\nG1 X1 Y1 Z0.1 F100\n@pause\nG1 X2\n");
        at.until(state::paused);
        CHECK(at.marlin.position()[2] == 30'000);
        at.executed.clear();
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered() ==
              "M114 | G1 Z20 | G90 | G0 X25.4 Y25.4 F6000 | G0 Z2.54 | G92 E0 | G20 | G1 F100 | "
              "G1 X2 | M400 | M114");
        CHECK(at.marlin.position()[0] == 50'800);
        CHECK(at.marlin.in_inches());
    }

    TEST_CASE("a script that moves begins with absolute numbers") {
        print_bench at{quick(), {.pause_script = "G1 X0 Y200 F6000"}};
        at.connect();
        at.start("G91\nG1 X10 Y10 F6000\n@pause\nG1 X1\n");
        at.until(state::paused);
        CHECK(at.marlin.position()[1] == 200'000);
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.marlin.position()[0] == 11'000);
        CHECK(at.marlin.is_relative());
    }
}

TEST_SUITE("streamer: what the job turned on goes off on every way out") {
    TEST_CASE("every hot end that got a target, also where only the active one is reported") {
        for (const bool reports_active : {true, false}) {
            for (const std::string_view way : {"cancel", "fail", "replug", "reset", "forbidden"}) {
                CAPTURE(reports_active);
                CAPTURE(way);
                marlin_settings is = quick();
                is.tools = 3;
                is.reports_active_tool = reports_active;
                is.has_chamber = true;
                print_bench at{is};
                at.connect();
                std::string job =
                    "M104 T1 S240\nM109 T0 S215\nM140 S60\nM141 S40\nM106 S200\nM3 S120\n" + moves(3);
                if (way == "forbidden") job += "M112\n";
                at.start(job + "G4 S20\n" + moves(30));
                if (way != "forbidden") at.until_executed("G4 S20");
                if (way == "cancel") (void)at.submit(command::cancel);
                if (way == "fail") at.marlin.say("Error:Homing Failed");
                if (way == "replug") {
                    at.port.unplug();
                    at.until(state::offline);
                    at.port.plug_in();
                }
                if (way == "reset") at.marlin.reset(at.clock.now());
                at.until([&] { return at.control.last_outcome() != outcome::none; });
                at.pass(5min);
                CHECK(is_safe(at));
            }
        }
    }

    TEST_CASE("laser or spindle goes off for a pause, and on again with the lines") {
        for (const std::string_view on : {"M3 S120", "M4 S120", "M3"}) {
            CAPTURE(on);
            print_bench at{quick()};
            at.connect();
            at.start("G1 X1 F3000\n" + std::string{on} + "\nG1 X2\n@pause\nG1 X3\nM5\n");
            at.until(state::paused);
            CHECK(at.marlin.beam() == 0);
            at.executed.clear();
            (void)at.submit(command::resume);
            at.until_executed("G1 X3");
            CHECK(at.marlin.beam() == (on == "M3" ? 255'000 : 120'000));
            CHECK(at.numbered() == "M114 | " + std::string{on} + " | G1 X3");
            at.until(state::operational);
            CHECK(at.marlin.beam() == 0);
        }
    }

    TEST_CASE(
        "laser or spindle stays off when the paused job is cancelled, and when the file had turned it off") {
        print_bench at{quick()};
        at.connect();
        at.start("M3 S120\nG1 X2 F3000\nM5\n@pause\nG1 X3\n");
        at.until(state::paused);
        at.executed.clear();
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered() == "M114 | G1 X3 | M400 | M114");
        at.start("M3 S120\nG1 X2 F3000\n@pause\nG1 X3\n");
        at.until(state::paused);
        (void)at.submit(command::cancel);
        at.until(state::operational);
        CHECK(at.marlin.beam() == 0);
    }

    TEST_CASE("a job that names nothing turns off the first hot end and the bed only") {
        print_bench at{quick()};
        at.connect();
        at.start("G28\nG4 S30\n");
        at.until_executed("G4 S30");
        at.executed.clear();
        (void)at.submit(command::cancel);
        at.until(state::operational);
        CHECK(at.numbered() == safe_stop);
    }

    TEST_CASE("a chamber that is reported is turned off, also when the job did not name it") {
        marlin_settings is = quick();
        is.has_chamber = true;
        print_bench at{is};
        at.connect();
        at.start("G28\nG4 S30\n");
        at.until_executed("G4 S30");
        at.executed.clear();
        (void)at.submit(command::cancel);
        at.until(state::operational);
        CHECK(at.numbered() == "M104 T0 S0 | M140 S0 | M141 S0 | M106 S0 | M84");
    }

    TEST_CASE("hot ends of an earlier job are still known when a later one is cancelled") {
        marlin_settings is = quick();
        is.tools = 2;
        is.reports_active_tool = true;
        print_bench at{is};
        at.connect();
        at.start("M104 T1 S200\n");
        at.until(state::operational);
        REQUIRE(at.marlin.hotend_target(1) == 200'000);
        at.start("G4 S30\n");
        at.until_executed("G4 S30");
        (void)at.submit(command::cancel);
        at.until(state::operational);
        CHECK(at.marlin.hotend_target(1) == 0);
    }
}
