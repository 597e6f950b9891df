// What Marlin's words mean, with lines that Marlin and its relatives really say.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/marlin.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace printjob::gcode;

namespace {

meaning meaning_in(std::string_view line) {
    return interpret(line, marlin).means;
}

std::vector<meaning> meanings_in(std::string_view line) {
    std::vector<meaning> found;
    for_each_response(line, marlin,
                      [&found](const interpreted_response& said) { found.push_back(said.means); });
    return found;
}

using meanings = std::vector<meaning>;

} // namespace

TEST_CASE("Marlin: start is a line of its own or the tail of a line that the reset has cut") {
    for (std::string_view line :
         {"start", "start\r", "\x80\xF1start", "ostart", "okstart", "ok N5start", "ok T:21start",
          " T:21.0 /start", "echo:busy: prstart", "busy: prstart", "X:1.00 Y:start", "Resend: 12start",
          "echo:  M92 X80.start", "echo: \xFFstart"}) {
        CAPTURE(line);
        const auto said = interpret(line, marlin);
        CHECK(said.means == meaning::started);
        CHECK_FALSE(said.number.has_value());
        CHECK(said.rest.empty());
    }
}

TEST_CASE("Marlin: a response that is glued to start is read next") {
    CHECK(meanings_in("startecho:Marlin 2.1") == meanings{meaning::started, meaning::as_said});
    CHECK(interpret("startecho:Marlin 2.1", marlin).rest == "echo:Marlin 2.1");
    CHECK(interpret("startok", marlin).rest == "ok");
}

TEST_CASE("Marlin: ordinary words about starting are no reset") {
    for (std::string_view line : {"//action:start",
                                  "// action:start",
                                  "restart",
                                  "echo:please restart",
                                  "ready to start",
                                  "auto-start",
                                  "starting",
                                  "start now",
                                  "echo:Unknown command: \"start",
                                  "// step 5start",
                                  "quickstart",
                                  "Start",
                                  "echo:startup",
                                  "echo:start of the print",
                                  "echo:Unknown command: \"M118 \"echo:start",
                                  "echo:say echo:start",
                                  "echo:echo:start",
                                  "// xecho:start",
                                  "echo: start",
                                  "PowerUpdate",
                                  "echo:No PowerUp",
                                  "External Reset failed",
                                  "// Klipper state: Ready now",
                                  "Klipper state: Ready"}) {
        CAPTURE(line);
        CHECK(meaning_in(line) != meaning::started);
    }
    CHECK(meaning_in("Error:Printer stopped due to errors. Fix the error and use M999 to restart") ==
          meaning::halted);
}

TEST_CASE("Marlin: a reset may cut any line: start is recognised after a digit, a point, a slash or noise") {
    for (const std::string_view line :
         {"SD printing byte 12/start", "SD printing byte 1start", "echo:0.start", "echo:M\x7Fstart",
          "echo:M\x01start", "echo:M\xFFstart"}) {
        CAPTURE(line);
        CHECK(meaning_in(line) == meaning::started);
    }
    CHECK(meaning_in("echo:M:start") != meaning::started);
}

TEST_CASE("Marlin: an error about a line is followed by a request to send it again") {
    for (std::string_view line :
         {"Error:Line Number is not Last Line Number+1, Last Line: 5",
          "Error:checksum mismatch, Last Line: 5", "Error:No Checksum with line number, Last Line: 5",
          "Error:No Line Number with checksum, Last Line: 5", "Error:Wrong checksum", "error:Format error",
          "Error:Missing linenumber", "Error:expected line 5 got 7"}) {
        CAPTURE(line);
        CHECK(meaning_in(line) == meaning::resend_follows);
    }
}

TEST_CASE("Marlin: these errors stop the printer") {
    for (std::string_view line :
         {"Error:Thermal Runaway, system stopped! Heater_ID: 0",
          "Error:MAXTEMP triggered, system stopped! Heater_ID: bed",
          "Error:0: Extruder switched off. MINTEMP triggered !", "Error:Printer halted. kill() called!",
          "Error:Heating failed, system stopped! Heater_ID: 0", "Error:Homing Failed",
          "Error:THERMAL MALFUNCTION", "Error:Emergency stop", "!! KILL caused by M112", "!!",
          "!! Must home axis first", "fatal: out of memory", "Fatal:overheated",
          "Printer stopped due to errors", "echo:Printer halted.",
          "Error:Printer stopped due to errors. Fix the error and use M999 to restart."}) {
        CAPTURE(line);
        CHECK(meaning_in(line) == meaning::halted);
    }
}

