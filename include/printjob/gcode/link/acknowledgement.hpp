#pragma once
/// Rule 2 of the link: which lines an ok acknowledges.
///
/// - An ok acknowledges the oldest line in flight; raw lines earn theirs too.
/// - An ok with temperatures acknowledges the newest M105 in flight, an ok with a number that line; both show that all
///   lines before it were taken. When no such line is in flight, it was acknowledged before, and the ok says nothing.
/// - If M105 replies carry temperatures, a plain ok does not acknowledge an M105; nor does an ok acknowledge an M115
///   before the firmware's name came. Such an ok is doubted: it is one too many.
/// - A line that was not written completely cannot be acknowledged.
/// - The ok after a resend request acknowledges nothing; it may also be missing.
///
/// Sources: Marlin `gcode/queue.cpp` (`flush_and_request_resend`, `ok_to_send`) and `gcode/temp/M105.cpp`.

#include <printjob/gcode/link/unacknowledged.hpp>
#include <printjob/gcode/syntax/response.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// What an ok means.
enum class ok_meaning : std::uint8_t {
    credits,        ///< lines are acknowledged
    ends_a_request, ///< it belongs to a resend request
    says_nothing,   ///< its line was acknowledged before, or none is in flight
    is_doubted,     ///< it is one too many
};

/// An ok's meaning, and how many lines it acknowledges, the oldest first; 0 unless it credits.
struct ok_credit {
    /// What it means.
    ok_meaning is = ok_meaning::says_nothing;
    /// How many lines it acknowledges.
    std::size_t lines = 0;
};

/// Decides about the oks of one printer.
class acknowledgement {
public:
    // --- getters ---

    /// True while the ok of a resend request may still come.
    [[nodiscard]] bool awaits_ok_of_request() const { return awaits_ok_of_request_; }

    // --- inputs ---

    /// The port was lost: another printer may be found.
    void forget_printer() { tells_temperatures_ = false; }
    /// Counting begins anew.
    void begin() { doubted_ = 0; }
    /// An M115 is sent: its ok comes after the firmware's name.
    void asks_who() { heard_who_ = false; }
    /// The firmware's name came.
    void heard_who() { heard_who_ = true; }
    /// A resend request came, or the error before it: its ok acknowledges nothing.
    void expect_ok_of_request() { awaits_ok_of_request_ = true; }
    /// The request had no ok.
    void ok_of_request_is_missing() { awaits_ok_of_request_ = false; }

    /// Decides about an ok. `written`: how many bytes were written to the port so far. `has_probed`: whether the
    /// printer was probed in vain since it was heard last.
    [[nodiscard]] ok_credit take(const response& ok, const unacknowledged& in_flight, std::uint64_t written,
                                 bool has_probed) {
        if (awaits_ok_of_request_) {
            awaits_ok_of_request_ = false;
            return {.is = ok_meaning::ends_a_request};
        }
        std::size_t count = in_flight.is_empty() ? 0 : 1;
        if (ok.has_temperatures) {
            tells_temperatures_ = true;
            count = in_flight.count_through_last(
                [](const auto& line) { return line.record.is.asks_temperature; });
        } else if (ok.number) {
            count = in_flight.count_through_last(
                [&](const auto& line) { return !line.raw && line.number == *ok.number; });
        }
        const std::size_t complete = in_flight.count_written(written);
        count = (std::min)(count, complete);
        if (count == 0) return {};
        if (is_one_too_many(ok, in_flight.lines()[count - 1], has_probed)) {
            ++doubted_;
            return {.is = ok_meaning::is_doubted};
        }
        // A printer that never tells its name: what was doubted was right.
        if (has_probed && !ok.has_temperatures) count = (std::min)(complete, count + doubted_);
        doubted_ = 0;
        return {.is = ok_meaning::credits, .lines = count};
    }

private:
    [[nodiscard]] bool is_one_too_many(const response& ok, const unacknowledged_line& line,
                                       bool has_probed) const {
        return (line.record.is.asks_temperature && tells_temperatures_ && !ok.has_temperatures) ||
               (line.record.is.asks_who && !heard_who_ && !has_probed);
    }

    std::size_t doubted_ = 0; ///< oks since the last that counted
    bool awaits_ok_of_request_ = false;
    bool tells_temperatures_ = false; ///< with the ok of an M105, as every Marlin does
    bool heard_who_ = false;          ///< since the last M115
};

} // namespace printjob::inline v0::gcode
