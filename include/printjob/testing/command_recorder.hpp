#pragma once
/// Keeps what a simulated Marlin executed, for a test to judge. A long job is better observed with a function
/// that compares and forgets: this keeps every command.

#include <printjob/testing/simulated_marlin.hpp>
#include <printjob/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// One executed command, with a copy of its text.
struct recorded_command {
    /// Of its line, if it had one.
    std::optional<std::int64_t> number;
    /// Without number and checksum.
    std::string text;
    /// When its handler began.
    instant when;
};

/// Records a printer's commands in order from its construction on. The printer must outlive it; destroyed, it
/// stops.
class command_recorder {
public:
    /// Begins to record. Takes the place of whatever observed the printer before.
    explicit command_recorder(simulated_marlin& printer) : printer_{printer} {
        printer_.on_executed([this](const executed_command& command) {
            commands_.push_back({command.number, std::string{command.text}, command.when});
        });
    }
    command_recorder(const command_recorder&) = delete;
    command_recorder& operator=(const command_recorder&) = delete;
    ~command_recorder() { printer_.on_executed({}); }

    /// Returns every command so far, numbered or not.
    [[nodiscard]] const std::vector<recorded_command>& commands() const { return commands_; }
    /// Returns how often this very command was executed.
    [[nodiscard]] std::size_t count(std::string_view text) const {
        return static_cast<std::size_t>(std::ranges::count(commands_, text, &recorded_command::text));
    }
    /// Forgets every command so far.
    void clear() { commands_.clear(); }

private:
    simulated_marlin& printer_;
    std::vector<recorded_command> commands_;
};

} // namespace printjob::inline v0::testing
