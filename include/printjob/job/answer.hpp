#pragma once
/// What becomes of a command.

#include <printjob/job/refusals.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>

namespace printjob::inline v0 {

/// How a command was taken.
enum class acceptance : std::uint8_t {
    accepted, ///< it takes effect now
    deferred, ///< it is remembered and carried out at the next stable state
    already,  ///< what it asks for holds, or is being reached; nothing was changed
};

/// The snake_case name of an acceptance.
[[nodiscard]] constexpr std::string_view name(acceptance how) {
    switch (how) {
    case acceptance::accepted: return "accepted";
    case acceptance::deferred: return "deferred";
    case acceptance::already: return "already";
    }
    return "accepted";
}

/// How a command was taken; or the refusal, and then nothing was changed.
using answer = tl::expected<acceptance, refusal>;

} // namespace printjob::inline v0
