#pragma once
/// What can be done to a simulated world from outside: commands of clients, faults of the line, doings of the
/// printer and of its operator.

#include <printjob/job/command.hpp>
#include <printjob/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// The families of acts, each of which is drawn on or off for a whole world ("swarm testing": what is never
/// mixed with everything else is found too).
enum class act_class : std::uint8_t { commands, to_printer, to_host, sayings, port, person, file };

/// How many classes there are, and so how many bits of `act_classes` mean something.
inline constexpr std::size_t act_class_count = 7;

/// The name by which a class is chosen on the command line.
[[nodiscard]] constexpr std::string_view name(act_class which) {
    switch (which) {
    case act_class::commands: return "commands";
    case act_class::to_printer: return "to_printer";
    case act_class::to_host: return "to_host";
    case act_class::sayings: return "sayings";
    case act_class::port: return "port";
    case act_class::person: return "person";
    case act_class::file: return "file";
    }
    return "commands";
}

/// A set of classes, one bit each.
using act_classes = std::uint8_t;
/// The set of all classes: nothing is left out of a world on purpose.
inline constexpr act_classes all_act_classes = (1U << act_class_count) - 1;

/// The set with this class alone.
[[nodiscard]] constexpr act_classes set_of(act_class which) {
    return static_cast<act_classes>(1U << static_cast<unsigned>(which));
}

/// Everything that can be done to a world.
enum class deed : std::uint8_t {
    // Clients.
    ask_start,
    ask_restart,
    ask_pause,
    ask_resume,
    ask_toggle,
    ask_cancel,
    ask_select,
    ask_emergency_stop,
    print_other_file, ///< select and start in one
    starts_at_once,   ///< several clients ask for a start at one instant

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

    // What a printer says unasked.
    say,

    // The port and the host's own pace.
    io_error,
    short_writes,
    no_writes,
    host_stalls, ///< nobody looks at the port: the host's clock jumps

    // The printer and the person beside it.
    unplug,
    power_cut,
    reset_button,
    another_machine,
    halt,
    stop_with_errors, ///< the firmware takes every line, and moves no more
    print_from_card,  ///< pulled; when it is back, the printer prints by itself

    // The file of the job.
    file_vanishes, ///< it cannot be opened for a while
};

/// How many deeds there are; their values count up from 0.
inline constexpr std::size_t deed_count = static_cast<std::size_t>(deed::file_vanishes) + 1;

/// The class that a deed belongs to.
[[nodiscard]] constexpr act_class class_of(deed what) {
    if (what <= deed::starts_at_once) return act_class::commands;
    if (what <= deed::lose_line) return act_class::to_printer;
    if (what <= deed::lose_ok_of_resend) return act_class::to_host;
    if (what <= deed::say) return act_class::sayings;
    if (what <= deed::host_stalls) return act_class::port;
    if (what <= deed::print_from_card) return act_class::person;
    return act_class::file;
}

