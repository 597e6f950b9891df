#pragma once
/// Drains a controller's events and writes them down in words that a test can compare.

#include <printjob/job/event.hpp>

#include <optional>
#include <string>
#include <vector>

namespace printjob::inline v0::testing {

/// Keeps every event that it drained.
class event_recorder {
public:
    std::vector<event> events; ///< all of them, oldest first

    /// Takes all events out of anything with a `poll_event()`.
    template <class Control>
    void drain(Control& control) {
        while (const std::optional<event> next = control.poll_event())
            events.push_back(*next);
    }

    /// Returns and removes all events in short form, in order: "->Starting PrintStarted(1) ->Printing".
    [[nodiscard]] std::string take_words() {
        std::string all;
        for (const event& each : events)
            all += (all.empty() ? "" : " ") + words(each);
        events.clear();
        return all;
    }

    /// Returns one event in short form: a change of state by its new state, anything else by name, job, and
    /// reason.
    [[nodiscard]] static std::string words(const event& what) {
        if (what.kind() == event_kind::state_changed) return "\u2192" + std::string{name(what.now_in())};
        std::string all{name(what.kind())};
        if (what.kind() == event_kind::noticed) return all + "(" + std::string{name(what.told())} + ")";
        if (what.kind() == event_kind::violation) return all + "(" + std::string{name(*what.what())} + ")";
        if (what.kind() == event_kind::overrun) return all + "(" + std::to_string(what.lost()) + ")";
        all += "(" + std::to_string(static_cast<unsigned>(what.job()));
        if (what.kind() == event_kind::print_failed) all += ", " + std::string{name(what.why())};
        if (what.refused() != reason::none)
            all += ", " + std::string{name(what.refused())};
        else if (what.asked())
            all += ", " + std::string{name(*what.asked())};
        return all + ")";
    }
};

} // namespace printjob::inline v0::testing
