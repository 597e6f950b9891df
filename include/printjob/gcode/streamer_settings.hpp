#pragma once
/// The settings of a streamer, and their checks.

#include <printjob/gcode/checked_settings.hpp>
#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/gcode/procedure/script_reader.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/time.hpp>

#include <tl/expected.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A streamer's settings. The scripts are commands, one per line; their text is not copied and must outlive the
/// streamer. A duration of `duration::max()` means never, where a wait is meant.
struct streamer_settings {
    /// The printer's buffers, and how long and how often the link tries.
    link_settings link{};
    /// The printer's dialect, whatever it answers. Null: one of `dialects`. Not copied; it must outlive the
    /// streamer.
    const dialect* spoken = nullptr;
    /// The dialects that the printer may speak: the first that is recognised in its answer is used (see
    /// `select_dialect`), Marlin if none is. Neither the list nor what it points to is copied; no pointer in
    /// it is null.
    std::span<const dialect* const> dialects = known_dialects;
    /// Bytes of a line on the wire, number and checksum included, the line feed not: 24 to 255; 0 for what the dialect
    /// says.
    std::size_t longest_line = 0;

    std::string_view start_script{};  ///< before a job's first line
    std::string_view pause_script{};  ///< once motion has ended at a pause
    std::string_view resume_script{}; ///< once heated again, before the tool goes back to its place
    std::string_view done_script{};   ///< once a finished job's motion has ended

    bool has_chamber = false;       ///< the safe stop turns the chamber's heater off too
    bool motors_off_at_stop = true; ///< the safe stop switches the motors off; an unbraked Z axis drops then
    bool printer_may_start = false; ///< `//action:start` is accepted as a command

    /// Between two questions for the temperatures, where the printer does not report by itself; more than 0.
    duration temperature_interval = std::chrono::seconds{5};
    /// The hot ends are turned off when a job is paused for longer; 0 or more.
    duration hot_ends_off_after = std::chrono::minutes{10};
    /// How long the answer to M114 is waited for without a sign of life; 0 or more.
    duration position_patience = std::chrono::seconds{10};
    /// Between two M108 while a cancelled job still heats; more than 0.
    duration break_wait_again = std::chrono::seconds{1};
    /// Between two attempts to use a port that is closed; more than 0.
    duration reopen_interval = std::chrono::seconds{1};
};

/// Settings of a streamer that can be used; see `checked`.
using checked_streamer_settings = checked<streamer_settings>;

/// True if a script has a line that must not be sent in one of the dialects that the printer may speak.
[[nodiscard]] constexpr bool breaks_grammar(std::string_view script, const streamer_settings& in) {
    const auto breaks = [&](const dialect& spoken) {
        return script_reader::breaks_grammar(script, line_rules{spoken, in.longest_line});
    };
    if (in.spoken != nullptr) return breaks(*in.spoken);
    return breaks(marlin) ||
           std::ranges::any_of(in.dialects, [&](const dialect* each) { return breaks(*each); });
}

/// Returns the first setting that cannot be used; nothing if all can.
[[nodiscard]] constexpr std::optional<setting_fault> find_fault(const streamer_settings& in) {
    if (const auto fault = find_fault(in.link)) return fault;

    constexpr std::size_t shortest_longest_line = 24; // the host's own commands have no more
    if (in.longest_line != 0 &&
        (in.longest_line < shortest_longest_line || in.longest_line >= longest_command_buffer))
        return setting_fault{"longest_line", "A line has 24 to 255 bytes"};

    struct named_script {
        std::string_view name;
        std::string_view text;
    };
    for (const named_script& each :
         {named_script{"start_script", in.start_script}, named_script{"pause_script", in.pause_script},
          named_script{"resume_script", in.resume_script}, named_script{"done_script", in.done_script}})
        if (breaks_grammar(each.text, in))
            return setting_fault{each.name, "A script contains a line that must not be sent"};

    struct named_interval {
        std::string_view name;
        duration is;
    };
    for (const named_interval& each : {named_interval{"temperature_interval", in.temperature_interval},
                                       named_interval{"break_wait_again", in.break_wait_again},
                                       named_interval{"reopen_interval", in.reopen_interval}})
        if (each.is <= duration::zero()) return setting_fault{each.name, "An interval is more than 0"};
    for (const named_interval& each : {named_interval{"hot_ends_off_after", in.hot_ends_off_after},
                                       named_interval{"position_patience", in.position_patience}})
        if (each.is < duration::zero()) return setting_fault{each.name, "A wait is 0 or more"};
    return std::nullopt;
}

/// Checks settings that are known at run time. Returns the checked settings, or the first that cannot be used.
[[nodiscard]] constexpr tl::expected<checked_streamer_settings, setting_fault>
validate(const streamer_settings& settings) {
    return checked_streamer_settings::make(settings);
}

} // namespace printjob::inline v0::gcode
