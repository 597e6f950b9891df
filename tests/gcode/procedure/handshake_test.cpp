#include <printjob/gcode/procedure/handshake.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace printjob;
using namespace printjob::gcode;

namespace {

constexpr std::string_view safe_stop_commands = "M104 T0 S0 M140 S0 M106 S0 M84";

/// Greets a printer that answers M115 and M27 with these lines; what was sent and told, with blanks between.
std::string greeted(handshake& by, std::string_view says_it_is, std::string_view of_its_card = "") {
    std::string all;
    by.begin();
    for (;;) {
        const auto next = by.next(safe_stop{});
        if (!next.command && next.told == notice::none) return all;
        if (!all.empty()) all += ' ';
        if (!next.command) {
            all += name(next.told);
            continue;
        }
        all += next.command->view();
        if (next.command->view() == "M115") by.take_in(read_response(says_it_is));
        if (next.command->view() == "M27") by.take_in(read_response(of_its_card));
    }
}

constexpr std::string_view ours = "FIRMWARE_NAME:Marlin 2.1 UUID:1";
constexpr std::string_view theirs = "FIRMWARE_NAME:Marlin 2.1 UUID:2";

} // namespace

TEST_SUITE("handshake") {
    TEST_CASE("a printer that owes nothing is asked who it is, and sent no safe stop") {
        handshake by;
        CHECK(greeted(by, ours) == "M115");
        CHECK_FALSE(by.reports_temperatures());
    }

    TEST_CASE("temperatures are switched on where the printer can tell them by itself, and only there") {
        handshake by;
        for (const bool can : {true, false}) {
            by.begin();
            REQUIRE(by.next(safe_stop{}).command->view() == "M115");
            by.take_in(read_response("Cap:SOMETHING_ELSE:1"));
            CHECK_FALSE(by.reports_temperatures());
            by.take_in(read_response(can ? "Cap:AUTOREPORT_TEMP:1" : "Cap:AUTOREPORT_TEMP:0"));
            CHECK(by.reports_temperatures() == can);
            const auto next = by.next(safe_stop{});
            CHECK((next.command && next.command->view() == "M155 S2") == can);
        }
    }

    TEST_CASE("an owed safe stop is sent once, behind the question whether the printer prints alone") {
        handshake by;
        (void)greeted(by, ours);
        by.owe_safe_stop();
        CHECK(greeted(by, ours, "Not SD printing") == "M115 M27 " + std::string{safe_stop_commands});
        CHECK(greeted(by, ours) == "M115");
    }

    TEST_CASE("a safe stop is owed to the printer of before: another machine is asked twice, and sent none") {
        handshake by;
        (void)greeted(by, ours);
        by.owe_safe_stop();
        CHECK(greeted(by, theirs) == "M115 M115 another_printer");
        by.owe_safe_stop(); // from now on that one is known
        CHECK(greeted(by, theirs) == "M115 M27 " + std::string{safe_stop_commands});
    }

    TEST_CASE("a printer that was never known, or does not say who it is, is sent the safe stop") {
        handshake by;
        by.owe_safe_stop();
        CHECK(greeted(by, ours) == "M115 M27 " + std::string{safe_stop_commands});
        by.owe_safe_stop();
        CHECK(greeted(by, "ok") == "M115 M27 " + std::string{safe_stop_commands});
    }

    TEST_CASE(
        "behind a handshake without an answer no printer is known: whichever comes next gets its safe stop") {
        handshake by;
        (void)greeted(by, ours);
        (void)greeted(by, "ok");
        by.owe_safe_stop();
        CHECK(greeted(by, theirs) == "M115 M27 " + std::string{safe_stop_commands});
    }

    TEST_CASE("a printer that prints from its own card is sent no safe stop, now or later") {
        handshake by;
        by.owe_safe_stop();
        CHECK(greeted(by, ours, "SD printing byte 5/100") == "M115 M27 printer_prints_alone");
        CHECK(greeted(by, ours) == "M115");
    }
}
