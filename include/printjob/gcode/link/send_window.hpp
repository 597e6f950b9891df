#pragma once
/// Rule 1 of the link: how much may be in flight.
///
/// - Bytes: as many as the printer's receive buffer holds, less one. Of the newest line only the front may have left.
///   One line alone may be longer: the printer reads it as it comes.
/// - Lines: as many as the printer's command slots, less one, which stays free for M108 and M112. A printer tells its
///   free slots with each ok (ADVANCED_OK); else a setting says how many. With an emergency parser no slot needs to
///   stay free: the bytes alone are the limit.
/// - Nothing follows a command that takes long, nor a probe.
///
/// Sources: Marlin `gcode/queue.cpp` (BUFSIZE, the `B` of ADVANCED_OK counts the line that is handled as taken) and
/// `feature/e_parser.h`.

#include <printjob/gcode/dialect/dialect.hpp>
#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/gcode/link/transmit_buffer.hpp>
#include <printjob/gcode/link/unacknowledged.hpp>
#include <printjob/gcode/syntax/line.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// The limits of one printer.
class send_window {
public:
    /// Makes a window for a printer that has told nothing yet.
    constexpr send_window(const checked_link_settings& settings, const dialect& spoken)
        : buffer_set_{settings.get().receive_buffer}, lines_set_{settings.get().most_lines} {
        speak(spoken);
    }

    // --- getters ---

    /// Returns how many lines may be in flight.
    [[nodiscard]] std::size_t most_lines() const {
        if (lines_set_ == 1 || is_slow_) return 1;
        if (acts_at_once_) return most_lines_told;
        return slots_free_ != 0 ? slots_free_ : lines_set_;
    }
    /// True if a command of this size may follow what is in flight.
    [[nodiscard]] bool admits(std::size_t command_size, const unacknowledged& in_flight,
                              const transmit_buffer& out) const {
        return in_flight.count() < most_lines() && !nothing_follows_ &&
               in_flight.bytes() + 1 < receive_buffer_ && out.fits(command_size + frame_overhead + 1);
    }
    /// Returns how many of the bytes that wait may be written now.
    [[nodiscard]] std::size_t room(const unacknowledged& in_flight, const transmit_buffer& out) const {
        if (out.is_urgent() || in_flight.count() <= 1) return transmit_buffer::most_bytes;
        const std::size_t bytes = receive_buffer_ - std::size_t{1};
        const std::size_t on_the_way = in_flight.bytes() - (std::min)(in_flight.bytes(), out.size());
        return bytes - (std::min)(bytes, on_the_way);
    }

    // --- inputs ---

    /// Takes note of the printer's dialect, which says how large its receive buffer is unless a setting does.
    constexpr void speak(const dialect& spoken) {
        receive_buffer_ = buffer_set_ != 0 ? buffer_set_ : spoken.receive_buffer;
    }
    /// Forgets what was known of the printer: another may be there.
    void begin() {
        acts_at_once_ = is_slow_ = false;
        slots_free_ = 0;
    }
    /// Takes note whether the printer has an emergency parser.
    void has_emergency_parser(bool yes) { acts_at_once_ = yes; }
    /// Takes note of the free slots that an ok told. The most that was told counts.
    void slots_are_free(std::uint32_t slots) {
        slots_free_ = std::clamp<std::uint32_t>(slots, slots_free_, most_lines_told);
    }
    /// Allows one line in flight from now on, until `begin`.
    void slow_down() { is_slow_ = true; }
    /// Takes note of the newest line: whether nothing may follow it.
    void sent(bool nothing_follows) { nothing_follows_ = nothing_follows; }

private:
    /// The most lines in flight, whatever the printer tells: raw lines find room beside them.
    static constexpr std::uint32_t most_lines_told = unacknowledged::most_lines / 2;

    std::uint32_t slots_free_ = 0; ///< the most that the printer told; 0: it told none
    std::uint16_t buffer_set_;     ///< 0: it is not
    std::uint16_t receive_buffer_ = 0;
    std::uint8_t lines_set_;
    bool acts_at_once_ = false;
    bool is_slow_ = false;
    bool nothing_follows_ = false;
};

} // namespace printjob::inline v0::gcode
