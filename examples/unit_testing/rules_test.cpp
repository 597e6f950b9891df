// What the panel decides, tested without a printer: a scripted transport says what each test needs, when it needs it.

#include "attendant.hpp"
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;
using panel::question;

/// A panel whose printer does what the test says.
struct bench {
    manual_clock clock;
    scripted_transport printer;
    panel::filament_switch filament;
    panel::attendant<scripted_transport> panel{printer, filament};

    bench() {
        printer.current_facts.tool_count = 1;
        nozzle(22, 0);
        happens(report_kind::connected);
    }

    void happens(report_kind what, failure why = failure::none) {
        printer.happens(what, why);
        panel.advance(clock.now());
    }
    void asks(command what, source from = source::printer) {
        printer.asks(what, from);
        panel.advance(clock.now());
    }
    void nozzle(float actual, float target) {
        printer.current_facts.tools[0] = {.actual = actual, .target = target};
    }
    /// Lets time pass; the panel is called each second, as the printer would have something to say.
    void pass(duration span) {
        for (const instant end = clock.now() + span; clock.now() < end;) {
            clock.advance(1s);
            panel.advance(clock.now());
        }
    }
    void start() {
        file what;
        REQUIRE(what.name.assign("cube.gcode"));
        REQUIRE(what.path.assign("cube.gcode"));
        REQUIRE(panel.print(what, clock.now()).has_value());
    }
    void start_printing() {
        start();
        happens(report_kind::started);
        REQUIRE(state_now() == state::printing);
    }
    void run_out() {
        filament.is_loaded = false;
        panel.advance(clock.now());
    }
    [[nodiscard]] state state_now() const { return panel.status(clock.now()).current; }
};

} // namespace

TEST_CASE("No job begins without filament") {
    bench at;
    at.filament.is_loaded = false;
    file what;
    REQUIRE(what.path.assign("cube.gcode"));

    const answer given = at.panel.print(what, at.clock.now());

    REQUIRE_FALSE(given.has_value());
    CHECK(given.error().name == "no_filament");
    CHECK(at.printer.actions().empty());
}

TEST_CASE("A runout pauses the job and asks for a spool") {
    bench at;
    at.start_printing();

    at.run_out();

    CHECK(at.printer.actions() == "start pause");
    CHECK(at.panel.asks() == question::load_filament);
}

TEST_CASE("A runout before the first line pauses the job as soon as it has started") {
    bench at;
    at.start();

    at.run_out();
    CHECK(at.printer.actions() == "start"); // it cannot be paused yet: the pause is remembered
    CHECK(at.panel.asks() == question::load_filament);

    at.happens(report_kind::started);
    CHECK(at.printer.actions() == "start pause");
}

TEST_CASE("A runout while the last moves are made changes nothing") {
    bench at;
    at.start_printing();
    at.happens(report_kind::drained);

    at.run_out();

    CHECK(at.printer.actions() == "start");
    CHECK(at.panel.asks() == question::none);
}

TEST_CASE("The job goes on once a spool is loaded, and not before") {
    bench at;
    at.start_printing();
    at.run_out();
    at.happens(report_kind::paused);

    const answer too_early = at.panel.resume(at.clock.now());
    REQUIRE_FALSE(too_early.has_value());
    CHECK(too_early.error().name == "no_filament");
    CHECK(at.panel.asks() == question::load_filament);

    at.filament.is_loaded = true;
    CHECK(at.panel.resume(at.clock.now()) == acceptance::accepted);
    CHECK(at.panel.asks() == question::none);
    CHECK(at.printer.actions() == "start pause resume");
}

TEST_CASE("Resume that is pressed too early is carried out once the printer rests, if filament is there") {
    bench at;
    at.start_printing();
    at.run_out();
    CHECK(at.panel.resume(at.clock.now()) == acceptance::deferred);

    SUBCASE("it is there") {
        at.filament.is_loaded = true;
        at.happens(report_kind::paused);
        CHECK(at.printer.actions() == "start pause resume");
        CHECK(at.panel.asks() == question::none);
    }
    SUBCASE("it is not") {
        at.happens(report_kind::paused);
        CHECK(at.printer.actions() == "start pause");
        CHECK(at.panel.asks() == question::load_filament);
    }
}

