#pragma once
/// The checks of a host that is careful: what must hold before a job begins or goes on.

#include <printjob/job/preconditions.hpp>

#include <optional>

namespace careful {

/// What this host knows by itself: a switch at the door, and a camera that looks at the bed.
struct sensors {
    bool door_is_closed = true;
    bool bed_is_clear = true;
};

/// Objects while the door is open, to beginning and to going on.
struct door_is_closed {
    const sensors* at;

    std::optional<printjob::refusal> operator()(const printjob::check_context&) const {
        if (at->door_is_closed) return std::nullopt;
        return printjob::refusal{printjob::reason::precondition, "door_open", "The door is open"};
    }
};

/// Objects to beginning a job on top of the last one. A job that goes on has a bed that is not clear: its own.
struct bed_is_clear {
    const sensors* at;

    std::optional<printjob::refusal> operator()(const printjob::check_context& about) const {
        if (at->bed_is_clear || !about.begins_a_job()) return std::nullopt;
        return printjob::refusal{printjob::reason::precondition, "bed_not_clear",
                                 "Take the last print off the bed"};
    }
};

/// A check over the printer's facts: is its bed known, and not too hot to be touched?
inline constexpr printjob::printer_fact bed_is_cool{
    "bed_hot", "The bed is too hot", [](const printjob::facts& known) {
        return known.bed && known.bed->actual && *known.bed->actual < 90.0F;
    }};

} // namespace careful
