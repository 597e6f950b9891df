#pragma once
/// Everything that will be done in one run, as a value. It is drawn from the seed before the run begins (draw.hpp), so it
/// can be shortened, one stimulus after the other, and still be replayed.

#include <printjob/gcode/streamer_settings.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/simulation/files.hpp>
#include <printjob/testing/simulation/stimuli.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// The printer of a run, in a few choices.
struct printer_plan {
    bool quick_moves = true;       ///< moves take no time
    bool says_busy = true;         ///< `echo:busy: ...` every 2 s while a command takes its time
    bool advanced_ok = false;      ///< its ok contains the line's number and the free places (ADVANCED_OK)
    bool emergency_parser = false; ///< M108, M112 and M410 act as soon as they are received
    bool autoreport = false;       ///< it reports temperatures by itself once asked to (M155)
    bool says_wait = false;        ///< `wait` every second while it has nothing to do
    bool boots_slowly = false;     ///< 2 s from a reset to `start`; what arrives meanwhile is lost
    bool two_tools = false;        ///< two hot ends instead of one
    bool prevents_cold_extrusion = false; ///< below 170 degrees Celsius it refuses to extrude, and says so
    bool host_actions = false;            ///< tells the host of an M600
    std::uint16_t receive_buffer = 128;   ///< bytes; what arrives when it is full is lost
    std::uint8_t command_slots = 4;       ///< commands it holds at once, the one being handled included
    std::uint8_t turn_time = 0;           ///< ms between two looks at the serial line; 0: it always looks
    /// What becomes of a line that comes twice.
    repeated_line repeated = repeated_line::dropped;
    /// What follows a request to send again.
    resend_ok after_resend = resend_ok::bare;
    /// How that request is spelled.
    resend_form resend_spelling = resend_form::resend;
    /// What becomes of a line with a checksum and no number.
    lone_checksum unnumbered_checksum = lone_checksum::runs;

    friend bool operator==(const printer_plan&, const printer_plan&) = default;

    /// Returns what these choices mean for a simulated Marlin. Its heaters are quicker than a real printer's, and
    /// homing and levelling take 4 s and 40 s, so that a run is over sooner.
    [[nodiscard]] marlin_settings settings() const {
        marlin_settings is{.hotend = {.heats = 20'000, .cools = 20'000, .residency = std::chrono::seconds{1}},
                           .bed = {.heats = 10'000, .cools = 10'000, .residency = std::chrono::seconds{1}}};
        is.homing_time = std::chrono::seconds{4};
        is.levelling_time = std::chrono::seconds{40};
        is.instant_moves = quick_moves;
        if (!says_busy) is.keepalive = {};
        is.advanced_ok = advanced_ok;
        is.emergency_parser = emergency_parser;
        is.autoreport = autoreport;
        if (says_wait) is.wait_interval = std::chrono::seconds{1};
        if (boots_slowly) is.boot_time = std::chrono::seconds{2};
        is.tools = two_tools ? 2 : 1;
        is.cold_extrusion_prevented = prevents_cold_extrusion;
        is.host_actions = host_actions;
        is.receive_buffer = receive_buffer;
        is.command_slots = command_slots;
        is.turn_time = std::chrono::milliseconds{turn_time};
        is.repeated = repeated;
        is.after_resend = after_resend;
        is.resend_spelling = resend_spelling;
        is.unnumbered_checksum = unnumbered_checksum;
        return is;
    }
};

/// The host's settings of a run.
struct host_plan {
    bool start_script = false;         ///< shows a message before a job's first line
    bool pause_script = false;         ///< moves and cools down
    bool resume_script = false;        ///< moves before the tool goes back to its place
    bool done_script = false;          ///< shows a message after a finished job
    bool cools_soon = false;           ///< a paused job's hot ends go off after 20 s
    bool motors_off = true;            ///< the safe stop ends with M84
    std::uint8_t most_lines = 1;       ///< in flight
    std::uint16_t receive_buffer = 64; ///< what it believes of the printer's

    friend bool operator==(const host_plan&, const host_plan&) = default;

    /// True if it may send more than the printer's receive buffer holds.
    [[nodiscard]] bool believes_too_much(const printer_plan& printer) const {
        return most_lines > 1 && receive_buffer > printer.receive_buffer;
    }

    /// Returns what these choices mean for the streamer. Its patience with long-running commands is cut to what the
    /// waits of a run need.
    [[nodiscard]] gcode::streamer_settings settings() const {
        gcode::streamer_settings settings;
        if (start_script) settings.start_script = "M117 starting";
        if (pause_script) settings.pause_script = "G91\nG1 Z5\nG90\nM104 S30";
        if (resume_script) settings.resume_script = "G1 X0";
        if (done_script) settings.done_script = "M117 finished";
        if (cools_soon) settings.hot_ends_off_after = std::chrono::seconds{20};
        settings.motors_off_at_stop = motors_off;
        settings.link.most_lines = most_lines;
        settings.link.receive_buffer = receive_buffer;
        // As much shorter as the longest wait of a run (41 s) is shorter than that of a real printer.
        settings.link.silence_in_long = std::chrono::seconds{10};
        settings.link.patience_in_long = std::chrono::seconds{45};
        return settings;
    }
};

