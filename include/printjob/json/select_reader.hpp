#pragma once
/// Reads the body of `POST /api/files/local/<path>`: `{"command": "select", "print": true}`.

#include <printjob/json/strict_body.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

namespace printjob::inline v0::json {

/// A request to select a file.
struct select_command {
    bool print = false; ///< true: and to start it at once

    friend bool operator==(const select_command&, const select_command&) = default;
};

/// Reads `command` and `print`, and ignores every other field.
class select_fields : public field_sink {
public:
    /// Called with each key. Returns false if a known key comes a second time.
    [[nodiscard]] bool key(std::string_view name) {
        at_ = name == "command" ? field::command : name == "print" ? field::print : field::unknown;
        if (at_ == field::command) return !std::exchange(command_seen_, true);
        if (at_ == field::print) return !std::exchange(print_seen_, true);
        return true;
    }

    /// Called with a text value.
    void text(std::string_view value) {
        if (at_ == field::command) selects_ = value == "select";
        other();
    }

    /// Called with true or false.
    void boolean(bool value) {
        if (at_ == field::print) asked_.print = value;
    }

    /// Called with any other value; the field then counts as absent.
    void other() {
        if (at_ == field::print) print_is_boolean_ = false;
    }

    /// Returns the request, after all fields were read. If `print` is neither true nor false, the command is
    /// unknown.
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
