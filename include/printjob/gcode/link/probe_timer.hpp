#pragma once
/// Rule 6 of the link: how long the printer may be silent over what is in flight before it is probed.
///
/// A probe is a numbered M105. It is taken, and then its answer shows that all before it was taken (a lost ok is
/// found); or it is answered by a resend request (a lost line is found). Nothing is ever guessed, and no line is
/// repeated because of silence. How long a silence may last follows the round trips that were seen; something that
/// looks lost makes it shorter. Too many probes in a row without an answer: the link fails.
///
/// Sources: Marlin `gcode/queue.cpp` (a repeated line is dropped without an ok, or refused, by version),
/// `gcode/host/M113.cpp` (`busy` every two seconds, unless the host turned it off).

#include <printjob/gcode/dialect/command_traits.hpp>
#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/gcode/link/round_trip.hpp>
#include <printjob/gcode/syntax/response.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The silence of one printer, and what its signs mean for it.
class probe_timer {
public:
    /// What the printer works on as it is heard.
    struct work {
        command_traits oldest{}; ///< of the oldest line's command
        bool is_idle = false;    ///< nothing is in flight
    };
    /// What is in flight.
    struct awaited {
        command_traits oldest{}; ///< of the oldest line's command
        bool asked = false;      ///< an M105 is in flight: its answer tells what was taken
    };

    // --- getters ---

    /// Returns when the printer was heard last, or asked last.
    [[nodiscard]] instant since() const { return since_; }
    /// Returns when the printer last gave a sign of its work.
    [[nodiscard]] instant last_sign() const { return last_sign_; }
    /// Returns how many silences were ended with a probe; wraps.
    [[nodiscard]] std::uint32_t silences_ended() const { return silences_ended_; }
    /// Returns how many silences in a row ended without an answer.
    [[nodiscard]] unsigned silences() const { return silences_; }
    /// True if a probe is to travel alone as soon as nothing is in flight: its own ok, which can be told from any
    /// other, shows whether the oks before it were counted right.
    [[nodiscard]] bool is_wanted_when_idle() const { return is_wanted_when_idle_; }

    /// Returns how long an answer takes that comes at all; a guess before a round trip was seen.
    [[nodiscard]] duration answer_time(const link_settings& settings) const {
        return round_trip_.is_known() ? round_trip_.longest_usual() : settings.resend_grace;
    }
    /// Returns how long the printer may be silent.
    [[nodiscard]] duration allowance(const awaited& what, const link_settings& settings) const {
        const duration usual = usual_allowance(what, settings);
        const bool is_suspected = looks_lost_ && silences_ == 0;
        return is_suspected ? (std::min)(settings.suspicion, usual) : usual;
    }

    // --- inputs ---

    /// A new printer is there: how quick it is, and whether it says `busy`, is not known.
    void begin() {
        round_trip_ = {};
        knows_busy_ = is_busy_ = false;
    }
    /// Takes in what a response shows of the printer's work.
    void hear(const response& said, const work& what, instant now) {
        switch (said.kind) {
        case response_kind::ok:
        case response_kind::resend: answered(now); break;
        case response_kind::busy: says_busy(now); break;
        case response_kind::waiting_for_user: works(now); break;
        case response_kind::temperature:
            // Marlin's wait for heat says `W:`. Other temperatures come by themselves, whatever it does.
            if (what.oldest.is_blocking_wait && said.text.find(" W:") != std::string_view::npos) works(now);
            break;
        case response_kind::wait: // it says that it has nothing to do
            what.is_idle ? calm() : hurry();
            break;
        case response_kind::blank:
        case response_kind::position:
        case response_kind::firmware:
        case response_kind::capability:
        case response_kind::action:
        case response_kind::sd_printing:
        case response_kind::sd_not_printing:
        case response_kind::error:
        case response_kind::alarm:
        case response_kind::fatal:
        case response_kind::comment:
        case response_kind::other: break;
        }
    }
    /// Something was sent: the silence counts from here. What the host sends is no sign of the printer.
    void sent(instant now) { since_ = now; }
    /// The printer answered a line.
    void answered(instant now) {
        is_busy_ = false;
        since_ = last_sign_ = now;
    }
    /// The printer took a line that was sent once, so long after it was sent.
    void took(duration after_sending) { round_trip_.note(after_sending); }
    /// The printer works on a line, or waits for heat or a person.
    void works(instant now) {
        since_ = last_sign_ = now;
        silences_ = 0;
    }
    /// The same, said with `busy`: what is in flight can wait.
    void says_busy(instant now) {
        knows_busy_ = is_busy_ = true;
        works(now);
    }
    /// Something looks lost: the printer is probed after `link_settings::suspicion` at the latest.
    void hurry() { looks_lost_ = true; }
    /// Nothing looks lost any more.
    void calm() { looks_lost_ = false; }
    /// The printer hears what it is sent.
    void is_heard() { silences_ = 0; }
    /// A silence lasted too long. Returns false if that was one too many.
    [[nodiscard]] bool silence_ends(instant now, const link_settings& settings) {
        if (silences_ == settings.most_silences) return false;
        ++silences_;
        ++silences_ended_;
        since_ = now;
        return true;
    }
    /// A probe is wanted as soon as nothing is in flight.
    void want_when_idle(bool yes = true) { is_wanted_when_idle_ = yes; }

private:
    /// The allowance when nothing looks lost.
    [[nodiscard]] duration usual_allowance(const awaited& what, const link_settings& settings) const {
        const bool is_long_running = what.oldest.is_long_running && !knows_busy_;
        const bool has_asked = silences_ != 0 || (what.asked && !is_busy_);
        if (has_asked && (is_long_running || what.oldest.is_blocking_wait)) return settings.patience_in_long;
        if (is_long_running) return settings.silence_in_long;
        const duration longest = knows_busy_ ? settings.silence_with_busy : settings.silence;
        if (silences_ > 2) return settings.patience;
        if (silences_ == 2) return (std::min)(settings.patience, 2 * longest);
        if (has_asked)
            return std::clamp(4 * answer_time(settings), settings.suspicion, longest); // lost as well?
        if (!round_trip_.is_known() || what.oldest.is_long_running) return longest;
        return std::clamp(answer_time(settings), settings.shortest_silence, longest);
    }

    round_trip round_trip_{};
    instant since_{};
    instant last_sign_{};
    std::uint32_t silences_ended_ = 0;
    std::uint8_t silences_ = 0;
    bool knows_busy_ = false; ///< the printer says when it is busy
    bool is_busy_ = false;    ///< and is so still
    bool looks_lost_ = false;
    bool is_wanted_when_idle_ = false;
};

} // namespace printjob::inline v0::gcode
