#pragma once
/// What is known of the printer: who it is, what it reported, what it was told, and what a pause kept of that.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/procedure/handshake.hpp>
#include <printjob/gcode/procedure/modal_state.hpp>
#include <printjob/gcode/procedure/pause_snapshot.hpp>
#include <printjob/gcode/procedure/printer_facts.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/readings.hpp>
#include <printjob/gcode/syntax/response.hpp>
#include <printjob/job/diagnosis.hpp>
#include <printjob/job/file.hpp>
#include <printjob/job/report.hpp>
#include <printjob/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace printjob::inline v0::gcode {

/// What the safe stop must turn off, whatever the printer reports: some report the active tool only.
struct heaters_used {
    std::uint8_t tools = 0; ///< one more than the highest hot end that got a target
    bool chamber = false;   ///< got a target
    bool spindle = false;   ///< was turned on

    /// Takes in what commands have set.
    void take_in(const modal_state& modes) {
        for (std::uint8_t i = tools; i < max_tools; ++i)
            if (modes.tool_targets[i]) tools = static_cast<std::uint8_t>(i + 1);
        chamber = chamber || modes.chamber_target.has_value();
        spindle = spindle || modes.spindle.turns != 0;
    }
};

/// The knowledge of one streamer about its printer.
struct printer_knowledge {
    handshake identity{};                   ///< who it is, and whether a safe stop is owed to it
    modal_state modes{};                    ///< what it was told in this conversation
    heaters_used used{};                    ///< what was turned on; resets do not matter
    spindle_state spindle_at_pause{};       ///< before a pause turned it off
    printer_facts reported{};               ///< what it told
    std::optional<position> told_position;  ///< its answer to M114, since M400
    std::optional<pause_snapshot> snapshot; ///< what a pause kept; until the job's lines go on
    bool waits_for_person = false;          ///< since it said so, until its next sign of work
    text<longest_words> last_error{};       ///< the line of its last error in this conversation

    /// A printer is greeted: what was known by this conversation is forgotten.
    void begin_conversation() {
        waits_for_person = false;
        identity.begin();
        modes = {};
        last_error = {};
    }

    /// Takes in what a response tells of the printer. Returns what is worth telling of it: that a person is waited for,
    /// when the printer begins to.
    [[nodiscard]] notice take_in(const interpreted_response& said) {
        if (is_error(said.kind)) last_error = words_of(said.words);
        identity.take_in(said);
        if (said.has_temperatures) reported.take_temperatures(said.text);
        if (said.has_position)
            if (const auto told = read_position(said.text)) told_position = told;
        if (said.kind == response_kind::ok || said.kind == response_kind::busy) waits_for_person = false;
        if (said.kind != response_kind::waiting_for_user || std::exchange(waits_for_person, true))
            return notice::none;
        return notice::waiting_for_user;
    }

    /// Returns what the printer's last error tells of a failure.
    [[nodiscard]] diagnosis of_last_error() const {
        diagnosis made;
        made.words = last_error;
        return made;
    }

    /// Takes in a command that is sent, which begins with `word`.
    void note(command_word word, std::string_view command) {
        modes.note(word, command);
        if (word.letter == 'M' || word == command_word{'G', 10}) used.take_in(modes);
    }

    /// Fills in the targets that no command of this conversation has set, from the printer's reports.
    void learn_targets() {
        for_each_target([](std::optional<double>& target, const std::optional<float>& told) {
            if (!target && told) target = *told;
        });
    }

    /// Believes the printer's reports of its targets where they are other than what it was told: its own idle timer, or a
    /// person, has changed them.
    void believe_reported_targets() {
        for_each_target([](std::optional<double>& target, const std::optional<float>& told) {
            constexpr float rounded = 1; // degree: some firmwares keep whole ones
            if (!target || !told) return;
            const float apart = static_cast<float>(*target) - *told;
            if (apart > rounded || apart < -rounded) target = *told;
        });
    }

    /// Keeps modes and targets, and the place `where` when it is known; once, until the lines go on.
    void keep(const std::optional<position>& where, bool by_printer = false) {
        learn_targets();
        if (snapshot) return;
        snapshot.emplace(pause_snapshot{.modes = modes, .where = where, .by_printer = by_printer});
        if (!by_printer) snapshot->modes.spindle = spindle_at_pause;
    }

    /// True if a heater has another target than when the pause began.
    [[nodiscard]] bool has_cooled() const { return snapshot && snapshot->cooled(modes); }

    /// True if a hot end is on. The printer's word counts too: a line that was altered on its way may have turned it
    /// on.
    [[nodiscard]] bool is_on(std::size_t tool) const {
        const double told = reported.facts.tools[tool].target.value_or(0);
        return (std::max)(modes.tool_targets[tool].value_or(0), told) > 0;
    }

    /// How many hot ends a safe stop turns off: all that were reported, and all that got a target.
    [[nodiscard]] std::uint8_t tool_count() const {
        return (std::max)({reported.facts.tool_count, used.tools, std::uint8_t{1}});
    }

private:
    /// Calls `visit` with the target of each heater as it was commanded, and as it is reported.
    template <class Visitor>
    void for_each_target(Visitor visit) {
        for (std::size_t i = 0; i < max_tools; ++i)
            visit(modes.tool_targets[i], reported.facts.tools[i].target);
        if (reported.facts.bed) visit(modes.bed_target, reported.facts.bed->target);
        if (reported.facts.chamber) visit(modes.chamber_target, reported.facts.chamber->target);
    }

    [[nodiscard]] static bool is_error(response_kind kind) {
        return kind == response_kind::error || kind == response_kind::alarm || kind == response_kind::fatal;
    }
};

} // namespace printjob::inline v0::gcode
