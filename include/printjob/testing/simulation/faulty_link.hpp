#pragma once
/// One direction of the simulated serial line: whole lines travel, and an armed fault takes the next line that fits.

#include <printjob/testing/simulation/random.hpp>
#include <printjob/testing/simulation/stimuli.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// A fault that waits for its line.
struct armed_fault {
    stimulus what;       ///< of the class of its direction: `to_printer` or `to_host`
    std::uint16_t place; ///< which byte or bit of the line, counted round
    duration lasts;      ///< how late, for what is late
};

/// What a fault did to a line: the bytes that arrive, and how often and how late.
struct fault_effect {
    bool lost = false;    ///< nothing of it arrives
    bool twice = false;   ///< it arrives twice, one right after the other
    bool altered = false; ///< struck by a fault that changes bytes; a short line may be as it was
    duration late{};      ///< how much later than usual; 0: in time
};

/// True if this fault takes this line; `behind_resend`: the line before it was a resend request.
[[nodiscard]] constexpr bool fits(stimulus what, std::string_view line, bool behind_resend) {
    const bool is_ok = line.starts_with("ok");
    const bool is_resend = line.starts_with("Resend:") || line.starts_with("rs ");
    if (what == stimulus::lose_ok || what == stimulus::double_ok || what == stimulus::delay_ok ||
        what == stimulus::flip_ok_bit)
        return is_ok;
    if (what == stimulus::lose_resend || what == stimulus::double_resend ||
        what == stimulus::shift_resend_number)
        return is_resend;
    if (what == stimulus::lose_ok_of_resend) return is_ok && behind_resend;
    return true; // every other fault takes the next line, whatever it is
}

namespace detail {

/// Changes the bytes of a line (its line feed included); false when this fault changes no bytes.
[[nodiscard]] inline bool alter(const armed_fault& fault, std::string& line) {
    const std::size_t size = line.size() - 1; // without the line feed
    const std::size_t at = size == 0 ? 0 : fault.place % size;
    const unsigned bit = fault.place / 8U % 7U; // the eighth would be seen too easily
    const auto flip = [&line, bit](std::size_t where) {
        line[where] = static_cast<char>(static_cast<unsigned char>(line[where]) ^ (1U << bit));
    };
    const stimulus what = fault.what;
    if (what == stimulus::flip_bit || what == stimulus::flip_reply_bit || what == stimulus::flip_ok_bit) {
        if (size > 0) flip(at);
    } else if (what == stimulus::flip_two_bits) {
        if (size < 2) return true;
        flip(at);
        flip((at + 1 + fault.place / 3U % (size - 1)) % size);
    } else if (what == stimulus::drop_byte || what == stimulus::drop_reply_byte) {
        line.erase(at, 1);
    } else if (what == stimulus::double_byte) {
        line.insert(at, 1, line[at]);
    } else if (what == stimulus::swap_bytes) {
        if (size >= 2) std::swap(line[at], line[(at + 1) % size]);
    } else if (what == stimulus::cut_head) {
        line.erase(0, at + 1);
    } else if (what == stimulus::glue_reply) {
        line.pop_back();
    } else if (what == stimulus::shift_resend_number) {
        const auto digit = line.find_last_of("0123456789");
        if (digit != std::string::npos)
            line[digit] = static_cast<char>('0' + (line[digit] - '0' + 1 + fault.place % 9) % 10);
    } else {
        return false;
    }
    return true;
}

} // namespace detail

/// Applies a fault to a line (its line feed included).
[[nodiscard]] inline fault_effect apply_fault(const armed_fault& fault, std::string& line) {
    const stimulus what = fault.what;
    return {.lost = what == stimulus::lose_line || what == stimulus::lose_reply ||
                    what == stimulus::lose_ok || what == stimulus::lose_resend ||
                    what == stimulus::lose_ok_of_resend,
            .twice = what == stimulus::double_reply || what == stimulus::double_ok ||
                     what == stimulus::double_resend,
            .altered = detail::alter(fault, line),
            .late = fault.lasts};
}

