#pragma once
/// The lines that wait for their ok, in the order in which they were sent.

#include <printjob/gcode/link/line_record.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace printjob::inline v0::gcode {

/// One line that waits for its ok.
struct unacknowledged_line {
    /// When it was sent.
    instant sent_at{};
    /// How many bytes will have been written to the port when it was written completely.
    std::uint64_t written_at = 0;
    /// What is known of it.
    line_record record{};
    std::uint32_t number = 0; ///< 0: M110, or a raw line
    std::uint16_t size = 0;   ///< bytes on the wire
    bool raw = false;         ///< without a number: M108, M112, an unnumbered safe stop
    bool taken = false;       ///< it lies in the printer's receive buffer no more
    bool repeated = false;    ///< its ok tells no round trip: it may belong to the first sending
};

/// A bounded list of them, and of their bytes.
class unacknowledged {
public:
    /// The most lines that wait.
    static constexpr std::size_t most_lines = 32;

    // --- getters ---

    /// True if none waits.
    [[nodiscard]] bool is_empty() const { return count_ == 0; }
    /// Returns how many wait.
    [[nodiscard]] std::size_t count() const { return count_; }
    /// Returns the bytes that may lie in the printer's receive buffer, or are on their way to it.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    /// Returns all of them, the oldest first.
    [[nodiscard]] std::span<const unacknowledged_line> lines() const {
        return std::span{lines_}.first(count_);
    }
    /// Returns the oldest; one must be there.
    [[nodiscard]] const unacknowledged_line& oldest() const { return lines_[0]; }
    /// Returns the newest; one must be there.
    [[nodiscard]] const unacknowledged_line& newest() const { return lines_[count_ - std::size_t{1}]; }

    /// Returns how many of them have no number.
    [[nodiscard]] std::size_t count_raw() const {
        return static_cast<std::size_t>(std::ranges::count(lines(), true, &unacknowledged_line::raw));
    }
    /// True if one of them is an M105: its answer tells what was taken.
    [[nodiscard]] bool asks_temperature() const {
        return std::ranges::any_of(lines(), [](const auto& line) { return line.record.is.asks_temperature; });
    }
    /// True if one of them has this number or a higher one.
    [[nodiscard]] bool has_numbered_from(std::uint32_t number) const {
        return std::ranges::any_of(lines(),
                                   [=](const auto& line) { return !line.raw && line.number >= number; });
    }
    /// Returns how many of them were written completely, when `written` bytes of all were.
    [[nodiscard]] std::size_t count_written(std::uint64_t written) const {
        return count_through_last([=](const auto& line) { return line.written_at <= written; });
    }
    /// Returns how many there are up to and with the last that matches; 0 when none does.
    template <class Matches>
    [[nodiscard]] std::size_t count_through_last(Matches matches) const {
        for (std::size_t i = count_; i > 0; --i)
            if (matches(lines_[i - 1])) return i;
        return 0;
    }

    // --- inputs ---

    /// Adds a line after the others; one too many is left out.
    void add(const unacknowledged_line& line) {
        if (count_ == most_lines) return;
        lines_[count_++] = line;
        bytes_ += line.size;
    }
    /// Changes where a job's line ends in its file, if it waits.
    void set_end(std::uint32_t number, std::uint64_t end) {
        for (unacknowledged_line& line : std::span{lines_}.first(count_))
            if (!line.raw && line.number == number) line.record.end = end;
    }
    /// Forgets the first `count`: they were acknowledged.
    void drop_oldest(std::size_t count) {
        if (count == count_) return clear(); // as with one line in flight
        for (const unacknowledged_line& line : lines().first(count))
            bytes_ -= bytes_of(line);
        count_ -= static_cast<std::uint32_t>(count);
        std::copy_n(lines_.begin() + static_cast<std::ptrdiff_t>(count), count_, lines_.begin());
    }
    /// Forgets the last; one must be there.
    void drop_newest() { bytes_ -= bytes_of(lines_[--count_]); }
    /// Forgets the numbered lines from `number` on: they will be sent again. Raw lines, and those before it, still
    /// earn their oks; those before it were taken out of the printer's receive buffer.
    void drop_numbered_from(std::uint32_t number) {
        std::uint32_t kept = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            if (!lines_[i].raw) bytes_ -= bytes_of(lines_[i]);
            if (!lines_[i].raw && lines_[i].number >= number) continue;
            lines_[kept] = lines_[i];
            lines_[kept++].taken = !lines_[i].raw;
        }
        count_ = kept;
    }
    /// Forgets all of them.
    void clear() { count_ = bytes_ = 0; }

private:
    [[nodiscard]] static std::uint32_t bytes_of(const unacknowledged_line& line) {
        return line.taken ? 0U : line.size;
    }

    std::uint32_t count_ = 0;
    std::uint32_t bytes_ = 0;
    std::array<unacknowledged_line, most_lines> lines_{};
};

} // namespace printjob::inline v0::gcode
