#pragma once
/// What is said: every line that the simulated firmware writes, and how it is worded. Nothing is decided or done here.
/// For another firmware, derive from `marlin_replies`, override what it words otherwise, and set
/// `marlin_settings::replies`. What is done is in motion.hpp, thermal.hpp and card.hpp; which command does it, in
/// commands.hpp.

#include <printjob/testing/marlin/card.hpp>
#include <printjob/testing/marlin/motion.hpp>
#include <printjob/testing/marlin/output.hpp>
#include <printjob/testing/marlin/serial.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/marlin/thermal.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::testing {

/// What an `ok` may contain.
struct ok_facts {
    std::optional<std::int64_t> line; ///< the number of the line that was handled
    std::size_t places_free = 0;      ///< of the planner
    std::size_t slots_free = 0;       ///< for commands
};

/// Marlin's words. Has no state: one object may serve any number of printers.
class marlin_replies {
public:
    marlin_replies() = default;
    marlin_replies(const marlin_replies&) = delete;
    marlin_replies& operator=(const marlin_replies&) = delete;
    virtual ~marlin_replies() = default;

    // --- starts and stops ---

    /// The firmware has started.
    virtual void started(marlin_output& say, const marlin_settings& settings) const {
        say.say("start");
        say.say(settings.firmware_name);
        say.say("echo: Last Updated: 2024-12-01 | Author: (none, default config)");
        say.say("echo: Free Memory: 3621  PlannerBufferBytes: 1168");
        say.say("echo:Hardcoded Default Settings Loaded");
    }
    /// Why it halts by itself.
    virtual void cause_of_halt(marlin_output& say, std::string_view cause) const {
        say << "Error:" << cause;
        say.end_line();
    }
    /// It has halted.
    virtual void halted(marlin_output& say) const { say.say("Error:Printer halted. kill() called!"); }

    // --- lines of the host ---

    /// A command was handled.
    virtual void ok(marlin_output& say, const marlin_settings& settings, const ok_facts& facts) const {
        say << "ok";
        if (settings.advanced_ok) {
            if (facts.line) say << " N" << *facts.line;
            say << " P" << facts.places_free << " B" << facts.slots_free;
        }
        say.end_line();
    }
    /// A line was refused; `last`: the number of the last one that was accepted.
    virtual void line_refused(marlin_output& say, line_verdict why, std::int64_t last) const {
        say << "Error:" << reason_of(why) << ", Last Line: " << last;
        say.end_line();
    }
    /// This line is wanted again.
    virtual void resend(marlin_output& say, const marlin_settings& settings, std::int64_t line) const {
        switch (settings.resend_spelling) {
        case resend_form::resend: say << "Resend: "; break;
        case resend_form::rs: say << "rs "; break;
        case resend_form::resend_with_n: say << "Resend:N"; break;
        }
        say << line;
        say.end_line();
    }
    /// It has nothing to do.
    virtual void idle(marlin_output& say) const { say.say("wait"); }
    /// A handler blocks.
    virtual void busy(marlin_output& say, bool waits_for_user) const {
        say.say(waits_for_user ? "echo:busy: paused for user" : "echo:busy: processing");
    }
    /// A command that it does not know.
    virtual void unknown_command(marlin_output& say, std::string_view command) const {
        say << "echo:Unknown command: \"" << command << '"';
        say.end_line();
    }

    // --- temperatures and tools ---

    /// The answer to M105, which is its ok too.
    virtual void temperature_answer(marlin_output& say, const machine_thermal& heat, instant now) const {
        say << "ok";
        temperatures(say, heat, now);
        say.end_line();
    }
    /// A report that the host asked for once (M155).
    virtual void temperature_report(marlin_output& say, const machine_thermal& heat, instant now) const {
        temperatures(say, heat, now);
        say.end_line();
    }
    /// A report while a heater is waited for.
    virtual void heating_report(marlin_output& say, const machine_thermal& heat, instant now) const {
        temperatures(say, heat, now);
        say << " W:?";
        say.end_line();
    }
    /// The filament was not moved.
    virtual void too_cold_to_extrude(marlin_output& say) const { say.say("echo: cold extrusion prevented"); }
    /// T with a number that the printer does not have.
    virtual void no_such_tool(marlin_output& say, int tool) const {
        say << "echo:T" << tool << " Invalid extruder";
        say.end_line();
    }
    /// A command for a tool that the printer does not have.
    virtual void no_such_tool(marlin_output& say, int command, std::int64_t tool) const {
        say << "echo:M" << command << " Invalid extruder " << tool;
        say.end_line();
    }
    /// Another tool is selected.
    virtual void tool_selected(marlin_output& say, std::size_t tool) const {
        say << "echo:Active Extruder: " << tool;
        say.end_line();
    }

    // --- answers ---

