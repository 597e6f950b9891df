#pragma once
/// The dialects of this library.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/dialect/klipper.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/dialect/prusa.hpp>
#include <printjob/gcode/dialect/repetier.hpp>
#include <printjob/gcode/dialect/reprapfirmware.hpp>
#include <printjob/gcode/dialect/smoothie.hpp>

#include <array>

namespace printjob::inline v0::gcode {

/// All of them, in the order in which they are tried (see `select_dialect`). For a list with one more:
///
///     constexpr std::array<const dialect*, 2> mine{&my_firmware, &marlin};
inline constexpr std::array<const dialect*, 6> known_dialects{&prusa,          &klipper,  &repetier,
                                                              &reprapfirmware, &smoothie, &marlin};

} // namespace printjob::inline v0::gcode
