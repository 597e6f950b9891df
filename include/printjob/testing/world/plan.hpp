#pragma once
/// Everything that will be done to one simulated world, drawn from its seed before it begins. A plan can be
/// shortened act by act and still be replayed: nothing is drawn while the world runs.

#include <printjob/gcode/streamer_settings.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/world/acts.hpp>
#include <printjob/testing/world/file.hpp>
#include <printjob/testing/world/random.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// The firmware of a world, in a few choices.
struct world_printer {
    bool quick_moves = true;              ///< moves take no time
    bool says_busy = true;                ///< `echo:busy: …` every 2 s while a command takes its time
    bool advanced_ok = false;             ///< its ok tells the line's number and what is free (ADVANCED_OK)
    bool emergency_parser = false;        ///< M108, M112 and M410 act as soon as they are received
    bool autoreport = false;              ///< it reports temperatures by itself once asked to (M155)
    bool says_wait = false;               ///< `wait` every second while it has nothing to do
    bool boots_slowly = false;            ///< 2 s from a reset to `start`; what arrives meanwhile is lost
    bool two_tools = false;               ///< two hot ends instead of one
    bool prevents_cold_extrusion = false; ///< below 170 °C it refuses to extrude, and says so
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

    friend bool operator==(const world_printer&, const world_printer&) = default;

    /// What these choices mean for a simulated Marlin. Its heaters are quicker than a real printer's, and
    /// homing and levelling take 4 s and 40 s, so that a world is over sooner.
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

/// The host's settings of a world.
struct world_host {
    bool start_script = false;         ///< shows a message before a job's first line
    bool pause_script = false;         ///< moves and cools down
    bool resume_script = false;        ///< moves before the tool goes back to its place
    bool done_script = false;          ///< shows a message behind a finished job
    bool cools_soon = false;           ///< a paused job's hot ends go off after 20 s
    bool motors_off = true;            ///< the safe stop ends with M84
    std::uint8_t most_lines = 1;       ///< in flight
    std::uint16_t receive_buffer = 64; ///< what it believes of the printer's

    friend bool operator==(const world_host&, const world_host&) = default;

    /// Whether it may send more than the printer's receive buffer holds.
    [[nodiscard]] bool believes_too_much(const world_printer& printer) const {
        return most_lines > 1 && receive_buffer > printer.receive_buffer;
    }

    /// What these choices mean for the streamer. Its patience with commands that take long is cut to what the
    /// waits of a world need.
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
        // As much shorter as the longest wait of a world (41 s) is shorter than that of a real printer.
        settings.link.silence_in_long = std::chrono::seconds{10};
        settings.link.patience_in_long = std::chrono::seconds{45};
        return settings;
    }
};

/// How a job is asked for.
enum class world_begin : std::uint8_t {
    print,          ///< select and start in one
    select_start,   ///< select, then start
    starts_at_once, ///< select, then three starts at one instant
};

/// One job of a world: its file and how it is asked for.
struct world_job {
    world_file_plan file;                   ///< what is printed
    world_begin begin = world_begin::print; ///< how it is asked for
};

/// A whole world. `acts` are in the order of their jobs.
struct world_plan {
    std::uint64_t seed = 0;      ///< what it was drawn from; the noise's dice begin with it too
    world_printer printer;       ///< the firmware at the end of the line
    world_host host;             ///< how the streamer is set
    duration byte_time{};        ///< of the serial line
    duration latency{};          ///< each way
    world_noise to_printer;      ///< what strikes the host's lines again and again
    world_noise to_host;         ///< what strikes the printer's
    duration operator_takes{};   ///< to answer a printer that waits for a person; 0: nobody does
    std::vector<world_job> jobs; ///< one after the other; at most `world_files::capacity`
    std::vector<world_act> acts; ///< what is done meanwhile, in their order
};

