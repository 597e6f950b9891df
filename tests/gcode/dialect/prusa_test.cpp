// Prusa-Firmware's dialect, with lines that it really says.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/dialect/select.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace printjob::gcode;

namespace {

constexpr std::string_view identity =
    "Prusa-Firmware 3.8.1 based on Marlin FIRMWARE_URL:https://github.com/prusa3d/Prusa-Firmware "
    "PROTOCOL_VERSION:1.0 MACHINE_TYPE:Prusa i3 MK3S EXTRUDER_COUNT:1 "
    "UUID:00000000-0000-0000-0000-000000000000";

} // namespace

TEST_CASE("Prusa: it is recognised by its name, and Buddy is not") {
    CHECK(&select_dialect(identity, known_dialects, marlin) == &prusa);
    CHECK(&select_dialect(
              "Prusa-Firmware-Buddy 4.3.4 (Github) "
              "SOURCE_CODE_URL:https://github.com/prusa3d/Prusa-Firmware-Buddy PROTOCOL_VERSION:1.0 "
              "MACHINE_TYPE:Prusa-mini EXTRUDER_COUNT:1",
              known_dialects, marlin) == &marlin);
    CHECK(&select_dialect("Marlin 2.1.2 (x)", known_dialects, prusa) == &marlin);
    CHECK(&select_dialect("Sprinter", known_dialects, marlin) == &marlin);
}

TEST_CASE("Prusa: exactly these commands have other traits than Marlin's") {
    std::vector<std::string> found;
    for (const char letter : {'G', 'M', 'T', '\0'}) {
        for (std::uint32_t number = 0; number <= 0xFFFF; ++number) {
            const command_word word{letter, static_cast<std::uint16_t>(number)};
            if (prusa.traits_of(word, {}) != marlin.traits_of(word, {}))
                found.push_back(letter + std::to_string(number));
        }
    }
    CHECK(found == std::vector<std::string>{"G80", "M125", "M310", "M603", "M860"});
    for (const command_entry& entry : detail::prusa_commands)
        CHECK(prusa.traits_of(entry.word, {}) == entry.traits);
}

TEST_CASE("Prusa: M601, M125 and M25 become a pause by the host, M603 is forbidden, M860 may be silent for "
          "minutes") {
    for (const std::uint16_t number : {std::uint16_t{25}, std::uint16_t{125}, std::uint16_t{601}}) {
        CHECK(prusa.traits_of({'M', number}, {}).asks_host_to_pause);
        CHECK(prusa.traits_of({'M', number}, {}).pauses_printer);
    }
    CHECK(prusa.traits_of({'M', 603}, {}).is_forbidden_in_file);
    CHECK(prusa.traits_of({'M', 860}, {}).is_long_running);
    CHECK(prusa.traits_of({'M', 109}, {}).is_blocking_wait);
    CHECK(prusa.traits_of({'M', 602}, {}) == command_traits{});
    for (const std::uint16_t number : {std::uint16_t{303}, std::uint16_t{701}, std::uint16_t{702}})
        CHECK(prusa.traits_of({'M', number}, {}).is_long_running);
}

TEST_CASE("Prusa: no M108, and 126 bytes in flight at the most") {
    CHECK(prusa.break_wait.empty());
    CHECK(prusa.receive_buffer == 127);
    CHECK(prusa.longest_line == marlin.longest_line);
    CHECK(prusa.identify == marlin.identify);
}

TEST_CASE("Prusa: a session with a pause by the printer") {
    struct {
        std::string_view line;
        response_kind kind;
        meaning means;
    } const transcript[]{
        {"start", response_kind::other, meaning::started},
        {"echo: 3.8.1-2869", response_kind::other, meaning::as_said},
        {"echo: Last Updated: Aug 12 2019 16:54:45 | Author: (none, default config)", response_kind::other,
         meaning::as_said},
        {"adc_init", response_kind::other, meaning::as_said},
        {"Hotend fan type: NOCTUA", response_kind::other, meaning::as_said},
        {"CrashDetect ENABLED!", response_kind::other, meaning::as_said},
        {"ok", response_kind::ok, meaning::as_said},
        {"FIRMWARE_NAME:Prusa-Firmware 3.8.1 based on Marlin "
         "FIRMWARE_URL:https://github.com/prusa3d/Prusa-Firmware "
         "PROTOCOL_VERSION:1.0 MACHINE_TYPE:Prusa i3 MK3S EXTRUDER_COUNT:1 "
         "UUID:00000000-0000-0000-0000-000000000000",
         response_kind::firmware, meaning::as_said},
        {"Cap:AUTOREPORT_TEMP:1", response_kind::capability, meaning::as_said},
        {"ok T:20.2 /0.0 B:19.1 /0.0 T0:20.2 /0.0 @:0 B@:0 P:19.8 A:26.4", response_kind::ok,
         meaning::as_said},
        {"NORMAL MODE: Percent done: 0; print time remaining in mins: 15; Change in mins: -1",
         response_kind::other, meaning::as_said},
        {"echo:busy: processing", response_kind::busy, meaning::as_said},
        {"Unknown M code: M191 S40 ", response_kind::other, meaning::harmless},
        {"Unknown G code: G34 ", response_kind::other, meaning::harmless},
        {"Invalid M code: Mx ", response_kind::other, meaning::harmless},
        {"Error:checksum mismatch, Last Line: 41", response_kind::error, meaning::resend_follows},
        {"Resend: 42", response_kind::resend, meaning::as_said},
        {"// action:paused", response_kind::action, meaning::as_said},
        {"echo:busy: paused for user", response_kind::waiting_for_user, meaning::as_said},
        {"// action:resumed", response_kind::action, meaning::as_said},
        {"echo: cold extrusion prevented", response_kind::other, meaning::cold_extrusion},
        {"Error:0: Extruder switched off. MAXTEMP triggered !", response_kind::error, meaning::halted},
        {"Error:Printer halted. kill() called!", response_kind::error, meaning::halted},
    };
    for (const auto& each : transcript) {
        CAPTURE(each.line);
        const auto said = interpret(each.line, prusa);
        CHECK(said.kind == each.kind);
        CHECK(said.means == each.means);
        CHECK(said.rest.empty());
    }
    CHECK(interpret("Unknown M code: M191 S40 ", marlin).means == meaning::as_said);
}
