#pragma once
/// The application that is tested here: the touch panel of one printer. It pauses the job when the filament runs out
/// or a nozzle loses its heat, says what the person in front of it should do, and goes on when told to.

#include "nozzle_watch.hpp"
#include <printjob/controller.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace panel {

/// What the panel asks of the person in front of it.
enum class question : std::uint8_t { none, load_filament, check_nozzle, look_at_printer };

/// The question as the panel shows it; empty for none.
[[nodiscard]] constexpr std::string_view sentence(question what) {
    switch (what) {
    case question::none: return "";
    case question::load_filament: return "The filament has run out. Load a new spool, then press Resume.";
    case question::check_nozzle:
        return "The nozzle does not hold its temperature. Check it, then press Resume.";
    case question::look_at_printer: return "The printer waits for you. Look after it, then press Resume.";
    }
    return "";
}

/// The panel's own filament switch, as last read.
struct filament_switch {
    bool is_loaded = true;
};

/// No job begins or goes on without filament.
struct filament_is_loaded {
    const filament_switch* filament;

    [[nodiscard]] std::optional<printjob::refusal> operator()(const printjob::check_context&) const {
        if (filament->is_loaded) return std::nullopt;
        return printjob::refusal{printjob::reason::precondition, "no_filament", "No filament is loaded"};
    }
};

/// Watches a print. Refers to the printer and the switch, which must outlive it.
template <class Transport>
class attendant {
public:
    attendant(Transport& printer, const filament_switch& filament)
        : filament_{filament}, control_{printer, printjob::preconditions{filament_is_loaded{&filament}}} {}

    // --- what the panel shows ---

    [[nodiscard]] printjob::job_status status(printjob::instant now) const { return control_.status(now); }
    [[nodiscard]] question asks() const { return asks_; }

    // --- its buttons ---

    [[nodiscard]] printjob::answer print(const printjob::file& what, printjob::instant now) {
        return control_.print(what, now, person);
    }
    [[nodiscard]] printjob::answer pause(printjob::instant now) {
        return control_.submit(printjob::command::pause, now, person);
    }
    [[nodiscard]] printjob::answer resume(printjob::instant now) {
        const auto answer = control_.submit(printjob::command::resume, now, person);
        if (answer) asks_ = question::none;
        return answer;
    }
    [[nodiscard]] printjob::answer cancel(printjob::instant now) {
        return control_.submit(printjob::command::cancel, now, person);
    }

    // --- its main loop ---

    /// To be called when the printer has said something, when the switch has changed, and at `next_deadline()`.
    void advance(printjob::instant now) {
        control_.advance(now);
        watch(now);
        while (const auto event = control_.poll_event())
            learn(*event);
    }
    [[nodiscard]] printjob::instant next_deadline() const { return control_.next_deadline(); }

private:
    static constexpr printjob::actor person{.from = printjob::source::user};

    /// Looks for a reason to pause.
    void watch(printjob::instant now) {
        using printjob::state;
        const state at = control_.current();
        const bool is_under_way = at == state::starting || at == state::printing || at == state::resuming;
        if (is_under_way && !filament_.is_loaded) pause_for(question::load_filament, now);
        if (is_a_nozzle_astray(now)) pause_for(question::check_nozzle, now);
    }

    [[nodiscard]] bool is_a_nozzle_astray(printjob::instant now) {
        const auto& known = control_.printer_facts();
        bool found = false;
        for (std::size_t tool = 0; tool < known.tool_count; ++tool) {
            if (control_.current() == printjob::state::printing)
                found = nozzles_[tool].is_astray(known.tools[tool], now) || found;
            else
                nozzles_[tool].rest(now);
        }
        return found;
    }

    void pause_for(question why, printjob::instant now) {
        if (control_.submit(printjob::command::pause, now)) asks_ = why;
    }

    void learn(const printjob::event& told) {
        using enum printjob::event_kind;
        using printjob::source;
        if (told.kind() == state_changed) {
            const bool stops =
                told.now_in() == printjob::state::pausing || told.now_in() == printjob::state::paused;
            const bool is_asked = told.by().from == source::printer || told.by().from == source::file;
            if (stops && is_asked) asks_ = question::look_at_printer;
            if (!printjob::has_job(told.now_in())) asks_ = question::none;
        }
        if (told.kind() == deferral_refused) asks_ = question::load_filament;
        if (told.kind() == print_resumed) asks_ = question::none;
    }

    const filament_switch& filament_;
    printjob::controller<Transport, printjob::preconditions<filament_is_loaded>> control_;
    std::array<nozzle_watch, printjob::max_tools> nozzles_{};
    question asks_ = question::none;
};

} // namespace panel
