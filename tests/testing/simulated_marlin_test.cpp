#include "printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

using namespace testing_support;
using namespace printjob::testing;

namespace {

const std::string slow_command = "G4 S10\n";

/// Fills every command slot: the first command blocks for ten seconds, three wait behind it.
void fill_slots(printer_at_hand& at) {
    REQUIRE(at.send(slow_command + "M117 a\nM117 b\nM117 c\n").empty());
    REQUIRE(at.printer.slots_used() == 4);
}

} // namespace

TEST_SUITE("simulated_marlin: the serial line") {
    TEST_CASE("a numbered line with its checksum is executed and acknowledged") {
        printer_at_hand at;
        CHECK(at.send(numbered(1, "M117 hello")) == "ok\n");
        CHECK(at.executed() == texts{"M117 hello"});
        CHECK(at.record.commands()[0].number == 1);
        CHECK(at.printer.last_line() == 1);
    }

    TEST_CASE("the checksum is the one of Marlin's documentation") {
        CHECK(printer_at_hand{}.send("N0 M110 N0*125\n") == "ok\n");
        CHECK(numbered(0, "M110 N0") == "N0 M110 N0*125\n");
    }

    TEST_CASE("a line may arrive byte by byte") {
        printer_at_hand at;
        std::string said;
        for (const char c : numbered(1, "M117 hello"))
            said += at.send({&c, 1});
        CHECK(said == "ok\n");
    }

    TEST_CASE("a number other than the last plus one is refused, and the wanted line asked for") {
        printer_at_hand at;
        at.send(numbered(1, "M117 a"));
        const std::string refusal =
            "Error:Line Number is not Last Line Number+1, Last Line: 1\nResend: 2\nok\n";
        CHECK(at.send(numbered(3, "M117 c")) == refusal);
        CHECK(at.send(numbered(7, "M117 c")) == refusal);
        CHECK(at.send(numbered(2, "M117 b")) == "ok\n");
        CHECK(at.executed() == texts{"M117 a", "M117 b"});
        CHECK(at.printer.resends() == 2);
    }

    TEST_CASE("a wrong checksum is refused") {
        printer_at_hand at;
        CHECK(at.send("N1 M117 a*1\n") == "Error:checksum mismatch, Last Line: 0\nResend: 1\nok\n");
        CHECK(at.executed().empty());
    }

    TEST_CASE("a numbered line without checksum is refused") {
        printer_at_hand at;
        CHECK(at.send("N1 M117 a\n") == "Error:No Checksum with line number, Last Line: 0\nResend: 1\nok\n");
    }

    TEST_CASE("the wrong number is noticed before the wrong checksum") {
        printer_at_hand at;
        CHECK(at.send("N5 M117 a*1\n").starts_with("Error:Line Number is not"));
    }

    TEST_CASE("the checksum stands behind the last asterisk") {
        printer_at_hand at;
        CHECK(at.send(numbered(1, "M117 a*b")) == "ok\n");
        CHECK(at.executed() == texts{"M117 a"}); // the command itself ends at the first
    }

    TEST_CASE("an unnumbered line runs unchecked and does not count") {
        printer_at_hand at;
        CHECK(at.send("M117 a\n") == "ok\n");
        CHECK(at.send("M117 b*99\n") == "ok\n");
        CHECK(at.printer.last_line() == 0);
        CHECK_FALSE(at.record.commands()[0].number.has_value());
    }

    TEST_CASE("a line whose head was cut off runs") {
        printer_at_hand at;
        const std::string whole = numbered(1, "M104 S200");
        CHECK(at.send(whole.substr(3)) == "ok\n");
        CHECK(at.printer.hotend_target() == 200'000);
    }

    TEST_CASE("an older firmware minds a checksum without a number, and asks for nothing") {
        printer_at_hand at{{.unnumbered_checksum = lone_checksum::refused}};
        CHECK(at.send("M117 b*99\n") == "Error:No Line Number with checksum, Last Line: 0\n");
        CHECK(at.executed().empty());
    }

    TEST_CASE("a newer firmware drops a repeat of the last two numbers without a word") {
        printer_at_hand at;
        at.send(numbered(1, "M117 a") + numbered(2, "M117 b") + numbered(3, "M117 c"));
        CHECK(at.send(numbered(3, "M117 c")).empty());
        CHECK(at.send(numbered(2, "M117 b")).empty());
        CHECK(at.send(numbered(1, "M117 a")).starts_with("Error:Line Number"));
        CHECK(at.executed() == texts{"M117 a", "M117 b", "M117 c"});
    }

    TEST_CASE("an older firmware refuses a repeat") {
        printer_at_hand at{{.repeated = repeated_line::refused}};
        at.send(numbered(1, "M117 a"));
        CHECK(at.send(numbered(1, "M117 a")) ==
              "Error:Line Number is not Last Line Number+1, Last Line: 1\nResend: 2\nok\n");
    }

    TEST_CASE("a bad line empties the whole receive buffer") {
        printer_at_hand at;
        fill_slots(at);
        at.send(numbered(5, "M117 bad") + numbered(1, "M117 lost"));
        CHECK(at.printer.buffered_bytes() > 0);
        const auto said = at.wait(10s);
        CHECK(said.find("Resend: 1\nok\n") != said.npos);
        CHECK(at.printer.buffered_bytes() == 0);
        CHECK(at.record.count("M117 lost") == 0);
        CHECK(at.send(numbered(1, "M117 again")) == "ok\n");
    }

    TEST_CASE("the ok of a refused line comes before the oks of the lines already queued") {
        printer_at_hand at{{.command_slots = 4, .keepalive = 0s}};
        REQUIRE(at.send(numbered(1, "G4 S10") + numbered(2, "M118 two")).empty());
        CHECK(at.send(numbered(9, "M117 bad")).ends_with("Resend: 3\nok\n"));
        CHECK(at.wait(10s) == "ok\ntwo\nok\n");
    }

    TEST_CASE("a request to send again has its variants") {
        const std::string bad = numbered(9, "M117 bad");
        SUBCASE("without ok") {
            printer_at_hand at{{.after_resend = resend_ok::missing}};
            CHECK(at.send(bad).ends_with("Resend: 1\n"));
        }
        SUBCASE("with the stale number of an advanced ok") {
            printer_at_hand at{{.after_resend = resend_ok::stale, .advanced_ok = true}};
            CHECK(at.send(numbered(1, "M117 a")) == "ok N1 P15 B3\n");
            CHECK(at.send(bad).ends_with("Resend: 2\nok N1 P15 B4\n"));
        }
        SUBCASE("spelled rs") {
            printer_at_hand at{{.resend_spelling = resend_form::rs}};
            CHECK(at.send(bad).ends_with("rs 1\nok\n"));
        }
        SUBCASE("spelled with an N") {
            printer_at_hand at{{.resend_spelling = resend_form::resend_with_n}};
            CHECK(at.send(bad).ends_with("Resend:N1\nok\n"));
        }
    }

    TEST_CASE("M110 is let through whatever its number, and its second N counts") {
        printer_at_hand at;
        CHECK(at.send(numbered(700, "M110 N41")) == "ok\n");
        CHECK(at.printer.last_line() == 41);
        CHECK(at.send(numbered(42, "M117 a")) == "ok\n");
    }

    TEST_CASE("M110 anywhere in a line lets it skip the sequence check") {
        printer_at_hand at;
        CHECK(at.send(numbered(17, "M117 see M110")) == "ok\n");
        CHECK(at.printer.last_line() == 17);
    }

    TEST_CASE("M110 acts when parsed and again when executed") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("G4 S10\n");
        // M110 waits in its slot; line 1 is accepted behind it, then M110 is executed and takes the counter
        // back.
        CHECK(at.send(numbered(0, "M110 N0") + numbered(1, "M117 a")).empty());
        CHECK(at.printer.last_line() == 1);
        CHECK(at.wait(10s) == "ok\nok\nok\n");
        CHECK(at.printer.last_line() == 0);
        CHECK(at.send(numbered(2, "M117 b")).ends_with("Resend: 1\nok\n"));
        CHECK(at.send(numbered(1, "M117 a")) == "ok\n");
        CHECK(at.record.count("M117 a") == 2); // so M110 must travel alone
    }

    TEST_CASE("a comment and an empty line are no commands") {
        printer_at_hand at;
        CHECK(at.send("; only words\n\n\r\n").empty());
        CHECK(at.send("M117 a;b\n") == "ok\n");
        CHECK(at.executed() == texts{"M117 a"});
    }

    TEST_CASE("a line of blanks is an unknown command") {
        CHECK(printer_at_hand{}.send("   \n") == "echo:Unknown command: \"\"\nok\n");
    }

    TEST_CASE("a backslash takes the next byte as it is") {
        printer_at_hand at;
        at.send("M117 a\\;b\n");
        CHECK(at.executed() == texts{"M117 a;b"});
    }

    TEST_CASE("a line is cut to one byte less than MAX_CMD_SIZE") {
        printer_at_hand at;
        at.send("M117 " + std::string(200, 'x') + "\n");
        CHECK(at.executed()[0].size() == 95);
    }

    TEST_CASE("a numbered line of 95 bytes is taken, one of 96 has lost the end of its checksum") {
        printer_at_hand at;
        std::string words = "M117 ";
        while (numbered(1, words).size() < 96)
            words += 'x'; // with the line feed
        const std::string longest = numbered(1, words);
        const std::string too_long = numbered(2, words + "yyyy");
        CHECK(at.send(longest) == "ok\n");
        CHECK(at.send(too_long).starts_with("Error:No Checksum"));
    }

    TEST_CASE("what does not fit the receive buffer is lost and counted") {
        printer_at_hand at;
        fill_slots(at);
        at.send(std::string(130, 'x'));
        CHECK(at.printer.buffered_bytes() == 128);
        CHECK(at.printer.dropped_bytes() == 2);
    }

    TEST_CASE("a main loop that is slow to look leaves bytes in the receive buffer") {
        printer_at_hand at{{.turn_time = 10ms}};
        at.send(numbered(1, "M117 a"));
        at.send(numbered(7, "M117 bad") + numbered(2, "M117 lost"));
        CHECK(at.wait(100ms).ends_with("Resend: 2\nok\n"));
        CHECK(at.record.count("M117 lost") == 0);
    }
}

