#pragma once
/// The machine behind the parser: what each command does, and when its handler returns. Rules from Marlin's
/// sources:
/// - A move's handler returns once the move lies in the planner; it waits while the planner is full.
/// - G4, G28, G29, G30, M0, M1, M84, M226, M400 and M600 first wait for every planned move.
/// - M109 and M190 return when the temperature is reached and held; with S they do not wait for cooling.
/// - While a handler blocks, `echo:busy: …` is said at the keepalive interval, and an M109 reports each
/// second.

#include <printjob/testing/marlin/answers.hpp>
#include <printjob/testing/marlin/arc.hpp>
#include <printjob/testing/marlin/card.hpp>
#include <printjob/testing/marlin/heat.hpp>
#include <printjob/testing/marlin/known_codes.hpp>
#include <printjob/testing/marlin/output.hpp>
#include <printjob/testing/marlin/planner.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/marlin/words.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::testing {

/// Motion, heat and what the firmware says of them. It handles one command at a time: `begin`, then `go_on`
/// until it is true. Keeps references: settings and output must outlive it.
class marlin_machine {
public:
    /// As after a reset: nothing planned, everything off.
    marlin_machine(const marlin_settings& settings, marlin_output& output)
        : settings_{settings}, say_{output}, planner_{settings.planner_places}, heat_{settings},
          card_{settings.card_files} {
        forget(instant{});
    }

    /// Begins to handle a command.
    void begin(const marlin_words& command, instant now) {
        planner_.handle_time(now);
        handler_ = {};
        is_handling_ = true;
        busy_at_ = keepalive_ > duration::zero() ? now + keepalive_ : never;
        if (command.letter() == 'G') {
            begin_g(command, now);
        } else if (command.letter() == 'M') {
            begin_m(command, now);
        } else if (command.letter() == 'T') {
            change_tool(command);
        } else {
            unknown(command);
        }
    }

    /// Lets the handler work as far as it can; true when it has returned.
    [[nodiscard]] bool go_on(instant now) {
        planner_.handle_time(now);
        switch (handler_.waits) {
        case wait::nothing: break;
        case wait::planner_place:
            if (planner_.is_full()) return false;
            planner_.plan(handler_.move, handler_.takes, now);
            break;
        case wait::motion_barrier:
            if (planner_.motion_ends() > now) return false;
            handler_.waits = handler_.then;
            handler_.until = handler_.takes == duration::max() ? never : now + handler_.takes;
            if (handler_.then != wait::nothing) return go_on(now);
            break;
        case wait::moment:
        case wait::user:
            if (handler_.until > now) return false;
            break;
        }
        finish(now);
        return true;
    }

    /// Whether a handler is at work, and whether it ends in the usual ok (M105 has an ok of its own).
    [[nodiscard]] bool is_handling() const { return is_handling_; }
    /// Whether the handler that returned ends in the usual ok.
    [[nodiscard]] bool wants_ok() const { return handler_.wants_ok; }
    /// Whether a person is waited for: M0, M1, M600.
    [[nodiscard]] bool waits_for_user() const { return is_handling_ && handler_.waits == wait::user; }
    /// Whether it handles a command that nothing but time ends.
    [[nodiscard]] bool is_at_work() const { return is_handling_ && !handler_.heats && !waits_for_user(); }

    /// When it next says something by itself or its handler goes on.
    [[nodiscard]] instant next_event() const {
        const instant said = std::min(reports_at_, is_handling_ ? std::min(busy_at_, heat_told_at_) : never);
        return std::min(said, wakes());
    }

    /// Says what is due.
    void speak(instant now) {
        if (is_handling_ && heat_told_at_ <= now) {
            heat_.tell(say_, tool_, now);
            say_ << " W:?";
            say_.end_line();
            heat_told_at_ = now + std::chrono::seconds{1};
        }
        if (is_handling_ && busy_at_ <= now) {
            say_.say(waits_for_user() ? "echo:busy: paused for user" : "echo:busy: processing");
            busy_at_ = now + keepalive_;
        }
        if (reports_at_ <= now) {
            heat_.tell(say_, tool_, now);
            say_.end_line();
            reports_at_ = now + report_interval_;
        }
    }