TEST_CASE("A spool that is empty before the job has gone on pauses it again") {
    bench at;
    at.start_printing();
    at.run_out();
    at.happens(report_kind::paused);
    at.filament.is_loaded = true;
    CHECK(at.panel.resume(at.clock.now()) == acceptance::accepted);

    at.run_out();

    CHECK(at.printer.actions() == "start pause resume pause");
    CHECK(at.panel.asks() == question::load_filament);
}

TEST_CASE("A nozzle that heats up is not astray") {
    bench at;
    at.start_printing();
    at.nozzle(25, 210);

    at.pass(10min);

    CHECK(at.printer.actions() == "start");
}

TEST_CASE("A nozzle that the file wants hotter has all the time it needs") {
    bench at;
    at.start_printing();
    at.nozzle(210, 210);
    at.pass(1s);

    at.nozzle(210, 240);
    at.pass(10min);

    CHECK(at.printer.actions() == "start");
}

TEST_CASE("A nozzle that loses its heat for 20 seconds pauses the job") {
    bench at;
    at.start_printing();
    at.nozzle(210, 210);
    at.pass(1min);

    at.nozzle(190, 210);
    at.pass(19s);
    CHECK(at.printer.actions() == "start");
    at.pass(1s);
    CHECK(at.printer.actions() == "start pause");
    CHECK(at.panel.asks() == question::check_nozzle);
}

TEST_CASE("A dip of the temperature that ends in time is nothing") {
    bench at;
    at.start_printing();
    at.nozzle(210, 210);
    at.pass(1s);

    for (int dip = 0; dip < 5; ++dip) {
        at.nozzle(190, 210);
        at.pass(15s);
        at.nozzle(208, 210);
        at.pass(1s);
    }

    CHECK(at.printer.actions() == "start");
}

TEST_CASE("A long pause does not count as time astray") {
    bench at;
    at.start_printing();
    at.nozzle(210, 210);
    at.pass(1s);
    CHECK(at.panel.pause(at.clock.now()) == acceptance::accepted);
    at.happens(report_kind::paused);
    at.nozzle(150, 210);
    at.pass(1h);

    CHECK(at.panel.resume(at.clock.now()) == acceptance::accepted);
    at.happens(report_kind::resumed);
    at.pass(19s);
    CHECK(at.printer.actions() == "start pause resume");
}

TEST_CASE("A pause that the printer or the file asks for sends the person to the printer") {
    for (const source from : {source::printer, source::file}) {
        bench at;
        at.start_printing();

        at.asks(command::pause, from);

        CHECK(at.printer.actions() == "start pause");
        CHECK(at.panel.asks() == question::look_at_printer);
    }
}

TEST_CASE("A job that is resumed at the printer takes the question back") {
    bench at;
    at.start_printing();
    at.asks(command::pause);
    at.happens(report_kind::paused);

    at.asks(command::resume);
    at.happens(report_kind::resumed);

    CHECK(at.printer.actions() == "start pause resume");
    CHECK(at.panel.asks() == question::none);
}

TEST_CASE("A pause that the person asks for asks nothing back") {
    bench at;
    at.start_printing();

    CHECK(at.panel.pause(at.clock.now()) == acceptance::accepted);
    at.happens(report_kind::paused);

    CHECK(at.panel.asks() == question::none);
}

TEST_CASE("A job that ends takes its question with it") {
    bench at;
    at.start_printing();
    at.run_out();
    at.happens(report_kind::paused);

    SUBCASE("it is cancelled") {
        CHECK(at.panel.cancel(at.clock.now()) == acceptance::accepted);
        at.happens(report_kind::cancelled);
    }
    SUBCASE("the printer is gone") {
        at.happens(report_kind::disconnected, failure::printer_disconnected);
    }

    CHECK(at.panel.asks() == question::none);
}
