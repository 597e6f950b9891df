/// What the printer says by itself: `//action:`, and a cold extrusion that it refused.

#include "streamer_fixture.hpp"

using namespace bench;

TEST_SUITE("streamer: host actions") {
    TEST_CASE("a refused cold extrusion requests a pause only while lines of a job are sent") {
        constexpr std::string_view cold = "echo: cold extrusion prevented";
        streamer_fixture at;
        at.connect();
        CHECK(at.hear(cold).empty());
        at.start({line("G1 E1", 6)});
        CHECK(at.hear(cold) == "asks:pause(1)");
        at.streamer.pause(at.now);
        CHECK(at.hear(cold).empty());
    }

    TEST_CASE("an action is its first word: a pause with the reason of a runout is a pause") {
        streamer_fixture at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK(at.hear("//action:pause filament_runout 0") == "asks:pause(1)");
        CHECK(at.hear("//action:pausedown").empty());
        CHECK(at.hear("//action:cancel now") == "asks:cancel(1)");
        CHECK(at.hear("//action:prompt_begin No filament") == "tells:prompt(1)");
    }

    TEST_CASE("paused and resumed are ignored in tasks in which the printer cannot have done either") {
        streamer_fixture at;
        at.connect();
        CHECK(at.hear("//action:paused").empty());
        CHECK(at.hear("//action:resumed").empty());
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK(at.hear("//action:resumed").empty());
        at.streamer.pause(at.now);
        CHECK(at.hear("//action:paused").empty()); // the pause that is under way says so itself
        CHECK(at.answer_all() == "paused(1)");
    }

    TEST_CASE("a printer that pauses and resumes by itself while lines are sent is reported") {
        streamer_fixture at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK(at.hear("//action:paused filament_runout 0") == "paused(1)");
        CHECK(at.answer_all().empty());
        CHECK(at.hear("//action:resumed") == "resumed(1)");
        CHECK(at.answer_all() == "drained(1) finished(1)");
        CHECK(at.take_sent() == "G1 X1 | G1 X2 | M400 | M114");
    }

    TEST_CASE("a pause by the printer during a resume keeps the snapshot of the first pause") {
        gcode::streamer_settings settings;
        settings.resume_script = "G1 Z5\nM300";
        streamer_fixture at{settings};
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        REQUIRE(at.answer_all() == "paused(1)");
        at.streamer.resume(at.now);
        CHECK(at.turn().empty());
        CHECK(at.hear("ok T:20.00 /0.00").empty());
        CHECK(at.hear("X:1.00 Y:2.00 Z:3.00 E:4.00").empty());
        at.port.written.clear();
        CHECK(at.hear("ok").empty());
        CHECK(streamer_fixture::command_of(at.port.written) == "G1 Z5");
        CHECK(at.hear("//action:paused") == "paused(1)");
        CHECK(at.answer_all().empty());
        (void)at.take_sent();
        at.streamer.resume(at.now);
        CHECK(at.answer_all().starts_with("resumed(1)"));
        CHECK(at.take_sent() ==
              "M105 | M114 | G1 Z5 | M300 | G90 | G0 X1 Y2 F6000 | G0 Z3 | G92 E4 | G1 X1 | M400 | M114");
    }
}