TEST_CASE("Marlin: other errors do not stop the printer") {
    CHECK(meaning_in("echo:Unknown command: \"FOO\"") == meaning::harmless);
    CHECK(meaning_in("Error:Unknown command") == meaning::harmless);
    CHECK(meaning_in("Error:volume.init failed") == meaning::harmless);
    CHECK(meaning_in("Error:EEPROM CRC mismatch") == meaning::harmless);
    CHECK(meaning_in("Error:Probing Failed") == meaning::harmless); // it wipes, and probes again
}

TEST_CASE("Marlin: a locked printer takes commands and executes none") {
    CHECK(meaning_in("echo:Printer locked! (Unlock with M511 or LCD)") == meaning::locked);
    CHECK(meaning_in("Printer locked!") == meaning::locked);
    CHECK(meaning_in("ok") == meaning::as_said);
    CHECK(meaning_in("// Printer locked!") == meaning::as_said);
    CHECK(meaning_in("echo:Printer unlocked") == meaning::as_said);
}

TEST_CASE("Marlin: a printer that is not ready may not have said yet that it is another") {
    CHECK(meaning_in("!! Printer is not ready") == meaning::not_ready);
    CHECK(meaning_in("!! Must home axis first") == meaning::halted);
}

TEST_CASE("Marlin: a start is announced in several ways, and by the cause of the reset") {
    for (std::string_view line :
         {"echo:start", "echo:start\r", "\x80 echo:start", "PowerUp", "echo:PowerUp", " External Reset",
          "echo: External Reset", " Brown out Reset", " Watchdog Reset", " Software Reset",
          "// Klipper state: Ready", "okecho:start", "ok T:21.0 /0.0 @:0 echo:start",
          "echo:busy: procecho:start", "echo:Unknown comecho:start", "T:2echo:start",
          "echo:M92 X80.echo:start", "ok T:2PowerUp"}) {
        CAPTURE(line);
        const auto all = meanings_in(line);
        CHECK(all.back() == meaning::started);
    }
    CHECK(interpret("echo:startecho:Marlin 2.0.7", marlin).means == meaning::started);
    CHECK(interpret("echo:startecho:Marlin 2.0.7", marlin).rest == "echo:Marlin 2.0.7");
    CHECK(interpret("PowerUpecho:Marlin 2.0.7", marlin).rest == "echo:Marlin 2.0.7");
}

TEST_CASE("Marlin: a refused cold extrusion is recognised with any prefix") {
    CHECK(meaning_in("echo: cold extrusion prevented") == meaning::cold_extrusion);
    CHECK(meaning_in("Error: cold extrusion prevented") == meaning::cold_extrusion);
    CHECK(meaning_in("!! Cold extrusion prevented") == meaning::cold_extrusion);
}

TEST_CASE("Marlin: an error that is glued to other words keeps its meaning") {
    using enum meaning;
    CHECK(meanings_in("ok!! KILL caused by M112") == meanings{as_said, halted});
    CHECK(meanings_in("ok T:21.0 /0.0 @:127Error:MAXTEMP triggered") == meanings{as_said, halted});
    CHECK(meanings_in("echo:enqueueing G28Error:Printer halted. kill() called!") ==
          meanings{as_said, halted});
    CHECK(meanings_in("echo:saved!! KILL caused by M112") == meanings{as_said, halted});
    CHECK(meanings_in("ok some wordsError:MINTEMP") == meanings{as_said, halted});
    CHECK(meanings_in("Error:checksum mismatch, Last Line: 5Resend: 6") == meanings{resend_follows, as_said});
    CHECK(meanings_in("echo:Unknown command: \"M118 xError:kill\"") == meanings{harmless});
}

