#include <printjob/gcode/procedure/handshake.hpp>
#include <printjob/gcode/procedure/steps.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace printjob;
using namespace printjob::gcode;

namespace {

constexpr std::string_view safe_stop_commands = "M104 T0 S0 M140 S0 M106 S0 M84";

/// A printer that is greeted by the stages of the procedure; its responses to M115 and M27 are given.
struct bench {
    streamer_settings settings{};
    printer_link link{};
    printer_knowledge known{};
    reporter reports{};
    step_runner steps{settings, link, known, reports};

    /// What was sent and what was notified, with blanks between.
    std::string greet(std::string_view says_it_is, std::string_view of_its_card = "") {
        std::string all;
        known.begin_conversation();
        const auto put = [&all](std::string_view words) {
            if (!all.empty()) all += ' ';
            all += words;
        };
        for (const stage& at : stages_of(task::greeting)) {
            steps.begin_stage();
            command_builder buffer;
            for (;;) {
                const std::string command{steps.next(at.then, buffer, instant{})};
                while (const auto told = reports.poll())
                    put(name(told->told()));
                if (command.empty()) break;
                put(command);
                if (command == "M115") known.identity.take_in(read_response(says_it_is));
                if (command == "M27") known.identity.take_in(read_response(of_its_card));
            }
        }
        return all;
    }
};

constexpr std::string_view ours = "FIRMWARE_NAME:Marlin 2.1 UUID:1";
constexpr std::string_view theirs = "FIRMWARE_NAME:Marlin 2.1 UUID:2";

} // namespace

TEST_SUITE("handshake") {
    TEST_CASE("without an owed safe stop the printer is identified, and sent none") {
        bench by;
        CHECK(by.greet(ours) == "M115");
        CHECK_FALSE(by.known.identity.reports_temperatures());
    }

    TEST_CASE("temperature reports are requested where the printer has them, and only there") {
        bench by;
        CHECK(by.greet("Cap:SOMETHING_ELSE:1") == "M115");
        CHECK(by.greet("Cap:AUTOREPORT_TEMP:0") == "M115");
        CHECK(by.greet("Cap:AUTOREPORT_TEMP:1") == "M115 M155 S2 M105");
        CHECK(by.known.identity.reports_temperatures());
        CHECK(by.greet(ours) == "M115"); // the next printer has to say so itself
    }

    TEST_CASE("an owed safe stop is sent once, after the query whether the printer prints from its card") {
        bench by;
        (void)by.greet(ours);
        by.known.identity.owe_safe_stop();
        CHECK(by.greet(ours, "Not SD printing") == "M115 M27 " + std::string{safe_stop_commands});
        CHECK(by.greet(ours) == "M115");
    }

    TEST_CASE("a safe stop is owed to the previous printer: another one is identified twice, and sent none") {
        bench by;
        (void)by.greet(ours);
        by.known.identity.owe_safe_stop();
        CHECK(by.greet(theirs) == "M115 M115 another_printer");
        by.known.identity.owe_safe_stop(); // from now on that one is known
        CHECK(by.greet(theirs) == "M115 M27 " + std::string{safe_stop_commands});
    }

    TEST_CASE("a printer that was never identified, or does not send its name, is sent the safe stop") {
        bench by;
        by.known.identity.owe_safe_stop();
        CHECK(by.greet(ours) == "M115 M27 " + std::string{safe_stop_commands});
        by.known.identity.owe_safe_stop();
        CHECK(by.greet("ok") == "M115 M27 " + std::string{safe_stop_commands});
    }

    TEST_CASE("after a handshake without an answer no printer is known: the next one gets the safe stop") {
        bench by;
        (void)by.greet(ours);
        (void)by.greet("ok");
        by.known.identity.owe_safe_stop();
        CHECK(by.greet(theirs) == "M115 M27 " + std::string{safe_stop_commands});
    }

    TEST_CASE("a printer that prints from its own card is sent no safe stop, now or later") {
        bench by;
        by.known.identity.owe_safe_stop();
        CHECK(by.greet(ours, "SD printing byte 5/100") == "M115 M27 printer_prints_alone");
        CHECK(by.greet(ours) == "M115");
    }
}
