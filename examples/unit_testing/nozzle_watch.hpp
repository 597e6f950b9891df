#pragma once
/// Notices a nozzle that has left its temperature.

#include <printjob/job/facts.hpp>
#include <printjob/time.hpp>

#include <chrono>
#include <cmath>
#include <optional>

namespace panel {

/// Watches one nozzle. A nozzle that heats up is on its way and not astray: it must have been at its target once.
class nozzle_watch {
public:
    /// How far from its target a nozzle may be, in °C, and for how long.
    static constexpr float tolerance = 15;
    static constexpr printjob::duration patience = std::chrono::seconds{20};

    /// Takes in what is known of the nozzle now. True when it has been too far from its target for too long.
    [[nodiscard]] bool is_astray(const printjob::temperature& known, printjob::instant now) {
        if (known.target != target_) {
            target_ = known.target;
            was_there_ = false;
        }
        if (!known.actual || !known.target || *known.target <= 0) return false;
        if (std::abs(*known.actual - *known.target) <= tolerance) {
            was_there_ = true;
            last_there_ = now;
        }
        return was_there_ && now - last_there_ >= patience;
    }

    /// Nothing is extruded now: the time limit restarts when the job continues.
    void rest(printjob::instant now) { last_there_ = now; }

private:
    std::optional<float> target_;
    bool was_there_ = false;
    printjob::instant last_there_{};
};

} // namespace panel
