#pragma once
/// The machine after the parser: it handles one command at a time, and says by itself what is due meanwhile. It only
/// coordinates:
///
/// - which command does what: commands.hpp; when its handler returns: handler.hpp
/// - what is done: motion.hpp, thermal.hpp, card.hpp
/// - what is said: replies.hpp
///
/// While a handler blocks, `echo:busy: ...` is said at the keepalive interval, and an M109 reports each
/// second.

#include <printjob/testing/marlin/commands.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/marlin/words.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace printjob::inline v0::testing {

/// Handles commands: `begin`, then `go_on` until it is true. Keeps references: settings and output must outlive it.
class marlin_machine {
public:
    /// As after a reset: nothing planned, everything off.
    marlin_machine(const marlin_settings& settings, marlin_output& output)
        : parts_{.settings = settings,
                 .replies = settings.replies != nullptr ? *settings.replies : marlin_replies::stock(),
                 .say = output,
                 .motion = machine_motion{settings},
                 .heat = machine_thermal{settings},
                 .card = marlin_card{settings.card_files}} {
        forget(instant{});
    }

    /// Begins to handle a command.
    void begin(const marlin_words& command, instant now) {
        parts_.motion.planner().handle_time(now);
        if (!command.only_asks()) worked_at_ = now;
        parts_.handler = {};
        is_handling_ = true;
        parts_.busy_at = parts_.keepalive > duration::zero() ? now + parts_.keepalive : never;
        dispatch(parts_, command, now);
    }

    /// Lets the handler work as far as it can; true when it has returned.
    [[nodiscard]] bool go_on(instant now) {
        marlin_handler& handler = parts_.handler;
        marlin_planner& planner = parts_.motion.planner();
        planner.handle_time(now);
        switch (handler.waits) {
        case handler_wait::nothing: break;
        case handler_wait::planner_place:
            if (planner.is_full()) return false;
            planner.plan(handler.move, handler.takes, now);
            break;
        case handler_wait::motion_end:
            if (planner.motion_ends() > now) return false;
            handler.waits = handler.then;
            handler.until = handler.takes == (duration::max)() ? never : now + handler.takes;
            if (handler.then != handler_wait::nothing) return go_on(now);
            break;
        case handler_wait::moment:
        case handler_wait::user:
            if (handler.until > now) return false;
            break;
        }
        finish(now);
        return true;
    }

    /// Sends the reports that are due.
    void speak(instant now) {
        if (is_handling_ && parts_.heating_report_at <= now) {
            parts_.replies.heating_report(parts_.say, parts_.heat, now);
            parts_.heating_report_at = now + std::chrono::seconds{1};
        }
        if (is_handling_ && parts_.busy_at <= now) {
            parts_.replies.busy(parts_.say, waits_for_user());
            parts_.busy_at = now + parts_.keepalive;
        }
        if (parts_.report_at <= now) {
            parts_.replies.temperature_report(parts_.say, parts_.heat, now);
            parts_.report_at = now + parts_.report_interval;
        }
        if (heaters_idle_until() <= now) parts_.heat.turn_off(now);
        if (motors_idle_until() <= now) parts_.motion.release();
    }
    /// Returns when it next says something by itself, or its handler goes on.
    [[nodiscard]] instant next_event() const {
        if (!is_handling_) return (std::min)({parts_.report_at, heaters_idle_until(), motors_idle_until()});
        return (std::min)({parts_.report_at, parts_.busy_at, parts_.heating_report_at, wakes()});
    }

    /// Ends a wait for heat or for a person (M108).
    void break_wait(instant now) {
        const bool breakable = parts_.handler.waits == handler_wait::user || parts_.handler.heats;
        if (is_handling_ && breakable) parts_.handler.until = now;
    }
    /// Stops every planned move where it is (M410 that acts past the queue).
    void quick_stop(instant now) {
        if (is_handling_)
            marlin_handlers::quick_stop(parts_, {}, now);
        else
            parts_.motion.quick_stop(now);
    }
    /// Resets everything, as after a reset or a power cut. Heaters cool down from their temperatures.
    void forget(instant now) {
        parts_.heat.forget(parts_.settings, now);
        parts_.motion.forget(parts_.settings);
        parts_.card.close();
        parts_.handler = {};
        is_handling_ = false;
        parts_.keepalive = parts_.settings.keepalive;
        parts_.report_interval = {};
        parts_.busy_at = parts_.heating_report_at = parts_.report_at = never;
        parts_.beam = 0;
        parts_.targets_before_pause.clear();
        worked_at_ = now;
    }

