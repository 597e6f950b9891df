#pragma once
/// Splits the bytes from a printer into lines.

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Collects bytes until a line feed or carriage return ends the line. Of a line longer than the buffer the
/// front is kept; the rest is skipped.
class line_splitter {
public:
    /// The most bytes of a line that are kept.
    static constexpr std::size_t longest = 512;

    /// Adds bytes and calls `take(std::string_view line)` for every line that they complete, without its end.
    /// The view is valid during the call. Blank lines are passed too.
    template <class Take>
    void push(std::span<const char> bytes, Take&& take) {
        for (const char byte : bytes) {
            if (byte == '\n' || byte == '\r') {
                const std::string_view line{line_.data(), size_};
                size_ = 0;
                take(line);
            } else if (size_ < longest) {
                line_[size_++] = byte;
            }
        }
    }

    /// Forgets an unfinished line.
    void clear() { size_ = 0; }

private:
    std::array<char, longest> line_{};
    std::size_t size_ = 0;
};

} // namespace printjob::inline v0::gcode