TEST_SUITE("simulated_marlin: acknowledgement") {
    TEST_CASE("lines in the command slots are not yet acknowledged") {
        printer_at_hand at{{.keepalive = 0s}};
        fill_slots(at);
        CHECK(at.wait(9s).empty());
        CHECK(at.wait(1s) == "ok\nok\nok\nok\n");
    }

    TEST_CASE("the command being handled keeps its slot") {
        printer_at_hand at;
        fill_slots(at);
        at.send("M117 d\n");
        CHECK(at.printer.slots_used() == 4);
        CHECK(at.printer.buffered_bytes() == 7);
    }

    TEST_CASE("an advanced ok tells the line just handled and the free places, the handled line's slot not "
              "among them") {
        printer_at_hand at{{.advanced_ok = true, .keepalive = 0s}};
        CHECK(at.send(numbered(1, "M117 a")) == "ok N1 P15 B3\n");
        CHECK(at.send("M117 b\n") == "ok P15 B3\n");
        CHECK(at.send(numbered(2, "G1 X10 F600")) == "ok N2 P14 B3\n");
        at.send(numbered(3, "M400") + numbered(4, "M117 c"));
        CHECK(at.wait(1s) == "ok N3 P15 B2\nok N4 P15 B3\n");
    }

    TEST_CASE("M105 answers with an ok of its own, without a number") {
        printer_at_hand at{{.advanced_ok = true}};
        CHECK(at.send(numbered(1, "M105")) == "ok T:22.00 /0.00 B:22.00 /0.00 @:0 B@:0\n");
    }

    TEST_CASE("an unknown command is named and acknowledged") {
        printer_at_hand at;
        CHECK(at.send("M12345 X1\n") == "echo:Unknown command: \"M12345 X1\"\nok\n");
        CHECK(at.send(numbered(1, "X10")) == "echo:Unknown command: \"X10\"\nok\n");
    }

    TEST_CASE("settings and displays are accepted without a word") {
        printer_at_hand at;
        for (const std::string command : {"M201 X500", "M220 S90", "M221 S95", "M900 K0.1", "M862.3 P\"MK3\"",
                                          "M73 P10", "M300 S440 P10", "M117 hi", "G21", "M205 X8"}) {
            CAPTURE(command);
            CHECK(at.send(command + "\n") == "ok\n");
        }
    }

    TEST_CASE("an idle firmware may say wait") {
        printer_at_hand at{{.wait_interval = 1s}};
        CHECK(at.wait(2s) == "wait\nwait\n");
        at.wait(500ms);
        CHECK(at.send("M117 a\n") == "ok\n");
        CHECK(at.wait(900ms).empty());
        CHECK(at.wait(100ms) == "wait\n");
    }

    TEST_CASE("a blocked handler says that it is busy at the keepalive interval") {
        printer_at_hand at;
        at.send("G4 S5\n");
        CHECK(at.wait(1999ms).empty());
        CHECK(at.wait(1ms) == "echo:busy: processing\n");
        CHECK(at.wait(3s) == "echo:busy: processing\nok\n");
    }

    TEST_CASE("M113 sets the keepalive interval and tells it") {
        printer_at_hand at;
        CHECK(at.send("M113 S1\n") == "ok\n");
        CHECK(at.send("M113\n") == "echo:M113 S1\nok\n");
        at.send("G4 S3\n");
        CHECK(at.wait(3s) == "echo:busy: processing\necho:busy: processing\nok\n");
        at.send("M113 S0\nG4 S9\n");
        CHECK(at.wait(9s) == "ok\n");
    }

    TEST_CASE("oks are lost, doubled and corrupted on command") {
        printer_at_hand at;
        at.printer.lose_next_ok();
        CHECK(at.send("M118 a\nM118 b\n") == "a\nb\nok\n");
        at.printer.double_next_ok();
        CHECK(at.send("M117 a\nM117 b\n") == "ok\nok\nok\n");
        at.printer.corrupt_next_line();
        const auto corrupt = at.send("M117 a\n");
        CHECK(corrupt.size() == 3);
        CHECK(corrupt != "ok\n");
        CHECK(at.send("M117 a\n") == "ok\n");
    }

    TEST_CASE("an operator can make it say anything") {
        printer_at_hand at;
        at.printer.say("//action:pause");
        CHECK(at.said() == "//action:pause\n");
    }
}

