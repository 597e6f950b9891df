#pragma once
/// What happens in a run, in words: one line for each thing, for a replay that a person reads. Without a listener it
/// does nothing.

#include <printjob/controller.hpp>
#include <printjob/testing/simulation/faulty_link.hpp>
#include <printjob/testing/simulation/stimuli.hpp>
#include <printjob/time.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing {

/// Writes a run down for its listener.
class narration {
public:
    /// Called for each line, with the virtual time; the text is valid during the call.
    using listener = std::function<void(instant, std::string_view)>;

    /// Sets the function that is called from now on; an empty one ends it.
    void set_listener(listener called) { listener_ = std::move(called); }

    /// Passes a line on as it is.
    void say(instant now, std::string_view words) const {
        if (listener_) listener_(now, words);
    }
    /// Says what is done to the run from outside.
    void describe_stimulus(instant now, const scheduled_stimulus& what) const {
        if (listener_) say(now, "*** " + describe(what));
    }
    /// Says what a client asked for and how it was answered.
    void describe_answer(instant now, intent asked, const answer& given) const {
        if (listener_)
            say(now, "    " + std::string{name(asked)} + ": " +
                         std::string{given ? name(*given) : given.error().name});
    }
    /// Says what the controller reported.
    void describe_event(instant now, const event& what) const {
        if (!listener_) return;
        std::string words = "           -> " + std::string{name(what.kind())} + " " +
                            std::string{name(what.now_in())} + " job " +
                            std::to_string(static_cast<std::uint32_t>(what.job()));
        if (what.why() != failure::none) words.append(" ").append(name(what.why()));
        if (what.told() != notice::none) words.append(" ").append(name(what.told()));
        say(now, words);
    }

    // --- the line; with or without a line feed ---

    /// Says which line the host wrote.
    void describe_host_line(instant now, std::string_view line) const {
        describe_line(now, "host:      ", line);
    }
    /// Says which line of the printer is on its way.
    void describe_printer_line(instant now, std::string_view line) const {
        describe_line(now, "printer:   ", line);
    }
    /// Says which command the printer begins to handle.
    void describe_execution(instant now, std::string_view command) const {
        describe_line(now, "           executes ", command);
    }
    /// Says what a fault did to the host's line, of which `line` arrives.
    void describe_host_fault(instant now, std::string_view line, const fault_effect& effect) const {
        describe_fault(now, "          > ", line, effect);
    }
    /// Says what a fault did to the printer's line, of which `line` arrives.
    void describe_printer_fault(instant now, std::string_view line, const fault_effect& effect) const {
        describe_fault(now, "          < ", line, effect);
    }
    /// Says that the printer had no room for so many bytes.
    void describe_overflow(instant now, std::uint64_t lost) const {
        if (listener_)
            say(now, "          > the receive buffer is full: " + std::to_string(lost) + " bytes are lost");
    }

private:
    void describe_line(instant now, std::string_view who, std::string_view line) const {
        if (listener_) say(now, std::string{who}.append(line.substr(0, line.find('\n'))));
    }

    void describe_fault(instant now, std::string_view arrow, std::string_view line,
                        const fault_effect& effect) const {
        if (effect.lost)
            describe_line(now, arrow, "lost");
        else if (effect.twice)
            describe_line(now, arrow, "twice");
        else if (effect.altered)
            describe_line(now, std::string{arrow} + "arrives as ", line);
        else
            describe_line(now, arrow, "late");
    }

    listener listener_;
};

} // namespace printjob::inline v0::testing