namespace detail {

[[nodiscard]] inline world_printer draw_printer(world_random& roll) {
    world_printer is;
    is.quick_moves = roll.one_in(2);
    is.says_busy = !roll.one_in(3);
    is.advanced_ok = roll.one_in(2);
    is.emergency_parser = roll.one_in(2);
    is.autoreport = roll.one_in(2);
    is.says_wait = roll.one_in(4);
    is.boots_slowly = roll.one_in(4);
    is.two_tools = roll.one_in(4);
    is.receive_buffer = static_cast<std::uint16_t>(64U << roll.below(3));
    is.repeated = roll.one_in(2) ? repeated_line::dropped : repeated_line::refused;
    is.after_resend = static_cast<resend_ok>(roll.below(3));
    is.resend_spelling = static_cast<resend_form>(roll.below(3));
    is.unnumbered_checksum = roll.one_in(2) ? lone_checksum::runs : lone_checksum::refused;
    is.host_actions = roll.one_in(2);
    is.command_slots = static_cast<std::uint8_t>(roll.one_in(2) ? 4U : 2U << roll.below(4));
    is.turn_time = static_cast<std::uint8_t>(roll.one_in(6) ? 1 + roll.below(20) : 0);
    return is;
}

/// One line in flight in one world of three. Of the other worlds, one in sixteen has a host that takes the
/// printer's receive buffer for larger than it is, and a printer that does not look at it at once.
[[nodiscard]] inline world_host draw_host(world_random& roll, world_printer& printer) {
    world_host is;
    is.start_script = roll.one_in(3);
    is.pause_script = roll.one_in(3);
    is.resume_script = roll.one_in(3);
    is.done_script = roll.one_in(3);
    is.cools_soon = roll.one_in(4);
    is.motors_off = !roll.one_in(4);
    is.most_lines = static_cast<std::uint8_t>(roll.one_in(3) ? 1 : 2 + roll.below(3));
    is.receive_buffer = roll.one_in(2) ? std::uint16_t{64} : printer.receive_buffer;
    if (is.most_lines > 1 && roll.one_in(16)) {
        is.receive_buffer = static_cast<std::uint16_t>(printer.receive_buffer << (1 + roll.below(2)));
        printer.turn_time = static_cast<std::uint8_t>(5 + roll.below(50));
    }
    return is;
}

/// Mostly 3 to 40 lines, once in `rarely` a few hundred.
[[nodiscard]] inline std::uint16_t draw_lines(world_random& roll, std::uint32_t rarely) {
    if (roll.one_in(rarely)) return static_cast<std::uint16_t>(100 + roll.below(300));
    if (roll.one_in(3)) return static_cast<std::uint16_t>(3 + roll.below(38));
    return static_cast<std::uint16_t>(1 + roll.below(12));
}

[[nodiscard]] inline duration draw_span(world_random& roll) {
    switch (roll.below(4)) {
    case 0: return duration{};
    case 1: return roll.up_to(std::chrono::milliseconds{5});
    case 2: return roll.up_to(std::chrono::seconds{1});
    default: return roll.up_to(std::chrono::seconds{25});
    }
}

/// How long a deed lasts; nothing for what is done at once.
[[nodiscard]] inline duration draw_lasting(world_random& roll, deed what) {
    if (what == deed::delay_ok || what == deed::delay_reply || what == deed::host_stalls)
        return roll.up_to(std::chrono::seconds{roll.one_in(2) ? 10 : 1});
    if (what == deed::short_writes || what == deed::no_writes || what == deed::unplug ||
        what == deed::power_cut || what == deed::another_machine || what == deed::print_from_card ||
        what == deed::file_vanishes)
        return roll.up_to(std::chrono::seconds{5});
    return {};
}

/// One of the deeds of this class that strikes one to ten lines of a hundred; none when there is none.
[[nodiscard]] inline world_noise draw_noise(world_random& roll, act_class family,
                                            const std::vector<deed>& deeds) {
    const auto is_of_family = [family](deed what) { return class_of(what) == family; };
    auto left = roll.below(static_cast<std::uint32_t>(std::ranges::count_if(deeds, is_of_family)));
    for (const deed what : deeds) {
        if (!is_of_family(what) || left-- != 0) continue;
        return {.what = what,
                .per_mille = static_cast<std::uint16_t>(10 + roll.below(91)),
                .lasts = draw_lasting(roll, what)};
    }
    return {};
}

[[nodiscard]] inline world_act draw_act(world_random& roll, std::uint8_t job,
                                        const std::vector<deed>& deeds) {
    world_act act{.what = deeds[roll.below(static_cast<std::uint32_t>(deeds.size()))],
                  .job = job,
                  .lines = static_cast<std::uint16_t>(roll.one_in(3) ? 0 : roll.below(10)),
                  .patience = draw_span(roll),
                  .place = static_cast<std::uint16_t>(roll.below(1000)),
                  .lasts = {}};
    act.lasts = draw_lasting(roll, act.what);
    return act;
}

} // namespace detail

