/// The handshake when a printer is found, and after it was lost.

#include "streamer_fixture.hpp"

using namespace bench;

TEST_SUITE("streamer: handshake") {
    TEST_CASE("connect: two line ends, M110 alone, a probe alone, M115, automatic temperatures, the first of "
              "them; then "
              "operational") {
        print_bench at;
        at.until(state::operational);
        CHECK(at.events.take_words() == "→Connecting →Operational");
        CHECK(at.take_wire() == "\n\nN0 M110 N0*125\nN1 M105*38\nN2 M115*36\nN3 M155 S2*96\nN4 M105*35\n");
        CHECK(at.executed.commands().size() == 5);
    }

    TEST_CASE("a streamer is due at once before its first turn") {
        print_bench at;
        CHECK(at.streamer.next_deadline() <= at.clock.now());
    }

    TEST_CASE("nothing follows M110 before its ok") {
        print_bench at{{}, {}, {.latency = 100ms}};
        at.pass(150ms);
        CHECK(at.take_wire() == "\n\nN0 M110 N0*125\n");
        at.until(state::operational);
    }

    TEST_CASE("a printer without automatic reports is sent M105 every five seconds") {
        print_bench at{{.autoreport = false}};
        at.connect();
        at.pass(17s);
        CHECK(at.count("M105") == 3);
        CHECK(at.count("M155 S2") == 0);
        CHECK(at.control.printer_facts().tools[0].actual == doctest::Approx(22.0));
    }

    TEST_CASE("a printer that reports temperatures by itself is not sent M105") {
        print_bench at;
        at.connect();
        at.pass(1min);
        CHECK(at.executed.commands().empty());
        CHECK(at.control.printer_facts().bed->actual == doctest::Approx(22.0));
    }

    TEST_CASE("the handshake is repeated until a printer that boots late answers") {
        print_bench at{{.boot_time = 5s}};
        at.marlin.reset(at.clock.now());
        at.until(state::operational);
        CHECK(at.clock.now() < instant{8s});
        CHECK(at.events.take_words() == "→Connecting →Operational");
    }

    TEST_CASE("a printer that never answers: connecting ends in error, and it is greeted on until it does") {
        print_bench at;
        at.marlin.power_off(at.clock.now());
        at.until(state::error);
        CHECK(at.events.take_words() == "→Connecting →Error");
        CHECK(at.control.status(at.clock.now()).last_error == failure::connecting_timeout);
        at.pass(1min);
        at.marlin.power_on(at.clock.now());
        at.until(state::operational);
        CHECK(at.events.take_words() == "→Operational");
    }

    TEST_CASE("a reset while idle begins a new handshake, without a safe stop") {
        print_bench at;
        at.connect();
        at.marlin.reset(at.clock.now());
        at.pass(1s);
        CHECK(at.events.take_words() == "PrinterReset(0) →Connecting →Operational");
        CHECK(at.numbered() == "M115 | M155 S2");
    }

    TEST_CASE("a cable that is pulled while idle: offline, and operational again once it is back") {
        print_bench at;
        at.connect();
        at.port.unplug();
        at.until(state::offline);
        CHECK(at.events.take_words() == "→Offline");
        at.pass(1min);
        at.port.plug_in();
        at.until(state::operational);
        CHECK(at.events.take_words() == "→Connecting →Operational");
        CHECK(at.numbered() == "M115 | M155 S2");
    }

    TEST_CASE("a cable that was pulled in a job: the safe stop comes before operational") {
        print_bench at;
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        at.port.unplug();
        at.until(state::offline);
        CHECK(at.events.take_words() == "FileSelected(0) →Starting PrintStarted(1) →Printing →Offline "
                                        "PrintFailed(1, printer_disconnected)");
        at.pass(3s);
        at.executed.clear();
        at.port.plug_in();
        at.until(state::operational);
        CHECK(at.events.take_words() == "→Connecting →Operational");
        CHECK(at.numbered() == owing_handshake);
        at.pass(1min);
        CHECK(at.numbered() == owing_handshake);
    }

    TEST_CASE("the safe stop is due once, not at every reconnect") {
        print_bench at;
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        for (int i = 0; i < 2; ++i) {
            at.executed.clear();
            at.port.unplug();
            at.until(state::offline);
            at.port.plug_in();
            at.until(state::operational);
        }
        CHECK(at.numbered() == "M115 | M155 S2");
    }

    TEST_CASE("after a reconnect to a printer that prints from its own card: no safe stop, and a notice") {
        marlin_settings is;
        is.card = card_progress{.printed = 100, .size = 1'000};
        print_bench at{is};
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        at.port.unplug();
        at.until(state::offline);
        (void)at.events.take_words();
        at.executed.clear();
        at.port.plug_in();
        at.until(state::operational);
        CHECK(at.events.take_words() == "→Connecting Noticed(printer_prints_alone) →Operational");
        CHECK(at.numbered() == "M115 | M155 S2 | M27");
    }

    TEST_CASE("one garbled answer to M115 does not make it another printer") {
        print_bench at;
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        at.port.unplug();
        at.until(state::offline);
        at.executed.clear();
        at.port.plug_in();
        at.port.to_host().flip_byte(at.port.to_host().sent() + 60, 1); // in the answer's text
        at.until(state::operational);
        CHECK(at.numbered() == "M115 | M115 | M155 S2 | M27 | " + safe_stop);
    }

    TEST_CASE("a cable that is pulled in any state of a job: failed, and safe before operational") {
        for (const auto in : active_states) {
            CAPTURE(name(in));
            print_bench at{quick_heater(), slow_scripts()};
            bring_to(at, in);
            at.port.unplug();
            at.until(state::offline);
            CHECK(at.events.take_words() == "→Offline PrintFailed(1, printer_disconnected)");
            at.pass(1min);
            at.executed.clear();
            at.port.plug_in();
            at.until(state::operational);
            at.pass(5min);
            CHECK(at.events.take_words() == "→Connecting →Operational");
            CHECK(at.numbered() == owing_handshake);
        }
    }

    TEST_CASE("an error of the port that passes at once is a new connection") {
        for (const auto in : active_states) {
            CAPTURE(name(in));
            print_bench at{quick_heater(), slow_scripts()};
            bring_to(at, in);
            at.port.fail_next({fault::io, 5});
            at.until([&] { return at.control.last_outcome() == outcome::failed; });
            at.until(state::operational);
            at.pass(5min);
            CHECK(at.events.take_words() ==
                  "→Offline PrintFailed(1, printer_disconnected) →Connecting →Operational");
            CHECK(at.numbered().ends_with("M27 | " + safe_stop));
            CHECK(at.count("G1 X50 F600") == 0);
        }
    }
}

namespace {

/// A port whose printer can be replaced.
struct switchboard {
    simulated_port* behind;
    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) { return behind->read_some(into); }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        return behind->write_some(from);
    }
};

} // namespace

