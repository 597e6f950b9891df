#pragma once
/// What an embedder may set of a link.

#include <printjob/time.hpp>

#include <chrono>
#include <cstdint>

namespace printjob::inline v0::gcode {

/// What a link knows of the printer's buffers, how long it waits, and how often it tries.
struct link_settings {
    /// Bytes of the printer's receive buffer; one less may be in flight. 64 is safe with every board seen;
    /// Marlin's own have 128. A window too large loses bytes, and a line without its head is executed
    /// unchecked.
    std::uint16_t receive_buffer = 64;
    /// Lines in flight. 3 leave room for M108 and M112 in a printer with four command slots. A printer that
    /// tells its free slots (ADVANCED_OK) gets as many as it has but one; one with an emergency parser as many
    /// as its receive buffer holds. 1: never more than one, whatever the printer tells.
    std::uint8_t most_lines = 3;

    /// Until a probe, however quick the printer is.
    duration shortest_silence = std::chrono::milliseconds{100};
    /// Until a probe, for a line that takes no time of note.
    duration silence = std::chrono::seconds{5};
    /// The same, once the printer is known to say `busy`.
    duration silence_with_busy = std::chrono::seconds{3};
    /// The same, for a command that takes long.
    duration silence_in_long = std::chrono::seconds{30};
    /// Until the next probe.
    duration patience = std::chrono::seconds{30};
    /// The same, for a command that takes long.
    duration patience_in_long = std::chrono::minutes{10};
    /// Until a probe when something looks lost.
    duration suspicion = std::chrono::milliseconds{500};
    /// How long the ok of a resend request may take.
    duration resend_grace = std::chrono::milliseconds{250};
    /// Until M110 is repeated; doubled each time.
    duration renumber_again = std::chrono::seconds{2};

    std::uint8_t most_silences = 5; ///< in a row; then the link fails
    std::uint8_t most_resends = 10; ///< of one line, or requests that cannot be read; then the link fails
};

} // namespace printjob::inline v0::gcode
