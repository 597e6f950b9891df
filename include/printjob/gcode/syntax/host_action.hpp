#pragma once
/// Host actions: what a printer requests of the host, or reports to it, with `//action:`. Source: Marlin's
/// host action commands.

#include <array>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

/// What a printer requests or reports.
enum class host_action : std::uint8_t {
    none,    ///< an unknown action
    start,   ///< requests that the selected file is printed
    pause,   ///< requests a pause
    resume,  ///< requests a resume
    cancel,  ///< requests a cancel
    paused,  ///< reports that it paused by itself
    resumed, ///< reports that it continues by itself
    prompt,  ///< shows a prompt, or a part of one
};

/// Returns what the words after `//action:` mean. A reason may follow after a blank: `paused filament_runout 0`.
[[nodiscard]] constexpr host_action action_of(std::string_view words) {
    struct spelled {
        std::string_view word;
        host_action means;
    };
    constexpr std::array<spelled, 6> known{{{"start", host_action::start},
                                            {"pause", host_action::pause},
                                            {"resume", host_action::resume},
                                            {"cancel", host_action::cancel},
                                            {"paused", host_action::paused},
                                            {"resumed", host_action::resumed}}};
    const std::string_view verb = words.substr(0, words.find(' '));
    for (const spelled& each : known)
        if (verb == each.word) return each.means;
    return verb.starts_with("prompt_") ? host_action::prompt : host_action::none;
}

} // namespace printjob::inline v0::gcode
