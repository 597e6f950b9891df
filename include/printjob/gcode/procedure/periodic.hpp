#pragma once
/// What goes on beside a stage, at intervals: asking for temperatures, breaking a wait.

#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/procedure/printer_knowledge.hpp>
#include <printjob/gcode/procedure/stages.hpp>
#include <printjob/gcode/streamer_settings.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/timers.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The timers of one streamer.
using streamer_timers = timers<streamer_timer, streamer_timer::stop_again>;

/// Sends what goes on beside the stages of one streamer. Refers to what it works with, which must outlive it.
class periodic {
public:
    /// Keeps references.
    periodic(const streamer_settings& settings, printer_link& link, const printer_knowledge& known,
             streamer_timers& timers)
        : settings_{settings}, link_{link}, known_{known}, timers_{timers} {}

    /// The next question for the temperatures is due at once.
    void poll_now(instant now) { poll_at_ = now; }

    /// Does what goes on beside a stage. True if that sent a line in the stage's place: the stage waits for its next
    /// turn.
    [[nodiscard]] bool carry_out(const stage& at, instant now) {
        switch (at.beside) {
        case meanwhile::nothing: break;
        case meanwhile::break_waits: break_waits(now); break;
        case meanwhile::poll_temperature: return polls_temperature(at, now);
        }
        return false;
    }

    /// The stage is over: nothing goes on beside it any more.
    void end() {
        timers_.disarm(streamer_timer::temperature);
        timers_.disarm(streamer_timer::break_wait);
    }

private:
    /// Asks for the temperatures where the printer does not report them by itself.
    [[nodiscard]] bool polls_temperature(const stage& at, instant now) {
        const std::string_view question = link_.spoken().ask_temperatures;
        timers_.disarm(streamer_timer::temperature);
        if (known_.identity.reports_temperatures()) return false;
        if (now < poll_at_) {
            timers_.arm(streamer_timer::temperature, poll_at_);
            return false;
        }
        const bool takes_line = at.when == until::room ? link_.has_room(question.size()) : link_.ready();
        if (!takes_line) return false;
        poll_at_ = after(now, settings_.temperature_interval);
        link_.send(question, word_of(question), origin::host, 0, now);
        return true;
    }

    /// Ends a wait for heat or for a person. Without an emergency parser each M108 takes a command slot of the
    /// printer's, so after three without an answer, which may all be lost, the next are rare.
    void break_waits(instant now) {
        timers_.disarm(streamer_timer::break_wait);
        if (link_.spoken().break_wait.empty()) return;
        const bool is_waiting = link_.is_blocking_wait() || known_.waits_for_person;
        if (link_.ready() || !is_waiting) return;
        if (now >= break_wait_at_) {
            constexpr int lost_after = 3;
            constexpr int times_rarer = 10;
            break_wait_at_ = after(now, settings_.break_wait_again);
            if (link_.raw_in_flight() >= lost_after)
                for (int i = 1; i < times_rarer; ++i)
                    break_wait_at_ = after(break_wait_at_, settings_.break_wait_again);
            link_.send_raw(link_.spoken().break_wait, now);
        }
        timers_.arm(streamer_timer::break_wait, break_wait_at_);
    }

    const streamer_settings& settings_;
    printer_link& link_;
    const printer_knowledge& known_;
    streamer_timers& timers_;
    instant poll_at_{};
    instant break_wait_at_{};
};

} // namespace printjob::inline v0::gcode
