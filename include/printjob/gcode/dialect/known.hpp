#pragma once
/// The dialects of this library.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/prusa.hpp>

#include <array>

namespace printjob::inline v0::gcode {

/// All of them, in the order in which they are tried (see `select_dialect`). For a list with one more:
///
///     constexpr std::array<const dialect*, 3> mine{&my_firmware, &prusa, &marlin};
inline constexpr std::array<const dialect*, 2> known_dialects{&prusa, &marlin};

} // namespace printjob::inline v0::gcode
