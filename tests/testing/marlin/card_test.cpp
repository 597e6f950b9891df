// The card of the simulated Marlin: what it says, and who gets the command slots.

#include "../printer_at_hand.hpp"
#include <printjob/testing/marlin/card.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace testing_support;

namespace {

[[nodiscard]] marlin_settings with_card(std::string content) {
    marlin_settings settings;
    settings.card_files = {{"A.GCO", std::move(content)}, {"B.GCO", ""}};
    return settings;
}

} // namespace

TEST_SUITE("simulated Marlin: card") {
    TEST_CASE("M21 reports the card, and M20 lists its files") {
        printer_at_hand at{with_card("G28\n")};
        CHECK(at.send("M21\n") == "SD card ok\nok\n");
        CHECK(at.send("M20\n") == "Begin file list\nA.GCO 4\nB.GCO 0\nEnd file list\nok\n");
        CHECK(printer_at_hand{}.send("M21\nM20\n") == "ok\nBegin file list\nEnd file list\nok\n");
    }

    TEST_CASE("M23 opens a file in any case of letters, or says that it cannot") {
        printer_at_hand at{with_card("G28\n")};
        CHECK(at.send("M23 a.gco\n") == "File opened: A.GCO Size: 4\nFile selected\nok\n");
        CHECK(at.send(numbered(1, "M23 /A.GCO")) == "File opened: A.GCO Size: 4\nFile selected\nok\n");
        CHECK(at.send("M23 c.gco\n") == "open failed, File: c.gco.\nok\n");
        CHECK(at.send("M24\n") == "ok\n"); // nothing is open
        CHECK_FALSE(at.printer.prints_from_card());
    }

    TEST_CASE("lines from the card get no ok, lose their comments, and end when motion has ended") {
        printer_at_hand at{with_card("; a comment\nG1 X10 F600 ; ten mm\r\n\nG1 X0")};
        at.send("M23 A.GCO\n");
        CHECK(at.send("M24\n") == "ok\n");
        CHECK(at.executed() == std::vector<std::string>{"M23 A.GCO", "M24", "G1 X10 F600", "G1 X0", "M1001"});
        CHECK(at.wait(1900ms) == "");
        CHECK(at.wait(100ms) == "Done printing file\n");
        CHECK(at.send("M27\n") == "Not SD printing\nok\n");
    }

    TEST_CASE("a file without a line is done at once") {
        printer_at_hand at{with_card("")};
        at.send("M23 B.GCO\n");
        CHECK(at.send("M24\n") == "ok\nDone printing file\n");
    }

    TEST_CASE("M27 reports how far the file was read, and M25 stops it there") {
        std::string content;
        for (int line = 0; line < 20; ++line)
            content += "G4 S1\n";
        printer_at_hand at{with_card(content)};
        at.send("M23 A.GCO\nM24\n");
        CHECK(at.send("M27\n") == "");                         // four lines hold the slots
        CHECK(at.wait(4s) == "SD printing byte 42/120\nok\n"); // after them; three more were read meanwhile
        CHECK(at.send("M25\n") == "");
        CHECK(at.wait(4s) == "ok\n");
        at.wait(4s); // what had been read
        const auto executed = at.printer.executed_commands();
        CHECK(at.wait(1h) == "");
        CHECK(at.printer.executed_commands() == executed);
        CHECK(at.send("M27\n") == "Not SD printing\nok\n");
        CHECK(at.send("M24\n") == "ok\n");
        CHECK(at.wait(20s) == "Done printing file\n");
    }

    TEST_CASE("M26 goes to a byte, M524 closes the file, and so does a reset") {
        printer_at_hand at{with_card("G28 X\nG28 Y\n")};
        at.send("M23 A.GCO\nM26 S6\nM24\n");
        CHECK(at.executed() == std::vector<std::string>{"M23 A.GCO", "M26 S6", "M24", "G28 Y"});
        at.wait(1min);
        at.send("M23 A.GCO\nM524\nM24\n");
        CHECK_FALSE(at.printer.prints_from_card());
        at.send("M23 A.GCO\nM24\n");
        CHECK(at.printer.prints_from_card());
        at.printer.reset(at.now);
        CHECK_FALSE(at.printer.prints_from_card());
    }
}
