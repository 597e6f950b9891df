#pragma once
/// What differs between one Marlin and the next: build options, sizes, speeds and the variants found in the
/// field.

#include <printjob/testing/marlin/card.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace printjob::inline v0::testing {

/// What Marlin does with a numbered line that repeats the last accepted number or the one before it.
enum class repeated_line : std::uint8_t {
    dropped, ///< nothing at all, not even an ok (bugfix-2.1.x)
    refused, ///< the usual error and `Resend:` (2.0.9 and before)
};

/// What follows the `Resend:` line. Whatever it is, it acknowledges nothing.
enum class resend_ok : std::uint8_t {
    bare,    ///< `ok`
    missing, ///< nothing
    stale,   ///< an ok in the usual form, with the number of the line handled last when `advanced_ok` is set
};

/// How the firmware spells a request to send again.
enum class resend_form : std::uint8_t {
    resend,        ///< `Resend: 12`
    rs,            ///< `rs 12`
    resend_with_n, ///< `Resend:N12`
};

/// What Marlin does with a line that has a checksum and no line number.
enum class lone_checksum : std::uint8_t {
    runs,    ///< it runs, unchecked (2.x)
    refused, ///< `Error:No Line Number with checksum, ...` without `Resend:` and without ok (1.1)
};

/// One heater. Temperatures in thousandths of a degree Celsius, rates in thousandths per second, at least 1.
struct heater_settings {
    /// How fast it heats.
    std::int64_t heats = 5'000;
    /// How fast it cools.
    std::int64_t cools = 1'000;
    std::int64_t maximum = 300'000; ///< a higher target is cut to this
    duration residency =
        std::chrono::seconds{10}; ///< M109 and M190 hold so long within 1 degrees Celsius of the target
};

class marlin_replies;

/// A firmware and its machine. The default is a stock Marlin 2.1 with one hot end and a bed.
struct marlin_settings {
    // The serial line and the parser.
    std::size_t receive_buffer = 128; ///< bytes; what arrives when it is full is lost
    std::size_t command_slots = 4;    ///< BUFSIZE: 1 to 16; the command being handled keeps its slot
    std::size_t command_size = 96;    ///< MAX_CMD_SIZE: 2 to 256; a longer line is cut to one byte less
    duration turn_time{};             ///< the main loop looks at the serial line only this often; 0: at once
    /// What becomes of a line that comes twice.
    repeated_line repeated = repeated_line::dropped;
    /// What follows the request to send again.
    resend_ok after_resend = resend_ok::bare;
    /// How that request is spelled.
    resend_form resend_spelling = resend_form::resend;
    /// What becomes of a line with a checksum and no number.
    lone_checksum unnumbered_checksum = lone_checksum::runs;
    bool advanced_ok = false;      ///< `ok N<n> P<planner places free> B<slots free>`
    bool emergency_parser = false; ///< M108, M112, M410 act as soon as their line feed is received
    duration wait_interval{};      ///< an idle firmware says `wait` this often; 0: never
    duration keepalive = std::chrono::seconds{2}; ///< `echo:busy: ...` while a handler blocks; 0: never
    bool autoreport = true;                       ///< M155 and its `Cap:` line
    bool host_actions = false;                    ///< M600 says `//action:paused` and `//action:resumed`
    bool reports_active_tool = false;             ///< temperature reports tell the selected hot end only

    // Motion. Speeds in micrometres/s.
    std::size_t planner_places = 16;      ///< BLOCK_BUFFER_SIZE: 2 to 64; one place is never used
    bool instant_moves = false;           ///< moves take no time
    std::int64_t highest_speed = 300'000; ///< a faster move is slowed down to it
    std::int64_t first_speed = 25'000;    ///< until an F word is seen
    /// G28, whatever axes it names.
    duration homing_time = std::chrono::seconds{15};
    duration levelling_time = std::chrono::seconds{60}; ///< G29
    duration probing_time = std::chrono::seconds{5};    ///< G30
    duration pin_wait_time = std::chrono::seconds{2};   ///< M226

    // Heat, in thousandths of a degree.
    std::size_t tools = 1; ///< hot ends, 1 to 8
    /// True if there is a heated bed.
    bool has_bed = true;
    /// True if there is a heated chamber.
    bool has_chamber = false;
    /// How warm the room is.
    std::int64_t ambient = 22'000;
    /// Of each hot end.
    heater_settings hotend{};
    /// Of the bed.
    heater_settings bed{
        .heats = 1'000, .cools = 200, .maximum = 125'000, .residency = std::chrono::seconds{10}};
    /// Of the chamber.
    heater_settings chamber{
        .heats = 200, .cools = 50, .maximum = 70'000, .residency = std::chrono::seconds{10}};
    /// True if a cold hot end refuses to extrude (M302 changes it).
    bool cold_extrusion_prevented = true;
    /// Below this, a hot end is cold.
    std::int64_t extrusion_minimum = 170'000;

    // What it does by itself.
    /// Every heater goes off when no command has moved or heated for so long, as Marlin's HOTEND_IDLE_TIMEOUT and the
    /// safety timer of Prusa's firmware do; 0: never.
    duration heaters_idle_timeout{};
    /// The motors are released when nothing has moved for so long (DEFAULT_STEPPER_TIMEOUT_SEC); 0: never.
    duration motors_idle_timeout{};
    /// M601 and M602 pause and resume as in Prusa's firmware: hot ends off, a person or M602 goes on.
    bool has_print_pause = false;

    // What it says.
    /// How it words what it says; null: as Marlin does. Must outlive the printer.
    const marlin_replies* replies = nullptr;
    /// In the banner, and in the answer to M115.
    std::string firmware_name = "Marlin 2.1.2.4";
    /// In the answer to M115.
    std::string machine_type = "Simulated printer";
    /// In the answer to M115: which machine this is.
    std::string uuid = "cede2a2f-41a2-4748-9b12-c55c62f367ff";
    duration boot_time{};                ///< from reset to `start`; bytes that arrive meanwhile are lost
    std::optional<card_progress> card{}; ///< set: it prints from its own card, and that never ends
    std::vector<card_file> card_files{}; ///< what a host can let it print from its card
};

} // namespace printjob::inline v0::testing
