#pragma once
/// Every heater of a simulated machine, and how Marlin reports them.

#include <printjob/testing/marlin/heater.hpp>
#include <printjob/testing/marlin/output.hpp>
#include <printjob/testing/marlin/settings.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// The heaters of one printer; bed and chamber are only spoken of where there are such.
struct marlin_heat {
    std::vector<marlin_heater> hotends; ///< 1 to 8
    /// The bed.
    marlin_heater bed;
    /// The chamber.
    marlin_heater chamber;
    /// Whether there is a bed to speak of.
    bool has_bed;
    /// Whether there is a chamber to speak of.
    bool has_chamber;

    /// Everything off, and as warm as the room.
    explicit marlin_heat(const marlin_settings& settings)
        : hotends(std::clamp<std::size_t>(settings.tools, 1, 8), {settings.hotend, settings.ambient}),
          bed{settings.bed, settings.ambient}, chamber{settings.chamber, settings.ambient},
          has_bed{settings.has_bed}, has_chamber{settings.has_chamber} {}

    /// Everything cools down from where it is.
    void turn_off(instant now) {
        for (auto& hotend : hotends)
            hotend.set_target(0, now);
        bed.set_target(0, now);
        chamber.set_target(0, now);
    }

    /// ` T:22.00 /0.00 B:22.00 /0.00 @:0 B@:0`, `T` being the selected tool; with several tools each by its
    /// number too.
    /// `@` is the heater's power, here all (127) or nothing.
    void tell(marlin_output& say, std::size_t tool, instant now) const {
        const auto tell_one = [&say, now](std::string_view label, const marlin_heater& heater) {
            say << ' ' << label;
            say.hundredths(heater.temperature(now));
            say << " /";
            say.hundredths(heater.target());
        };
        const auto power = [now](const marlin_heater& heater) {
            return heater.target() > heater.temperature(now) ? 127 : 0;
        };
        tell_one("T:", hotends[tool]);
        if (has_bed) tell_one("B:", bed);
        if (has_chamber) tell_one("C:", chamber);
        for (std::size_t i = 0; hotends.size() > 1 && i < hotends.size(); ++i) {
            const char label[] = {'T', static_cast<char>('0' + i), ':'};
            tell_one({label, sizeof label}, hotends[i]);
        }
        say << " @:" << power(hotends[tool]);
        if (has_bed) say << " B@:" << power(bed);
        if (has_chamber) say << " C@:" << power(chamber);
    }
};

} // namespace printjob::inline v0::testing
