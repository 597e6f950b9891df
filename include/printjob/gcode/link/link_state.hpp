#pragma once
/// What a link holds, and what may be asked of it. What happens to it is in `link.hpp`.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/link/acknowledgement.hpp>
#include <printjob/gcode/link/line_number_reset.hpp>
#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/gcode/link/outgoing.hpp>
#include <printjob/gcode/link/probe_timer.hpp>
#include <printjob/gcode/link/retransmission.hpp>
#include <printjob/gcode/timers.hpp>
#include <printjob/job/failure.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// The parts of a link, as their rules leave them.
class link_state {
public:
    // --- getters ---

    /// Returns the dialect that the printer is taken to speak.
    [[nodiscard]] const dialect& spoken() const { return *spoken_; }
    /// True if everything that was sent is acknowledged and a new line may be sent.
    [[nodiscard]] bool ready() const {
        return lines_.is_empty() && !resend_outstanding() && !probes_.is_wanted_when_idle() &&
               why_ == failure::none;
    }
    /// True if a numbered line with a command of this size may be sent now.
    [[nodiscard]] bool has_room(std::size_t command_size) const {
        if (in_flight().is_empty()) return ready();
        return !resend_outstanding() && !lines_.numbers().is_recovering() && !reset_.is_under_way() &&
               why_ == failure::none && lines_.admits(command_size);
    }
    /// True while the printer asked for a line that was not repeated and acknowledged yet.
    [[nodiscard]] bool resend_outstanding() const {
        return oks_.awaits_ok_of_request() || lines_.numbers().repeats();
    }
    /// True while a command is in flight that waits for a heater or a person.
    [[nodiscard]] bool is_blocking_wait() const { return oldest_command().is_blocking_wait; }
    /// Returns how many raw lines wait for their ok.
    [[nodiscard]] std::size_t raw_in_flight() const { return in_flight().count_raw(); }
    /// Returns the file position after the last job line that was acknowledged.
    [[nodiscard]] std::uint64_t acknowledged_end() const { return acknowledged_end_; }
    /// Returns how many lines were sent under a number since the last `renumber`. A repeated line counts once.
    [[nodiscard]] std::uint32_t lines_sent() const { return lines_.numbers().last(); }
    /// Returns how many requests to send a line again were answered since the last `renumber`: next to `lines_sent`
    /// this tells how bad the line is.
    [[nodiscard]] std::uint32_t requests_answered() const { return requests_.answered(); }
    /// Returns how many silences were ended with a probe, or with another M110; wraps.
    [[nodiscard]] std::uint32_t probes() const { return probes_.silences_ended(); }
    /// Returns why the link cannot go on; `none` as long as it can.
    [[nodiscard]] failure failed() const { return why_; }
    /// True if the printer's requests show that its firmware was reset.
    [[nodiscard]] bool saw_reset() const { return saw_reset_; }
    /// True while `M110` waits for its answer.
    [[nodiscard]] bool line_number_reset() const { return reset_.is_under_way(); }
    /// Returns when the printer last gave a sign of its work on what is in flight. What the link sends is none.
    [[nodiscard]] instant last_sign() const { return probes_.last_sign(); }
    /// Returns how long the printer may be silent over what is in flight; 0 when nothing special is.
    [[nodiscard]] duration expected_silence() const {
        return oldest_command().is_long_running ? settings_.patience_in_long : duration::zero();
    }
    /// Returns when `handle_time` is to be called at the latest. Until the ok of a resend request came, or is missing
    /// for too long, nothing else is due.
    [[nodiscard]] instant next_deadline() const {
        return oks_.awaits_ok_of_request() ? timers_.at(wait::ok_of_request) : timers_.next();
    }

protected:
    /// The settings are copied, the dialect is not.
    link_state(const checked_link_settings& settings, const dialect& spoken)
        : spoken_{&spoken}, settings_{settings.get()}, lines_{settings, spoken} {}

    /// What is waited for.
    enum class wait : std::uint8_t {
        ok_of_request,     ///< it may be missing
        postponed_request, ///< the line may be acknowledged meanwhile
        sign,              ///< of the printer, about what is in flight
    };

    /// The lines that wait for an ok.
    [[nodiscard]] const unacknowledged& in_flight() const { return lines_.in_flight(); }
    /// The traits of the command that the printer works on; none when nothing is in flight.
    [[nodiscard]] command_traits oldest_command() const {
        return in_flight().is_empty() ? command_traits{} : in_flight().oldest().record.is;
    }

    // What each line touches lies together; the arrays, which are the end of `outgoing`, come last.
    const dialect* spoken_;              ///< what the printer is taken to speak
    link_settings settings_;             ///< checked
    timers<wait, wait::sign> timers_{};  ///< what is waited for, until when
    probe_timer probes_{};               ///< silences
    acknowledgement oks_{};              ///< what an ok acknowledges
    gcode::line_number_reset reset_{};   ///< M110
    bool answers_resends_ = true;        ///< requests to send again are answered
    bool saw_reset_ = false;             ///< the firmware was reset
    bool job_is_over_ = false;           ///< and its lines are still kept
    failure why_ = failure::none;        ///< why the link cannot go on
    std::uint64_t acknowledged_end_ = 0; ///< in the job's file
    retransmission requests_{};          ///< requests to send again
    outgoing lines_;                     ///< numbers, lines and bytes
};

} // namespace printjob::inline v0::gcode
