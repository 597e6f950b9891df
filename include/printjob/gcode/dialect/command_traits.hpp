#pragma once
/// The traits of a command: how long it may take, what ends it, and whether a file may contain it.

#include <printjob/gcode/syntax/command_word.hpp>

#include <span>

namespace printjob::inline v0::gcode {

/// The traits of a command; a move has none. Two bytes, so that a table is small.
struct command_traits {
    /// The printer may be silent for minutes while it works on the command.
    bool is_long_running : 1 = false;
    /// The command waits for a heater or a person, and `dialect::break_wait` ends it.
    bool is_blocking_wait : 1 = false;
    /// A person must act before the command ends: its time is not limited.
    bool waits_for_person : 1 = false;
    /// The printer pauses by itself and continues only on command.
    bool pauses_printer : 1 = false;
    /// The command's `ok` comes with temperatures.
    bool asks_temperature : 1 = false;
    /// The firmware's name comes before the command's `ok`.
    bool asks_who : 1 = false;
    /// The command takes the line or the printer out of the host's control: a file that contains it is
    /// refused.
    bool is_forbidden_in_file : 1 = false;
    /// The rest of the line is a text for people: it is cleaned and cut where it must be.
    bool carries_text : 1 = false;
    /// The rest of the line is the name of a file, or contains one: nothing of it is taken for a comment in parentheses,
    /// and it is never changed.
    bool carries_name : 1 = false;
    /// The command tells of the print and the print is the same without it: it is left out if it cannot be sent.
    bool is_metadata : 1 = false;
    /// The firmware does not have the command, or its answer would mislead the host, and the print is the same without
    /// it: it is not sent.
    bool is_ignored : 1 = false;
    /// In a file the command is not sent: the host pauses instead, for a firmware that pauses by itself only says ok.
    bool asks_host_to_pause : 1 = false;

    friend constexpr bool operator==(const command_traits&, const command_traits&) = default;
};

/// One row of a dialect's table of commands.
struct command_entry {
    /// The command's first word.
    command_word word{};
    /// Its traits.
    command_traits traits{};
};

/// Returns the row of `word` in a dialect's table; null if there is none. G0 to G3 have none in any firmware
/// and are not looked up: they are nearly every line of a file.
[[nodiscard]] constexpr const command_entry* find_command(std::span<const command_entry> table,
                                                          command_word word) {
    if (word.letter == 'G' && word.number <= 3) return nullptr;
    for (const command_entry& entry : table)
        if (entry.word == word) return &entry;
    return nullptr;
}

} // namespace printjob::inline v0::gcode
