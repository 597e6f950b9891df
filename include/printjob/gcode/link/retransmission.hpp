#pragma once
/// Rules 4, 5 and 8 of the link: what a resend request means. Responses carry no checksum: a request may be garbled,
/// doubled or late.
///
/// - A request for a line that is not acknowledged is answered: lines are repeated from there (rule 3).
/// - A request for a line that was just repeated may come from a line that was in flight after it. It is postponed for
///   a round trip, and dropped when the line is acknowledged meanwhile.
/// - A request for the line after the last is none: everything arrived.
/// - A request for any other line is not believed: a probe follows, and only when the printer asks again the line is
///   repeated, if it is still kept; otherwise the link fails.
/// - The same line asked for too often, or too many requests without a number: the link fails.
/// - Line 1 asked for after it was acknowledged, with `Last Line: 0` or twice: the firmware was reset. Line 1 is always a
///   probe; as long as nothing else was sent, it is repeated instead (rule 7).
/// - A line beyond the last asked for while only probes were sent: M110 had no effect (rule 7).
///
/// Sources: Marlin `gcode/queue.cpp` (`gcode_line_error`); OctoPrint #4671 (a garbled number).

#include <printjob/gcode/link/line_numbers.hpp>
#include <printjob/gcode/link/unacknowledged.hpp>

#include <cstdint>
#include <optional>

namespace printjob::inline v0::gcode {

/// What is done about a resend request.
enum class resend_decision : std::uint8_t {
    nothing,    ///< everything arrived
    wait,       ///< it cannot be read: the next one will tell
    repeat,     ///< lines are repeated from the one asked for
    postpone,   ///< the same, unless it is acknowledged within a round trip
    probe,      ///< it is not believed unless it comes again
    renumber,   ///< M110 had no effect: it is sent again
    reset_seen, ///< the firmware was reset
    too_often,  ///< the link fails: `failure::resend_limit`
    impossible, ///< the link fails: `failure::resend_impossible`
};

/// The requests since counting began.
class retransmission {
public:
    /// What a decision depends on, the line that is asked for apart.
    struct context {
        const line_numbers& numbers; ///< which lines were sent and acknowledged
        unsigned most_resends;       ///< of one line
        bool may_be_late = false; ///< the line is in flight for a second time, or is the probe after a resend
        bool sent_only_probes = false; ///< since M110
        bool may_renumber = false;     ///< M110 may be sent once more
        bool is_kept = false;          ///< the line can be repeated
    };

    // --- getters ---

    /// Returns how many requests were answered.
    [[nodiscard]] std::uint32_t answered() const { return answered_; }
    /// Returns the line whose request is postponed; 0 when none is.
    [[nodiscard]] std::uint32_t postponed() const { return postponed_; }

    // --- inputs ---

    /// Counting begins anew.
    void begin() { *this = {}; }
    /// The printer complained of a line, and told the last that it took, or none.
    void heard_last_line(std::optional<std::uint32_t> last) { last_line_is_zero_ = last == 0u; }
    /// A request came; `asked` is empty when its number cannot be read.
    [[nodiscard]] resend_decision take(std::optional<std::uint32_t> asked, const context& now) {
        if (asked) return take(*asked, now);
        return ++times_unreadable_ > now.most_resends ? resend_decision::too_often : resend_decision::wait;
    }
    /// The postponed request is due: its line was not acknowledged within a round trip.
    [[nodiscard]] resend_decision take_postponed(const context& now) {
        return ++times_ > now.most_resends ? resend_decision::too_often : resend_decision::repeat;
    }
    /// A request is answered: lines will be repeated.
    void answer() {
        ++answered_;
        postponed_ = 0;
    }
    /// A line is repeated.
    void repeated() { times_late_ = 0; }
    /// A line was acknowledged.
    void acknowledged(std::uint32_t number) {
        suspected_ = 0;
        times_unreadable_ = 0;
        if (number == requested_) times_ = 0;
        if (number >= postponed_) postponed_ = 0;
    }

private:
    [[nodiscard]] resend_decision take(std::uint32_t asked, const context& now) {
        if (asked != requested_) times_ = 0;
        requested_ = asked;
        if (now.may_be_late) {
            postponed_ = asked;
            return resend_decision::postpone;
        }
        // While the line waits to be repeated, more requests for it come from what was in flight after it.
        const bool waits_for_its_turn = now.numbers.repeats() && now.numbers.next() == asked;
        if (waits_for_its_turn ? ++times_late_ > unacknowledged::most_lines : ++times_ > now.most_resends)
            return resend_decision::too_often;
        const bool is_suspected = asked != 0 && suspected_ == asked;
        if (asked == 1 && now.numbers.acknowledged() >= 1 && (last_line_is_zero_ || is_suspected))
            return now.sent_only_probes ? resend_decision::repeat : resend_decision::reset_seen;
        last_line_is_zero_ = false;
        if (now.numbers.is_open(asked)) return resend_decision::repeat;
        const bool is_beyond = asked > now.numbers.last();
        if (is_beyond && asked - now.numbers.last() == 1) return resend_decision::nothing;
        if (is_beyond && now.sent_only_probes && now.may_renumber) return resend_decision::renumber;
        if (!is_suspected) {
            suspected_ = asked;
            return resend_decision::probe;
        }
        return is_beyond || !now.is_kept ? resend_decision::impossible : resend_decision::repeat;
    }

    std::uint32_t answered_ = 0;
    std::uint32_t requested_ = 0; ///< last
    std::uint32_t suspected_ = 0; ///< 0: none
    std::uint32_t postponed_ = 0; ///< 0: none
    std::uint16_t times_ = 0;     ///< that the same line was asked for in a row
    std::uint16_t times_late_ = 0;
    std::uint16_t times_unreadable_ = 0;
    bool last_line_is_zero_ = false;
};

} // namespace printjob::inline v0::gcode
