#pragma once
/// One direction of a serial line: bytes leave one after another at the baud rate and arrive after the
/// latency.

#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// Decides what becomes of a byte on its way: another byte (or the same), or nothing. `index` counts the
/// bytes of this direction from 0, lost ones too.
using byte_fault = std::function<std::optional<char>(std::uint64_t index, char byte)>;

/// Bytes under way in one direction.
class simulated_link {
public:
    /// `baud`: bits per second, ten to a byte (8N1); 0: bytes take no time. `latency`: from one end to the
    /// other, as that of a USB converter.
    explicit simulated_link(std::uint32_t baud = 0, duration latency = {})
        : byte_ns_{baud == 0 ? 0 : std::int64_t{10'000'000'000} / baud}, latency_{latency} {}

    /// Sends a byte; it leaves after those sent before it.
    void send(char byte, instant now) {
        leaves_ns_ = (std::max)(leaves_ns_, nanoseconds(now)) + byte_ns_;
        const auto what = fate(byte);
        if (!what) return;
        const auto arrives = instant{duration{(leaves_ns_ + 999) / 1000}} + latency_;
        under_way_.push_back({arrives, *what});
    }

    /// Returns how many sent bytes have not left yet: those in a driver's output buffer.
    [[nodiscard]] std::size_t waiting(instant now) const {
        const auto ahead = leaves_ns_ - nanoseconds(now);
        if (byte_ns_ == 0 || ahead <= 0) return 0;
        return static_cast<std::size_t>((ahead + byte_ns_ - 1) / byte_ns_);
    }

    /// Returns when the next byte arrives; `never` when none is under way.
    [[nodiscard]] instant next_event() const {
        return under_way_.empty() ? never : under_way_.front().arrives;
    }

    /// Returns when the next line is complete: the arrival of the first line feed under way, of the last byte if
    /// there is none.
    [[nodiscard]] instant next_line() const {
        if (under_way_.empty()) return never;
        const auto feed = std::ranges::find(under_way_, '\n', &byte_under_way::byte);
        return feed == under_way_.end() ? under_way_.back().arrives : feed->arrives;
    }

    /// Takes what has arrived by `now`, as much as fits; returns how many bytes.
    [[nodiscard]] std::size_t take(std::span<char> into, instant now) {
        std::size_t count = 0;
        while (count < into.size() && next_event() <= now) {
            into[count++] = under_way_.front().byte;
            under_way_.pop_front();
        }
        return count;
    }

    /// Returns how many bytes are under way, or have arrived and were not read.
    [[nodiscard]] std::size_t size() const { return under_way_.size(); }
    /// Returns how many bytes were sent so far, lost ones too.
    [[nodiscard]] std::uint64_t sent() const { return sent_; }

    /// Loses everything under way: the cable is pulled.
    void clear(instant now) {
        under_way_.clear();
        leaves_ns_ = nanoseconds(now);
    }

    /// Calls `fault` for every byte from now on; an empty function ends it.
    void on_byte(byte_fault fault) { fault_ = std::move(fault); }
    /// Drops the byte with this index.
    void drop_byte(std::uint64_t index) { planned_.push_back({index, std::nullopt}); }
    /// Flips these bits in the byte with this index.
    void flip_byte(std::uint64_t index, unsigned char bits) { planned_.push_back({index, bits}); }

private:
    struct byte_under_way {
        instant arrives;
        char byte;
    };
    struct planned_fault {
        std::uint64_t index;
        std::optional<unsigned char> flips; ///< none: the byte is lost
    };

    [[nodiscard]] static std::int64_t nanoseconds(instant when) {
        return when.time_since_epoch().count() * 1000;
    }

    [[nodiscard]] std::optional<char> fate(char byte) {
        const std::uint64_t index = sent_++;
        std::optional<char> what = byte;
        const auto mine = [index](const planned_fault& fault) { return fault.index == index; };
        for (auto found = std::ranges::find_if(planned_, mine); found != planned_.end();
             found = std::ranges::find_if(planned_, mine)) {
            if (!found->flips)
                what.reset();
            else if (what)
                what = static_cast<char>(static_cast<unsigned char>(*what) ^ *found->flips);
            planned_.erase(found);
        }
        return what && fault_ ? fault_(index, *what) : what;
    }

    std::int64_t byte_ns_;
    duration latency_;
    std::int64_t leaves_ns_ = 0; ///< when the last byte sent has left
    std::uint64_t sent_ = 0;
    std::deque<byte_under_way> under_way_;
    std::vector<planned_fault> planned_;
    byte_fault fault_;
};

} // namespace printjob::inline v0::testing
