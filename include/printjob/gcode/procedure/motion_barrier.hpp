#pragma once
/// Whether all motion has ended: M400, then M114, whose answer proves it. An ok alone does not: one too many
/// may have been counted. Source: Marlin handles M114 when everything before it was handled.

#include <printjob/gcode/syntax/readings.hpp>
#include <printjob/time.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The two commands, and the answer.
class motion_barrier {
public:
    /// Where the tool came to rest; empty until the printer told, or when it did not.
    [[nodiscard]] const std::optional<position>& where() const { return where_; }
    /// Whether both commands were sent and the answer is not there.
    [[nodiscard]] bool waits() const { return step_ == wait && !where_; }
    /// Whether motion has ended, as far as it could be found out.
    [[nodiscard]] bool has_ended() const { return step_ == ended; }

    /// Begins anew.
    void begin() {
        step_ = finish_moves;
        where_.reset();
    }
    /// Takes in a position that the printer told; empty when it cannot be read.
    void take_in(const std::optional<position>& told) {
        if (told) where_ = told;
    }
    /// The command that comes next, once the one before was acknowledged; empty behind the last.
    [[nodiscard]] std::string_view next_command() {
        switch (step_) {
        case finish_moves:
            step_ = ask;
            where_.reset();
            return "M400";
        case ask: step_ = wait; return "M114";
        default: return {};
        }
    }
    /// Everything was acknowledged: motion has ended when the answer is there, or nobody waits for it any
    /// more.
    void conclude(bool waits_no_longer) {
        if (where_ || waits_no_longer) step_ = ended;
    }

private:
    enum : std::uint8_t { finish_moves, ask, wait, ended };

    std::uint8_t step_ = finish_moves;
    std::optional<position> where_;
};

} // namespace printjob::inline v0::gcode
