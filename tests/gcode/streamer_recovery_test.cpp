/// A job recovers from lost, damaged and doubled lines.

#include "print_bench.hpp"

using namespace bench;

namespace {

/// The job's lines as they ran, once each and in order, and the job done.
void check_done(print_bench& at, int lines) {
    at.until(state::operational);
    CHECK(at.control.last_outcome() == outcome::done);
    std::string expected;
    for (int i = 1; i <= lines; ++i)
        expected += "G1 X" + std::to_string(i) + " F3000 | ";
    CHECK(at.numbered() == expected + "M400 | M114");
}

} // namespace

TEST_SUITE("streamer: faults that a job survives") {
    TEST_CASE("a damaged line is repeated, in every variant of the request and of what follows it") {
        for (const auto spelling : {resend_form::resend, resend_form::rs, resend_form::resend_with_n})
            for (const auto after : {resend_ok::bare, resend_ok::missing, resend_ok::stale})
                for (const auto repeated : {repeated_line::dropped, repeated_line::refused})
                    for (const bool advanced : {false, true}) {
                        marlin_settings is;
                        is.resend_spelling = spelling;
                        is.after_resend = after;
                        is.repeated = repeated;
                        is.advanced_ok = advanced;
                        print_bench at{is};
                        at.connect();
                        at.start(moves(20));
                        at.until_executed("G1 X10 F3000");
                        at.port.to_printer().flip_byte(at.port.to_printer().sent() + 7, 1);
                        check_done(at, 20);
                        CHECK(at.marlin.resends() == 1);
                    }
    }

    TEST_CASE("an ok that is lost, doubled or damaged at each line of a job, M400 and M114 included") {
        for (int fault = 0; fault < 3; ++fault)
            for (std::size_t place = 1; place <= 9; ++place)
                for (const bool advanced : {false, true}) {
                    CAPTURE(fault);
                    CAPTURE(place);
                    CAPTURE(advanced);
                    marlin_settings is;
                    is.advanced_ok = advanced;
                    if (advanced) is.keepalive = 0s;
                    print_bench at{is, {}, {.latency = 5ms}};
                    at.connect();
                    const auto before = at.executed.commands().size();
                    at.start(
                        "G1 X1 F300\nG1 X20 F300\nG1 X40 F300\nG1 X60 F300\nG1 X80 F300\nG1 X160 F300\n");
                    at.until([&] { return at.executed.commands().size() >= before + place; });
                    if (fault == 0) at.marlin.lose_next_ok();
                    if (fault == 1) at.marlin.double_next_ok();
                    if (fault == 2) at.marlin.corrupt_next_line();
                    at.until([&] { return at.control.last_outcome() != outcome::none; });
                    CHECK_FALSE(at.marlin.in_motion());
                    CHECK(at.control.last_outcome() == outcome::done);
                    CHECK(at.numbered().starts_with("G1 X1 F300 | G1 X20 F300 | G1 X40 F300 | G1 X60 F300 | "
                                                    "G1 X80 F300 | G1 X160 F300 | M400"));
                }
    }

    TEST_CASE("a lost ok costs three seconds on a printer that is known to say busy") {
        print_bench at;
        at.connect();
        at.start("G28\n" + moves(5));
        at.until_executed("G1 X3 F3000");
        const auto before = at.clock.now();
        at.marlin.lose_next_ok();
        at.until_executed("G1 X5 F3000");
        CHECK(at.clock.now() - before >= 3s);
        CHECK(at.clock.now() - before < 4s);
    }

    TEST_CASE("a line that is lost completely is requested and repeated") {
        for (const auto repeated : {repeated_line::dropped, repeated_line::refused}) {
            marlin_settings is;
            is.repeated = repeated;
            print_bench at{is};
            at.connect();
            at.start(moves(20));
            at.until_executed("G1 X10 F3000");
            at.lose_next_line(11, "G1 X11 F3000");
            check_done(at, 20);
        }
    }

    TEST_CASE("a line without its head runs unchecked; the numbered lines still run once and in order") {
        for (const auto lone : {lone_checksum::runs, lone_checksum::refused}) {
            marlin_settings is;
            is.unnumbered_checksum = lone;
            print_bench at{is};
            at.connect();
            at.start(moves(20));
            at.until_executed("G1 X10 F3000");
            at.lose_next_bytes(4); // "N11 "
            check_done(at, 20);
            CHECK(at.raw() == (lone == lone_checksum::runs ? "G1 X11 F3000" : ""));
        }
    }

    TEST_CASE("a printer that says wait is probed soon after a loss") {
        marlin_settings is;
        is.wait_interval = 1s;
        print_bench at{is};
        at.connect();
        at.start(moves(20));
        at.until_executed("G1 X10 F3000");
        const auto before = at.clock.now();
        at.lose_next_line(11, "G1 X11 F3000");
        at.until_executed("G1 X11 F3000");
        CHECK(at.clock.now() - before <= 2s);
        check_done(at, 20);
    }

    TEST_CASE("bytes may be written one at a time") {
        print_bench at;
        at.port.limit_writes(1);
        at.connect();
        at.start(moves(5));
        check_done(at, 5);
    }

    TEST_CASE("a port that accepts nothing for a while, at each byte of a line") {
        for (std::size_t place = 0; place < 20; ++place) {
            CAPTURE(place);
            print_bench at;
            at.connect();
            at.start(moves(10));
            at.until_executed("G1 X5 F3000");
            at.port.limit_writes(place);
            at.pass(1ms);
            at.port.limit_writes(0);
            at.pass(5s);
            at.port.limit_writes(1'000);
            check_done(at, 10);
        }
    }

    TEST_CASE("a slow line with latency") {
        print_bench at{{.turn_time = 1ms}, {}, {.baud = 115'200, .latency = 16ms, .output_buffer = 64}};
        at.connect();
        at.start(moves(40));
        check_done(at, 40);
        CHECK(at.marlin.resends() == 0);
    }

    TEST_CASE("an ok that comes ten seconds late does no harm") {
        print_bench at{{}, {}, {.latency = 10s}};
        at.until([&] { return at.control.current() == state::operational; }, 10min);
        at.executed.clear();
        at.start(moves(5));
        at.until([&] { return at.control.last_outcome() != outcome::none; }, 1h);
        CHECK(at.control.last_outcome() == outcome::done);
        CHECK(at.numbered().ends_with("G1 X1 F3000 | G1 X2 F3000 | G1 X3 F3000 | G1 X4 F3000 | G1 X5 F3000 | "
                                      "M400 | M114"));
        for (int i = 1; i <= 5; ++i)
            CHECK(at.count("G1 X" + std::to_string(i) + " F3000") <= 1);
    }

    TEST_CASE("noise, blank lines and words between do no harm") {
        print_bench at;
        at.connect();
        at.start(moves(30));
        for (const std::string_view said : {"", "   ", "\x01\x02\xFF", "echo:something", "okay then",
                                            "Resending?", "//a comment", "X:1 and no more", "T:"}) {
            at.until_executed("G1 X5 F3000");
            at.marlin.say(said);
        }
        check_done(at, 30);
    }

    TEST_CASE("an ok glued to a temperature report counts") {
        print_bench at;
        at.connect();
        at.start(moves(20));
        at.until_executed("G1 X10 F3000");
        at.marlin.lose_next_ok();
        at.until_executed("G1 X11 F3000");
        at.marlin.say(" T:22.00 /0.00 B:22.00 /0.00 @:0 B@:0ok");
        const auto before = at.clock.now();
        at.until_executed("G1 X12 F3000");
        CHECK(at.clock.now() - before < 1s);
        check_done(at, 20);
    }
}

TEST_SUITE("streamer: what a lost line costs") {
    TEST_CASE("a line that lost its number is detected no later than one that was lost completely") {
        // How long 200 quick moves take when this is done to a line in their middle.
        const auto seconds_when = [](auto harm) {
            print_bench at{{.advanced_ok = true, .instant_moves = true}, {}, {.latency = 1ms}};
            at.connect();
            std::string moves;
            for (int x = 1; x <= 200; ++x)
                moves += "G1 X" + std::to_string(x) + "\n";
            at.start(moves);
            at.until_executed("G1 X100");
            harm(at);
            at.until_executed("G1 X200");
            return std::chrono::duration<double>{at.clock.now().time_since_epoch()}.count();
        };
        const double lost = seconds_when([](print_bench& at) { at.lose_next_line(101, "G1 X101"); });
        const double unnumbered = seconds_when([](print_bench& at) {
            at.port.to_printer().flip_byte(at.port.to_printer().sent(),
                                           0x04); // N becomes J: an unknown command
        });
        CHECK(unnumbered <= lost + 0.01); // a few round trips
    }
}
