#pragma once
/// Rule 7 of the link: the printer's line count is reset with M110, which travels alone.
///
/// M110 is sent again
/// - when it is not answered, after a time that doubles with each attempt;
/// - when the printer asks for a line instead of taking it: after a round trip, because the request may come from a
///   line that left before it;
/// - after its ok, when the printer complained of a line or an unknown command meanwhile: without its first byte M110
///   would not count, and a printer whose last number is 1 or 2 would then drop the first lines without a word.
///
/// After its ok a probe travels alone, as line 1. M110 acts when it is parsed, and again when it is executed: if an ok of
/// something else was taken for its own, lines would be counted that are forgotten then. The probe's own ok can be told
/// from any other, and comes after M110 was executed; a plain ok before it shows that the first one was not M110's, and a
/// second probe follows. Until then only probes were sent, so a printer that asks for line 1 gets it again, and nothing
/// runs twice.
///
/// Sources: Marlin `gcode/queue.cpp`, `gcode/host/M110.cpp`.

#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// What was heard since the first M110 of one reset.
class line_number_reset {
public:
    /// How often M110 is sent again after an ok in one reset, and how many resets in a row may be without effect.
    /// After the last, the printer's ok counts, and its requests are judged as any others.
    static constexpr std::uint8_t most_repetitions = 5;

    // --- getters ---

    /// True while M110 waits for its answer.
    [[nodiscard]] bool is_under_way() const { return is_under_way_; }
    /// True while another reset may be tried, though the last ones had no effect.
    [[nodiscard]] bool may_be_repeated() const { return times_without_effect_ < most_repetitions; }
    /// Returns how long the printer may be silent before M110 is sent again. `answer_time`: how long an answer takes
    /// that comes at all. `silences`: how many times it was sent again in vain.
    [[nodiscard]] duration patience(duration answer_time, unsigned silences,
                                    const link_settings& settings) const {
        if (was_refused_) return (std::min)(answer_time, settings.renumber_again);
        constexpr unsigned most_doublings = 4;
        return settings.renumber_again * (1 << (std::min)(silences, most_doublings));
    }

    // --- inputs ---

    /// A reset begins: M110 is about to leave. What was misheard before, and how often M110 was sent again, is
    /// forgotten; how often in a row it had no effect is not.
    void begin() {
        is_under_way_ = true;
        was_misheard_ = false;
        repetitions_ = 0;
    }
    /// M110 leaves, for the first time or again.
    void sent() { was_refused_ = false; }
    /// The printer asked for a line instead of taking M110. That may come from a line that left before it.
    void refused() { was_refused_ = true; }
    /// The printer complained of a line, or of an unknown command: it may be M110 that it did not understand.
    void misheard() { was_misheard_ = is_under_way_; }
    /// An ok came for M110. Returns true if it counts; else M110 is sent again, because it was misheard.
    [[nodiscard]] bool ends_with_ok() {
        is_under_way_ = was_misheard_ && repetitions_ < most_repetitions;
        if (is_under_way_) ++repetitions_;
        was_misheard_ = false;
        return !is_under_way_;
    }
    /// The printer's requests show that it did not take an M110 that it answered: it is tried again.
    void had_no_effect() { ++times_without_effect_; }
    /// A line after M110 was acknowledged.
    void had_effect() { times_without_effect_ = 0; }

private:
    bool is_under_way_ = false;
    bool was_misheard_ = false;
    bool was_refused_ = false;
    std::uint8_t repetitions_ = 0;
    std::uint8_t times_without_effect_ = 0; ///< in a row
};

} // namespace printjob::inline v0::gcode
