#pragma once
/// Lies about a simulated world, to prove that its invariants notice them.

#include <cstdint>

namespace printjob::inline v0::testing {

/// A wrong observation, to prove that the invariants notice it: what a library with that bug would show.
enum class world_lie : std::uint8_t {
    none,
    accepts_two_starts,    ///< I1
    executes_twice,        ///< I2
    leaves_out_a_line,     ///< I2
    claims_too_much,       ///< I3
    overfills_buffer,      ///< I3
    sends_after_cancel,    ///< I4
    forgets_safe_stop,     ///< I4
    stops_another_print,   ///< I4
    drops_a_command,       ///< I5
    delays_emergency_stop, ///< I6
    repeats_for_ever,      ///< I7
    starts_by_itself,      ///< I8
    tells_two_outcomes,    ///< I9
    swaps_events,          ///< I9
    invents_excuse,        ///< I9
    hides_wait,            ///< I9
    differs_every_time,    ///< I10
    leaves_the_grammar,    ///< I11
    falls_asleep,          ///< I12
    gives_up_waiting,      ///< I12
};

} // namespace printjob::inline v0::testing
