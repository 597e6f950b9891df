#pragma once
/// The table in words: what docs/states.md says of a cell.

#include <printjob/job/transitions.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace printjob::states_document {

inline constexpr std::array<std::string_view, row_count> row_names{"offline",
                                                                   "connecting",
                                                                   "operational",
                                                                   "starting",
                                                                   "starting, pause pending",
                                                                   "printing",
                                                                   "pausing",
                                                                   "pausing, resume pending",
                                                                   "paused",
                                                                   "resuming",
                                                                   "cancelling",
                                                                   "finishing",
                                                                   "error"};

[[nodiscard]] inline std::string name_of(row r) {
    return std::string{row_names[static_cast<std::size_t>(r)]};
}

/// What is told, in order: "→, PrintStarted"; an arrow is the change of state.
[[nodiscard]] inline std::string events_in_words(event_set what) {
    const event_list list = events_of(what);
    std::string all;
    for (std::size_t i = 0; i < list.count; ++i) {
        if (!all.empty()) all += ", ";
        all += list.kinds[i] == event_kind::state_changed ? "→" : std::string{name(list.kinds[i])};
    }
    return all;
}

/// One line of a row's table: who comes in, the verdict, the reason, the next row, the action, the events.
[[nodiscard]] inline std::string line_of(std::string_view input, const cell& c) {
    const bool moves = c.takes_effect();
    std::string line = "| " + std::string{input} + " | " + std::string{name(c.is)} + " | ";
    line += (c.why == reason::none ? "" : "`" + std::string{name(c.why)} + "`") + " | ";
    line += (moves ? name_of(c.next) : "") + " | ";
    line += (c.act == action::none ? "" : std::string{name(c.act)}) + " | ";
    return line + events_in_words(c.then) + " |";
}

} // namespace printjob::states_document
