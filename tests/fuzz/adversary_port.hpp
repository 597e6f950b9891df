#pragma once
// The byte port of a fuzzed link: at its other end is whoever the input says.

#include "fuzz.hpp"
#include <printjob/result.hpp>
#include <printjob/transport/byte_port.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fuzz {

/// Gives the host what was said, and keeps what it writes. Between `begin_call` and the end of a call of the
/// host's it allocates nothing, so that whatever is allocated meanwhile is the host's.
class adversary_port {
public:
    adversary_port() {
        inbox_.reserve(room);
        heard_.reserve(room);
        written_.reserve(room);
    }
    adversary_port(const adversary_port&) = delete;
    adversary_port& operator=(const adversary_port&) = delete;

    // --- the byte port ---

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into) {
        if (const auto failed = take_fault()) return tl::unexpected(*failed);
        const std::size_t count = std::min({into.size(), inbox_.size() - taken_, read_limit});
        const auto bytes = std::string_view{inbox_}.substr(taken_, count);
        std::copy(bytes.begin(), bytes.end(), into.begin());
        taken_ += count;
        heard_ += bytes;
        return count;
    }
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from) {
        if (const auto failed = take_fault()) return tl::unexpected(*failed);
        const std::size_t count = std::min(from.size(), write_limit);
        require(written_.size() + count <= room, "one call writes no more than 64 KiB");
        written_.append(from.data(), count);
        return count;
    }

    // --- what the input says ---

    static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
    std::size_t read_limit = no_limit;  ///< bytes that one read gives at most
    std::size_t write_limit = no_limit; ///< bytes that one write takes at most
    bool is_open = true;
    bool fails_next = false; ///< the next call fails, once

    /// Bytes arrive at the host. What it does not read in time is lost, as with every serial line.
    void say(std::string_view bytes) {
        inbox_.erase(0, taken_);
        taken_ = 0;
        inbox_ += bytes.substr(0, room - std::min(room, inbox_.size()));
    }

    // --- what is looked at ---

    [[nodiscard]] bool has_unread() const { return is_open && taken_ < inbox_.size(); }
    [[nodiscard]] std::size_t unread() const { return inbox_.size() - taken_; }
    /// Whether what is written now leaves at once.
    [[nodiscard]] bool is_free() const { return is_open && !fails_next && write_limit == no_limit; }

    /// A call of the host's begins: forgets the whole lines of the one before.
    void begin_call() {
        heard_.erase(0, whole_lines(heard_, "\r\n").size());
        written_.erase(0, whole_lines(written_, "\n").size());
        holds_half_a_line_ = !written_.empty();
    }
    /// What the host has read in this call, up to the last line that is whole.
    [[nodiscard]] std::string_view heard() const { return whole_lines(heard_, "\r\n"); }
    /// What the host has written in this call, up to the last line that is whole.
    [[nodiscard]] std::string_view written() const { return whole_lines(written_, "\n"); }
    /// Whether the front of the first of these lines was written in a call before.
    [[nodiscard]] bool first_is_older() const { return holds_half_a_line_; }

private:
    static constexpr std::size_t room = 0x10000;

    [[nodiscard]] static std::string_view whole_lines(std::string_view bytes, std::string_view ends) {
        const auto last = bytes.find_last_of(ends);
        return bytes.substr(0, last == std::string_view::npos ? 0 : last + 1);
    }

    /// After a fault there is no rest of a line, in neither direction: the host takes what follows for a new
    /// connection.
    [[nodiscard]] std::optional<printjob::io_error> take_fault() {
        if (is_open && !fails_next) return std::nullopt;
        const auto what = is_open ? printjob::fault::io : printjob::fault::closed;
        fails_next = false;
        heard_.resize(whole_lines(heard_, "\r\n").size());
        const auto whole = whole_lines(written_, "\n").size();
        if (whole == 0) holds_half_a_line_ = false;
        written_.resize(whole);
        return printjob::io_error{what};
    }

    std::string inbox_;
    std::size_t taken_ = 0;
    std::string heard_;
    std::string written_;
    bool holds_half_a_line_ = false;
};

static_assert(printjob::byte_port<adversary_port>);

} // namespace fuzz
