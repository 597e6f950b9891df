#pragma once
/// Reads the body of `POST /api/printer/command`: `{"command": "M112"}` or `{"commands": ["M112"]}`.

#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/json/strict_body.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

namespace printjob::inline v0::json {

/// What the lines of a printer command contain.
enum class printer_command : std::uint8_t {
    emergency_stop, ///< M112 is among them
    other_gcode,    ///< it is not
};

/// Reads `command` and `commands`, and ignores every other field.
class printer_command_fields : public field_sink {
public:
    /// Called with each key. Returns false if a known key comes a second time.
    [[nodiscard]] bool key(std::string_view name) {
        at_ = name == "command" ? field::one : name == "commands" ? field::list : field::unknown;
        if (at_ == field::one) return !std::exchange(one_seen_, true);
        if (at_ == field::list) return !std::exchange(list_seen_, true);
        return true;
    }

    /// Called with a text value: the line in `command`.
    void text(std::string_view line) {
        if (at_ == field::one) hear(line);
    }

    /// Called with a text in a list: one line of `commands`.
    void listed_text(std::string_view line) {
        if (at_ == field::list) hear(line);
    }

    /// Returns the result, after all fields were read. M112 in any line is an emergency stop, whatever the
    /// other lines are.
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

/// Reads a printer command. A line is read as Marlin reads it: `m112` and `M112 ; stop` are M112, `M1120` is
/// not.
[[nodiscard]] inline tl::expected<printer_command, body_fault> read_printer_command(std::string_view body) {
    printer_command_fields fields;
    if (const auto wrong = read_strictly(body, fields)) return tl::unexpected(*wrong);
    return fields.asked_for();
}

} // namespace printjob::inline v0::json