/// Draws the world of a seed, with acts of `classes` only, into `plan`.
inline void draw(std::uint64_t seed, act_classes classes, world_plan& plan) {
    world_random roll{seed};
    plan.seed = seed;
    plan.jobs.clear();
    plan.acts.clear();
    plan.printer = detail::draw_printer(roll);
    plan.host = detail::draw_host(roll, plan.printer);
    plan.byte_time = duration{roll.one_in(2) ? 0 : roll.one_in(2) ? 40 : 87};
    plan.latency =
        roll.one_in(2) ? duration{} : roll.up_to(std::chrono::milliseconds{roll.one_in(8) ? 150 : 8});

    act_classes mask = 0;
    for (std::size_t i = 0; i < act_class_count; ++i) {
        const bool on = i == 0 ? !roll.one_in(4) : roll.one_in(2);
        if (on) mask = static_cast<act_classes>(mask | (1U << i));
    }
    mask &= classes;
    static thread_local std::vector<deed> deeds;
    deeds.clear();
    for (std::size_t i = 0; i < deed_count; ++i) {
        const auto what = static_cast<deed>(i);
        const bool in_mask = (mask & set_of(class_of(what))) != 0;
        if (in_mask && !roll.one_in(3)) deeds.push_back(what); // and single deeds are left out too
    }

    plan.to_printer = plan.to_host = {};
    const bool is_noisy = roll.one_in(12);
    if (is_noisy && roll.one_in(2)) plan.to_printer = detail::draw_noise(roll, act_class::to_printer, deeds);
    if (is_noisy && roll.one_in(2)) plan.to_host = detail::draw_noise(roll, act_class::to_host, deeds);

    const std::uint32_t most_acts = roll.below(7);
    const bool has_waits = roll.one_in(3);
    const bool has_calls = roll.one_in(6);
    plan.operator_takes = roll.one_in(4) ? duration{} : roll.up_to(std::chrono::seconds{30});
    const auto jobs = static_cast<std::uint8_t>(4 + roll.below(5));
    for (std::uint8_t job = 0; job < jobs; ++job) {
        world_job is;
        is.file.seed = static_cast<std::uint32_t>(roll.next());
        is.file.lines = detail::draw_lines(roll, is_noisy ? 20 : 200);
        is.file.waits = has_waits && roll.one_in(2);
        is.file.calls = has_calls && roll.one_in(2);
        is.file.decorated = roll.one_in(2);
        const bool faulty = (mask & set_of(act_class::file)) != 0;
        is.file.asks = faulty && roll.one_in(4);
        is.file.breaks_grammar = faulty && roll.one_in(20);
        is.file.readable = static_cast<std::uint16_t>(faulty && roll.one_in(20) ? 1 + roll.below(9) : 0);
        is.begin = static_cast<world_begin>(roll.below(3));
        plan.jobs.push_back(is);
        if (deeds.empty()) continue;
        for (std::uint32_t acts = roll.below(most_acts + 1); acts > 0; --acts)
            plan.acts.push_back(detail::draw_act(roll, job, deeds));
    }
}

/// A plan in words, one fact on a line.
[[nodiscard]] inline std::string describe(const world_plan& plan) {
    const world_printer& is = plan.printer;
    const world_host& host = plan.host;
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
    for (const world_noise& noise : {plan.to_printer, plan.to_host})
        if (noise.per_mille > 0)
            all += "of 1000 lines " + std::to_string(noise.per_mille) + ": " + std::string{name(noise.what)} +
                   "\n";
    if (plan.operator_takes > duration::zero())
        all += "an operator answers after " + std::to_string(plan.operator_takes.count()) + " us\n";
    for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
        const world_file_plan& file = plan.jobs[i].file;
        all += "job " + std::to_string(i + 1) + ": " + std::to_string(file.lines) + " lines";
        if (file.waits) all += ", with waits";
        if (file.asks) all += ", with requests to the host";
        if (file.calls) all += ", with calls for a person";
        if (file.decorated) all += ", with comments";
        if (file.breaks_grammar) all += ", the last line breaks the grammar";
        if (file.readable != 0) all += ", only " + std::to_string(file.readable) + " lines can be read";
        constexpr std::array<std::string_view, 3> begins{"print", "select, start", "select, three starts"};
        all.append("; ").append(begins[static_cast<std::size_t>(plan.jobs[i].begin)]).append("\n");
    }
    for (const world_act& act : plan.acts)
        all += describe(act) + "\n";
    return all;
}

} // namespace printjob::inline v0::testing
