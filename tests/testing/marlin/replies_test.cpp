// What the simulated firmware says, and how another one words it.

#include "../printer_at_hand.hpp"
#include <printjob/testing/simulated_marlin.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace testing_support;
using namespace printjob::testing;

namespace {

/// Repetier's way to acknowledge: with the number of the line.
class numbered_oks : public marlin_replies {
public:
    void ok(marlin_output& say, const marlin_settings&, const ok_facts& facts) const override {
        say << "ok";
        if (facts.line) say << ' ' << *facts.line;
        say.end_line();
    }
    void unknown_command(marlin_output& say, std::string_view) const override { say.say("Unknown command"); }
};

} // namespace

TEST_SUITE("simulated Marlin: replies") {
    TEST_CASE("M115 names the firmware and what it can do") {
        printer_at_hand at{{.emergency_parser = true, .autoreport = false}};
        const auto said = at.send("M115\n");
        CHECK(said.starts_with("FIRMWARE_NAME:Marlin "));
        CHECK(said.find(" MACHINE_TYPE:Simulated printer EXTRUDER_COUNT:1 UUID:") != said.npos);
        CHECK(said.find("\nCap:AUTOREPORT_TEMP:0\n") != said.npos);
        CHECK(said.find("\nCap:EMERGENCY_PARSER:1\n") != said.npos);
        CHECK(said.ends_with("\nok\n"));
    }

    TEST_CASE("M118 sends its text to the host") {
        printer_at_hand at;
        CHECK(at.send("M118 hello\n") == "hello\nok\n");
        CHECK(at.send("M118 E1 hello\n") == "echo:hello\nok\n");
        CHECK(at.send("M118 A1 action:pause\n") == "//action:pause\nok\n");
    }

    TEST_CASE("M27 reports whether the printer prints from its own card") {
        CHECK(printer_at_hand{}.send("M27\n") == "Not SD printing\nok\n");
        CHECK(printer_at_hand{{.card = card_progress{7, 90}}}.send("M27\n") == "SD printing byte 7/90\nok\n");
    }

    TEST_CASE("a command without its letter and number is taken apart into nothing") {
        CHECK(marlin_words{"X10"}.letter() == 0);
        CHECK(marlin_words{""}.letter() == 0);
        const marlin_words words{"G1 X-1.2345 Y+2 Z E.5"};
        CHECK(words.is('G', 1));
        CHECK(words.thousandths('X') == -1'234);
        CHECK(words.thousandths('Y') == 2'000);
        CHECK(words.has('Z'));
        CHECK(words.thousandths('Z', 7) == 0);
        CHECK(words.thousandths('E') == 500);
        CHECK_FALSE(words.has('F'));
    }

    TEST_CASE("another firmware has other replies and the same behaviour") {
        const numbered_oks words;
        printer_at_hand at{{.replies = &words}};
        CHECK(at.send(numbered(1, "G1 X5 F3000")) == "ok 1\n");
        CHECK(at.send("X1\n") == "Unknown command\nok\n");
        CHECK(at.send(numbered(7, "M105")) ==
              "Error:Line Number is not Last Line Number+1, Last Line: 1\nResend: 2\nok\n");
        CHECK(at.printer.position()[0] == 5'000);
    }
}