    /// A hot end gives no heat any more.
    void fail_hotend(std::size_t tool, instant now) { heat_.hotends.at(tool).fail(now); }

    /// Ends a wait for heat or for a person (M108).
    void break_wait(instant now) {
        const bool breakable = handler_.waits == wait::user || handler_.heats;
        if (is_handling_ && breakable) handler_.until = now;
    }

    /// Stops every planned move where it is (M410).
    void quick_stop(instant now) {
        position_ = reached(now);
        planner_.clear();
        if (!is_handling_ || handler_.waits != wait::planner_place) return;
        for (std::size_t axis = 0; axis < position_.size(); ++axis)
            position_[axis] -= handler_.move[axis];
        handler_.waits = wait::nothing; // the move that waited for a place is forgotten too
    }

    /// Everything off and forgotten, as after a reset or a power cut. Heaters cool down from where they are.
    void forget(instant now) {
        heat_.turn_off(now);
        planner_.clear();
        card_.close();
        handler_ = {};
        is_handling_ = is_relative_ = is_relative_e_ = is_homed_ = motors_on_ = false;
        keepalive_ = settings_.keepalive;
        busy_at_ = heat_told_at_ = reports_at_ = never;
        report_interval_ = {};
        cold_minimum_ = settings_.cold_extrusion_prevented ? settings_.extrusion_minimum : 0;
        position_ = {};
        feed_ = settings_.first_speed * 60;
        tool_ = 0;
        fan_ = 0;
    }

    /// How many moves the planner can still take.
    [[nodiscard]] std::size_t places_free(instant now) {
        planner_.handle_time(now);
        return planner_.free();
    }
    /// When the last planned move ends; the epoch when nothing is planned.
    [[nodiscard]] instant motion_ends() const { return planner_.motion_ends(); }
    /// Where the tool will be after every planned move, in µm.
    [[nodiscard]] const axes& position() const { return position_; }
    /// Where the tool is now, in µm: `position()` is where it will be after every planned move.
    [[nodiscard]] axes reached(instant now) const {
        axes where = position_;
        const axes left = planner_.remaining(now);
        for (std::size_t i = 0; i < where.size(); ++i)
            where[i] -= left[i];
        return where;
    }
    /// All heaters.
    [[nodiscard]] const marlin_heat& heat() const { return heat_; }
    /// The printer's own card, and the job that it prints from there.
    [[nodiscard]] const marlin_card& card() const { return card_; }
    /// The same, to read the job's next line.
    [[nodiscard]] marlin_card& card() { return card_; }
    /// The selected hot end, from 0.
    [[nodiscard]] std::size_t tool() const { return tool_; }
    /// 0 to 255.
    [[nodiscard]] int fan() const { return fan_; }
    /// Whether X, Y and Z know their place.
    [[nodiscard]] bool is_homed() const { return is_homed_; }
    /// Whether the motors hold.
    [[nodiscard]] bool motors_on() const { return motors_on_; }
    /// Whether axes are given as distances.
    [[nodiscard]] bool is_relative() const { return is_relative_; }
    /// Whether the extruder is given as a distance.
    [[nodiscard]] bool is_relative_e() const { return is_relative_e_; }

private:
    enum class wait : std::uint8_t { nothing, planner_place, motion_barrier, moment, user };
    enum class ending : std::uint8_t { nothing, homed, motors_off, resumed, card_done };

    struct handler {
        wait waits = wait::nothing;
        wait then = wait::nothing; ///< what it waits for when motion has ended
        ending ends = ending::nothing;
        bool wants_ok = true;
        bool heats = false;
        instant until{};
        duration takes{}; ///< of the move, or of the second wait
        axes move{};
        std::array<bool, 3> homes{};
    };

    static constexpr std::int64_t farthest =
        1'000'000'000; // µm: a kilometre, and sums stay far below 64 bits
    static constexpr std::int64_t longest_wait = 86'400'000; // ms: a day

