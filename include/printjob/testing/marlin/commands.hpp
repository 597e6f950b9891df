#pragma once
/// Which command does what: a table from code to handler. A handler changes motion, heat or card, has something said
/// (replies.hpp), and sets what it waits for (handler.hpp). For another firmware: other rows.

#include <printjob/testing/marlin/card.hpp>
#include <printjob/testing/marlin/handler.hpp>
#include <printjob/testing/marlin/known_codes.hpp>
#include <printjob/testing/marlin/motion.hpp>
#include <printjob/testing/marlin/output.hpp>
#include <printjob/testing/marlin/replies.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/marlin/thermal.hpp>
#include <printjob/testing/marlin/words.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace printjob::inline v0::testing {

/// Everything that a handler may touch.
struct marlin_parts {
    const marlin_settings& settings;                  ///< the firmware's
    const marlin_replies& replies;                    ///< the words
    marlin_output& say;                               ///< where they go
    machine_motion motion;                            ///< axes and motors
    machine_thermal heat;                             ///< heaters and fan
    marlin_card card;                                 ///< in the printer's own slot
    marlin_handler handler{};                         ///< of the command that is handled
    duration keepalive{};                             ///< `echo:busy: ...` this often; 0: never
    instant busy_at = never;                          ///< when it is next said
    duration report_interval{};                       ///< temperatures this often; 0: only when asked
    instant report_at = never;                        ///< when they are next said
    instant heating_report_at = never;                ///< the same, while a heater is waited for
    std::int64_t beam = 0;                            ///< laser or spindle: its S, in thousandths; 0: off
    std::vector<std::int64_t> targets_before_pause{}; ///< of the hot ends, since M601
};

