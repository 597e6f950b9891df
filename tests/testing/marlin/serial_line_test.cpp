// How the simulated firmware reads its serial line: what it takes, refuses and asks for again.

#include "../printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace testing_support;
using namespace printjob::testing;

namespace {

const std::string slow_command = "G4 S10\n";

/// Fills every command slot: the first command blocks for ten seconds, three wait for it.
void fill_slots(printer_at_hand& at) {
    REQUIRE(at.send(slow_command + "M117 a\nM117 b\nM117 c\n").empty());
    REQUIRE(at.printer.slots_used() == 4);
}

} // namespace

TEST_SUITE("simulated Marlin: the serial line") {
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

    TEST_CASE("the checksum stands after the last asterisk") {
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

    TEST_CASE("an older firmware refuses a checksum without a number, and asks for nothing") {
        printer_at_hand at{{.unnumbered_checksum = lone_checksum::refused}};
        CHECK(at.send("M117 b*99\n") == "Error:No Line Number with checksum, Last Line: 0\n");
        CHECK(at.executed().empty());
    }

    TEST_CASE("a newer firmware drops a repeat of the last two numbers and says nothing") {
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

    TEST_CASE("a resend request comes in the spelling that is set, with the ok that is set") {
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
        // M110 waits in its slot; line 1 is accepted after it, then M110 is executed and takes the counter
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
