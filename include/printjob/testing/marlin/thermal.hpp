#pragma once
/// What is done with heat: the heaters, the fan, and when a hot end is too cold to extrude. Says nothing, and knows no
/// firmware.

#include <printjob/testing/marlin/heater.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace printjob::inline v0::testing {

/// The heaters of one printer. Bed and chamber are only spoken of where there are such. Temperatures in thousandths of
/// a degree Celsius.
struct machine_thermal {
    std::vector<marlin_heater> hotends; ///< 1 to 8
    marlin_heater bed;                  ///< see `has_bed`
    marlin_heater chamber;              ///< see `has_chamber`
    bool has_bed;                       ///< whether there is a bed to speak of
    bool has_chamber;                   ///< whether there is a chamber to speak of
    bool reports_active_tool;           ///< whether only the selected hot end is spoken of
    std::size_t tool = 0;               ///< the selected hot end, from 0
    int fan = 0;                        ///< 0 to 255
    std::int64_t extrusion_minimum = 0; ///< below this a hot end is too cold to extrude

    /// Makes heaters that are off and at room temperature.
    explicit machine_thermal(const marlin_settings& settings)
        : hotends(std::clamp<std::size_t>(settings.tools, 1, 8), {settings.hotend, settings.ambient}),
          bed{settings.bed, settings.ambient}, chamber{settings.chamber, settings.ambient},
          has_bed{settings.has_bed}, has_chamber{settings.has_chamber},
          reports_active_tool{settings.reports_active_tool} {
        forget(settings, instant{});
    }

    /// Switches everything off, as after a reset or a power cut; the heaters cool down from their
    /// temperatures.
    void forget(const marlin_settings& settings, instant now) {
        turn_off(now);
        tool = 0;
        fan = 0;
        extrusion_minimum = settings.cold_extrusion_prevented ? settings.extrusion_minimum : 0;
    }

    /// Turns every heater off; what was heated cools down.
    void turn_off(instant now) {
        for (auto& hotend : hotends)
            hotend.set_target(0, now);
        bed.set_target(0, now);
        chamber.set_target(0, now);
    }
    /// True if a heater has a target.
    [[nodiscard]] bool is_on() const {
        const auto heats = [](const marlin_heater& heater) { return heater.target() > 0; };
        return std::ranges::any_of(hotends, heats) || heats(bed) || heats(chamber);
    }

    /// True if the selected hot end is too cold to extrude.
    [[nodiscard]] bool is_too_cold(instant now) const {
        return hotends[tool].temperature(now) < extrusion_minimum;
    }
};

} // namespace printjob::inline v0::testing