    /// Returns axes, motors and planner.
    [[nodiscard]] machine_motion& motion() { return parts_.motion; }
    /// Returns it, read-only.
    [[nodiscard]] const machine_motion& motion() const { return parts_.motion; }
    /// Returns heaters and fan.
    [[nodiscard]] machine_thermal& heat() { return parts_.heat; }
    /// Returns it, read-only.
    [[nodiscard]] const machine_thermal& heat() const { return parts_.heat; }
    /// Returns how strong laser or spindle is, in thousandths of S; 0: off.
    [[nodiscard]] std::int64_t beam() const { return parts_.beam; }
    /// Returns the printer's own card, and the job that it prints from there.
    [[nodiscard]] marlin_card& card() { return parts_.card; }
    /// Returns it, read-only.
    [[nodiscard]] const marlin_card& card() const { return parts_.card; }
    /// Returns the words that it uses.
    [[nodiscard]] const marlin_replies& replies() const { return parts_.replies; }

    /// True while a handler is at work.
    [[nodiscard]] bool is_handling() const { return is_handling_; }
    /// True if the handler that returned ends in the usual ok (M105 has an ok of its own).
    [[nodiscard]] bool wants_ok() const { return parts_.handler.wants_ok; }
    /// True while a person is waited for: M0, M1, M600.
    [[nodiscard]] bool waits_for_user() const {
        return is_handling_ && parts_.handler.waits == handler_wait::user;
    }
    /// True while it handles a command that nothing but time ends.
    [[nodiscard]] bool is_at_work() const {
        return is_handling_ && !parts_.handler.heats && !waits_for_user();
    }
    /// Returns how many moves the planner can still take.
    [[nodiscard]] std::size_t places_free(instant now) {
        parts_.motion.planner().handle_time(now);
        return parts_.motion.planner().free();
    }

private:
    [[nodiscard]] instant wakes() const {
        const marlin_planner& planner = parts_.motion.planner();
        switch (parts_.handler.waits) {
        case handler_wait::nothing: return instant{};
        case handler_wait::planner_place: return planner.is_full() ? planner.place_free() : instant{};
        case handler_wait::motion_end: return planner.motion_ends();
        case handler_wait::moment: return parts_.handler.until;
        case handler_wait::user: return parts_.handler.until;
        }
        return never;
    }

    /// Returns when nothing has moved or heated for too long; `never` when nothing is on.
    [[nodiscard]] instant heaters_idle_until() const {
        return parts_.heat.is_on() ? idle_until(parts_.settings.heaters_idle_timeout) : never;
    }
    [[nodiscard]] instant motors_idle_until() const {
        return parts_.motion.motors_on() ? idle_until(parts_.settings.motors_idle_timeout) : never;
    }
    [[nodiscard]] instant idle_until(duration timeout) const {
        if (timeout <= duration::zero() || is_handling_) return never;
        return (std::max)(worked_at_, parts_.motion.planner().motion_ends()) + timeout;
    }

    void finish(instant now) {
        if (parts_.handler.waits != handler_wait::nothing) worked_at_ = now;
        is_handling_ = false;
        parts_.heating_report_at = never;
        switch (parts_.handler.ends) {
        case handler_ending::nothing: break;
        case handler_ending::homed: parts_.motion.home(parts_.handler.homes); break;
        case handler_ending::motors_off: parts_.motion.release(); break;
        case handler_ending::resumed:
            if (parts_.settings.host_actions) parts_.replies.action(parts_.say, "resumed");
            break;
        case handler_ending::card_done:
            parts_.card.close();
            parts_.replies.card_job_done(parts_.say);
            break;
        }
        parts_.motion.planner().handle_time(now);
    }

    marlin_parts parts_;
    bool is_handling_ = false;
    instant worked_at_{}; ///< when a command last began or ended that moves or heats
};

} // namespace printjob::inline v0::testing
