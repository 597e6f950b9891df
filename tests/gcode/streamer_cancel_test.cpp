/// Cancelling: no line of the job follows, and the safe stop does.

#include "streamer_fixture.hpp"

#include <algorithm>

using namespace bench;

namespace {

/// What the printer executed after the last line of the job.
std::string behind(const print_bench& at, std::string_view line) {
    const auto all = at.numbered();
    const auto where = all.rfind(line);
    REQUIRE(where != std::string::npos);
    return all.substr(std::min(all.size(), where + line.size() + 3));
}

} // namespace

TEST_SUITE("streamer: cancel") {
    TEST_CASE("what is in flight is acknowledged, then M110 alone and the safe stop in its order") {
        print_bench at;
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        at.events.drain(at.control);
        (void)at.events.take_words();
        (void)at.take_wire();
        CHECK(at.submit(command::cancel) == acceptance::accepted);
        at.until(state::operational);
        CHECK(at.events.take_words() == "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)");
        CHECK(behind(at, "G1 X20 F3000") == safe_stop);
        CHECK(at.take_wire() ==
              "N0 M110 N0*125\nN1 M105*38\nN2 M104 T0 S0*35\nN3 M140 S0*102\nN4 M106 S0*99\nN5 M84*26\n");
        at.pass(5min);
        CHECK(behind(at, "G1 X20 F3000") == safe_stop);
    }

    TEST_CASE("at each of the first lines, and while starting") {
        for (int line = 0; line <= 5; ++line) {
            CAPTURE(line);
            print_bench at{{}, {.start_script = "G4 S1"}, {.latency = 20ms}};
            at.connect();
            at.start("G4 S1\n" + moves(10));
            if (line == 0)
                at.pass(500ms);
            else if (line == 1)
                at.pass(1500ms);
            else
                at.until_executed("G1 X" + std::to_string(line) + " F3000");
            at.executed.clear();
            CHECK(at.submit(command::cancel) == acceptance::accepted);
            at.until(state::operational);
            CHECK(at.numbered() == safe_stop);
            CHECK(at.control.last_outcome() == outcome::cancelled);
        }
    }

    TEST_CASE("in every state of a job") {
        for (const auto in : {state::pausing, state::paused, state::resuming, state::finishing}) {
            CAPTURE(name(in));
            print_bench at{{.hotend = {.heats = 20'000, .cools = 20'000, .residency = 1s}},
                           {.pause_script = "M104 S50"}};
            at.connect();
            at.start("M104 S200\nG1 X50 F3000\nG4 S3\nG1 X100 F3000\n");
            if (in == state::finishing) {
                at.until(state::finishing);
            } else {
                at.until_executed("G4 S3");
                (void)at.submit(command::pause);
                if (in != state::pausing) at.until(state::paused);
                if (in == state::resuming) (void)at.submit(command::resume);
            }
            REQUIRE(at.control.current() == in);
            at.events.drain(at.control);
            (void)at.events.take_words();
            at.executed.clear();
            CHECK(at.submit(command::cancel) == acceptance::accepted);
            at.until(state::operational);
            CHECK(at.numbered().ends_with(safe_stop));
            CHECK(at.count("G1 X100 F3000") == 0);
            CHECK(at.events.take_words() == "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)");
            CHECK(at.marlin.hotend_target() == 0);
        }
    }

    TEST_CASE("during a heat-up M108 ends the wait, with and without an emergency parser") {
        for (const bool parser : {false, true})
            for (const std::string_view wait : {"M109 S200", "M190 S90"}) {
                CAPTURE(parser);
                CAPTURE(wait);
                print_bench at{{.emergency_parser = parser}};
                at.connect();
                at.start(std::string{wait} + "\nG28\n");
                at.until_executed(wait);
                at.pass(5s);
                at.executed.clear();
                (void)at.take_wire();
                const auto asked = at.clock.now();
                (void)at.submit(command::cancel);
                at.until(state::operational);
                CHECK(at.clock.now() - asked < 1s);
                CHECK(at.take_wire().starts_with("M108\nN0 M110 N0*125\n"));
                CHECK(at.numbered() == safe_stop);
                CHECK(at.marlin.hotend_target() == 0);
                CHECK(at.marlin.bed_target() == 0);
            }
    }

    TEST_CASE(
        "an M108 that is lost is sent again a second later; after three without an answer, less often") {
        print_bench at;
        at.connect();
        at.start("M109 S200\nG28\n");
        at.until_executed("M109 S200");
        at.pass(5s);
        at.lose_next_bytes(5);
        (void)at.take_wire();
        (void)at.submit(command::cancel);
        at.until(state::operational);
        CHECK(at.take_wire().starts_with("M108\n"));
        CHECK(at.numbered().ends_with(safe_stop));

        print_bench deaf;
        deaf.connect();
        deaf.start("M109 S200\nG28\n");
        deaf.until_executed("M109 S200");
        deaf.port.to_printer().on_byte([&](std::uint64_t, char byte) -> std::optional<char> {
            deaf.wire += byte;
            return std::nullopt;
        });
        (void)deaf.take_wire();
        (void)deaf.submit(command::cancel);
        deaf.pass(10s);
        CHECK(deaf.take_wire() == "M108\nM108\nM108\nM108\n");
        deaf.pass(10s);
        CHECK(deaf.take_wire() == "M108\n");
    }

    TEST_CASE("M108 ends a wait for a person too") {
        print_bench at;
        at.connect();
        at.start("M600\nG28\n");
        at.until_executed("M600");
        at.pass(1min);
        (void)at.submit(command::cancel);
        at.until(state::operational);
        CHECK(at.numbered() == "M600 | " + safe_stop);
    }

    TEST_CASE(
        "with a resend outstanding the requested line is never sent: M110 instead, then the safe stop") {
        for (const auto after : {resend_ok::bare, resend_ok::missing, resend_ok::stale}) {
            CAPTURE(static_cast<int>(after));
            marlin_settings is;
            is.after_resend = after;
            print_bench at{is, {}, {.latency = 30ms}};
            at.connect();
            at.start(moves(20));
            at.until_executed("G1 X5 F3000");
            // The next line is damaged; the cancel comes with the request for it still on its way.
            at.port.to_printer().flip_byte(at.port.to_printer().sent() + 6, 1);
            at.until([&] { return at.marlin.resends() == 1; });
            (void)at.take_wire();
            (void)at.submit(command::cancel);
            at.until(state::operational);
            CHECK(at.take_wire().starts_with("N0 M110 N0*125\n"));
            CHECK(behind(at, "G1 X5 F3000") == safe_stop);
            CHECK(at.control.last_outcome() == outcome::cancelled);
        }
    }

    TEST_CASE(
        "a printer that refuses every line is sent the safe stop without numbers, twice, and then M110") {
        print_bench at{{}, {}, {.latency = 30ms}};
        at.connect();
        at.start(moves(20));
        at.until_executed("G1 X5 F3000");
        at.port.to_printer().flip_byte(at.port.to_printer().sent() + 6, 1);
        at.until([&] { return at.marlin.resends() == 1; });
        // From now on every numbered line arrives damaged.
        at.port.to_printer().on_byte([&](std::uint64_t, char byte) {
            at.wire += byte;
            return std::optional{byte == '*' ? '+' : byte};
        });
        at.executed.clear();
        (void)at.take_wire();
        (void)at.submit(command::cancel);
        at.until(state::error);
        at.pass(1s);
        CHECK(at.raw().starts_with(
            "M104 T0 S0 | M140 S0 | M106 S0 | M84 | M104 T0 S0 | M140 S0 | M106 S0 | M84"));
        CHECK(at.take_wire().find("G1 X6") == std::string::npos);
        CHECK(at.control.last_outcome() == outcome::failed);
    }

    TEST_CASE("every tool and the chamber are turned off, and the motors only if set") {
        marlin_settings is;
        is.tools = 2;
        is.has_chamber = true;
        print_bench at{is, {.has_chamber = true, .motors_off_at_stop = false}};
        at.connect();
        at.pass(3s); // it tells of its tools
        at.start(moves(5));
        at.until_executed("G1 X2 F3000");
        (void)at.submit(command::cancel);
        at.until(state::operational);
        CHECK(at.numbered().ends_with("M104 T0 S0 | M104 T1 S0 | M140 S0 | M141 S0 | M106 S0"));
        CHECK(at.marlin.motors_on());
    }

    TEST_CASE("the printer may ask for it") {
        print_bench at;
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        at.marlin.say("//action:cancel");
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::cancelled);
        CHECK(at.numbered().ends_with(safe_stop));
    }

    TEST_CASE("a job begun after a cancel has no line of the old one") {
        print_bench at;
        at.connect();
        at.start(moves(50));
        at.until_executed("G1 X20 F3000");
        (void)at.submit(command::cancel);
        at.until(state::operational);
        at.executed.clear();
        at.start("G1 Y1 F3000\n");
        at.until(state::operational);
        CHECK(at.numbered() == "G1 Y1 F3000 | M400 | M114");
    }
}

