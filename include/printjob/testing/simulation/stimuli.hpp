#pragma once
/// What can be done to a run from outside: commands of clients, faults of the line, of the port and of the printer,
/// and what the person beside the printer does to it.

#include <printjob/job/command.hpp>
#include <printjob/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// The classes of stimuli. Each is drawn on or off for a whole run ("swarm testing": this also finds what a mixture of
/// everything would hide).
enum class stimulus_class : std::uint8_t { commands, to_printer, to_host, unsolicited, port, person, file };

/// How many classes there are, and so how many bits of `stimulus_classes` mean something.
inline constexpr std::size_t stimulus_class_count = 7;

/// Returns the name by which a class is chosen on the command line.
[[nodiscard]] constexpr std::string_view name(stimulus_class which) {
    switch (which) {
    case stimulus_class::commands: return "commands";
    case stimulus_class::to_printer: return "to_printer";
    case stimulus_class::to_host: return "to_host";
    case stimulus_class::unsolicited: return "unsolicited";
    case stimulus_class::port: return "port";
    case stimulus_class::person: return "person";
    case stimulus_class::file: return "file";
    }
    return "commands";
}

/// A set of classes, one bit each.
using stimulus_classes = std::uint8_t;
/// The set of all classes.
inline constexpr stimulus_classes all_stimulus_classes = (1U << stimulus_class_count) - 1;

/// Returns the set with this class alone.
[[nodiscard]] constexpr stimulus_classes set_of(stimulus_class which) {
    return static_cast<stimulus_classes>(1U << static_cast<unsigned>(which));
}

/// Everything that can be done to a run.
enum class stimulus : std::uint8_t {
    // Clients.
    ask_start,
    ask_restart,
    ask_pause,
    ask_resume,
    ask_toggle,
    ask_cancel,
    ask_select,
    ask_emergency_stop,
    print_other_file,  ///< select and start in one
    concurrent_starts, ///< several clients ask for a start at one instant

    // The next line that the host sends.
    flip_bit,
    flip_two_bits, ///< of one column: XOR-8 cannot see them
    drop_byte,
    double_byte,
    swap_bytes,
    cut_head,
    lose_line,

    // The next line that the printer sends, or its next ok or resend request.
    flip_reply_bit,
    drop_reply_byte,
    lose_reply,
    glue_reply, ///< its line feed is lost
    double_reply,
    delay_reply,
    lose_ok,
    double_ok,
    delay_ok,
    flip_ok_bit,
    lose_resend,
    double_resend,
    shift_resend_number, ///< a digit of it is another one
    lose_ok_of_resend,

    // What a printer says without being asked.
    unsolicited_line,

    // The port and the host's own pace.
    io_error,
    short_writes,
    no_writes,
    host_stalls, ///< nobody looks at the port: the host's clock jumps

    // The printer and the person beside it.
    unplug,
    power_cut,
    reset_button,
    replace_printer, ///< pulled; when it is back, another printer is there
    halt,
    stop_with_errors, ///< the firmware takes every line, and moves no more
    print_from_card,  ///< pulled; when it is back, the printer prints by itself

    // The file of the job.
    file_vanishes, ///< it cannot be opened for a while
};

/// How many stimuli there are; their values count up from 0.
inline constexpr std::size_t stimulus_count = static_cast<std::size_t>(stimulus::file_vanishes) + 1;

/// Returns the class that a stimulus belongs to.
[[nodiscard]] constexpr stimulus_class class_of(stimulus what) {
    if (what <= stimulus::concurrent_starts) return stimulus_class::commands;
    if (what <= stimulus::lose_line) return stimulus_class::to_printer;
    if (what <= stimulus::lose_ok_of_resend) return stimulus_class::to_host;
    if (what <= stimulus::unsolicited_line) return stimulus_class::unsolicited;
    if (what <= stimulus::host_stalls) return stimulus_class::port;
    if (what <= stimulus::print_from_card) return stimulus_class::person;
    return stimulus_class::file;
}

