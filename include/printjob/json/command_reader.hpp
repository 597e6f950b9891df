#pragma once
/// Reads the body of `POST /api/job`: `{"command": "pause", "action": "resume"}`.

#include <printjob/job/command.hpp>
#include <printjob/json/strict_body.hpp>

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace printjob::inline v0::json {

/// What a body of `POST /api/job` asks for.
struct job_command {
    command asked;               ///< start, restart, cancel, pause, resume or toggle
    bool unknown_action = false; ///< a `pause` whose `action` says nothing known; `asked` is then toggle

    friend bool operator==(const job_command&, const job_command&) = default;
};

/// Hears `command` and `action`, wherever they stand in the object, and passes over every other field.
class command_fields : public field_sink {
public:
    /// Notes which field comes; false when it came before.
    [[nodiscard]] bool key(std::string_view name) {
        at_ = name == "command" ? field::command : name == "action" ? field::action : field::unknown;
        if (at_ == field::command) return !std::exchange(command_seen_, true);
        if (at_ == field::action) return !std::exchange(action_seen_, true);
        return true;
    }

    /// A field that is heard says this.
    void text(std::string_view value) {
        if (at_ == field::command) asked_ = command_named(value);
        if (at_ == field::action) action_ = action_named(value);
    }

    /// No field that is heard is true or false.
    void boolean(bool) { other(); }

    /// An action that is no text says nothing known.
    void other() {
        if (at_ == field::action) action_ = std::nullopt;
    }

    /// What the fields ask for, once all were heard. An action beside another command than `pause` means
    /// nothing.
    [[nodiscard]] tl::expected<job_command, body_fault> asked_for() const {
        if (!asked_) return tl::unexpected(body_fault::unknown_command);
        if (asked_ != command::toggle) return job_command{*asked_, false};
        return job_command{action_.value_or(command::toggle), !action_};
    }

private:
    enum class field : std::uint8_t { unknown, command, action };

    [[nodiscard]] static std::optional<command> command_named(std::string_view word) {
        if (word == "start") return command::start;
        if (word == "pause") return command::toggle;
        if (word == "cancel") return command::cancel;
        if (word == "restart") return command::restart;
        return std::nullopt;
    }

    [[nodiscard]] static std::optional<command> action_named(std::string_view word) {
        if (word == "pause") return command::pause;
        if (word == "resume") return command::resume;
        if (word == "toggle") return command::toggle;
        return std::nullopt;
    }

    field at_ = field::unknown;
    bool command_seen_ = false;
    bool action_seen_ = false;
    std::optional<command> asked_;
    std::optional<command> action_ = command::toggle; ///< the default when there is none
};

/// Reads a command. The words are those of OctoPrint's API and are compared exactly, case included; a bare
/// `pause` toggles. A bad `action` is no fault: whether the pause could be done at all is answered first.
[[nodiscard]] inline tl::expected<job_command, body_fault> read_job_command(std::string_view body) {
    command_fields fields;
    if (const auto wrong = read_strictly(body, fields)) return tl::unexpected(*wrong);
    return fields.asked_for();
}

} // namespace printjob::inline v0::json
