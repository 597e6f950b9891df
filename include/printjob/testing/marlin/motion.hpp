#pragma once
/// What is done with axes and motors: where the tool is, what moves are planned, how long they take. Says nothing, and
/// knows no firmware.

#include <printjob/testing/marlin/arc.hpp>
#include <printjob/testing/marlin/planner.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/testing/marlin/words.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::testing {

/// The axes of one printer. Lengths in micrometres.
class machine_motion {
public:
    /// As after a reset: nothing planned, motors off, nowhere in particular.
    explicit machine_motion(const marlin_settings& settings) : planner_{settings.planner_places} {
        forget(settings);
    }

    /// Forgets everything, as after a reset or a power cut.
    void forget(const marlin_settings& settings) {
        planner_.clear();
        is_relative_ = is_relative_e_ = is_homed_ = motors_on_ = in_inches_ = false;
        position_ = {};
        feed_ = settings.first_speed * 60;
    }

    // --- modes ---

    /// Called for G90 and G91: whether all axes are relative.
    void set_relative(bool yes) { is_relative_ = is_relative_e_ = yes; }
    /// Called for M82 and M83: whether the extruder is relative.
    void set_relative_e(bool yes) { is_relative_e_ = yes; }

    /// G20 and G21: whether the words of a move are inches.
    void set_inches(bool yes) { in_inches_ = yes; }

    // --- moves ---

    /// Takes the words X, Y, Z, E and F of a move: the tool will be there. Returns how far that is on each axis.
    [[nodiscard]] axes aim(const marlin_words& command) {
        axes target = position_;
        for (std::size_t axis = 0; axis < target.size(); ++axis) {
            const char word = axis_words[axis];
            if (!command.has(word)) continue;
            const bool relative = axis == 3 ? is_relative_e_ : is_relative_;
            const std::int64_t from = relative ? position_[axis] : 0;
            target[axis] = std::clamp(from + length(command, word), -farthest, farthest);
        }
        if (command.thousandths('F') > 0) feed_ = length(command, 'F');
        axes delta{};
        for (std::size_t axis = 0; axis < delta.size(); ++axis)
            delta[axis] = target[axis] - position_[axis];
        position_ = target;
        return delta;
    }
    /// Returns how far the tool travels in a move: straight (G0, G1) or along an arc (G2, G3).
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
    /// Returns how long it takes to travel so far at the speed that F set.
    [[nodiscard]] duration time_for(std::int64_t way, const marlin_settings& settings) const {
        if (settings.instant_moves) return {};
        const std::int64_t feed = std::clamp<std::int64_t>(feed_, 3'000, settings.highest_speed * 60);
        return duration{way * 60'000'000 / feed};
    }

    /// Turns the motors on.
    void hold() { motors_on_ = true; }
    /// Turns the motors off: the place is lost.
    void release() { motors_on_ = is_homed_ = false; }
    /// Sets these of X, Y and Z to 0.
    void home(const std::array<bool, 3>& which) {
        for (std::size_t axis = 0; axis < which.size(); ++axis) {
            if (which[axis]) position_[axis] = 0;
        }
        is_homed_ = true;
    }
    /// Called for G92: sets the present coordinates; without a word, 0 on each axis.
    void set_position(const marlin_words& command) {
        bool any = false;
        for (std::size_t axis = 0; axis < position_.size(); ++axis) {
            const char word = axis_words[axis];
            if (!command.has(word)) continue;
            any = true;
            position_[axis] = std::clamp(length(command, word), -farthest, farthest);
        }
        if (!any) position_ = {};
    }
    /// A person turns a knob: the tool moves by so much at once, and the firmware knows.
    void shift(const axes& by) {
        for (std::size_t axis = 0; axis < by.size(); ++axis)
            position_[axis] += by[axis];
    }
    /// Stops every planned move where it is, and stays there.
    void quick_stop(instant now) {
        position_ = reached(now);
        planner_.clear();
    }
    /// Withdraws a move that is not made.
    void take_back(const axes& delta) {
        for (std::size_t axis = 0; axis < position_.size(); ++axis)
            position_[axis] -= delta[axis];
    }

    /// Returns the queue of planned moves.
    [[nodiscard]] marlin_planner& planner() { return planner_; }
    /// Returns it, read-only.
    [[nodiscard]] const marlin_planner& planner() const { return planner_; }

    // --- what holds ---

    /// Returns where the tool will be after every planned move.
    [[nodiscard]] const axes& position() const { return position_; }
    /// Returns where the tool is at `now`.
    [[nodiscard]] axes reached(instant now) const {
        axes where = position_;
        const axes left = planner_.remaining(now);
        for (std::size_t i = 0; i < where.size(); ++i)
            where[i] -= left[i];
        return where;
    }
    /// True if X, Y and Z know their place.
    [[nodiscard]] bool is_homed() const { return is_homed_; }
    /// True if the motors hold.
    [[nodiscard]] bool motors_on() const { return motors_on_; }
    /// True if axes are given as distances.
    [[nodiscard]] bool is_relative() const { return is_relative_; }
    /// True if the extruder is given as a distance.
    [[nodiscard]] bool is_relative_e() const { return is_relative_e_; }
    /// True if the words of a move are inches.
    [[nodiscard]] bool in_inches() const { return in_inches_; }

private:
    static constexpr std::array<char, 4> axis_words{'X', 'Y', 'Z', 'E'};
    static constexpr std::int64_t farthest = 1'000'000'000; // a kilometre: sums stay far below 64 bits

    /// Returns a word's length or feed in micrometres.
    [[nodiscard]] std::int64_t length(const marlin_words& command, char word) const {
        const std::int64_t given = std::clamp(command.thousandths(word), -farthest, farthest);
        return in_inches_ ? given * 127 / 5 : given; // 25.4
    }

    marlin_planner planner_;
    axes position_{};
    std::int64_t feed_ = 0; ///< micrometres per minute
    bool is_relative_ = false;
    bool is_relative_e_ = false;
    bool in_inches_ = false;
    bool is_homed_ = false;
    bool motors_on_ = false;
};

} // namespace printjob::inline v0::testing
