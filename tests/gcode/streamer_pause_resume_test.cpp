/// Pauses, whoever requests them, and what a resume restores.

#include "streamer_fixture.hpp"

using namespace bench;

namespace {

/// A printer whose hot end is warm within seconds.
marlin_settings quick() {
    return {.hotend = {.heats = 20'000, .cools = 20'000, .residency = 1s}};
}

void until_printing_line(print_bench& at, std::string_view line) {
    at.until_executed(line);
    at.events.drain(at.control);
    (void)at.events.take_words();
}

} // namespace

TEST_SUITE("streamer: pause") {
    TEST_CASE("what is in flight ends, then M400 and M114, then the pause script; no line of the job") {
        print_bench at{{}, {.pause_script = "M117 paused"}};
        at.connect();
        at.start(moves(20));
        until_printing_line(at, "G1 X5 F3000");
        at.executed.clear();
        CHECK(at.submit(command::pause) == acceptance::accepted);
        at.until(state::paused);
        CHECK_FALSE(at.marlin.in_motion());
        CHECK(at.events.take_words() == "→Pausing →Paused PrintPaused(1)");
        CHECK(at.numbered() == "M400 | M114 | M117 paused");
        at.pass(5min);
        CHECK(at.numbered() == "M400 | M114 | M117 paused");
        CHECK(at.streamer.progress().executed == at.streamer.progress().acknowledged);
        CHECK(at.streamer.progress().executed == std::string_view{"G1 X1 F3000\n"}.size() * 5);
    }

    TEST_CASE("pauses of the printer, of the file and of a runout are commands") {
        const auto words = [](auto cause, std::string_view content) {
            print_bench at{quick()};
            at.connect();
            at.start(content);
            at.until_executed("G1 X1 F3000");
            cause(at);
            at.until(state::paused);
            at.pass(1min);
            CHECK(at.count("G1 X99 F3000") == 0);
            return at.events.take_words();
        };
        const std::string_view story =
            "FileSelected(0) →Starting PrintStarted(1) →Printing →Pausing →Paused PrintPaused(1)";
        const auto nothing = [](print_bench&) {};
        const std::string slow = "G1 X1 F3000\nG28\nG1 X99 F3000\n";
        CHECK(words([](print_bench& at) { at.marlin.say("//action:pause"); }, slow) == story);
        CHECK(words([](print_bench& at) { at.marlin.say("echo: cold extrusion prevented"); }, slow) == story);
        for (const std::string line : {"@pause", "M0", "M1 S5 change the spool", "M25", "@pause now"}) {
            CAPTURE(line);
            CHECK(words(nothing, "G1 X1 F3000\n" + line + "\nG1 X99 F3000\n") == story);
        }
    }

    TEST_CASE("M0, M1 and M25 of a file are not sent") {
        print_bench at;
        at.connect();
        at.start("M0\nM1 wait\nM25\nG1 X1 F3000\n");
        for (int i = 0; i < 3; ++i) {
            at.until(state::paused);
            CHECK(at.submit(command::resume) == acceptance::accepted);
        }
        at.until(state::operational);
        CHECK(at.numbered() ==
              "M400 | M114 | M114 | M400 | M114 | M114 | M400 | M114 | M114 | G1 X1 F3000 | M400 | M114");
    }

    TEST_CASE("@cancel in a file cancels") {
        print_bench at;
        at.connect();
        at.start("G1 X1 F3000\n@cancel\nG1 X2 F3000\n");
        at.until(state::operational);
        CHECK(at.events.take_words().ends_with(
            "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)"));
        CHECK(at.numbered() == "G1 X1 F3000 | " + safe_stop);
    }

    TEST_CASE("a refused cold extrusion pauses the job") {
        print_bench at;
        at.connect();
        at.start("G1 X1 F3000\nG1 X2 E5\nG1 X3 E6\nG1 X4 E7\n");
        at.until(state::paused);
        CHECK(at.count("G1 X2 E5") == 1);
        CHECK(at.count("G1 X3 E6") == 0);
    }

    TEST_CASE(
        "a pause while starting is remembered, and no line of the job is sent before it is carried out") {
        print_bench at{{}, {.start_script = "G28"}};
        at.connect();
        at.start(moves(5));
        CHECK(at.submit(command::pause) == acceptance::deferred);
        at.until(state::paused);
        CHECK(at.numbered() == "G28 | M400 | M114");
        CHECK(at.events.take_words() == "FileSelected(0) →Starting PrintStarted(1) CommandDeferred(1, pause) "
                                        "→Pausing →Paused PrintPaused(1)");
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
        CHECK(at.count("G1 X1 F3000") == 1);
    }

    TEST_CASE("a resume while pausing is remembered, and carried out once paused") {
        print_bench at;
        at.connect();
        at.start("G1 X1 F3000\nG28\nG1 X2 F3000\n");
        until_printing_line(at, "G28");
        (void)at.submit(command::pause);
        CHECK(at.submit(command::resume) == acceptance::deferred);
        at.until(state::operational);
        CHECK(
            at.events.take_words() ==
            "→Pausing CommandDeferred(1, resume) →Paused PrintPaused(1) →Resuming PrintResumed(1) →Printing "
            "→Finishing →Operational PrintDone(1)");
        CHECK(at.numbered() == "G1 X1 F3000 | G28 | M400 | M114 | M114 | G1 X2 F3000 | M400 | M114");
    }

    TEST_CASE("without the printer's position: no script that moves, and a notice") {
        print_bench at{{}, {.pause_script = "G91\nG1 Z5\nG90", .resume_script = "G1 X0"}};
        at.connect();
        at.start("G1 X1 F3000\nG28\nG1 X2 F3000\n");
        until_printing_line(at, "G28");
        (void)at.submit(command::pause);
        at.until_executed("M400");
        at.marlin.corrupt_next_line(2); // the answer to M114, and its ok
        at.until(state::paused);
        CHECK(at.events.take_words() == "→Pausing Noticed(position_unknown) →Paused PrintPaused(1)");
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.count("G1 Z5") == 0);
        CHECK(at.count("G1 X0") == 0);
        CHECK(at.control.last_outcome() == outcome::done);
    }

    TEST_CASE("the printer's own paused and resumed only change the state") {
        print_bench at{{}, {.pause_script = "M117 paused", .resume_script = "M117 resumed"}};
        at.connect();
        at.start("G1 X1 F3000\nG28\nG1 X2 F3000\n");
        until_printing_line(at, "G28");
        at.executed.clear();
        at.marlin.say("//action:paused");
        at.until(state::paused);
        at.pass(1min);
        CHECK(at.events.take_words() == "→Paused PrintPaused(1)");
        CHECK(at.numbered() == "");
        at.marlin.say("//action:resumed");
        at.until(state::operational);
        CHECK(at.events.take_words() == "PrintResumed(1) →Printing →Finishing →Operational PrintDone(1)");
        CHECK(at.numbered() == "G1 X2 F3000 | M400 | M114");
    }

    TEST_CASE("a filament change at the printer pauses for as long as the person takes") {
        marlin_settings is;
        is.host_actions = true;
        print_bench at{is};
        at.connect();
        at.start("G1 X1 F3000\nM600\nG1 X2 F3000\n");
        at.until(state::paused);
        at.pass(5h);
        CHECK(at.control.current() == state::paused);
        CHECK(at.events.take_words().find("Noticed(waiting_for_user)") != std::string::npos);
        const std::string button = "M108\n"; // the knob on the printer
        at.marlin.receive(button, at.clock.now());
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
        CHECK(at.numbered().starts_with("G1 X1 F3000 | M600 | "));
    }

    TEST_CASE("the printer's own resume is a command") {
        print_bench at{{}, {.resume_script = "M117 resumed"}};
        at.connect();
        at.start("G1 X1 F3000\n@pause\nG1 X2 F3000\n");
        at.until(state::paused);
        at.executed.clear();
        at.marlin.say("//action:resume");
        at.until(state::operational);
        CHECK(at.numbered() == "M114 | M117 resumed | G1 X2 F3000 | M400 | M114");
    }

    TEST_CASE("a prompt makes a notice") {
        print_bench at;
        at.connect();
        at.marlin.say("//action:prompt_begin Filament runout");
        at.pass(1s);
        CHECK(at.events.take_words() == "Noticed(prompt)");
    }

    TEST_CASE("the printer may start a job only where that is allowed") {
        for (const bool allowed : {false, true}) {
            CAPTURE(allowed);
            gcode::streamer_settings settings;
            settings.printer_may_start = allowed;
            print_bench at{{}, settings};
            at.connect();
            REQUIRE(at.files.add("job.gcode", "G28\n"));
            REQUIRE(at.control.select(at.files.find("job.gcode").value(), at.clock.now()).has_value());
            at.marlin.say("//action:start");
            at.pass(1min);
            CHECK(at.count("G28") == (allowed ? 1 : 0));
        }
    }
}

