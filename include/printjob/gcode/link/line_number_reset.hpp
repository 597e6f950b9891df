#pragma once
/// Whether M110, by which the printer's count of lines starts anew, was taken; or must be sent again.

#include <cstdint>

namespace printjob::inline v0::gcode {

/// What was heard since the first M110 of one line_number_reset.
class line_number_reset {
public:
    /// How often M110 is sent again at most within one line_number_reset, and how many line_number_resets in a row may be
    /// without effect. Behind the last, the printer's ok counts, and its requests are judged as any others.
    static constexpr std::uint8_t most_repetitions = 5;

    // --- getters ---

    /// Whether M110 waits for its answer.
    [[nodiscard]] bool is_under_way() const { return is_under_way_; }
    /// Whether the printer asked for a line instead of taking it. That may come of a line that left before it.
    [[nodiscard]] bool was_refused() const { return was_refused_; }

    // --- inputs ---

    /// A line_number_reset begins: M110 is about to leave. What was misheard before, and how often M110 was sent
    /// again, is forgotten; how often in a row it had no effect is not.
    void begin() {
        is_under_way_ = true;
        was_misheard_ = false;
        repetitions_ = 0;
    }
    /// M110 leaves, for the first time or again.
    void sent() { was_refused_ = false; }
    /// The printer asked for a line.
    void refused() { was_refused_ = true; }
    /// The printer complained of a line, or of an unknown command: M110 may be what it did not understand.
    void misheard() { was_misheard_ = is_under_way_; }
    /// An ok came for M110. False when it counts; else M110 is sent again, for it was misheard.
    [[nodiscard]] bool goes_on_behind_ok() {
        is_under_way_ = was_misheard_ && repetitions_ < most_repetitions;
        if (is_under_way_) ++repetitions_;
        was_misheard_ = false;
        return is_under_way_;
    }

    /// The printer's requests show that it did not take an M110 that it answered; whether to try again.
    [[nodiscard]] bool try_again() { return ++times_without_effect_ <= most_repetitions; }
    /// A line behind M110 was acknowledged.
    void had_effect() { times_without_effect_ = 0; }

private:
    bool is_under_way_ = false;
    bool was_misheard_ = false;
    bool was_refused_ = false;
    std::uint8_t repetitions_ = 0;
    std::uint8_t times_without_effect_ = 0; ///< in a row
};

} // namespace printjob::inline v0::gcode