TEST_SUITE("simulated_marlin: urgent commands") {
    TEST_CASE("M112 says so, turns heaters off and answers nothing more until it is reset") {
        for (const bool emergency : {false, true}) {
            CAPTURE(emergency);
            printer_at_hand at{{.emergency_parser = emergency}};
            at.send("M104 S200\nM140 S60\n");
            CHECK(at.send("M112\n") == "Error:Printer halted. kill() called!\n");
            CHECK(at.printer.is_killed());
            CHECK(at.printer.hotend_target() == 0);
            CHECK(at.printer.bed_target() == 0);
            CHECK(at.send("M105\n").empty());
            CHECK(at.wait(1h).empty());
            at.printer.reset(at.now);
            CHECK(at.said().starts_with("start\n"));
            CHECK(at.send("M117 a\n") == "ok\n");
        }
    }

    TEST_CASE("a numbered M112 halts when it is executed") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("G4 S10\n" + numbered(1, "M112"));
        CHECK_FALSE(at.printer.is_killed());
        CHECK(at.wait(10s) == "ok\nError:Printer halted. kill() called!\n");
    }

    TEST_CASE("without an emergency parser M112 needs a free command slot") {
        printer_at_hand at{{.keepalive = 0s}};
        fill_slots(at);
        CHECK(at.send("M112\n").empty());
        CHECK(at.wait(10s).ends_with("Error:Printer halted. kill() called!\n"));
    }

    TEST_CASE("with an emergency parser M112 acts at its line feed, whatever is queued, numbered too") {
        printer_at_hand at{{.emergency_parser = true}};
        fill_slots(at);
        at.send(std::string(200, 'x') + "\n");
        CHECK(at.send("N5 M112*34").empty());
        CHECK(at.send("\n") == "Error:Printer halted. kill() called!\n");
    }

    TEST_CASE("an emergency parser is not deceived by longer codes or by text") {
        printer_at_hand at{{.emergency_parser = true}};
        at.send("M1125\nM117 M112\nG1 M112\n");
        CHECK_FALSE(at.printer.is_killed());
    }

    TEST_CASE("M108 ends a wait for heat when it is parsed from a free slot") {
        printer_at_hand at;
        at.send("M109 S200\n");
        at.wait(5s);
        CHECK(at.send("M108\n") == "ok\nok\n");
        CHECK(at.printer.hotend_target() == 200'000);
    }

    TEST_CASE("without an emergency parser M108 behind full slots ends nothing") {
        printer_at_hand at{{.keepalive = 0s}};
        at.send("M109 S200\nM117 a\nM117 b\nM117 c\n");
        CHECK(at.send("M108\n").empty());
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("with an emergency parser M108 acts at its line feed even then") {
        printer_at_hand at{{.emergency_parser = true}};
        at.send("M109 S200\nM117 a\nM117 b\nM117 c\n");
        CHECK(at.send("M108\n") == "ok\nok\nok\nok\nok\n");
    }

    TEST_CASE("M108 before the wait begins does not end it") {
        printer_at_hand at;
        at.send("M108\nM109 S200\n");
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("M108 does not end a pause in time") {
        printer_at_hand at{{.emergency_parser = true}};
        at.send("G4 S10\n");
        at.send("M108\n");
        CHECK(at.printer.is_handling());
    }

    TEST_CASE("M410 stops planned moves where they are") {
        printer_at_hand at;
        at.send("G1 X100 F6000\nG1 X200\n"); // 100 mm/s
        at.wait(500ms);
        CHECK(at.send("M410\n") == "ok\n");
        CHECK_FALSE(at.printer.in_motion());
        CHECK(at.printer.position()[0] == 50'000);
    }
}

TEST_SUITE("simulated_marlin: the operator") {
    TEST_CASE("a reset forgets everything and says start") {
        printer_at_hand at;
        at.send("M104 S200\nM83\nM155 S1\n" + numbered(1, "G1 X100 F60"));
        at.wait(500ms);
        at.printer.reset(at.now);
        const auto said = at.said();
        CHECK(said.starts_with("start\nMarlin"));
        CHECK(said.find("echo:") != said.npos);
        CHECK(at.printer.hotend_target() == 0);
        CHECK(at.printer.last_line() == 0);
        CHECK_FALSE(at.printer.in_motion());
        CHECK_FALSE(at.printer.is_relative_e());
        CHECK(at.wait(1min).empty());
        CHECK(at.send(numbered(2, "M117 a")).ends_with("Resend: 1\nok\n"));
    }

    TEST_CASE("a firmware that halts by itself says why and is dead until it is reset") {
        printer_at_hand at;
        at.send("M104 S200\nM155 S1\n");
        at.printer.halt("Thermal Runaway, system stopped! Heater_ID: 0", at.now);
        CHECK(at.said() == "Error:Thermal Runaway, system stopped! Heater_ID: 0\n"
                           "Error:Printer halted. kill() called!\n");
        CHECK(at.printer.hotend_target() == 0);
        CHECK(at.send("M105\n").empty());
        CHECK(at.wait(1min).empty());
        at.printer.reset(at.now);
        CHECK(at.said().starts_with("start\n"));
    }

    TEST_CASE("bytes that arrive while it boots are lost") {
        printer_at_hand at{{.boot_time = 2s}};
        at.printer.reset(at.now);
        CHECK(at.send("M117 a\n").empty());
        CHECK(at.printer.dropped_bytes() == 7);
        CHECK(at.wait(1999ms).empty());
        CHECK(at.wait(1ms).starts_with("start\n"));
    }

    TEST_CASE("without power it is silent and loses everything, and it starts when power is back") {
        printer_at_hand at;
        at.send("M155 S1\nM104 S200\nG4 S2\n");
        at.printer.power_off(at.now);
        CHECK_FALSE(at.printer.is_on());
        CHECK(at.send("M105\n").find("T:") == std::string::npos);
        CHECK(at.wait(10s).empty());
        at.printer.power_on(at.now);
        CHECK(at.said().starts_with("start\n"));
        CHECK(at.printer.hotend_target() == 0);
    }

    TEST_CASE(
        "the same bytes at the same instants give the same answer, in small steps of time and in large") {
        const auto run = [](duration step) {
            printer_at_hand at{{.emergency_parser = true, .wait_interval = 300ms}};
            std::string said;
            for (int i = 1; i <= 40; ++i) {
                said += at.send(
                    numbered(i, "G1 X" + std::to_string(i * 7 % 11) + " E" + std::to_string(i) + " F900"));
                for (duration passed{}; passed < 60ms; passed += step)
                    said += at.wait(step);
            }
            said += at.send("M114\n");
            return said + at.wait(1min);
        };
        const auto coarse = run(60ms);
        CHECK(coarse.size() > 100);
        CHECK(run(1ms) == coarse);
        CHECK(run(20ms) == coarse);
    }

    TEST_CASE("noise and every setting break nothing, and the grain of time does not matter") {
        const std::string_view pieces[] = {"G1 X5 F3000\n",
                                           "G28\n",
                                           "M109 S60\n",
                                           "M108\n",
                                           "M410\n",
                                           "G4 P700\n",
                                           "M155 S1\n",
                                           "M105\n",
                                           "M0 S3\n",
                                           "M600\n",
                                           "N0 M110 N0*125\n",
                                           "N1 G1 X1*1\n",
                                           "N",
                                           "*",
                                           "M1",
                                           "\n",
                                           ";",
                                           "\\",
                                           "G91\n",
                                           "G1 E1\n",
                                           "M190 R30\n",
                                           "\xff\x80\x00",
                                           "M84\n"};
        const auto run = [&pieces](std::uint32_t seed, bool fine) {
            std::mt19937 random{seed};
            const auto chance = [&random] { return random() % 2 == 0; };
            printer_at_hand at{{.receive_buffer = 16 + random() % 200,
                                .command_slots = 1 + random() % 16,
                                .command_size = 8 + random() % 120,
                                .turn_time = chance() ? 0ms : 7ms,
                                .repeated = chance() ? repeated_line::dropped : repeated_line::refused,
                                .advanced_ok = chance(),
                                .emergency_parser = chance(),
                                .wait_interval = chance() ? 0ms : 450ms,
                                .instant_moves = chance()}};
            std::string said;
            for (int i = 0; i < 300; ++i) {
                said += at.send(pieces[random() % std::size(pieces)]);
                if (random() % 50 == 0) at.printer.reset(at.now);
                const auto span = 1ms * (random() % 3000);
                for (duration passed{}; fine && passed < span; passed += 1ms)
                    said += at.wait(1ms);
                if (!fine) said += at.wait(span);
            }
            return said;
        };
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
            CAPTURE(seed);
            const auto coarse = run(seed, false);
            CHECK(coarse.size() > 1000);
            CHECK(run(seed, true) == coarse);
        }
    }
}