/// Lines under way in one direction. They arrive in the order in which they were sent.
class faulty_link {
public:
    /// Forgets everything. `byte_time`: how long a byte takes to leave; `latency`: from one end to the other.
    void begin(duration byte_time, duration latency) {
        byte_time_ = byte_time;
        latency_ = latency;
        left_ = {};
        arrived_ = {};
        armed_.clear();
        rate_ = {};
        rate_is_active_ = false;
        behind_resend_ = false;
        clear();
    }
    /// Sets the rate of faults, drawn from a random stream of its own, for as long as it is active.
    void set_rate(const fault_rate& rate, std::uint64_t seed) {
        rate_ = rate;
        random_ = random_stream{seed};
    }
    /// Turns the rate of faults on or off. Armed faults are not concerned.
    void set_rate_active(bool yes) { rate_is_active_ = yes; }

    /// The next line that fits will be struck; earlier faults strike first.
    void arm(const armed_fault& fault) { armed_.push_back(fault); }
    /// Faults that have not found their line.
    [[nodiscard]] std::size_t armed() const { return armed_.size(); }
    /// Forgets the faults that have not found their line.
    void disarm() { armed_.clear(); }

    /// Sends a line, its line feed included. Tells what struck it; `line` is then what arrives.
    fault_effect send(std::string& line, instant now) {
        const bool behind_resend = behind_resend_;
        behind_resend_ = line.starts_with("Resend:") || line.starts_with("rs ");
        left_ = (std::max)(left_, now) + byte_time_ * static_cast<std::int64_t>(line.size());
        fault_effect struck{};
        const auto fault = std::ranges::find_if(
            armed_, [&](const armed_fault& each) { return fits(each.what, line, behind_resend); });
        if (fault != armed_.end()) {
            struck = apply_fault(*fault, line);
            armed_.erase(fault);
        } else if (rate_is_active_ && fits(rate_.what, line, behind_resend) &&
                   random_.below(1000) < rate_.per_mille) {
            struck =
                apply_fault({rate_.what, static_cast<std::uint16_t>(random_.below(1000)), rate_.lasts}, line);
        }
        if (struck.lost) return struck;
        arrived_ = (std::max)(arrived_, left_ + latency_ + struck.late);
        put(line);
        if (struck.twice) put(line);
        return struck;
    }
    /// Sends bytes that are no whole line, untouched.
    void send_rest(std::string_view bytes, instant now) {
        left_ = (std::max)(left_, now);
        arrived_ = (std::max)(arrived_, left_ + latency_);
        put(bytes);
    }

    /// Returns when the next bytes arrive; `never` when none are under way.
    [[nodiscard]] instant next_event() const {
        return next_ == packets_.size() ? never : packets_[next_].arrives;
    }
    /// Takes what has arrived by `now`, as much as fits; returns how many bytes.
    [[nodiscard]] std::size_t take(std::span<char> into, instant now) {
        std::size_t count = 0;
        while (next_event() <= now && count < into.size()) {
            packet& first = packets_[next_];
            const std::size_t some = (std::min)(first.size, into.size() - count);
            std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(taken_), some,
                        into.begin() + static_cast<std::ptrdiff_t>(count));
            count += some;
            taken_ += some;
            first.size -= some;
            if (first.size == 0) ++next_;
        }
        if (next_ == packets_.size()) clear();
        return count;
    }
    /// Loses everything under way.
    void clear() {
        bytes_.clear();
        packets_.clear();
        next_ = taken_ = 0;
    }

private:
    struct packet {
        instant arrives;
        std::size_t size;
    };

    void put(std::string_view bytes) {
        if (bytes.empty()) return;
        bytes_ += bytes;
        packets_.push_back({arrived_, bytes.size()});
    }

    duration byte_time_{};
    duration latency_{};
    instant left_{};    ///< when the last byte sent has left
    instant arrived_{}; ///< when the last line arrives
    std::string bytes_;
    std::size_t taken_ = 0;
    std::vector<packet> packets_;
    std::size_t next_ = 0;
    std::vector<armed_fault> armed_;
    fault_rate rate_{};
    random_stream random_{0};
    bool rate_is_active_ = false;
    bool behind_resend_ = false;
};

} // namespace printjob::inline v0::testing
