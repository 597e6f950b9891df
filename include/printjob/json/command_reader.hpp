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

/// The command in a body of `POST /api/job`.
struct job_command {
    command asked;               ///< start, restart, cancel, pause, resume or toggle
    bool unknown_action = false; ///< a `pause` with an unknown `action`; `asked` is then toggle

    friend bool operator==(const job_command&, const job_command&) = default;
};

/// Reads `command` and `action`, in any order, and ignores every other field.
class command_fields : public field_sink {
public:
    /// Called with each key. Returns false if a known key comes a second time.
    [[nodiscard]] bool key(std::string_view name) {
        at_ = name == "command" ? field::command : name == "action" ? field::action : field::unknown;
        if (at_ == field::command) return !std::exchange(command_seen_, true);
        if (at_ == field::action) return !std::exchange(action_seen_, true);
        return true;
    }

    /// Called with a text value.
    void text(std::string_view value) {
        if (at_ == field::command) asked_ = command_named(value);
        if (at_ == field::action) action_ = action_named(value);
    }

    /// Called with true or false, which no known field may be.
    void boolean(bool) { other(); }

    /// Called with any other value. An action that is not a text is unknown.
    void other() {
        if (at_ == field::action) action_ = std::nullopt;
    }

    /// Returns the command, after all fields were read. `action` is ignored unless the command is `pause`.
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
    std::optional<command> action_ = command::toggle; ///< the default if there is none
};

/// Reads a command. The words are those of OctoPrint's API and are compared exactly, case included. A `pause`
/// without an action toggles. An unknown `action` is not an error here: the API first answers whether the job
/// can be paused at all.
[[nodiscard]] inline tl::expected<job_command, body_fault> read_job_command(std::string_view body) {
    command_fields fields;
    if (const auto wrong = read_strictly(body, fields)) return tl::unexpected(*wrong);
    return fields.asked_for();
}

} // namespace printjob::inline v0::json