namespace marlin_handlers {

/// The type of all handlers.
using function = void (*)(marlin_parts&, const marlin_words&, instant);

/// Returns what S says in whole seconds, a minute at the most.
[[nodiscard]] inline duration whole_seconds(const marlin_words& command) {
    return std::chrono::seconds{std::clamp<std::int64_t>(command.whole('S'), 0, 60)};
}

/// Returns what P (ms) or S (s) says, a day at the most.
[[nodiscard]] inline duration dwell_of(const marlin_words& command) {
    const std::int64_t wanted = command.has('S') ? command.thousandths('S') : command.whole('P');
    return std::chrono::milliseconds{std::clamp<std::int64_t>(wanted, 0, 86'400'000)};
}

/// Handles a command that Marlin does not know.
inline void unknown(marlin_parts& of, const marlin_words& command, instant) {
    of.replies.unknown_command(of.say, command.text());
}

// --- motion ---

/// The planner counts filament that is too cold to follow as moved, as Marlin does.
inline void move(marlin_parts& of, const marlin_words& command, instant now) {
    axes delta = of.motion.aim(command);
    if (delta[3] != 0 && of.heat.is_too_cold(now)) {
        of.replies.too_cold_to_extrude(of.say);
        delta[3] = 0;
    }
    const std::int64_t way = machine_motion::travel_of(command, delta);
    if (way == 0) return;
    of.motion.hold();
    of.handler.wait_for_place(delta, of.motion.time_for(way, of.settings));
}
/// Handles G4.
inline void dwell(marlin_parts& of, const marlin_words& command, instant) {
    of.handler.wait_for_motion(handler_wait::moment, dwell_of(command));
}
/// Handles G28.
inline void home(marlin_parts& of, const marlin_words& command, instant) {
    of.handler.wait_for_motion(handler_wait::moment, of.settings.homing_time);
    of.motion.hold();
    of.handler.ends = handler_ending::homed;
    of.handler.homes = {command.has('X'), command.has('Y'), command.has('Z')};
    if (of.handler.homes == std::array<bool, 3>{}) of.handler.homes = {true, true, true};
}
/// Handles G29.
inline void level(marlin_parts& of, const marlin_words&, instant) {
    of.handler.wait_for_motion(handler_wait::moment, of.settings.levelling_time);
}
/// Handles G30.
inline void probe(marlin_parts& of, const marlin_words&, instant) {
    of.handler.wait_for_motion(handler_wait::moment, of.settings.probing_time);
}
/// Handles M226.
inline void wait_for_pin(marlin_parts& of, const marlin_words&, instant) {
    of.handler.wait_for_motion(handler_wait::moment, of.settings.pin_wait_time);
}
/// Handles M400.
inline void wait_for_motion(marlin_parts& of, const marlin_words&, instant) {
    of.handler.wait_for_motion();
}
/// Handles G90.
inline void absolute(marlin_parts& of, const marlin_words&, instant) {
    of.motion.set_relative(false);
}
/// Handles G91.
inline void relative(marlin_parts& of, const marlin_words&, instant) {
    of.motion.set_relative(true);
}
/// Handles G20.
inline void inches(marlin_parts& of, const marlin_words&, instant) {
    of.motion.set_inches(true);
}
/// Handles G21.
inline void millimetres(marlin_parts& of, const marlin_words&, instant) {
    of.motion.set_inches(false);
}
/// M3 and M4: laser or spindle; without S as strong as it gets.
inline void beam_on(marlin_parts& of, const marlin_words& command, instant) {
    of.beam = command.has('S') ? command.thousandths('S') : 255'000;
}
/// Handles M5.
inline void beam_off(marlin_parts& of, const marlin_words&, instant) {
    of.beam = 0;
}
/// Handles M82.
inline void absolute_e(marlin_parts& of, const marlin_words&, instant) {
    of.motion.set_relative_e(false);
}
/// Handles M83.
inline void relative_e(marlin_parts& of, const marlin_words&, instant) {
    of.motion.set_relative_e(true);
}
/// Handles G92.
inline void set_position(marlin_parts& of, const marlin_words& command, instant) {
    of.motion.set_position(command);
}
/// `M84 S30` sets a time-out and turns nothing off.
inline void motors_off(marlin_parts& of, const marlin_words& command, instant) {
    if (command.has('S')) return;
    of.handler.wait_for_motion();
    of.handler.ends = handler_ending::motors_off;
}
/// Stops every planned move where it is, and forgets the one that waits for a place too.
inline void quick_stop(marlin_parts& of, const marlin_words&, instant now) {
    of.motion.quick_stop(now);
    if (of.handler.waits != handler_wait::planner_place) return;
    of.motion.take_back(of.handler.move);
    of.handler.waits = handler_wait::nothing;
}

// --- heat ---

/// Sets a heater as S or R says; false when the printer has no such heater, or the command names no temperature.
[[nodiscard]] inline bool set_heater(marlin_parts& of, bool is_there, marlin_heater& heater,
                                     const marlin_words& command, instant now) {
    if (!is_there) {
        unknown(of, command, now);
        return false;
    }
    if (!command.has('S') && !command.has('R')) return false;
    heater.set_target(command.thousandths(command.has('S') ? 'S' : 'R'), now);
    return true;
}
/// Sets a hot end; null when it was not set.
[[nodiscard]] inline marlin_heater* set_hotend(marlin_parts& of, const marlin_words& command, instant now) {
    const auto tool = static_cast<std::size_t>(command.whole('T', static_cast<std::int64_t>(of.heat.tool)));
    if (tool >= of.heat.hotends.size()) {
        of.replies.no_such_tool(of.say, command.code(), command.whole('T'));
        return nullptr;
    }
    marlin_heater& hotend = of.heat.hotends[tool];
    return set_heater(of, true, hotend, command, now) ? &hotend : nullptr;
}
/// With S there is no wait for cooling.
inline void wait_for(marlin_parts& of, const marlin_heater& heater, const marlin_words& command,
                     instant now) {
    if (command.has('S') && heater.is_cooling(now)) return;
    of.handler.wait_for_heat(heater.settles(now));
    of.heating_report_at = now + std::chrono::seconds{1};
}
/// Handles M104.
inline void heat_hotend(marlin_parts& of, const marlin_words& command, instant now) {
    (void)set_hotend(of, command, now);
}
/// Handles M109.
inline void heat_hotend_and_wait(marlin_parts& of, const marlin_words& command, instant now) {
    if (const marlin_heater* hotend = set_hotend(of, command, now)) wait_for(of, *hotend, command, now);
}
/// Handles M140.
inline void heat_bed(marlin_parts& of, const marlin_words& command, instant now) {
    (void)set_heater(of, of.settings.has_bed, of.heat.bed, command, now);
}
/// Handles M190.
inline void heat_bed_and_wait(marlin_parts& of, const marlin_words& command, instant now) {
    if (set_heater(of, of.settings.has_bed, of.heat.bed, command, now))
        wait_for(of, of.heat.bed, command, now);
}
/// Handles M141.
inline void heat_chamber(marlin_parts& of, const marlin_words& command, instant now) {
    (void)set_heater(of, of.settings.has_chamber, of.heat.chamber, command, now);
}
/// Handles M191.
inline void heat_chamber_and_wait(marlin_parts& of, const marlin_words& command, instant now) {
    if (set_heater(of, of.settings.has_chamber, of.heat.chamber, command, now))
        wait_for(of, of.heat.chamber, command, now);
}
/// Handles M106.
inline void fan_on(marlin_parts& of, const marlin_words& command, instant) {
    of.heat.fan = static_cast<int>(std::clamp<std::int64_t>(command.whole('S', 255), 0, 255));
}
/// Handles M107.
inline void fan_off(marlin_parts& of, const marlin_words&, instant) {
    of.heat.fan = 0;
}
/// Handles M302.
inline void allow_cold_extrusion(marlin_parts& of, const marlin_words& command, instant) {
    if (command.has('S')) of.heat.extrusion_minimum = command.thousandths('S');
    if (command.has('P'))
        of.heat.extrusion_minimum = command.whole('P') != 0 ? 0 : of.settings.extrusion_minimum;
}
/// Handles T.
inline void select_tool(marlin_parts& of, const marlin_words& command, instant) {
    const auto wanted = static_cast<std::size_t>(command.code());
    if (wanted >= of.heat.hotends.size()) return of.replies.no_such_tool(of.say, command.code());
    of.heat.tool = wanted;
    if (of.heat.hotends.size() > 1) of.replies.tool_selected(of.say, wanted);
}

// --- a person ---

/// M0, M1: with P or S no longer than that.
inline void wait_for_user(marlin_parts& of, const marlin_words& command, instant) {
    const duration limit = dwell_of(command);
    of.handler.wait_for_motion(handler_wait::user, limit > duration::zero() ? limit : (duration::max)());
}
/// Handles M600.
inline void change_filament(marlin_parts& of, const marlin_words&, instant) {
    if (of.settings.host_actions) of.replies.action(of.say, "paused");
    of.handler.wait_for_motion(handler_wait::user, (duration::max)());
    of.handler.ends = handler_ending::resumed;
}

/// M601: the hot ends go off, and the host is told.
inline void pause_print(marlin_parts& of, const marlin_words& command, instant now) {
    if (!of.settings.has_print_pause) return unknown(of, command, now);
    of.handler.wait_for_motion();
    if (!of.targets_before_pause.empty()) return;
    for (marlin_heater& hotend : of.heat.hotends) {
        of.targets_before_pause.push_back(hotend.target());
        hotend.set_target(0, now);
    }
    of.replies.action(of.say, "paused");
}
/// M602: as hot as before, and the host is told.
inline void resume_print(marlin_parts& of, const marlin_words& command, instant now) {
    if (!of.settings.has_print_pause) return unknown(of, command, now);
    if (of.targets_before_pause.empty()) return;
    for (std::size_t i = 0; i < of.heat.hotends.size(); ++i)
        of.heat.hotends[i].set_target(of.targets_before_pause[i], now);
    of.targets_before_pause.clear();
    of.replies.action(of.say, "resumed");
}

// --- answers ---

/// Handles M105.
inline void tell_temperatures(marlin_parts& of, const marlin_words&, instant now) {
    of.replies.temperature_answer(of.say, of.heat, now);
    of.handler.wants_ok = false;
}
/// Handles M114.
inline void tell_position(marlin_parts& of, const marlin_words&, instant now) {
    of.replies.position(of.say, of.motion, now);
}
/// Handles M115.
inline void tell_firmware(marlin_parts& of, const marlin_words&, instant) {
    of.replies.firmware(of.say, of.settings, of.heat.hotends.size());
}
/// Handles M118.
inline void tell_message(marlin_parts& of, const marlin_words& command, instant) {
    of.replies.message(of.say, command.rest());
}
/// Handles M113.
inline void set_keepalive(marlin_parts& of, const marlin_words& command, instant now) {
    if (!command.has('S')) return of.replies.keepalive(of.say, of.keepalive);
    of.keepalive = whole_seconds(command);
    of.busy_at = of.keepalive > duration::zero() ? now + of.keepalive : never;
}
/// Handles M155.
inline void set_reports(marlin_parts& of, const marlin_words& command, instant now) {
    if (!of.settings.autoreport) return unknown(of, command, now);
    if (!command.has('S')) return;
    of.report_interval = whole_seconds(command);
    of.report_at = of.report_interval > duration::zero() ? now + of.report_interval : never;
}

// --- the card ---

/// Handles M20.
inline void list_card(marlin_parts& of, const marlin_words&, instant) {
    of.replies.card_files(of.say, of.card);
}
/// Handles M21.
inline void find_card(marlin_parts& of, const marlin_words&, instant) {
    if (of.card.has_files()) of.replies.card_found(of.say);
}
/// Handles M23.
inline void open_on_card(marlin_parts& of, const marlin_words& command, instant) {
    of.replies.card_file_opened(of.say, of.card.open(command.rest()), command.rest());
}
/// Handles M24.
inline void print_from_card(marlin_parts& of, const marlin_words&, instant) {
    of.card.print();
}
/// Handles M25.
inline void hold_card(marlin_parts& of, const marlin_words&, instant) {
    of.card.hold();
}
/// Handles M26.
inline void seek_on_card(marlin_parts& of, const marlin_words& command, instant) {
    of.card.go_to(command.whole('S'));
}
/// Handles M27.
inline void tell_card(marlin_parts& of, const marlin_words&, instant) {
    of.replies.card_position(of.say, of.card.has_files() ? of.card.progress() : of.settings.card);
}
/// Handles M524.
inline void close_card(marlin_parts& of, const marlin_words&, instant) {
    of.card.close();
}
/// M1001, after the last line of a card's file.
inline void end_card_job(marlin_parts& of, const marlin_words&, instant) {
    of.handler.wait_for_motion();
    of.handler.ends = handler_ending::card_done;
}

} // namespace marlin_handlers

