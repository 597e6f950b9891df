#pragma once
/// What a simulated Marlin answers when a host asks who it is, whether it prints from its card, and what it
/// should say.

#include <printjob/testing/marlin/output.hpp>
#include <printjob/testing/marlin/settings.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace printjob::inline v0::testing {

/// M115: the firmware's name, then a `Cap:` line for each ability.
inline void tell_firmware(marlin_output& say, const marlin_settings& settings, std::size_t tools) {
    say << "FIRMWARE_NAME:" << settings.firmware_name
        << " SOURCE_CODE_URL:https://github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:"
        << settings.machine_type << " EXTRUDER_COUNT:" << tools << " UUID:" << settings.uuid;
    say.end_line();
    const auto cap = [&say](std::string_view ability, bool has) {
        say << "Cap:" << ability << ':' << (has ? '1' : '0');
        say.end_line();
    };
    cap("SERIAL_XON_XOFF", false);
    cap("BINARY_FILE_TRANSFER", false);
    cap("EEPROM", true);
    cap("VOLUMETRIC", true);
    cap("AUTOREPORT_POS", false);
    cap("AUTOREPORT_TEMP", settings.autoreport);
    cap("PROGRESS", false);
    cap("PRINT_JOB", true);
    cap("AUTOLEVEL", true);
    cap("RUNOUT", false);
    cap("EMERGENCY_PARSER", settings.emergency_parser);
    cap("HOST_ACTION_COMMANDS", settings.host_actions);
    cap("PROMPT_SUPPORT", false);
    cap("SDCARD", true);
    cap("THERMAL_PROTECTION", true);
    cap("BUSY_PROTOCOL", settings.keepalive > duration::zero());
    cap("CHAMBER_TEMPERATURE", settings.has_chamber);
}

/// M27: how far a job from the printer's own card has come.
inline void tell_card(marlin_output& say, const std::optional<card_progress>& card) {
    if (!card) return say.say("Not SD printing");
    say << "SD printing byte " << card->printed << '/' << card->size;
    say.end_line();
}

/// M118: `E1` puts `echo:` in front, `A1` puts `//`; `P` names a port.
inline void tell_host(marlin_output& say, std::string_view message) {
    bool is_action = false;
    bool is_echo = false;
    while (message.size() > 1 && message[1] >= '0' && message[1] <= '9' &&
           (message[0] == 'E' || message[0] == 'A' || message[0] == 'P')) {
        is_echo = is_echo || (message[0] == 'E' && message[1] != '0');
        is_action = is_action || (message[0] == 'A' && message[1] != '0');
        message.remove_prefix(2);
        message.remove_prefix(std::min(message.find_first_not_of(' '), message.size()));
    }
    if (is_echo) say << "echo:";
    if (is_action) say << "//";
    say.say(message);
}

} // namespace printjob::inline v0::testing