TEST_CASE("Marlin: what is no error has no further meaning") {
    for (std::string_view line :
         {"ok", "ok N12 P15 B3", "Resend: 57", "echo:busy: processing", "T:21.0 /0.0 B:21.0 /0.0 @:0",
          "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0", "FIRMWARE_NAME:Marlin 2.1.2 (x)", "Cap:EEPROM:1",
          "//action:pause", "// Printer halted", "// Klipper state: Shutdown", "// cold extrusion prevented",
          "SD printing byte 123/4567", "Not SD printing", "wait", "", "echo:Active Extruder: 0"}) {
        CAPTURE(line);
        CHECK(meaning_in(line) == meaning::as_said);
    }
}

TEST_CASE("Marlin 2.0.7: a start, and a line that another reset has cut") {
    struct {
        std::string_view line;
        response_kind kind;
        meaning means;
    } const transcript[]{
        {"echo:start", response_kind::other, meaning::started},
        {"PowerUp", response_kind::other, meaning::started},
        {"Marlin 2.0.7", response_kind::other, meaning::as_said},
        {"echo: Last Updated: 2020-09-30 | Author: (none, default config)", response_kind::other,
         meaning::as_said},
        {"echo:Compiled: Oct 12 2020", response_kind::other, meaning::as_said},
        {"echo: Free Memory: 4128  PlannerBufferBytes: 1152", response_kind::other, meaning::as_said},
        {"echo:V81 stored settings retrieved (598 bytes; crc 4711)", response_kind::other, meaning::as_said},
        {"echo:SD init fail", response_kind::other, meaning::as_said},
        {"ok", response_kind::ok, meaning::as_said},
        {"ok T:21.46 /0.00 B:21.48 /0.00 @:0 B@:0", response_kind::ok, meaning::as_said},
        {"echo:Unknown command: \"M999echo:start", response_kind::other, meaning::started},
    };
    for (const auto& each : transcript) {
        CAPTURE(each.line);
        const auto said = interpret(each.line, marlin);
        CHECK(said.kind == each.kind);
        CHECK(said.means == each.means);
    }
}

TEST_CASE("Marlin: a session from the start to a kill") {
    struct {
        std::string_view line;
        response_kind kind;
        meaning means;
    } const transcript[]{
        {"start", response_kind::other, meaning::started},
        {"echo:Marlin 2.1.2", response_kind::other, meaning::as_said},
        {"echo: Last Updated: 2022-12-17 | Author: (none, default config)", response_kind::other,
         meaning::as_said},
        {" PlannerBufferBytes: 1152", response_kind::other, meaning::as_said},
        {"echo:Hardcoded Default Settings Loaded", response_kind::other, meaning::as_said},
        {"ok", response_kind::ok, meaning::as_said},
        {"FIRMWARE_NAME:Marlin 2.1.2 (Dec 17 2022 00:00:00) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin "
         "PROTOCOL_VERSION:1.0 MACHINE_TYPE:3D Printer EXTRUDER_COUNT:1 "
         "UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff",
         response_kind::firmware, meaning::as_said},
        {"Cap:AUTOREPORT_TEMP:1", response_kind::capability, meaning::as_said},
        {"ok T:21.46 /0.00 B:21.48 /0.00 @:0 B@:0", response_kind::ok, meaning::as_said},
        {" T:21.46 /0.00 B:21.48 /0.00 @:0 B@:0", response_kind::temperature, meaning::as_said},
        {"echo:busy: processing", response_kind::busy, meaning::as_said},
        {"echo:Unknown command: \"G33 P1\"", response_kind::other, meaning::harmless},
        {"Error:Line Number is not Last Line Number+1, Last Line: 2", response_kind::error,
         meaning::resend_follows},
        {"Resend: 3", response_kind::resend, meaning::as_said},
        {"echo: cold extrusion prevented", response_kind::other, meaning::cold_extrusion},
        {"Error:Heating failed, system stopped! Heater_ID: 0", response_kind::error, meaning::halted},
        {"Error:Printer halted. kill() called!", response_kind::error, meaning::halted},
    };
    for (const auto& each : transcript) {
        CAPTURE(each.line);
        const auto said = interpret(each.line, marlin);
        CHECK(said.kind == each.kind);
        CHECK(said.means == each.means);
        CHECK(said.rest.empty());
    }
}
