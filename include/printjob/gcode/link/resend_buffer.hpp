#pragma once
/// The lines that were sent lately, byte for byte, in case the printer asks for one again.

#include <printjob/gcode/syntax/line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Whose a line is.
enum class origin : std::uint8_t {
    job,   ///< the file's
    host,  ///< the host's own: scripts, temperature polls, questions
    probe, ///< asks whether the printer still hears, after a silence
};

/// One numbered line as it was sent.
struct sent_line {
    /// The number it was sent under.
    std::uint32_t number = 0;
    /// Whose it is.
    origin from = origin::host;
    bool is_long_running = false;  ///< the printer may be silent for minutes over it
    bool is_blocking_wait = false; ///< it waits for a heater or a person
    bool asks_temperature = false; ///< an M105: its ok comes with temperatures
    bool asks_who = false;         ///< an M115: the firmware's name comes before its ok
    std::uint64_t end = 0;         ///< job lines: the file's byte position just behind it
    std::uint16_t at = 0;          ///< where its frame lies in the history's bytes
    /// Bytes of its frame, line feed included.
    std::uint16_t size = 0;
};

/// A bounded memory of sent lines: as many of the latest as fit, 64 at most and at least fifteen of the
/// longest. (The field keeps 50; a sliced line has about 41 bytes, of which 99 fit.)
class resend_buffer {
public:
    /// The most lines it keeps.
    static constexpr std::size_t most_lines = 64;
    /// The most bytes of frames that it keeps.
    static constexpr std::size_t most_bytes = 4096;

    /// Forgets everything.
    constexpr void clear() { count_ = 0; }

    /// Frames a command under the number after the last one's (any number when empty) and keeps it. Returns
    /// its record.
    sent_line& add(std::uint32_t number, std::string_view command) {
        const std::size_t needed = command.size() + frame_overhead + 1;
        if (write_at_ + needed > most_bytes) {
            while (count_ != 0 && oldest().at >= write_at_)
                drop_oldest();
            write_at_ = 0;
        }
        while (count_ == most_lines || (count_ != 0 && lies_in_way(oldest(), needed)))
            drop_oldest();

        sent_line& line = lines_[(first_ + count_) % most_lines];
        const std::string_view bytes = frame(number, command, std::span{bytes_}.subspan(write_at_, needed));
        line = {};
        line.number = number;
        line.at = static_cast<std::uint16_t>(write_at_);
        line.size = static_cast<std::uint16_t>(bytes.size());
        write_at_ += bytes.size();
        ++count_;
        return line;
    }

    /// Forgets the line that was added last; one must be there.
    void drop_newest() {
        --count_;
        write_at_ = lines_[(first_ + count_) % most_lines].at;
    }

    /// The record of a line; null when it is no longer kept, or never was.
    [[nodiscard]] const sent_line* find(std::uint32_t number) const {
        return keeps(number) ? &lines_[place_of(number)] : nullptr;
    }
    /// The same, to be changed.
    [[nodiscard]] sent_line* find(std::uint32_t number) {
        return keeps(number) ? &lines_[place_of(number)] : nullptr;
    }

    /// The bytes of a line's frame, line feed included; valid until the next `add`.
    [[nodiscard]] std::string_view bytes(const sent_line& line) const {
        return {bytes_.data() + line.at, line.size};
    }

private:
    [[nodiscard]] bool keeps(std::uint32_t number) const {
        return count_ != 0 && number - oldest().number < count_;
    }
    [[nodiscard]] std::size_t place_of(std::uint32_t number) const {
        return (first_ + (number - oldest().number)) % most_lines;
    }
    [[nodiscard]] const sent_line& oldest() const { return lines_[first_]; }

    [[nodiscard]] bool lies_in_way(const sent_line& line, std::size_t needed) const {
        return line.at < write_at_ + needed && write_at_ < std::size_t{line.at} + line.size;
    }

    void drop_oldest() {
        first_ = (first_ + 1) % most_lines;
        --count_;
    }

    std::array<sent_line, most_lines> lines_{};
    std::array<char, most_bytes> bytes_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::size_t write_at_ = 0;
};

} // namespace printjob::inline v0::gcode
