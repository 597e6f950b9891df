#pragma once
/// What a streamer learns of the printer from its reports.

#include <printjob/gcode/syntax/readings.hpp>
#include <printjob/job/facts.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The facts, kept up to date from temperature reports.
struct printer_facts {
    /// All that is known now.
    printjob::facts facts{};

    /// Takes a temperature report in. `T:` without a number is the active tool; on a printer with one it is
    /// tool 0.
    void take_temperatures(std::string_view text) {
        for_each_temperature(text, [this](const temperature_reading& reading) {
            const temperature now{
                .actual = static_cast<float>(reading.actual),
                .target = reading.target ? std::optional{static_cast<float>(*reading.target)} : std::nullopt};
            switch (reading.what) {
            case heater::tool: {
                const std::size_t which = reading.tool.value_or(0);
                if (which >= max_tools) break;
                keep(facts.tools[which], now);
                facts.tool_count = (std::max)(facts.tool_count, static_cast<std::uint8_t>(which + 1));
                break;
            }
            case heater::bed: keep(facts.bed.emplace(facts.bed.value_or(temperature{})), now); break;
            case heater::chamber:
                keep(facts.chamber.emplace(facts.chamber.value_or(temperature{})), now);
                break;
            }
        });
    }

    /// The printer is gone or was reset: nothing is known any more, but how many tools there were.
    void forget() {
        const std::uint8_t tools = facts.tool_count;
        facts = {};
        facts.tool_count = tools;
    }

private:
    /// A report without a target (`T:25.0 E:0 W:?` while heating) leaves the target known before.
    static void keep(temperature& known, const temperature& now) {
        known.actual = now.actual;
        if (now.target) known.target = now.target;
    }
};

} // namespace printjob::inline v0::gcode
