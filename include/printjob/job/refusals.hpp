#pragma once
/// The two faces of every refusal of the table: which sentence belongs to which reason.

#include <printjob/job/command.hpp>
#include <printjob/result.hpp>

#include <string_view>

namespace printjob::inline v0 {

/// The sentence of a refusal, as OctoPrint 1.11.8 words it where it has one. Static text.
[[nodiscard]] constexpr std::string_view sentence(reason why, command asked) {
    switch (why) {
    case reason::none: return "";
    case reason::not_operational: return "Printer is not operational";
    case reason::job_active:
        return asked == command::select ? "A print job is active"
                                        : "Printer already has an active print job, did you mean 'restart'?";
    case reason::no_file_selected: return "No file is selected";
    case reason::file_not_readable: return "The selected file cannot be read";
    case reason::not_paused: return "Printer does not have an active print job or is not paused";
    case reason::no_active_job:
        return asked == command::cancel
                   ? "Printer is neither printing nor paused, 'cancel' command cannot be performed"
                   : "Printer is neither printing nor paused, 'pause' command cannot be performed";
    case reason::job_is_ending: return "The job is already ending";
    case reason::position_lost: return "The position was lost while paused";
    case reason::precondition: return "A precondition does not hold";
    }
    return "";
}

/// The refusal of a command for one of the library's own reasons.
[[nodiscard]] constexpr refusal refuse(reason why, command asked) {
    return {why, name(why), sentence(why, asked)};
}

} // namespace printjob::inline v0
