// RepRapFirmware's dialect, with lines that it really says.

#include "transcript.hpp"
#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/dialect/select.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

TEST_CASE("RepRapFirmware: it is recognised by its name") {
    CHECK(&select_dialect(
              "RepRapFirmware for Duet 2 WiFi/Ethernet FIRMWARE_VERSION: 3.2 ELECTRONICS: Duet WiFi "
              "1.02 or later FIRMWARE_DATE: 2021-01-05",
              known_dialects, marlin) == &reprapfirmware);
    CHECK(reprapfirmware.recover == "M999");
    CHECK(reprapfirmware.break_wait == "M108");
}

TEST_CASE("RepRapFirmware: exactly these commands have other traits than Marlin's") {
    const auto traits = [](std::string_view line) { return reprapfirmware.traits_of(word_of(line), line); };
    CHECK(traits("M226").asks_host_to_pause);
    CHECK(traits("M226 P2").asks_host_to_pause);
    CHECK(traits("M600").asks_host_to_pause);
    CHECK(traits("M98 P\"a (1).g\"").carries_name);
    CHECK(traits("M98 P\"a (1).g\"").is_long_running);
    CHECK(traits("M291 P\"Go on?\" S3").waits_for_person);
    CHECK(traits("M36 \"a (1).g\"").carries_name);
    CHECK(traits("M999").is_forbidden_in_file);
    CHECK(traits("T1").is_long_running);
    CHECK(traits("G1 X1") == command_traits{});
    CHECK(traits("M190 S60") == marlin.traits_of({'M', 190}, {}));
}

TEST_CASE("RepRapFirmware: the answers to M408 and M409 are no errors, whatever they contain") {
    for (std::string_view line :
         {R"({"status":"I","heaters":[25.0,29.0],"active":[-273.1,0.0],"resp":""})",
          R"({"status":"H","resp":"Error: heater fault on heater 1"})",
          R"({"key":"state","result":"!! halted"})", R"({"resp":"Emergency stop"})"}) {
        CAPTURE(line);
        const auto said = interpret(line, reprapfirmware);
        CHECK(said.kind == response_kind::other);
        CHECK(said.means == meaning::as_said);
        CHECK(said.rest.empty());
    }
}

TEST_CASE("RepRapFirmware: a session from the start to an emergency stop") {
    using enum response_kind;
    constexpr transcript::line_said lines[]{
        {"RepRapFirmware for Duet 2 WiFi/Ethernet is up and running.", other, meaning::started},
        {"ok", ok},
        {"FIRMWARE_NAME: RepRapFirmware for Duet 2 WiFi/Ethernet FIRMWARE_VERSION: 3.2", firmware},
        {"ok T:25.0 /0.0 T0:25.0 /0.0 B:29.0 /0.0", ok},
        {"X:0.000 Y:0.000 Z:0.000 E:0.000 E0:0.0 Count 0 0 0 Machine 0.000 0.000 0.000", position},
        {"ok T:2000.0 /0.0 B:-273.1 /0.0", ok},
        {"Error: G1: target position outside machine limits", error, meaning::command_failed},
        {"Error: Bad command: FOO", error, meaning::harmless},
        {"Warning: M203: no parameters", other},
        {"Error: Tool 0 was not driven because its heater temperatures were not high enough", error,
         meaning::cold_extrusion},
        {"Error: Heating fault on heater 1, temperature excursion exceeded 15.0C", error, meaning::halted},
        {"Error: Heater 1 heater fault", error, meaning::halted},
        {"// heater fault", comment},
        {"// action:pause", action},
        {"Emergency Stop! Reset the controller to continue.", other, meaning::halted},
        {"!!", alarm, meaning::halted},
    };
    transcript::check(lines, reprapfirmware);
    CHECK(interpret("start", reprapfirmware).means == meaning::started);
}
