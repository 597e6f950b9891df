#pragma once
/// What can be seen of a run from outside: the monitor makes these values, the checker judges them. Each is valid during
/// the call that it is passed to.

#include <printjob/controller.hpp>
#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/testing/simulation/contract.hpp>
#include <printjob/testing/simulation/files.hpp>
#include <printjob/testing/simulation/wire_line.hpp>
#include <printjob/time.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

// --- clients ---

/// A client's start or restart was accepted.
struct job_begun {
    job_id job;                 ///< the new job
    const simulated_file& file; ///< what it prints
};

/// A command was answered. Made after the controller carried it out and its events were taken.
struct command_answered {
    intent asked;               ///< what was asked for
    const command_view& before; ///< what held before it
    const answer& given;        ///< how it was answered
    const command_view& after;  ///< what held after it
    bool was_told;              ///< at least one event was told meanwhile
};

/// Several clients submitted a start at one instant.
struct starts_answered {
    unsigned accepted;     ///< how many were accepted
    bool one_was_possible; ///< a file was selected, and no job active
};

// --- the host ---

/// The host wrote a line.
struct line_written {
    /// Reads the line, which is without its line feed.
    explicit line_written(std::string_view written) : text{written}, line{read_wire_line(written)} {}

    std::string_view text; ///< as it was written
    wire_line line;        ///< as it is read
};

/// The host wrote the front of a line, then the port failed, then came the line's end. By accident it may be whole.
struct torn_line_written {
    /// Reads all that was written of it, as a firmware does: a checksum without digits is 0.
    explicit torn_line_written(std::string_view written)
        : text{std::string{written} + (written.ends_with('*') ? "0" : "")}, line{read_wire_line(text)} {}
    torn_line_written(const torn_line_written&) = delete;
    torn_line_written& operator=(const torn_line_written&) = delete;

    std::string text; ///< as it was written
    wire_line line;   ///< as it is read
};

/// The controller reported an event.
struct event_told {
    const event& what; ///< as it was polled
};

/// What the port does with lines before the events of a step are taken.
struct port_seen {
    bool
        holds_lines; ///< written lines wait for a port that takes nothing, or one has left with its front only
    std::uint64_t sent; ///< how far in the file has been sent
};

/// Host and printer after a step, when the controller's events were taken.
struct host_seen {
    progress reported;        ///< by the transport
    state current;            ///< of the controller
    bool is_hot;              ///< a hot end is on, and nothing keeps the host's commands waiting
    duration hot_ends_off_in; ///< after which a paused job's hot ends must be off
    bool awaits_person;       ///< the printer waits for a person, and says so
};

// --- the printer ---

/// The printer began to handle a command.
struct command_executed {
    const executed_command& command; ///< as it took it
};
/// A firmware that has stopped acknowledged a move, and made none.
struct move_ignored {
    const executed_command& command; ///< as it took it
};
/// Another printer was connected.
struct printer_changed {};
/// The printer began to print from its own card, or is known not to.
struct card_print_seen {
    bool prints; ///< whether it does
};
/// The printer's receive buffer was full, and bytes of lines were lost.
struct buffer_overflow {
    bool expected; ///< the host was given a wrong size of it
};

// --- faults of the line, and what nobody at its ends can see of them ---

/// A fault struck one line, either way.
struct line_faulted {};
/// Something worse than that: to the port, to the printer, or it said what nobody asked for.
struct trouble {};
/// The question who the printer is, or its answer, did not arrive as it was sent.
struct name_faulted {};
/// The firmware said that it stopped, and that did not arrive as it was said.
struct stop_message_faulted {};
/// A line was altered so that its checksum still fits, and the printer reads this command in it.
struct line_altered_unseen {
    std::string_view command; ///< without number and checksum
};
/// A line was altered so that its checksum still fits, and it was M110, or is now.
struct numbering_altered_unseen {};
/// An M110 was lost, or did not arrive as such.
struct numbering_lost {};
/// A line of the printer was lost or altered.
struct response_faulted {};

// --- time ---

/// Host and printer keep each other busy without time passing.
struct spinning {};
/// What must come has not come in time.
struct overdue {
    std::string what; ///< in words
};

} // namespace printjob::inline v0::testing
