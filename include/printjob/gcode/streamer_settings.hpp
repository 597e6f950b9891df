#pragma once
/// What an embedder may set of a streamer.

#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A streamer's settings. The scripts are commands, one per line; they are not copied and must outlive the
/// streamer. A script with a line that breaks the grammar makes every start refused (`script_invalid`).
struct streamer_settings {
    /// The printer's buffers, and how long and how often is tried.
    link_settings link{};
    std::size_t longest_line = usual_longest_line; ///< bytes on the wire; 255 for some Prusa firmwares

    std::string_view start_script{};  ///< before a job's first line
    std::string_view pause_script{};  ///< once motion has ended at a pause
    std::string_view resume_script{}; ///< once heated again, before the tool goes back to its place
    std::string_view done_script{};   ///< once a finished job's motion has ended

    bool has_chamber = false; ///< the safe stop turns the chamber's heater off too
    bool motors_off_at_stop =
        true; ///< the safe stop ends with M84; without it an unbraked Z stays where it is
    bool printer_may_start = false; ///< whether `//action:start` is taken as a command

    duration temperature_interval =
        std::chrono::seconds{5}; ///< between M105, where the printer does not report itself
    duration hot_ends_off_after =
        std::chrono::minutes{10};                          ///< paused for longer: the hot ends are turned off
    duration position_patience = std::chrono::seconds{10}; ///< for the answer to M114
    duration break_wait_again = std::chrono::seconds{1};   ///< between M108 while a cancelled job still heats
    duration reopen_interval = std::chrono::seconds{1};    ///< between looks at a port that is closed
};

} // namespace printjob::inline v0::gcode
