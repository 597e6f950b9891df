#pragma once
/// Reads the body of `POST /api/files/local/<path>`: `{"command": "select", "print": true}`.

#include <printjob/json/strict_body.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

namespace printjob::inline v0::json {

/// A file is to be selected.
struct select_command {
    bool print = false; ///< and started at once

    friend bool operator==(const select_command&, const select_command&) = default;
};

/// Hears `command` and `print`, and passes over every other field.
class select_fields : public field_sink {
public:
    /// Notes which field comes; false when it came before.
    [[nodiscard]] bool key(std::string_view name) {
        at_ = name == "command" ? field::command : name == "print" ? field::print : field::unknown;
        if (at_ == field::command) return !std::exchange(command_seen_, true);
        if (at_ == field::print) return !std::exchange(print_seen_, true);
        return true;
    }

    /// A field that is heard says this.
    void text(std::string_view value) {
        if (at_ == field::command) selects_ = value == "select";
        other();
    }

    /// A field that is heard is true or false.
    void boolean(bool value) {
        if (at_ == field::print) asked_.print = value;
    }

    /// A field that is heard is something else, and counts as not said.
    void other() {
        if (at_ == field::print) print_is_boolean_ = false;
    }

    /// What the fields ask for, once all were heard. A `print` that is neither true nor false is not guessed
    /// at: the command is then unknown.
    [[nodiscard]] tl::expected<select_command, body_fault> asked_for() const {
        if (!selects_ || !print_is_boolean_) return tl::unexpected(body_fault::unknown_command);
        return asked_;
    }

private:
    enum class field : std::uint8_t { unknown, command, print };

    field at_ = field::unknown;
    bool command_seen_ = false;
    bool print_seen_ = false;
    bool selects_ = false;
    bool print_is_boolean_ = true;
    select_command asked_;
};

/// Reads a selection. `print` may be absent, and is then false.
[[nodiscard]] inline tl::expected<select_command, body_fault> read_select_command(std::string_view body) {
    select_fields fields;
    if (const auto wrong = read_strictly(body, fields)) return tl::unexpected(*wrong);
    return fields.asked_for();
}

} // namespace printjob::inline v0::json
