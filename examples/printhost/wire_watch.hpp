#pragma once
/// Observes the printer's line: counters, and optionally a log.

#include "wire_log.hpp"
#include <printjob/gcode/observer.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace printhost {

/// The observer of the streamer. A line of the log is a time in seconds, a mark and a text: `>` a line that
/// was sent, `<` one that the printer said, `!` what happened to the connection. Bytes that are no plain
/// ASCII are written as `\x1B`.
class wire_watch {
public:
    wire_watch();

    /// Begins the log; nothing on success. See `wire_log::open`.
    [[nodiscard]] std::error_code log_to(const std::filesystem::path& path, std::uint64_t limit);

    [[nodiscard]] const printjob::gcode::wire_counters& counters() const { return counters_; }
    [[nodiscard]] const wire_log& log() const { return log_; }

    // --- wire_observer ---

    void opened(printjob::instant now);
    void closed(const printjob::io_error& why, printjob::instant now);
    void sent(std::span<const char> bytes, printjob::instant now);
    void received(std::string_view line, printjob::instant now);
    void heard(const printjob::gcode::response& said, printjob::instant now);
    void probed(printjob::instant now);

private:
    void note(char mark, std::string_view text, printjob::instant now);

    static constexpr std::size_t longest_line = 1024; ///< of a sent line; a longer one is cut

    printjob::gcode::wire_counters counters_;
    wire_log log_;
    printjob::instant begun_;
    std::string line_;                             ///< that is being sent, as far as it was
    std::optional<printjob::io_error> told_error_; ///< the port cannot be used, and the log says so
};

/// The counters in words, for people.
[[nodiscard]] std::string words(const printjob::gcode::wire_counters& counted);

} // namespace printhost
