#pragma once
/// Observers of the wire: what is sent, received, resent and probed, with the times.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/syntax/response.hpp>
#include <printjob/result.hpp>
#include <printjob/time.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace printjob::inline v0::gcode {

/// Satisfied by a type that is called when something happens on the wire, by the thread that drives the
/// streamer and during its call: it must be quick, must not block, and must not call back.
/// - `opened(now)`: the port can be used.
/// - `closed(why, now)`: the port cannot be used. Also called for each attempt to use it that failed.
/// - `sent(bytes, now)`: the port took these bytes; they may end within a line.
/// - `received(line, now)`: the printer sent this line, passed without its end. Any bytes are possible.
/// - `heard(said, now)`: what a line was read as, and what that means. A line may hold several responses.
/// - `probed(now)`: a silence was broken by a probe, which is among the next bytes that are sent.
///
/// Views are valid during the call.
template <class T>
concept wire_observer = requires(T& observer, std::span<const char> bytes, std::string_view line,
                                 const interpreted_response& said, const io_error& why, instant now) {
    { observer.opened(now) } -> std::same_as<void>;
    { observer.closed(why, now) } -> std::same_as<void>;
    { observer.sent(bytes, now) } -> std::same_as<void>;
    { observer.received(line, now) } -> std::same_as<void>;
    { observer.heard(said, now) } -> std::same_as<void>;
    { observer.probed(now) } -> std::same_as<void>;
};

/// No observer: a streamer with it has no code for one.
struct no_observer {};

/// Counts what happens on the wire. Satisfies `wire_observer`.
struct wire_counters {
    /// Bytes that the port took.
    std::uint64_t bytes_sent = 0;
    /// Lines that were written completely, without blank ones.
    std::uint64_t lines_sent = 0;
    /// Lines that the printer sent.
    std::uint64_t lines_received = 0;
    std::uint64_t resends = 0;   ///< resend requests
    std::uint64_t probes = 0;    ///< silences that were broken by a probe
    std::uint64_t closed_at = 0; ///< failed attempts to use the port, and losses of it
    /// How often the printer's planner ran empty after it had been filled: moves came too slowly. Counted
    /// only if the firmware reports it (ADVANCED_OK's `P`); the end of a job counts once.
    std::uint64_t underruns = 0;
    /// Round trips: from the last byte of a line, with no other line unanswered, to the next `ok`. The count,
    /// the last and the longest.
    std::uint64_t round_trips = 0;
    /// The last one.
    duration last_round_trip{};
    /// The longest one.
    duration longest_round_trip{};

    /// As in `wire_observer`, like the five below.
    void opened(instant) { unanswered_ = 0; }
    /// Counts it.
    void closed(const io_error&, instant) { ++closed_at; }
    /// Counts bytes and lines.
    void sent(std::span<const char> bytes, instant now) {
        bytes_sent += bytes.size();
        for (const char byte : bytes) {
            if (byte != '\n') {
                in_line_ = true;
                continue;
            }
            if (!in_line_) continue; // a blank line is answered by nothing
            in_line_ = false;
            ++lines_sent;
            if (++unanswered_ == 1) sent_at_ = now;
        }
    }
    /// Counts it.
    void received(std::string_view, instant) { ++lines_received; }
    /// Counts resends, underruns and round trips.
    void heard(const response& said, instant now) {
        if (said.kind == response_kind::resend) {
            ++resends;
            unanswered_ = 0; // whatever comes next is no plain answer
        }
        if (said.kind != response_kind::ok) return;
        if (unanswered_ == 1) note_round_trip(now - sent_at_);
        unanswered_ = 0;
        if (said.planner_free) note_planner(*said.planner_free);
    }
    /// Counts it.
    void probed(instant) { ++probes; }

private:
    void note_round_trip(duration seen) {
        ++round_trips;
        last_round_trip = seen;
        if (seen > longest_round_trip) longest_round_trip = seen;
    }
    void note_planner(std::uint32_t free) {
        if (free > most_free_) most_free_ = free;
        const bool is_empty = free == most_free_;
        if (is_empty && was_filled_) ++underruns;
        was_filled_ = !is_empty;
    }

    instant sent_at_{};
    std::uint64_t unanswered_ = 0; ///< lines since the last ok
    std::uint32_t most_free_ = 0;  ///< the planner's places, as far as they were told
    bool in_line_ = false;
    bool was_filled_ = false;
};

static_assert(wire_observer<wire_counters>);

} // namespace printjob::inline v0::gcode