/// One row of the table.
struct marlin_command {
    char letter;                      ///< 'G' or 'M'
    int code;                         ///< the number after it
    marlin_handlers::function handle; ///< begins to handle it
};

/// Marlin's commands, but for T, for M108, M110 and M112, which the parser handles, and for `is_quietly_known`.
inline constexpr std::array marlin_commands{
    marlin_command{'G', 0, marlin_handlers::move},
    marlin_command{'G', 1, marlin_handlers::move},
    marlin_command{'G', 2, marlin_handlers::move},
    marlin_command{'G', 3, marlin_handlers::move},
    marlin_command{'G', 4, marlin_handlers::dwell},
    marlin_command{'G', 20, marlin_handlers::inches},
    marlin_command{'G', 21, marlin_handlers::millimetres},
    marlin_command{'G', 28, marlin_handlers::home},
    marlin_command{'G', 29, marlin_handlers::level},
    marlin_command{'G', 30, marlin_handlers::probe},
    marlin_command{'G', 90, marlin_handlers::absolute},
    marlin_command{'G', 91, marlin_handlers::relative},
    marlin_command{'G', 92, marlin_handlers::set_position},
    marlin_command{'M', 0, marlin_handlers::wait_for_user},
    marlin_command{'M', 1, marlin_handlers::wait_for_user},
    marlin_command{'M', 3, marlin_handlers::beam_on},
    marlin_command{'M', 4, marlin_handlers::beam_on},
    marlin_command{'M', 5, marlin_handlers::beam_off},
    marlin_command{'M', 18, marlin_handlers::motors_off},
    marlin_command{'M', 20, marlin_handlers::list_card},
    marlin_command{'M', 21, marlin_handlers::find_card},
    marlin_command{'M', 23, marlin_handlers::open_on_card},
    marlin_command{'M', 24, marlin_handlers::print_from_card},
    marlin_command{'M', 25, marlin_handlers::hold_card},
    marlin_command{'M', 26, marlin_handlers::seek_on_card},
    marlin_command{'M', 27, marlin_handlers::tell_card},
    marlin_command{'M', 82, marlin_handlers::absolute_e},
    marlin_command{'M', 83, marlin_handlers::relative_e},
    marlin_command{'M', 84, marlin_handlers::motors_off},
    marlin_command{'M', 104, marlin_handlers::heat_hotend},
    marlin_command{'M', 105, marlin_handlers::tell_temperatures},
    marlin_command{'M', 106, marlin_handlers::fan_on},
    marlin_command{'M', 107, marlin_handlers::fan_off},
    marlin_command{'M', 109, marlin_handlers::heat_hotend_and_wait},
    marlin_command{'M', 113, marlin_handlers::set_keepalive},
    marlin_command{'M', 114, marlin_handlers::tell_position},
    marlin_command{'M', 115, marlin_handlers::tell_firmware},
    marlin_command{'M', 118, marlin_handlers::tell_message},
    marlin_command{'M', 140, marlin_handlers::heat_bed},
    marlin_command{'M', 141, marlin_handlers::heat_chamber},
    marlin_command{'M', 155, marlin_handlers::set_reports},
    marlin_command{'M', 190, marlin_handlers::heat_bed_and_wait},
    marlin_command{'M', 191, marlin_handlers::heat_chamber_and_wait},
    marlin_command{'M', 226, marlin_handlers::wait_for_pin},
    marlin_command{'M', 302, marlin_handlers::allow_cold_extrusion},
    marlin_command{'M', 400, marlin_handlers::wait_for_motion},
    marlin_command{'M', 410, marlin_handlers::quick_stop},
    marlin_command{'M', 524, marlin_handlers::close_card},
    marlin_command{'M', 600, marlin_handlers::change_filament},
    marlin_command{'M', 601, marlin_handlers::pause_print},
    marlin_command{'M', 602, marlin_handlers::resume_print},
    marlin_command{'M', 1001, marlin_handlers::end_card_job},
};

/// Begins to handle a command.
inline void dispatch(marlin_parts& to, const marlin_words& command, instant now) {
    if (command.letter() == 'T') return marlin_handlers::select_tool(to, command, now);
    const auto found = std::ranges::find_if(marlin_commands, [&command](const marlin_command& each) {
        return command.is(each.letter, each.code);
    });
    if (found != marlin_commands.end()) return found->handle(to, command, now);
    if (!is_quietly_known(command.letter(), command.code())) marlin_handlers::unknown(to, command, now);
}

} // namespace printjob::inline v0::testing
