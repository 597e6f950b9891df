#pragma once
/// How often the printer asked for which line, and which of its requests is not believed yet. Responses carry no
/// checksum: a request may be garbled, doubled or late.

#include <printjob/time.hpp>

#include <cstdint>

namespace printjob::inline v0::gcode {

/// The requests since numbering began.
class retransmission {
public:
    // --- getters ---

    /// How many were answered.
    [[nodiscard]] std::uint32_t answered() const { return answered_; }
    /// A line that was asked for while it was in flight for a second time; 0: none.
    [[nodiscard]] std::uint32_t postponed() const { return postponed_; }
    /// When its request is to be answered, unless the line is acknowledged meanwhile; `never` when there is none.
    [[nodiscard]] instant due() const { return postponed_ != 0 ? due_ : never; }
    /// Whether this line was asked for before, when it could not be meant.
    [[nodiscard]] bool is_suspected(std::uint32_t number) const { return suspected_ == number; }

    // --- inputs ---

    /// Numbering begins anew.
    void begin() {
        answered_ = postponed_ = suspected_ = 0;
        times_ = times_unreadable_ = 0;
    }
    /// One came for `number`.
    void note(std::uint32_t number) {
        if (number != requested_) times_ = 0;
        requested_ = number;
    }
    /// It is counted; how often in a row this line was asked for.
    unsigned count() { return ++times_; }
    /// It is counted, and comes of a line that was in flight behind one that waits to be repeated.
    unsigned count_late() { return ++times_late_; }
    /// A line is repeated: what comes late counts from here.
    void repeated() { times_late_ = 0; }
    /// One came without a readable number; how many did since a line was acknowledged.
    unsigned count_unreadable() { return ++times_unreadable_; }
    /// The answer waits: the line may be on its way to be acknowledged.
    void postpone(std::uint32_t number, instant due) {
        if (postponed_ == number) return;
        postponed_ = number;
        due_ = due;
    }
    /// One is not believed unless it comes again.
    void suspect(std::uint32_t number) { suspected_ = number; }
    /// One is answered.
    void answer() {
        ++answered_;
        postponed_ = 0;
    }
    /// A line was acknowledged.
    void acknowledged(std::uint32_t number) {
        suspected_ = 0;
        times_unreadable_ = 0;
        if (number == requested_) times_ = 0;
        if (number >= postponed_) postponed_ = 0;
    }

private:
    std::uint32_t answered_ = 0;
    std::uint32_t requested_ = 0; ///< last
    std::uint32_t suspected_ = 0;
    std::uint32_t postponed_ = 0;
    instant due_{};
    std::uint8_t times_ = 0;
    std::uint8_t times_late_ = 0;
    std::uint8_t times_unreadable_ = 0;
};

} // namespace printjob::inline v0::gcode