/// How a job is asked for.
enum class job_start : std::uint8_t {
    print,             ///< select and start in one
    select_start,      ///< select, then start
    concurrent_starts, ///< select, then three starts at one instant
};

/// One job of a run: its file and how it is asked for.
struct planned_job {
    file_plan file;                     ///< what is printed
    job_start start = job_start::print; ///< how it is asked for
};

/// A whole run. `schedule` is in the order of the jobs.
struct simulation_plan {
    std::uint64_t seed = 0;                   ///< what it was drawn from; the rates of faults use it too
    printer_plan printer;                     ///< the firmware at the end of the line
    host_plan host;                           ///< how the streamer is set
    duration byte_time{};                     ///< of the serial line
    duration latency{};                       ///< each way
    fault_rate to_printer;                    ///< the rate of faults of the host's lines
    fault_rate to_host;                       ///< the rate of faults of the printer's lines
    duration operator_takes{};                ///< to answer a printer that waits for a person; 0: nobody does
    std::vector<planned_job> jobs;            ///< one after the other; at most `simulated_files::capacity`
    std::vector<scheduled_stimulus> schedule; ///< what is done meanwhile, in this order

    /// True if faults strike again and again while a job goes on.
    [[nodiscard]] bool has_fault_rate() const { return to_printer.per_mille + to_host.per_mille > 0; }
};

/// Returns the plan in words, one fact on a line.
[[nodiscard]] inline std::string describe(const simulation_plan& plan) {
    const printer_plan& is = plan.printer;
    const host_plan& host = plan.host;
    std::string all = "printer:";
    const auto say = [&all](bool holds, std::string_view words) {
        if (holds) all.append(" ").append(words).append(",");
    };
    say(is.quick_moves, "moves take no time");
    say(!is.says_busy, "never says busy");
    say(is.advanced_ok, "ADVANCED_OK");
    say(is.emergency_parser, "EMERGENCY_PARSER");
    say(is.autoreport, "reports temperatures itself");
    say(is.says_wait, "says wait");
    say(is.boots_slowly, "boots in 2 s");
    say(is.two_tools, "two tools");
    say(is.host_actions, "tells of M600 itself");
    say(is.repeated == repeated_line::refused, "asks again at a repeated line");
    say(is.after_resend == resend_ok::missing, "no ok after a resend request");
    say(is.after_resend == resend_ok::stale, "a stale ok after a resend request");
    say(is.resend_spelling != resend_form::resend, "another spelling of Resend");
    say(is.unnumbered_checksum == lone_checksum::refused, "refuses a checksum without a number");
    all += " receive buffer of " + std::to_string(is.receive_buffer) + " bytes, " +
           std::to_string(is.command_slots) + " command slots";
    say(is.turn_time > 0, "that it looks at every " + std::to_string(is.turn_time) + " ms");
    all += "\nhost:";
    say(host.start_script, "start script");
    say(host.pause_script, "pause script");
    say(host.resume_script, "resume script");
    say(host.done_script, "done script");
    say(host.cools_soon, "hot ends off after 20 s paused");
    say(!host.motors_off, "no M84 in the safe stop");
    say(host.most_lines > 1, std::to_string(host.most_lines) + " lines in flight");
    all += " window of " + std::to_string(host.receive_buffer) + " bytes";
    all += "\nline: " + std::to_string(plan.byte_time.count()) + " us a byte, latency " +
           std::to_string(plan.latency.count()) + " us\n";
    for (const fault_rate& rate : {plan.to_printer, plan.to_host})
        if (rate.per_mille > 0)
            all += "of 1000 lines " + std::to_string(rate.per_mille) + ": " + std::string{name(rate.what)} +
                   "\n";
    if (plan.operator_takes > duration::zero())
        all += "an operator answers after " + std::to_string(plan.operator_takes.count()) + " us\n";
    for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
        const file_plan& file = plan.jobs[i].file;
        all += "job " + std::to_string(i + 1) + ": " + std::to_string(file.lines) + " lines";
        if (file.waits) all += ", with waits";
        if (file.asks) all += ", with requests to the host";
        if (file.calls) all += ", with calls for a person";
        if (file.decorated) all += ", with comments";
        if (file.breaks_grammar) all += ", the last line breaks the grammar";
        if (file.readable != 0) all += ", only " + std::to_string(file.readable) + " lines can be read";
        constexpr std::array<std::string_view, 3> begins{"print", "select, start", "select, three starts"};
        all.append("; ").append(begins[static_cast<std::size_t>(plan.jobs[i].start)]).append("\n");
    }
    for (const scheduled_stimulus& each : plan.schedule)
        all += describe(each) + "\n";
    return all;
}

} // namespace printjob::inline v0::testing