/// A deed in a few words.
[[nodiscard]] constexpr std::string_view name(deed what) {
    switch (what) {
    case deed::ask_start: return "a client asks for start";
    case deed::ask_restart: return "a client asks for restart";
    case deed::ask_pause: return "a client asks for pause";
    case deed::ask_resume: return "a client asks for resume";
    case deed::ask_toggle: return "a client asks for toggle";
    case deed::ask_cancel: return "a client asks for cancel";
    case deed::ask_select: return "a client selects a file";
    case deed::ask_emergency_stop: return "a client asks for the emergency stop";
    case deed::print_other_file: return "a client asks to print a file";
    case deed::starts_at_once: return "clients ask for start at once";
    case deed::flip_bit: return "a bit of the host's next line flips";
    case deed::flip_two_bits: return "two equal bits of the host's next line flip";
    case deed::drop_byte: return "a byte of the host's next line is lost";
    case deed::double_byte: return "a byte of the host's next line is doubled";
    case deed::swap_bytes: return "two bytes of the host's next line change places";
    case deed::cut_head: return "the head of the host's next line is lost";
    case deed::lose_line: return "the host's next line is lost";
    case deed::flip_reply_bit: return "a bit of the printer's next line flips";
    case deed::drop_reply_byte: return "a byte of the printer's next line is lost";
    case deed::lose_reply: return "the printer's next line is lost";
    case deed::glue_reply: return "the line feed of the printer's next line is lost";
    case deed::double_reply: return "the printer's next line comes twice";
    case deed::delay_reply: return "the printer's next line is late";
    case deed::lose_ok: return "the next ok is lost";
    case deed::double_ok: return "the next ok comes twice";
    case deed::delay_ok: return "the next ok is late";
    case deed::flip_ok_bit: return "a bit of the next ok flips";
    case deed::lose_resend: return "the next resend request is lost";
    case deed::double_resend: return "the next resend request comes twice";
    case deed::shift_resend_number: return "the next resend request asks for another line";
    case deed::lose_ok_of_resend: return "the ok after the next resend request is lost";
    case deed::say: return "the printer says";
    case deed::io_error: return "the port fails once";
    case deed::short_writes: return "the port takes few bytes at once";
    case deed::no_writes: return "the port takes no bytes";
    case deed::host_stalls: return "the host does not run";
    case deed::unplug: return "the cable is pulled";
    case deed::power_cut: return "the printer's power is cut";
    case deed::reset_button: return "the printer is reset";
    case deed::another_machine: return "another printer is plugged in";
    case deed::halt: return "the firmware halts";
    case deed::stop_with_errors: return "the firmware stops moving";
    case deed::print_from_card: return "the printer is taken away, and prints from its card";
    case deed::file_vanishes: return "the file cannot be opened";
    }
    return "";
}

/// What a printer may say unasked.
inline constexpr std::array<std::string_view, 24> sayings{
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

/// The command behind a client's deed; nothing for deeds that are more than one command.
[[nodiscard]] constexpr std::optional<command> command_of(deed what) {
    if (what > deed::ask_emergency_stop) return std::nullopt;
    constexpr std::array<command, 8> commands{command::start,  command::restart,       command::pause,
                                              command::resume, command::toggle,        command::cancel,
                                              command::select, command::emergency_stop};
    return commands[static_cast<std::size_t>(what)];
}

/// A fault of the line that strikes again and again, beside the single acts.
struct world_noise {
    deed what = deed::flip_bit;  ///< of the class of its direction: `to_printer` or `to_host`
    std::uint16_t per_mille = 0; ///< of the lines that fit; 0: none
    duration lasts{};            ///< how late, for what is late

    friend bool operator==(const world_noise&, const world_noise&) = default;
};

/// One act, and when: once `lines` lines have left the host since the act before it (or since the job was
/// asked for), or when `patience` has passed since then, whichever comes first.
struct world_act {
    deed what;           ///< what is done
    std::uint8_t job;    ///< in the course of which job, counted from 0
    std::uint16_t lines; ///< how many lines of the host it waits for; 0: none
    duration patience;   ///< how long it waits for them; 0: not at all
    std::uint16_t place; ///< where in the line, which saying, which file, how many clients
    duration lasts;      ///< for how long, for what lasts
};

/// An act in words, on one line.
[[nodiscard]] inline std::string describe(const world_act& act) {
    std::string words = "job " + std::to_string(act.job + 1) + ", " + std::to_string(act.lines) +
                        " lines or " + std::to_string(act.patience.count()) + " us later: ";
    words += name(act.what);
    if (act.what == deed::say) words.append(" `").append(sayings[act.place % sayings.size()]).append("`");
    const act_class family = class_of(act.what);
    if (family == act_class::to_printer || family == act_class::to_host)
        words += " (place " + std::to_string(act.place) + ")";
    if (act.lasts > duration::zero()) words += " for " + std::to_string(act.lasts.count()) + " us";
    return words;
}

} // namespace printjob::inline v0::testing