TEST_SUITE("streamer: cancel while a person is awaited") {
    TEST_CASE("a cancel ends a wait for a person: M108, every second") {
        streamer_fixture at;
        at.connect();
        at.start({line("G4 S100", 8)});
        REQUIRE(at.turn().empty());
        at.port.written.clear();
        REQUIRE(at.hear("echo:busy: paused for user") == "tells:waiting_for_user(1)");
        at.streamer.cancel(at.now);
        REQUIRE(at.turn().empty());
        CHECK(std::exchange(at.port.written, {}) == "M108\n");
        CHECK(at.streamer.next_deadline() == at.now + 1s);
        at.now += 1s;
        CHECK(at.turn().empty());
        CHECK(at.port.written == "M108\n");
    }

    TEST_CASE("a wait for a person during the safe stop leaves no deadline in the past") {
        for (const bool behind_m110 : {true, false}) {
            CAPTURE(behind_m110);
            streamer_fixture at;
            at.connect();
            at.start({line("G1 X1", 6)});
            at.streamer.cancel(at.now);
            REQUIRE(at.turn().empty());
            REQUIRE(std::exchange(at.port.written, {}) == "N0 M110 N0*125\n");
            CHECK(at.streamer.next_deadline() <=
                  at.now + 2s); // the safe stop does not wait for its ok for ever
            REQUIRE(at.hear("ok").empty());
            REQUIRE(streamer_fixture::command_of(std::exchange(at.port.written, {})) == "M105");
            if (!behind_m110) {
                REQUIRE(at.hear("ok T:20.0 /0.0").empty());
                REQUIRE(streamer_fixture::command_of(std::exchange(at.port.written, {}))
                            .starts_with("M104 T0 S0"));
            }
            const std::string answer = behind_m110 ? "ok T:20.0 /0.0" : "ok";
            CHECK(at.hear(answer + "\necho:busy: paused for user") == "tells:waiting_for_user(1)");
            CHECK(at.port.written.empty()); // a report waits
            CHECK(at.streamer.next_deadline() >= at.now);
            CHECK(at.answer_all() == "cancelled(1)");
            CHECK(at.take_sent().find("M108") == std::string::npos);
        }
    }
}
