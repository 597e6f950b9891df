#pragma once
/// What somebody asks of the job, and who asks.

#include <printjob/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// What can be asked. The first six are the words of `POST /api/job` (resume and toggle as `pause` with an
/// action); select and emergency stop come in by other doors and pass the same table.
enum class command : std::uint8_t { start, restart, pause, resume, toggle, cancel, select, emergency_stop };

/// How many commands there are.
inline constexpr std::size_t command_count = 8;

/// The snake_case name of a command.
[[nodiscard]] constexpr std::string_view name(command what) {
    switch (what) {
    case command::start: return "start";
    case command::restart: return "restart";
    case command::pause: return "pause";
    case command::resume: return "resume";
    case command::toggle: return "toggle";
    case command::cancel: return "cancel";
    case command::select: return "select";
    case command::emergency_stop: return "emergency_stop";
    }
    return "start";
}

/// Where a command comes from.
enum class source : std::uint8_t {
    host,    ///< the embedding program itself
    user,    ///< a person or program through an API
    printer, ///< the printer asks (`//action:pause`, a runout sensor)
    file,    ///< the job's own file asks (`M0`, `@pause`)
};

/// The snake_case name of a source.
[[nodiscard]] constexpr std::string_view name(source from) {
    switch (from) {
    case source::host: return "host";
    case source::user: return "user";
    case source::printer: return "printer";
    case source::file: return "file";
    }
    return "host";
}

/// Who asks: told in every event that follows. Default: the embedding program, without a name.
struct actor {
    /// Where the command comes from.
    source from = source::host;
    text<64> user{}; ///< the user's name, where one is known

    friend constexpr bool operator==(const actor&, const actor&) = default;
};

} // namespace printjob::inline v0
