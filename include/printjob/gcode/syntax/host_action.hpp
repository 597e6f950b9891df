#pragma once
/// The host actions: what a printer asks of the host, or tells it, with `//action:`. Sources: Marlin's host action
/// commands; Repetier-Firmware, which says `RequestPause:`, `RequestContinue:` and `RequestStop:` instead.

#include <printjob/gcode/syntax/any_case.hpp>

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

/// Returns what the words after `//action:` mean; their case does not matter. A reason may follow after a blank or a
/// colon: `paused filament_runout 0`, `pause: filament_runout`.
[[nodiscard]] constexpr host_action action_of(std::string_view words) {
    struct spelled {
        std::string_view word;
        host_action means;
    };
    constexpr std::array<spelled, 9> known{{{"start", host_action::start},
                                            {"pause", host_action::pause},
                                            {"resume", host_action::resume},
                                            {"cancel", host_action::cancel},
                                            {"paused", host_action::paused},
                                            {"resumed", host_action::resumed},
                                            {"RequestPause", host_action::pause},
                                            {"RequestContinue", host_action::resume},
                                            {"RequestStop", host_action::cancel}}};
    const std::string_view verb = words.substr(0, words.find_first_of(" \t:"));
    for (const spelled& each : known)
        if (verb.size() == each.word.size() && starts_with_any_case(verb, each.word)) return each.means;
    return starts_with_any_case(verb, "prompt_") ? host_action::prompt : host_action::none;
}

} // namespace printjob::inline v0::gcode
