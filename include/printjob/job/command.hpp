#pragma once
/// Commands, and the actors that submit them.

#include <printjob/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// What can be submitted. The first six are the commands of `POST /api/job` (resume and toggle as `pause`
/// with an action). Toggle is a command of its own because it must be decided in one step whether it pauses
/// or resumes.
enum class command : std::uint8_t { start, restart, pause, resume, toggle, cancel, emergency_stop };

/// How many commands there are.
inline constexpr std::size_t command_count = 7;

/// One of the commands, or a request that carries a value and therefore has a method of its own. The table
/// has a column for each.
enum class intent : std::uint8_t { start, restart, pause, resume, toggle, cancel, emergency_stop, select };

/// How many intents there are. The first `command_count` are the commands.
inline constexpr std::size_t intent_count = 8;

/// Returns the intent of a command.
[[nodiscard]] constexpr intent intent_of(command what) {
    return static_cast<intent>(what);
}

/// Returns the snake_case name of an intent.
[[nodiscard]] constexpr std::string_view name(intent what) {
    switch (what) {
    case intent::start: return "start";
    case intent::restart: return "restart";
    case intent::pause: return "pause";
    case intent::resume: return "resume";
    case intent::toggle: return "toggle";
    case intent::cancel: return "cancel";
    case intent::emergency_stop: return "emergency_stop";
    case intent::select: return "select";
    }
    return "start";
}

/// Returns the snake_case name of a command.
[[nodiscard]] constexpr std::string_view name(command what) {
    return name(intent_of(what));
}

/// Where a command comes from.
enum class source : std::uint8_t {
    host,    ///< the embedding program itself
    user,    ///< a person or program through an API
    printer, ///< the printer itself (`//action:pause`, a runout sensor)
    file,    ///< the job's own file (`M0`, `@pause`)
};

/// Returns the snake_case name of a source.
[[nodiscard]] constexpr std::string_view name(source from) {
    switch (from) {
    case source::host: return "host";
    case source::user: return "user";
    case source::printer: return "printer";
    case source::file: return "file";
    }
    return "host";
}

/// Who submits a command. Every event that follows names the actor. Default: the embedding program, without a
/// name.
struct actor {
    /// Where the command comes from.
    source from = source::host;
    text<64> user{}; ///< the user's name, if known

    friend constexpr bool operator==(const actor&, const actor&) = default;
};

} // namespace printjob::inline v0
