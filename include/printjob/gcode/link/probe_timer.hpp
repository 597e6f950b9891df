#pragma once
/// How long a printer may be quiet over what is in flight before it is asked, and what its signs mean for that.

#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// The probe_timer of one printer.
class probe_timer {
public:
    /// What its answer depends on.
    struct awaited {
        bool is_long_running = false;   ///< the oldest line in flight does
        bool is_blocking_wait = false;  ///< it waits for heat or for a person
        bool asked = false;             ///< an M105 is in flight: its answer tells what was taken
        bool knows_answer_time = false; ///< round trips were measured; else `answer_time` is a guess
        duration answer_time{};         ///< how long an answer takes that comes at all, or a guess
    };

    // --- getters ---

    /// Since when nothing was heard of the printer and nothing was asked of it.
    [[nodiscard]] instant since() const { return since_; }
    /// When the printer last gave a sign of its work.
    [[nodiscard]] instant last_sign() const { return last_sign_; }
    /// How often in a row it was broken and lasted on.
    [[nodiscard]] unsigned times_broken() const { return times_broken_; }

    /// How long it may last before it is broken.
    [[nodiscard]] duration allowance(const awaited& what, const link_settings& settings) const {
        const bool looks_lost = hurries_ && times_broken_ == 0;
        const duration usual = usual_allowance(what, settings);
        return looks_lost ? std::min(settings.suspicion, usual) : usual;
    }

    // --- inputs ---

    /// A new printer is there: whether it says `busy` is not known.
    void begin() { knows_busy_ = is_busy_ = false; }
    /// Something was sent, and silence counts from here. What the host sends is no sign of the printer.
    void sent(instant now) { since_ = now; }
    /// The printer answered a line.
    void answered(instant now) {
        is_busy_ = false;
        since_ = last_sign_ = now;
    }
    /// The printer works on a line, or waits for heat or a person.
    void works(instant now) {
        since_ = last_sign_ = now;
        times_broken_ = 0;
    }
    /// The same, said with `busy`: what is in flight can wait.
    void says_busy(instant now) {
        knows_busy_ = is_busy_ = true;
        works(now);
    }
    /// Something looks lost: the probe_timer is broken soon, after `link_settings::suspicion` at the latest.
    void hurry() { hurries_ = true; }
    /// Nothing looks lost any more: the usual allowance holds again.
    void calm() { hurries_ = false; }
    /// The printer hears what it is sent.
    void is_over() { times_broken_ = 0; }
    /// It was broken once more; false when that was too often.
    [[nodiscard]] bool was_broken(instant now, const link_settings& settings) {
        if (++times_broken_ > settings.most_silences) return false;
        since_ = now;
        return true;
    }

private:
    /// The allowance when nothing looks lost.
    [[nodiscard]] duration usual_allowance(const awaited& what, const link_settings& settings) const {
        const bool is_long_running = what.is_long_running && !knows_busy_;
        const bool has_asked = times_broken_ != 0 || (what.asked && !is_busy_);
        if (has_asked && (is_long_running || what.is_blocking_wait)) return settings.patience_in_long;
        if (is_long_running) return settings.silence_in_long;
        const duration longest = knows_busy_ ? settings.silence_with_busy : settings.silence;
        if (times_broken_ > 2) return settings.patience;
        if (times_broken_ == 2) return std::min(settings.patience, 2 * longest);
        if (has_asked) return std::clamp(4 * what.answer_time, settings.suspicion, longest); // lost as well?
        if (!what.knows_answer_time || what.is_long_running) return longest;
        return std::clamp(what.answer_time, settings.shortest_silence, longest);
    }

    instant since_{};
    instant last_sign_{};
    std::uint8_t times_broken_ = 0;
    bool knows_busy_ = false; ///< the printer says when it is busy
    bool is_busy_ = false;    ///< and is so still
    bool hurries_ = false;    ///< something looks lost
};

} // namespace printjob::inline v0::gcode
