#pragma once
/// When a command's handler returns, and its ok is said: a handler waits, or blocks, as Marlin's do.
///
/// - A move's handler returns once the move is in the planner; it waits while the planner is full.
/// - G4, G28, G29, G30, M0, M1, M84, M226, M400 and M600 first wait for every planned move.
/// - M109 and M190 return when the temperature is reached and held; with S they do not wait for cooling.

#include <printjob/testing/marlin/planner.hpp>
#include <printjob/time.hpp>

#include <array>
#include <cstdint>

namespace printjob::inline v0::testing {

/// What a handler waits for.
enum class handler_wait : std::uint8_t {
    nothing,
    planner_place, ///< a place for its move
    motion_end,    ///< the end of every planned move
    moment,        ///< time to pass, or a heater
    user,          ///< a person, or M108
};

/// What is done when a handler returns.
enum class handler_ending : std::uint8_t {
    nothing,
    homed,      ///< the axes are at 0
    motors_off, ///< the motors are released
    resumed,    ///< the host is informed that it continues
    card_done,  ///< a job from the card is done
};

/// The handler of one command.
struct marlin_handler {
    handler_wait waits = handler_wait::nothing;    ///< now
    handler_wait then = handler_wait::nothing;     ///< when motion has ended
    handler_ending ends = handler_ending::nothing; ///< what it does then
    bool wants_ok = true;                          ///< the usual ok: the answer to M105 is an ok of its own
    bool heats = false;                            ///< it waits for a heater, and M108 ends that
    instant until{};                               ///< the end of its wait
    duration takes{};                              ///< its move, or its second wait
    axes move{};                                   ///< for the planner
    std::array<bool, 3> homes{};                   ///< X, Y, Z

    /// Waits for every planned move, and then so long for `next`; `duration::max()`: until it is ended.
    void wait_for_motion(handler_wait next = handler_wait::nothing, duration how_long = {}) {
        waits = handler_wait::motion_end;
        then = next;
        takes = how_long;
    }
    /// Waits for a place in the planner.
    void wait_for_place(const axes& delta, duration how_long) {
        waits = handler_wait::planner_place;
        move = delta;
        takes = how_long;
    }
    /// Waits for a heater.
    void wait_for_heat(instant reached) {
        waits = handler_wait::moment;
        heats = true;
        until = reached;
    }
};

} // namespace printjob::inline v0::testing
