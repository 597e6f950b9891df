#pragma once
/// Selects a printer's dialect by its answer to `identify`.

#include <printjob/gcode/dialect/dialect.hpp>

#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Returns the first of `candidates` that is recognised in a firmware's answer to `dialect::identify`;
/// `otherwise` if none is. `answer` begins with the firmware's name (the text of a
/// `response_kind::firmware`). Put the more specific dialect first: a firmware that is derived from another
/// one often names both.
[[nodiscard]] constexpr const dialect& select_dialect(std::string_view answer,
                                                      std::span<const dialect* const> candidates,
                                                      const dialect& otherwise) {
    for (const dialect* candidate : candidates)
        if (!candidate->recognised_by.empty() &&
            answer.find(candidate->recognised_by) != std::string_view::npos)
            return *candidate;
    return otherwise;
}

} // namespace printjob::inline v0::gcode
