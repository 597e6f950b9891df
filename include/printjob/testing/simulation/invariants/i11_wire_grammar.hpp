#pragma once
/// I11: every line on the wire is in the grammar, and fits the printer's buffer for a command.

#include <printjob/testing/simulation/invariants/checked_run.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// I11. See the top of this header.
class wire_grammar {
public:
    /// Its number.
    static constexpr int number = 11;

    /// Judges by an observation: line written.
    void check(const line_written& seen, checked_run& run) {
        const std::string_view text = seen.text;
        const bool may_follow_cut = text.empty() || text == handshake || text == "M112";
        if (last_was_cut_ && !may_follow_cut)
            return run.report(number, "a line was cut, and neither a handshake nor a stop followed");
        last_was_cut_ = (text.empty() && last_was_cut_) || seen.line.is == wire_line::form::broken;
        if (text.size() > longest_line || !is_allowed(seen))
            run.report(number, "not in the grammar: " + std::string{text});
    }

private:
    static constexpr std::size_t longest_line = 95;
    static constexpr std::string_view handshake = "N0 M110 N0*125";

    [[nodiscard]] static bool is_allowed(const line_written& seen) {
        switch (seen.line.is) {
        case wire_line::form::blank: return true;
        // A handshake cuts off what was not written of the line before it; without a checksum no printer executes that.
        case wire_line::form::broken: return true;
        case wire_line::form::raw: return may_be_raw(seen.line.command);
        case wire_line::form::numbered: return is_in_grammar(seen.line.command) || seen.text == handshake;
        }
        return false;
    }

    bool last_was_cut_ = false; ///< the line before was not whole
};

} // namespace printjob::inline v0::testing