/// Returns a stimulus in a few words.
[[nodiscard]] constexpr std::string_view name(stimulus what) {
    switch (what) {
    case stimulus::ask_start: return "a client asks for start";
    case stimulus::ask_restart: return "a client asks for restart";
    case stimulus::ask_pause: return "a client asks for pause";
    case stimulus::ask_resume: return "a client asks for resume";
    case stimulus::ask_toggle: return "a client asks for toggle";
    case stimulus::ask_cancel: return "a client asks for cancel";
    case stimulus::ask_select: return "a client selects a file";
    case stimulus::ask_emergency_stop: return "a client asks for the emergency stop";
    case stimulus::print_other_file: return "a client asks to print a file";
    case stimulus::concurrent_starts: return "clients ask for start at once";
    case stimulus::flip_bit: return "a bit of the host's next line flips";
    case stimulus::flip_two_bits: return "two equal bits of the host's next line flip";
    case stimulus::drop_byte: return "a byte of the host's next line is lost";
    case stimulus::double_byte: return "a byte of the host's next line is doubled";
    case stimulus::swap_bytes: return "two bytes of the host's next line change places";
    case stimulus::cut_head: return "the head of the host's next line is lost";
    case stimulus::lose_line: return "the host's next line is lost";
    case stimulus::flip_reply_bit: return "a bit of the printer's next line flips";
    case stimulus::drop_reply_byte: return "a byte of the printer's next line is lost";
    case stimulus::lose_reply: return "the printer's next line is lost";
    case stimulus::glue_reply: return "the line feed of the printer's next line is lost";
    case stimulus::double_reply: return "the printer's next line comes twice";
    case stimulus::delay_reply: return "the printer's next line is late";
    case stimulus::lose_ok: return "the next ok is lost";
    case stimulus::double_ok: return "the next ok comes twice";
    case stimulus::delay_ok: return "the next ok is late";
    case stimulus::flip_ok_bit: return "a bit of the next ok flips";
    case stimulus::lose_resend: return "the next resend request is lost";
    case stimulus::double_resend: return "the next resend request comes twice";
    case stimulus::shift_resend_number: return "the next resend request asks for another line";
    case stimulus::lose_ok_of_resend: return "the ok after the next resend request is lost";
    case stimulus::unsolicited_line: return "the printer says";
    case stimulus::io_error: return "the port fails once";
    case stimulus::short_writes: return "the port takes few bytes at once";
    case stimulus::no_writes: return "the port takes no bytes";
    case stimulus::host_stalls: return "the host does not run";
    case stimulus::unplug: return "the cable is pulled";
    case stimulus::power_cut: return "the printer's power is cut";
    case stimulus::reset_button: return "the printer is reset";
    case stimulus::replace_printer: return "another printer is plugged in";
    case stimulus::halt: return "the firmware halts";
    case stimulus::stop_with_errors: return "the firmware stops moving";
    case stimulus::print_from_card: return "the printer is taken away, and prints from its card";
    case stimulus::file_vanishes: return "the file cannot be opened";
    }
    return "";
}

/// The lines that a printer may say without being asked.
inline constexpr std::array<std::string_view, 24> unsolicited_lines{
    "ok",
    "ok T:21.0 /0.0 @:0",
    "wait",
    "",
    "echo:busy: processing",
    "echo:busy: paused for user",
    "Resend: 1",
    "Resend: 2",
    "Resend: 99999",
    "rs 3",
    "Error:checksum mismatch, Last Line: 0",
    "Error:No Line Number with checksum, Last Line: 1",
    "Error:something nobody has heard of",
    "Error:Thermal Runaway, system stopped! Heater_ID: 0",
    "!! fatal",
    "start",
    "echo: cold extrusion prevented",
    "//action:pause",
    "//action:resume",
    "//action:cancel",
    "//action:start",
    "//action:paused",
    "//action:resumed",
    "\x80\xFF//ok\x01",
};

/// Returns what a client's stimulus asks for; nothing for stimuli that are more than one command.
[[nodiscard]] constexpr std::optional<intent> intent_of(stimulus what) {
    if (what > stimulus::ask_emergency_stop) return std::nullopt;
    constexpr std::array<intent, 8> intents{intent::start,  intent::restart,       intent::pause,
                                            intent::resume, intent::toggle,        intent::cancel,
                                            intent::select, intent::emergency_stop};
    return intents[static_cast<std::size_t>(what)];
}

/// A fault of the line that happens again and again, beside the scheduled ones.
struct fault_rate {
    stimulus what = stimulus::flip_bit; ///< of the class of its direction: `to_printer` or `to_host`
    std::uint16_t per_mille = 0;        ///< of the lines that fit; 0: none
    duration lasts{};                   ///< how late, for what is late

    friend bool operator==(const fault_rate&, const fault_rate&) = default;
};

/// One stimulus, and when: once `lines` lines have left the host since the one before it (or since the job was asked
/// for), or when `patience` has passed since then, whichever comes first.
struct scheduled_stimulus {
    stimulus what;       ///< what is done
    std::uint8_t job;    ///< in the course of which job, counted from 0
    std::uint16_t lines; ///< how many lines of the host it waits for; 0: none
    duration patience;   ///< how long it waits for them; 0: not at all
    std::uint16_t place; ///< where in the line, which saying, which file, how many clients
    duration lasts;      ///< for how long, for what lasts
};

/// Returns the stimulus in words, on one line.
[[nodiscard]] inline std::string describe(const scheduled_stimulus& is) {
    std::string words = "job " + std::to_string(is.job + 1) + ", " + std::to_string(is.lines) + " lines or " +
                        std::to_string(is.patience.count()) + " us later: ";
    words += name(is.what);
    if (is.what == stimulus::unsolicited_line)
        words.append(" `").append(unsolicited_lines[is.place % unsolicited_lines.size()]).append("`");
    const stimulus_class family = class_of(is.what);
    if (family == stimulus_class::to_printer || family == stimulus_class::to_host)
        words += " (place " + std::to_string(is.place) + ")";
    if (is.lasts > duration::zero()) words += " for " + std::to_string(is.lasts.count()) + " us";
    return words;
}

} // namespace printjob::inline v0::testing
