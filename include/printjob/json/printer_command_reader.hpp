#pragma once
/// Reads the body of `POST /api/printer/command`: `{"command": "M112"}` or `{"commands": ["M112"]}`.

#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/json/strict_body.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

namespace printjob::inline v0::json {

/// What the lines of a printer command come to.
enum class printer_command : std::uint8_t {
    emergency_stop, ///< M112 is among them
    other_gcode,    ///< it is not
};

/// Hears `command` and `commands`, and passes over every other field.
class printer_command_fields : public field_sink {
public:
    /// Notes which field comes; false when it came before.
    [[nodiscard]] bool key(std::string_view name) {
        at_ = name == "command" ? field::one : name == "commands" ? field::list : field::unknown;
        if (at_ == field::one) return !std::exchange(one_seen_, true);
        if (at_ == field::list) return !std::exchange(list_seen_, true);
        return true;
    }

    /// One line, in `command`.
    void text(std::string_view line) {
        if (at_ == field::one) hear(line);
    }

    /// One line of the list in `commands`.
    void listed_text(std::string_view line) {
        if (at_ == field::list) hear(line);
    }

    /// What the fields ask for, once all were heard. M112 counts wherever it stands: whoever asks for an
    /// emergency stop gets it, and nothing that stands beside it matters any more.
    [[nodiscard]] tl::expected<printer_command, body_fault> asked_for() const {
        if (stop_) return printer_command::emergency_stop;
        if (gcode_) return printer_command::other_gcode;
        return tl::unexpected(body_fault::unknown_command);
    }

private:
    enum class field : std::uint8_t { unknown, one, list };

    void hear(std::string_view line) {
        gcode::skip_blanks(line);
        gcode_ = true;
        if (gcode::word_of(line) == gcode::command_word{'M', 112}) stop_ = true;
    }

    field at_ = field::unknown;
    bool one_seen_ = false;
    bool list_seen_ = false;
    bool gcode_ = false;
    bool stop_ = false;
};

/// Reads a printer command. A line is taken as Marlin would: `m112` and `M112 ; stop` are M112, `M1120` is
/// not.
[[nodiscard]] inline tl::expected<printer_command, body_fault> read_printer_command(std::string_view body) {
    printer_command_fields fields;
    if (const auto wrong = read_strictly(body, fields)) return tl::unexpected(*wrong);
    return fields.asked_for();
}

} // namespace printjob::inline v0::json