TEST_SUITE("streamer: another printer") {
    TEST_CASE("another printer at the port after a job was cut off is sent no safe stop") {
        manual_clock clock;
        simulated_marlin ours;
        simulated_marlin theirs{{.uuid = "11111111-2222-3333-4444-555555555555"}};
        command_recorder executed{theirs};
        simulated_port our_port{clock, ours};
        simulated_port their_port{clock, theirs};
        switchboard port{&our_port};
        gcode::memory_files files;
        gcode::streamer streamer{port, files};
        controller control{streamer};
        event_recorder events;
        const auto until = [&](state wanted) {
            REQUIRE(run_until(clock, *port.behind, control, [&] { return control.current() == wanted; }));
            events.drain(control);
        };
        until(state::operational);
        const std::string job = moves(50);
        REQUIRE(files.add("job.gcode", job));
        REQUIRE(control.print(files.find("job.gcode").value(), clock.now()).has_value());
        our_port.unplug();
        until(state::offline);
        (void)events.take_words();
        port.behind = &their_port;
        until(state::operational);
        CHECK(events.take_words() == "→Connecting Noticed(another_printer) →Operational");
        for (const auto& each : executed.commands())
            CHECK((each.text == "M110 N0" || each.text == "M115" || each.text == "M155 S2" ||
                   each.text == "M105"));
    }
}

TEST_SUITE("streamer: handshake without a name") {
    TEST_CASE("a printer that was stopped before it sent its name is made safe too") {
        streamer_fixture at;
        REQUIRE(at.turn() == "connecting");
        at.streamer.emergency_stop(at.now);
        at.port.written.clear();
        (void)at.hear("start");
        CHECK(at.answer_all() == "connected");
        CHECK(at.take_sent().ends_with("M27 | " + safe_stop));
    }

    TEST_CASE("a printer that does not send its name any more is made safe too") {
        streamer_fixture at;
        at.connect();
        at.streamer.emergency_stop(at.now);
        at.port.written.clear();
        at.name.clear();
        (void)at.hear("start");
        CHECK(at.pass(2min).find("connected") != std::string::npos);
        CHECK(at.take_sent().find("M27 | " + safe_stop) != std::string::npos);
    }

    TEST_CASE("an M105 that is due while a line is in flight waits for its ok") {
        streamer_fixture at;
        at.reports_by_itself = false;
        at.connect();
        at.start({line("G4 S9", 6), line("G1 X1", 12)});
        (void)at.turn();
        REQUIRE(streamer_fixture::command_of(at.port.written).starts_with("G4 S9"));
        at.port.written.clear();
        at.now += 6s;
        (void)at.hear("echo:busy: processing");
        CHECK(at.port.written.empty());
        CHECK(at.streamer.next_deadline() > at.now); // it is due, and nobody is woken for it
        (void)at.hear("ok");
        CHECK(streamer_fixture::command_of(at.port.written) == "M105");
    }
}
