#pragma once
/// The bytes on their way to the port, in the order in which they leave; and which of them may be thrown away
/// without leaving half a line.

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

    /// How many bytes wait.
    [[nodiscard]] std::size_t size() const { return end_ - written_; }
    /// Whether none waits.
    [[nodiscard]] bool is_empty() const { return size() == 0; }
    /// Whether so many more find room.
    [[nodiscard]] bool fits(std::size_t count) const { return size() + count <= bytes_.size(); }
    /// How many bytes have left since the beginning.
    [[nodiscard]] std::uint64_t left() const { return left_; }
    /// How many will have left when all are written.
    [[nodiscard]] std::uint64_t end() const { return left_ + size(); }
    /// Whether something waits that minds no window.
    [[nodiscard]] bool is_urgent() const { return is_urgent_; }
    /// The first bytes, `most` at the most; valid until the next call of anything else.
    [[nodiscard]] std::span<const char> front(std::size_t most) const {
        return std::span{bytes_}.subspan(written_, std::min(size(), most));
    }
    /// How many bytes are missing of a line that is half written.
    [[nodiscard]] std::size_t rest_of_open_line() const {
        if (!line_is_open_) return 0;
        const auto rest = std::string_view{bytes_.data() + written_, size()};
        return std::min(rest.find('\n'), rest.size() - 1) + 1;
    }

    // --- inputs ---

    /// Puts bytes behind the others: all or, when they do not fit, none.
    void put(std::string_view bytes) {
        if (end_ + bytes.size() > bytes_.size()) {
            if (!fits(bytes.size())) return;
            move_to_front(size());
        }
        std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(end_));
        end_ += bytes.size();
    }
    /// All that waits now minds no window, until it has left.
    void hurry() { is_urgent_ = true; }
    /// The first `count` bytes have left; of more than wait, all.
    void wrote(std::size_t count) {
        count = std::min(count, size());
        if (count == 0) return;
        written_ += count;
        left_ += count;
        line_is_open_ = bytes_[written_ - 1] != '\n';
        if (!is_empty()) return;
        written_ = end_ = 0;
        is_urgent_ = false;
    }
    /// Throws away everything but the rest of a half-written line.
    void keep_open_line_only() { move_to_front(rest_of_open_line()); }
    /// The port is gone, and everything with it.
    void clear() {
        written_ = end_ = 0;
        line_is_open_ = false;
    }

private:
    /// Keeps the first `count` of the bytes that have not left.
    void move_to_front(std::size_t count) {
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(written_), count, bytes_.begin());
        written_ = 0;
        end_ = count;
    }

    std::array<char, most_bytes> bytes_{};
    std::size_t end_ = 0;
    std::size_t written_ = 0;
    std::uint64_t left_ = 0;
    bool line_is_open_ = false; ///< its front was written, its end was not
    bool is_urgent_ = false;
};

} // namespace printjob::inline v0::gcode