TEST_SUITE("streamer: resume") {
    TEST_CASE("with nothing changed the lines continue, once temperatures and position were asked for") {
        print_bench at;
        at.connect();
        at.start(moves(10));
        until_printing_line(at, "G1 X5 F3000");
        (void)at.submit(command::pause);
        at.until(state::paused);
        at.executed.clear();
        (void)at.events.take_words();
        CHECK(at.submit(command::resume) == acceptance::accepted);
        at.until(state::operational);
        CHECK(at.events.take_words() ==
              "→Resuming PrintResumed(1) →Printing →Finishing →Operational PrintDone(1)");
        CHECK(at.numbered() ==
              "M114 | G1 X6 F3000 | G1 X7 F3000 | G1 X8 F3000 | G1 X9 F3000 | G1 X10 F3000 | M400 | M114");
    }

    TEST_CASE("after scripts that moved: XY, then Z, then E, modes, feed rate and fan; then the lines") {
        print_bench at{quick(),
                       {.pause_script = "G91\nG1 Z5 F600\nM107", .resume_script = "M117 back\nG1 X0"}};
        at.connect();
        at.start("M302 P1\nG90\nM83\nM106 S128\nG1 X10.5 Y20 Z0.2 E1.5 F1800\n@pause\nG1 X11 E0.1\n");
        at.until(state::paused);
        at.executed.clear();
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered() ==
              "M114 | G90 | M117 back | G1 X0 | G90 | G0 X10.5 Y20 F6000 | G0 Z0.2 | G92 E1.5 | M83 | "
              "M106 S128 | G1 F1800 | G1 X11 E0.1 | M400 | M114");
        CHECK(at.marlin.position() == axes{11'000, 20'000, 200, 1'600});
    }

    TEST_CASE("a relative job continues relative") {
        print_bench at{quick(), {.pause_script = "G90\nG1 X0 F6000"}};
        at.connect();
        at.start("G91\nG1 X10 F1800\n@pause\nG1 X10\n");
        at.until(state::paused);
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.marlin.position()[0] == 20'000);
        CHECK(at.marlin.is_relative());
        CHECK(at.marlin.is_relative_e());
    }

    TEST_CASE("modes and fan are restored even if no script moved") {
        print_bench at{quick(), {.pause_script = "G91\nM107\nT1"}};
        at.connect();
        at.start("G90\nM106 S200\nG1 X1 F1800\n@pause\nG1 X2\n");
        at.until(state::paused);
        at.executed.clear();
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered() == "M114 | T0 | G90 | M106 S200 | G1 X2 | M400 | M114");
    }

    TEST_CASE("a target that the pause script lowered is reached again before anything moves") {
        print_bench at{quick(), {.pause_script = "M104 S100\nM140 S0", .resume_script = "G1 X0"}};
        at.connect();
        at.start("M104 S200\nM140 S60\nG1 X1 F1800\n@pause\nG1 X2\n");
        at.until(state::paused);
        at.executed.clear();
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.numbered().starts_with(
            "M114 | M104 T0 S200 | M140 S60 | M109 T0 S200 | M190 S60 | G1 X0 | G90 | "));
    }

    TEST_CASE(
        "paused for ten minutes: the hot ends go off, the bed stays; resume heats before anything moves") {
        print_bench at{quick(), {.resume_script = "G1 X0"}};
        at.connect();
        at.start("M140 S60\nM104 S200\nG1 X1 F1800\n@pause\nG1 X2\n");
        at.until(state::paused);
        at.pass(9min + 50s);
        CHECK(at.marlin.hotend_target() == 200'000);
        (void)at.events.take_words();
        at.pass(20s);
        CHECK(at.marlin.hotend_target() == 0);
        CHECK(at.marlin.bed_target() == 60'000);
        CHECK(at.events.take_words() == "Noticed(hot_ends_turned_off)");
        at.pass(7h);
        CHECK(at.events.take_words() == "");
        at.executed.clear();
        (void)at.submit(command::resume);
        at.until(state::printing);
        CHECK(at.marlin.hotend_temperature() >= 198'000);
        at.until(state::operational);
        CHECK(at.numbered().starts_with("M114 | M104 T0 S200 | M109 T0 S200 | M190 S60 | G1 X0 | "));
    }

    TEST_CASE("hot ends that went off in a pause of the printer's own are heated again too") {
        for (const bool by_printer : {false, true}) {
            CAPTURE(by_printer);
            print_bench at{quick()};
            at.connect();
            at.start("M104 S200\nG1 X1 F1800\nG4 S5\nG1 X2\n");
            at.until_executed("G4 S5");
            at.marlin.say("//action:paused");
            at.until(state::paused);
            at.pass(11min);
            CHECK(at.marlin.hotend_target() == 0);
            at.executed.clear();
            if (by_printer)
                at.marlin.say("//action:resumed");
            else
                (void)at.submit(command::resume);
            at.until(state::operational);
            CHECK(at.numbered() == "M114 | M104 T0 S200 | M109 T0 S200 | G1 X2 | M400 | M114");
        }
    }

    TEST_CASE("motors switched off by the pause script: the position is lost, and resume is refused") {
        print_bench at{{}, {.pause_script = "M84"}};
        at.connect();
        at.start("G28\nG1 X1 F3000\n@pause\nG1 X2\n");
        at.until(state::paused);
        const auto given = at.submit(command::resume);
        REQUIRE_FALSE(given.has_value());
        CHECK(given.error().why == reason::position_lost);
        CHECK(at.control.current() == state::paused);
        CHECK(at.submit(command::restart) == acceptance::accepted); // begins at byte 0: that is no matter
    }

    TEST_CASE("a time for the motors, or the extruder's alone, loses no position") {
        for (const std::string_view script : {"M84 S600", "M84 E"}) {
            CAPTURE(script);
            print_bench at{{}, {.pause_script = script}};
            at.connect();
            at.start("G28\n@pause\nG1 X2 F3000\n");
            at.until(state::paused);
            CHECK(at.submit(command::resume) == acceptance::accepted);
        }
    }

    TEST_CASE("a pause while resuming keeps the snapshot of the first pause") {
        print_bench at{quick(), {.pause_script = "G91\nG1 Z5 F600\nG90\nM104 S50", .resume_script = "G1 X0"}};
        at.connect();
        at.start("M104 S200\nG1 X10 Y20 Z1 F1800\n@pause\nG1 X11\n");
        at.until(state::paused);
        (void)at.submit(command::resume);
        at.until_executed("M109 T0 S200");
        (void)at.events.take_words();
        CHECK(at.submit(command::pause) == acceptance::accepted);
        at.until(state::paused);
        CHECK(at.events.take_words() == "→Pausing →Paused PrintPaused(1)");
        CHECK(at.marlin.hotend_target() == 50'000);
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
        CHECK(at.count("G0 X10 Y20 F6000") == 1);
        CHECK(at.count("G0 Z1") == 1);
        CHECK(at.marlin.position() == axes{11'000, 20'000, 1'000, 0});
        CHECK(at.marlin.hotend_target() == 200'000);
    }
}

TEST_SUITE("streamer: restart") {
    TEST_CASE("a paused job begins again at byte 0 as a new job, without a safe stop") {
        print_bench at;
        at.connect();
        at.start(moves(10));
        until_printing_line(at, "G1 X5 F3000");
        (void)at.submit(command::pause);
        at.until(state::paused);
        at.executed.clear();
        (void)at.events.take_words();
        (void)at.take_wire();
        CHECK(at.submit(command::restart) == acceptance::accepted);
        CHECK(at.streamer.progress().acknowledged == 0);
        at.until(state::operational);
        CHECK(at.events.take_words() ==
              "PrintCancelled(1) →Starting PrintStarted(2) →Printing →Finishing →Operational PrintDone(2)");
        CHECK(at.numbered().starts_with("G1 X1 F3000 | G1 X2 F3000 | "));
        CHECK(at.count("M84") == 0);
        CHECK(at.take_wire().starts_with("N0 M110 N0*125\nN1 M105*38\nN2 G1 X1 F3000*"));
    }

    TEST_CASE("if the file is gone the restart is refused, and the paused job can be resumed") {
        print_bench at;
        at.connect();
        at.start(moves(10));
        until_printing_line(at, "G1 X5 F3000");
        (void)at.submit(command::pause);
        at.until(state::paused);
        at.files = {};
        const auto given = at.submit(command::restart);
        REQUIRE_FALSE(given.has_value());
        CHECK(given.error().why == reason::file_not_readable);
        CHECK(at.control.current() == state::paused);
        (void)at.submit(command::resume);
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
        CHECK(at.count("G1 X10 F3000") == 1);
        CHECK(at.count("G1 X1 F3000") == 1);
    }
}

TEST_SUITE("streamer: a long pause") {
    TEST_CASE("a long pause with the hot ends off changes nothing and makes no notice") {
        streamer_fixture at;
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        CHECK(at.answer_all() == "paused(1)");
        (void)at.take_sent();
        CHECK(at.pass(11min).empty());
        CHECK(at.take_sent().find("M104") == std::string::npos);
    }
}