    [[nodiscard]] instant wakes() const {
        if (!is_handling_) return never;
        switch (handler_.waits) {
        case wait::nothing: return instant{};
        case wait::planner_place: return planner_.is_full() ? planner_.place_free() : instant{};
        case wait::motion_barrier: return planner_.motion_ends();
        case wait::moment: return handler_.until;
        case wait::user: return handler_.until;
        }
        return never;
    }

    void finish(instant now) {
        is_handling_ = false;
        heat_told_at_ = never;
        switch (handler_.ends) {
        case ending::nothing: break;
        case ending::homed:
            for (std::size_t axis = 0; axis < handler_.homes.size(); ++axis) {
                if (handler_.homes[axis]) position_[axis] = 0;
            }
            is_homed_ = true;
            break;
        case ending::motors_off:
            motors_on_ = false;
            is_homed_ = false;
            break;
        case ending::resumed:
            if (settings_.host_actions) say_.say("//action:resumed");
            break;
        case ending::card_done:
            card_.close();
            say_.say("Done printing file");
            break;
        }
        planner_.handle_time(now);
    }

    void after_motion(wait then, duration takes = {}) {
        handler_.waits = wait::motion_barrier;
        handler_.then = then;
        handler_.takes = takes;
    }

    void unknown(const marlin_words& command) {
        say_ << "echo:Unknown command: \"" << command.text() << '"';
        say_.end_line();
    }

    void begin_g(const marlin_words& command, instant now) {
        switch (command.code()) {
        case 0:
        case 1:
        case 2:
        case 3: begin_move(command, now); break;
        case 4: after_motion(wait::moment, dwell(command)); break;
        case 28: begin_homing(command); break;
        case 29: after_motion(wait::moment, settings_.levelling_time); break;
        case 30: after_motion(wait::moment, settings_.probing_time); break;
        case 90: is_relative_ = is_relative_e_ = false; break;
        case 91: is_relative_ = is_relative_e_ = true; break;
        case 92: set_position(command); break;
        default:
            if (!is_quietly_known('G', command.code())) unknown(command);
        }
    }

    void begin_m(const marlin_words& command, instant now) {
        switch (command.code()) {
        case 0:
        case 1: {
            const auto limit = dwell(command);
            after_motion(wait::user, limit > duration::zero() ? limit : duration::max());
            break;
        }
        case 18:
        case 84: begin_motors_off(command); break;
        case 20: card_.list(say_); break;
        case 21:
            if (card_.has_files()) say_.say("SD card ok");
            break;
        case 23: card_.open(command.rest(), say_); break;
        case 24: card_.print(); break;
        case 25: card_.hold(); break;
        case 26: card_.go_to(command.whole('S')); break;
        case 27:
            if (card_.has_files())
                card_.tell(say_);
            else
                tell_card(say_, settings_.card);
            break;
        case 82: is_relative_e_ = false; break;
        case 83: is_relative_e_ = true; break;
        case 104: set_hotend(command, now); break;
        case 105: tell_temperatures(now); break;
        case 106: fan_ = static_cast<int>(std::clamp<std::int64_t>(command.whole('S', 255), 0, 255)); break;
        case 107: fan_ = 0; break;
        case 109:
            if (auto* hotend = set_hotend(command, now)) wait_for(*hotend, command, now);
            break;
        case 113: set_keepalive(command, now); break;
        case 114: tell_position(now); break;
        case 115: tell_firmware(say_, settings_, heat_.hotends.size()); break;
        case 118: tell_host(say_, command.rest()); break;
        case 140: set_heater(settings_.has_bed, heat_.bed, command, now); break;
        case 141: set_heater(settings_.has_chamber, heat_.chamber, command, now); break;
        case 155: set_reports(command, now); break;
        case 190:
            if (set_heater(settings_.has_bed, heat_.bed, command, now)) wait_for(heat_.bed, command, now);
            break;
        case 191:
            if (set_heater(settings_.has_chamber, heat_.chamber, command, now))
                wait_for(heat_.chamber, command, now);
            break;
        case 226: after_motion(wait::moment, settings_.pin_wait_time); break;
        case 302: set_cold_extrusion(command); break;
        case 400: after_motion(wait::nothing); break;
        case 410: quick_stop(now); break;
        case 524: card_.close(); break;
        case 600:
            if (settings_.host_actions) say_.say("//action:paused");
            after_motion(wait::user, duration::max());
            handler_.ends = ending::resumed;
            break;
        case 1001: // behind the last line of a card's file
            after_motion(wait::nothing);
            handler_.ends = ending::card_done;
            break;
        default:
            if (!is_quietly_known('M', command.code())) unknown(command);
        }
    }

