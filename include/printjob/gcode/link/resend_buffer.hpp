#pragma once
/// The lines that were sent lately, byte for byte, in case the printer asks for one again.

#include <printjob/gcode/link/line_record.hpp>
#include <printjob/gcode/link/unacknowledged.hpp>
#include <printjob/gcode/syntax/line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A bounded memory of numbered lines: the latest, as many as fit. Sixteen of the longest do, so that each line in flight
/// can be repeated, and 81 of a sliced file's, which have about 41 bytes (the field keeps 50).
///
/// One ring of bytes: each line lies in one piece, its head before its frame, and where the next does not fit before the
/// ring's end it begins at the front. A line that is kept touches no memory but its own bytes; finding one, which only a
/// resend asks for, walks from the oldest on.
class resend_buffer {
public:
    /// How many of the longest lines are kept at least: as many as may be in flight.
    static constexpr std::size_t longest_lines = unacknowledged::most_lines / 2;

    /// A line that is kept.
    struct kept_line {
        /// Its frame, line feed included; valid until the next `add`.
        std::string_view bytes;
        /// What is known of it.
        line_record record;
    };

    // --- getters ---

    /// Returns a line; nothing when it is no longer kept, or never was.
    [[nodiscard]] std::optional<kept_line> find(std::uint32_t number) const {
        if (!keeps(number)) return std::nullopt;
        const std::size_t at = place_of(number);
        const head is = head_at(at);
        return kept_line{{bytes_.data() + at + sizeof(head), is.size},
                         {.end = is.end, .is = is.is, .from = is.from}};
    }
    /// True if `find` finds the line.
    [[nodiscard]] bool keeps(std::uint32_t number) const { return number - first_number_ < count_; }

    // --- inputs ---

    /// Forgets everything.
    void clear() {
        count_ = 0;
        wrap_ = not_wrapped;
    }

    /// Keeps a line, whose number is the one after the last one's (any, when empty). `frame` is not empty, and no longer
    /// than a frame can be.
    void add(std::uint32_t number, std::string_view frame, const line_record& record) {
        const std::size_t needed = sizeof(head) + frame.size();
        if (end_ + needed > most_bytes) {
            while (count_ != 0 && first_ >= end_)
                drop_oldest();
            wrap_ = end_;
            end_ = 0;
        }
        while (count_ != 0 && first_ >= end_ && first_ < end_ + needed)
            drop_oldest();
        if (count_ == 0) {
            wrap_ = not_wrapped;
            first_ = end_;
            first_number_ = number;
        }
        newest_ = end_;
        put_head({.end = record.end,
                  .size = static_cast<std::uint16_t>(frame.size()),
                  .is = record.is,
                  .from = record.from},
                 end_);
        std::memcpy(bytes_.data() + end_ + sizeof(head), frame.data(), frame.size());
        end_ = static_cast<std::uint16_t>(end_ + needed);
        ++count_;
    }

    /// Changes where a job's line ends in its file; the line must be kept.
    void set_end(std::uint32_t number, std::uint64_t end) {
        const std::size_t at = place_of(number);
        head is = head_at(at);
        is.end = end;
        put_head(is, at);
    }

    /// Forgets the line that was added last; one must be there.
    void drop_newest() {
        end_ = newest_;
        if (--count_ != 0) newest_ = walk_to(first_number_ + count_ - 1U);
    }

private:
    /// Stands before each frame: the record and the frame's size.
    struct head {
        std::uint64_t end = 0;
        std::uint16_t size = 0;
        command_traits is{};
        origin from{};
    };
    /// One line more, for the gap at the ring's end.
    static constexpr std::size_t most_bytes = (longest_lines + 1) * (sizeof(head) + longest_command_buffer);
    static constexpr std::uint16_t not_wrapped = most_bytes + 1;

    [[nodiscard]] head head_at(std::size_t at) const {
        head is;
        std::memcpy(&is, bytes_.data() + at, sizeof is);
        return is;
    }
    void put_head(const head& is, std::size_t at) { std::memcpy(bytes_.data() + at, &is, sizeof is); }

    [[nodiscard]] std::uint16_t after(std::size_t at) const {
        const std::size_t next = at + sizeof(head) + head_at(at).size;
        return static_cast<std::uint16_t>(next == wrap_ ? 0 : next);
    }
    /// Where a line that is kept begins. The newest is known; the way to any other leads through those before it.
    [[nodiscard]] std::uint16_t place_of(std::uint32_t number) const {
        return number - first_number_ + 1 == count_ ? newest_ : walk_to(number);
    }
    [[nodiscard]] std::uint16_t walk_to(std::uint32_t number) const {
        std::uint16_t at = first_;
        for (std::uint32_t before = first_number_; before != number; ++before)
            at = after(at);
        return at;
    }
    void drop_oldest() {
        first_ = after(first_);
        if (first_ == 0) wrap_ = not_wrapped;
        ++first_number_;
        --count_;
    }

    std::uint32_t first_number_ = 0; ///< of the oldest
    std::uint16_t count_ = 0;
    std::uint16_t first_ = 0;          ///< where the oldest begins
    std::uint16_t newest_ = 0;         ///< where the newest begins
    std::uint16_t end_ = 0;            ///< after the newest
    std::uint16_t wrap_ = not_wrapped; ///< where the ring's last line ends, after which the front follows
    std::array<char, most_bytes> bytes_{};
};

} // namespace printjob::inline v0::gcode
