#pragma once
/// The answer to a command.

#include <printjob/job/refusals.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// How a command was accepted.
enum class acceptance : std::uint8_t {
    accepted, ///< the command takes effect now
    deferred, ///< the command is remembered and carried out at the next stable state
    already,  ///< the requested state holds or is being reached; nothing was changed
};

/// Returns the snake_case name of an acceptance.
[[nodiscard]] constexpr std::string_view name(acceptance how) {
    switch (how) {
    case acceptance::accepted: return "accepted";
    case acceptance::deferred: return "deferred";
    case acceptance::already: return "already";
    }
    return "accepted";
}

/// How a command was accepted; or the refusal, and then nothing was changed.
using answer = tl::expected<acceptance, refusal>;

} // namespace printjob::inline v0
