#pragma once
/// What an embedder may set of a link, and in which ranges.

#include <printjob/gcode/checked_settings.hpp>
#include <printjob/time.hpp>

#include <tl/expected.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// What a link knows of the printer's buffers, how long it waits, and how often it tries. Each duration is 1 ms to
/// 24 h.
struct link_settings {
    /// Bytes of the printer's receive buffer, 16 or more; one less may be in flight. 0 for what the dialect says: 64 for
    /// Marlin, which is safe with every board seen; its own have 128. A window too large loses bytes, and a line without
    /// its head is executed unchecked.
    std::uint16_t receive_buffer = 0;
    /// Lines in flight, 1 to 16. 3 leave room for M108 and M112 in a printer with four command slots. A printer that
    /// tells its free slots (ADVANCED_OK) gets as many as it has but one; one with an emergency parser as many as its
    /// receive buffer holds. 1: never more than one, whatever the printer tells.
    std::uint8_t most_lines = 3;

    /// Until a probe, however quick the printer is; not longer than the silences below.
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
    /// Until a probe when something looks lost; not longer than `silence` and `silence_with_busy`.
    duration suspicion = std::chrono::milliseconds{500};
    /// How long the ok of a resend request may take.
    duration resend_grace = std::chrono::milliseconds{250};
    /// Until M110 is repeated; doubled each time.
    duration renumber_again = std::chrono::seconds{2};

    /// Silences in a row, 1 or more; then the link fails.
    std::uint8_t most_silences = 5;
    /// Resend requests for one line, or that cannot be read, 1 or more; then the link fails.
    std::uint8_t most_resends = 10;
};

/// Settings of a link that can be used; see `checked`.
using checked_link_settings = checked<link_settings>;

/// Returns the first setting that cannot be used; nothing if all can.
[[nodiscard]] constexpr std::optional<setting_fault> find_fault(const link_settings& in) {
    constexpr duration shortest = std::chrono::milliseconds{1};
    constexpr duration longest = std::chrono::hours{24};
    constexpr unsigned smallest_buffer = 16;
    constexpr unsigned most_lines = 16; // each has a record in `unacknowledged`, and raw lines need some too

    if (in.receive_buffer != 0 && in.receive_buffer < smallest_buffer)
        return setting_fault{"receive_buffer", "A receive buffer has 16 bytes or more"};
    if (in.most_lines == 0 || in.most_lines > most_lines)
        return setting_fault{"most_lines", "There are 1 to 16 lines in flight"};
    if (in.most_silences == 0) return setting_fault{"most_silences", "A link bears 1 silence or more"};
    if (in.most_resends == 0) return setting_fault{"most_resends", "A link bears 1 resend or more"};

    struct named_wait {
        std::string_view name;
        duration is;
    };
    for (const named_wait& each :
         {named_wait{"shortest_silence", in.shortest_silence}, named_wait{"silence", in.silence},
          named_wait{"silence_with_busy", in.silence_with_busy},
          named_wait{"silence_in_long", in.silence_in_long}, named_wait{"patience", in.patience},
          named_wait{"patience_in_long", in.patience_in_long}, named_wait{"suspicion", in.suspicion},
          named_wait{"resend_grace", in.resend_grace}, named_wait{"renumber_again", in.renumber_again}})
        if (each.is < shortest || each.is > longest)
            return setting_fault{each.name, "A wait of the link is 1 ms to 24 h"};

    const duration least = (std::min)(in.silence, in.silence_with_busy);
    if (in.shortest_silence > least)
        return setting_fault{"shortest_silence", "No silence is shorter than the shortest"};
    if (in.suspicion > least) return setting_fault{"suspicion", "No silence is shorter than a suspicion"};
    return std::nullopt;
}

/// Checks settings that are known at run time. Returns the checked settings, or the first that cannot be used.
[[nodiscard]] constexpr tl::expected<checked_link_settings, setting_fault>
validate(const link_settings& settings) {
    return checked_link_settings::make(settings);
}

} // namespace printjob::inline v0::gcode
