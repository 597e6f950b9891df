#pragma once
/// The bytes that wait for the port, in the order in which they leave; and which of them may be thrown away without
/// leaving half a line.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// A bounded queue of bytes.
class transmit_buffer {
public:
    /// The most bytes that can wait.
    static constexpr std::size_t most_bytes = 768;

    // --- getters ---

    /// Returns how many bytes wait.
    [[nodiscard]] std::size_t size() const { return std::size_t{end_} - written_; }
    /// True if none waits.
    [[nodiscard]] bool is_empty() const { return size() == 0; }
    /// True if so many more find room.
    [[nodiscard]] bool fits(std::size_t count) const { return size() + count <= most_bytes; }
    /// Returns how many bytes were written since the beginning.
    [[nodiscard]] std::uint64_t written() const { return written_so_far_; }
    /// Returns how many will have been written when none waits any more.
    [[nodiscard]] std::uint64_t end() const { return written_so_far_ + size(); }
    /// True if something waits that must not wait for room in the printer.
    [[nodiscard]] bool is_urgent() const { return is_urgent_; }
    /// Returns the first bytes, `most` at the most; valid until the next call of anything else.
    [[nodiscard]] std::span<const char> front(std::size_t most) const {
        return std::span{bytes_}.subspan(written_, (std::min)(size(), most));
    }
    /// Returns how many bytes of a half-written line wait.
    [[nodiscard]] std::size_t rest_of_open_line() const {
        if (!line_is_open_) return 0;
        const auto rest = std::string_view{bytes_.data() + written_, size()};
        return (std::min)(rest.find('\n'), rest.size() - 1) + 1;
    }

    // --- inputs ---

    /// Returns room for `count` bytes after the others, in which they can be written; empty when they do not fit. Valid
    /// until the next call of anything else.
    [[nodiscard]] std::span<char> room(std::size_t count) {
        if (!fits(count)) return {};
        if (end_ + count > most_bytes) move_to_front(size());
        return std::span{bytes_}.subspan(end_, count);
    }
    /// `count` bytes were written into the room.
    void put_in_room(std::size_t count) { end_ = static_cast<std::uint16_t>(end_ + count); }
    /// Puts bytes after the others: all or, when they do not fit, none.
    void put(std::string_view bytes) {
        const std::span<char> into = room(bytes.size());
        std::copy_n(bytes.begin(), into.size(), into.begin());
        put_in_room(into.size());
    }
    /// All that waits now must not wait for room in the printer.
    void hurry() { is_urgent_ = true; }
    /// The first `count` bytes were written; of more than wait, all.
    void wrote(std::size_t count) {
        count = (std::min)(count, size());
        if (count == 0) return;
        written_ = static_cast<std::uint16_t>(written_ + count);
        written_so_far_ += count;
        line_is_open_ = bytes_[written_ - 1] != '\n';
        if (!is_empty()) return;
        written_ = end_ = 0;
        is_urgent_ = false;
    }
    /// Throws away everything but the rest of a half-written line.
    void keep_open_line_only() { move_to_front(rest_of_open_line()); }
    /// The port was lost, and everything with it.
    void clear() {
        written_ = end_ = 0;
        line_is_open_ = false;
    }

private:
    /// Keeps the first `count` of the bytes that wait.
    void move_to_front(std::size_t count) {
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(written_), count, bytes_.begin());
        written_ = 0;
        end_ = static_cast<std::uint16_t>(count);
    }

    std::uint64_t written_so_far_ = 0;
    std::uint16_t end_ = 0;
    std::uint16_t written_ = 0;
    bool line_is_open_ = false; ///< its front was written, its end was not
    bool is_urgent_ = false;
    std::array<char, most_bytes> bytes_{};
};

} // namespace printjob::inline v0::gcode