    /// M113 without a word.
    virtual void keepalive(marlin_output& say, duration interval) const {
        say << "echo:M113 S" << std::chrono::duration_cast<std::chrono::seconds>(interval).count();
        say.end_line();
    }
    /// M114.
    virtual void position(marlin_output& say, const machine_motion& motion, instant now) const {
        for (std::size_t axis = 0; axis < motion.position().size(); ++axis) {
            say << "XYZE"[axis] << ':';
            say.hundredths(motion.position()[axis]);
            say << ' ';
        }
        constexpr std::array<std::int64_t, 3> steps_per_mm{80, 80, 400};
        const axes where = motion.reached(now);
        say << "Count";
        for (std::size_t axis = 0; axis < steps_per_mm.size(); ++axis)
            say << ' ' << "XYZ"[axis] << ':' << where[axis] * steps_per_mm[axis] / 1000;
        say.end_line();
    }
    /// M115: the firmware's name, then a `Cap:` line for each ability.
    virtual void firmware(marlin_output& say, const marlin_settings& settings, std::size_t tools) const {
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
    /// M118: `E1` puts `echo:` in front, `A1` puts `//`; `P` names a port.
    virtual void message(marlin_output& say, std::string_view words) const {
        bool is_action = false;
        bool is_echo = false;
        while (words.size() > 1 && words[1] >= '0' && words[1] <= '9' &&
               (words[0] == 'E' || words[0] == 'A' || words[0] == 'P')) {
            is_echo = is_echo || (words[0] == 'E' && words[1] != '0');
            is_action = is_action || (words[0] == 'A' && words[1] != '0');
            words.remove_prefix(2);
            words.remove_prefix((std::min)(words.find_first_not_of(' '), words.size()));
        }
        if (is_echo) say << "echo:";
        if (is_action) say << "//";
        say.say(words);
    }
    /// Something that the host should know or do: `paused`, `resumed`.
    virtual void action(marlin_output& say, std::string_view what) const {
        say << "//action:" << what;
        say.end_line();
    }

    // --- the printer's own card ---

    /// M20.
    virtual void card_files(marlin_output& say, const marlin_card& card) const {
        say.say("Begin file list");
        for (const card_file& each : card.files()) {
            say << each.name << ' ' << each.content.size();
            say.end_line();
        }
        say.say("End file list");
    }
    /// M21.
    virtual void card_found(marlin_output& say) const { say.say("SD card ok"); }
    /// M23; `opened`: null when there is no such file.
    virtual void card_file_opened(marlin_output& say, const card_file* opened, std::string_view name) const {
        if (opened == nullptr) {
            say << "open failed, File: " << name << '.';
            return say.end_line();
        }
        say << "File opened: " << opened->name << " Size: " << opened->content.size();
        say.end_line();
        say.say("File selected");
    }
    /// M27; nothing: it prints nothing from there.
    virtual void card_position(marlin_output& say, const std::optional<card_progress>& how_far) const {
        if (!how_far) return say.say("Not SD printing");
        say << "SD printing byte " << how_far->printed << '/' << how_far->size;
        say.end_line();
    }
    /// A job from the card is done.
    virtual void card_job_done(marlin_output& say) const { say.say("Done printing file"); }

    /// Returns Marlin's own words, for the whole program.
    [[nodiscard]] static const marlin_replies& stock() {
        static const marlin_replies words;
        return words;
    }

protected:
    /// ` T:22.00 /0.00 B:22.00 /0.00 @:0 B@:0`, `T` being the selected tool; with several tools each by its number too.
    /// `@` is the heater's power, here all (127) or nothing.
    static void temperatures(marlin_output& say, const machine_thermal& heat, instant now) {
        const auto one = [&say, now](std::string_view label, const marlin_heater& heater) {
            say << ' ' << label;
            say.hundredths(heater.temperature(now));
            say << " /";
            say.hundredths(heater.target());
        };
        const auto power = [now](const marlin_heater& heater) {
            return heater.target() > heater.temperature(now) ? 127 : 0;
        };
        one("T:", heat.hotends[heat.tool]);
        if (heat.has_bed) one("B:", heat.bed);
        if (heat.has_chamber) one("C:", heat.chamber);
        const bool tells_each = heat.hotends.size() > 1 && !heat.reports_active_tool;
        for (std::size_t i = 0; tells_each && i < heat.hotends.size(); ++i) {
            const char label[] = {'T', static_cast<char>('0' + i), ':'};
            one({label, sizeof label}, heat.hotends[i]);
        }
        say << " @:" << power(heat.hotends[heat.tool]);
        if (heat.has_bed) say << " B@:" << power(heat.bed);
        if (heat.has_chamber) say << " C@:" << power(heat.chamber);
    }

private:
    [[nodiscard]] static constexpr std::string_view reason_of(line_verdict why) {
        switch (why) {
        case line_verdict::accepted:
        case line_verdict::repeated: return ""; // not refused aloud
        case line_verdict::wrong_number: return "Line Number is not Last Line Number+1";
        case line_verdict::wrong_checksum: return "checksum mismatch";
        case line_verdict::no_checksum: return "No Checksum with line number";
        case line_verdict::no_number: return "No Line Number with checksum";
        }
        return "";
    }
};

} // namespace printjob::inline v0::testing