    [[nodiscard]] static duration dwell(const marlin_words& command) {
        const std::int64_t wanted = command.has('S') ? command.thousandths('S') : command.whole('P');
        return std::chrono::milliseconds{std::clamp<std::int64_t>(wanted, 0, longest_wait)};
    }

    void begin_move(const marlin_words& command, instant now) {
        axes target = position_;
        for (std::size_t axis = 0; axis < target.size(); ++axis) {
            const char word = "XYZE"[axis];
            if (!command.has(word)) continue;
            const bool relative = axis == 3 ? is_relative_e_ : is_relative_;
            const std::int64_t from = relative ? position_[axis] : 0;
            target[axis] = std::clamp(from + command.thousandths(word), -farthest, farthest);
        }
        if (command.thousandths('F') > 0) feed_ = command.thousandths('F');

        axes delta{};
        for (std::size_t axis = 0; axis < delta.size(); ++axis)
            delta[axis] = target[axis] - position_[axis];
        position_ = target; // also of filament that is too cold to follow: Marlin counts it as moved
        if (delta[3] != 0 && heat_.hotends[tool_].temperature(now) < cold_minimum_) {
            say_.say("echo: cold extrusion prevented");
            delta[3] = 0;
        }
        const std::int64_t way = travel_of(command, delta);
        if (way == 0) return;
        motors_on_ = true;
        const std::int64_t feed = std::clamp<std::int64_t>(feed_, 3'000, settings_.highest_speed * 60);
        handler_.waits = wait::planner_place;
        handler_.move = delta;
        handler_.takes = settings_.instant_moves ? duration::zero() : duration{way * 60'000'000 / feed};
    }

    [[nodiscard]] static std::int64_t travel_of(const marlin_words& command, const axes& delta) {
        if (command.code() < 2) return travel(delta);
        const auto bounded = [&command](char word) {
            return std::clamp(command.thousandths(word), -farthest, farthest);
        };
        return travel(arc{.delta = delta,
                          .centre_x = bounded('I'),
                          .centre_y = bounded('J'),
                          .radius = bounded('R'),
                          .clockwise = command.code() == 2});
    }

    void begin_homing(const marlin_words& command) {
        after_motion(wait::moment, settings_.homing_time);
        motors_on_ = true;
        handler_.ends = ending::homed;
        handler_.homes = {command.has('X'), command.has('Y'), command.has('Z')};
        if (handler_.homes == std::array<bool, 3>{}) handler_.homes = {true, true, true};
    }

    /// `M84 S30` sets a time-out and turns nothing off; named axes alone leave the others on.
    void begin_motors_off(const marlin_words& command) {
        if (command.has('S')) return;
        after_motion(wait::nothing);
        handler_.ends = ending::motors_off;
    }

    void set_position(const marlin_words& command) {
        bool any = false;
        for (std::size_t axis = 0; axis < position_.size(); ++axis) {
            const char word = "XYZE"[axis];
            if (!command.has(word)) continue;
            any = true;
            position_[axis] = std::clamp(command.thousandths(word), -farthest, farthest);
        }
        if (!any) position_ = {};
    }

    void change_tool(const marlin_words& command) {
        const auto wanted = static_cast<std::size_t>(command.code());
        if (wanted >= heat_.hotends.size()) {
            say_ << "echo:T" << command.code() << " Invalid extruder";
            say_.end_line();
            return;
        }
        tool_ = wanted;
        if (heat_.hotends.size() == 1) return;
        say_ << "echo:Active Extruder: " << tool_;
        say_.end_line();
    }

    [[nodiscard]] static bool has_temperature(const marlin_words& command) {
        return command.has('S') || command.has('R');
    }

    static std::int64_t temperature_of(const marlin_words& command) {
        return command.thousandths(command.has('S') ? 'S' : 'R');
    }

    /// The hot end that was set; none when the command named no temperature or a tool that is not there.
    marlin_heater* set_hotend(const marlin_words& command, instant now) {
        const auto tool = static_cast<std::size_t>(command.whole('T', static_cast<std::int64_t>(tool_)));
        if (tool >= heat_.hotends.size()) {
            say_ << "echo:M" << command.code() << " Invalid extruder " << command.whole('T');
            say_.end_line();
            return nullptr;
        }
        return set_heater(true, heat_.hotends[tool], command, now) ? &heat_.hotends[tool] : nullptr;
    }

    bool set_heater(bool is_there, marlin_heater& heater, const marlin_words& command, instant now) {
        if (!is_there) {
            unknown(command);
            return false;
        }
        if (!has_temperature(command)) return false;
        heater.set_target(temperature_of(command), now);
        return true;
    }

    void wait_for(const marlin_heater& heater, const marlin_words& command, instant now) {
        const bool only_heating = command.has('S');
        if (only_heating && heater.is_cooling(now)) return;
        handler_.waits = wait::moment;
        handler_.heats = true;
        handler_.until = heater.settles(now);
        heat_told_at_ = now + std::chrono::seconds{1};
    }

    void set_keepalive(const marlin_words& command, instant now) {
        if (!command.has('S')) {
            say_ << "echo:M113 S" << std::chrono::duration_cast<std::chrono::seconds>(keepalive_).count();
            say_.end_line();
            return;
        }
        keepalive_ = std::chrono::seconds{std::clamp<std::int64_t>(command.whole('S'), 0, 60)};
        busy_at_ = keepalive_ > duration::zero() ? now + keepalive_ : never;
    }

    void set_reports(const marlin_words& command, instant now) {
        if (!settings_.autoreport) return unknown(command);
        if (!command.has('S')) return;
        report_interval_ = std::chrono::seconds{std::clamp<std::int64_t>(command.whole('S'), 0, 60)};
        reports_at_ = report_interval_ > duration::zero() ? now + report_interval_ : never;
    }

    void set_cold_extrusion(const marlin_words& command) {
        if (command.has('S')) cold_minimum_ = command.thousandths('S');
        if (command.has('P')) cold_minimum_ = command.whole('P') != 0 ? 0 : settings_.extrusion_minimum;
    }

    void tell_temperatures(instant now) {
        say_ << "ok";
        heat_.tell(say_, tool_, now);
        say_.end_line();
        handler_.wants_ok = false;
    }

    void tell_position(instant now) {
        for (std::size_t axis = 0; axis < position_.size(); ++axis) {
            say_ << "XYZE"[axis] << ':';
            say_.hundredths(position_[axis]);
            say_ << ' ';
        }
        constexpr std::array<std::int64_t, 3> steps_per_mm{80, 80, 400};
        const axes where = reached(now);
        say_ << "Count";
        for (std::size_t axis = 0; axis < steps_per_mm.size(); ++axis) {
            say_ << ' ' << "XYZ"[axis] << ':' << where[axis] * steps_per_mm[axis] / 1000;
        }
        say_.end_line();
    }

    const marlin_settings& settings_;
    marlin_output& say_;
    marlin_planner planner_;
    marlin_heat heat_;
    marlin_card card_;
    handler handler_{};
    bool is_handling_ = false;
    bool is_relative_ = false;
    bool is_relative_e_ = false;
    bool is_homed_ = false;
    bool motors_on_ = false;
    duration keepalive_{};
    duration report_interval_{};
    instant busy_at_ = never;
    instant heat_told_at_ = never;
    instant reports_at_ = never;
    std::int64_t cold_minimum_ = 0;
    axes position_{};
    std::int64_t feed_ = 0; ///< µm per minute
    std::size_t tool_ = 0;
    int fan_ = 0;
};

} // namespace printjob::inline v0::testing
