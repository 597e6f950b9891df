#pragma once
/// What a printer is asked when it is found or was reset: who it is, what it can do, and whether it is the one
/// to which a safe stop is owed.

#include <printjob/gcode/procedure/scripts.hpp>
#include <printjob/gcode/syntax/command_builder.hpp>
#include <printjob/gcode/syntax/response.hpp>
#include <printjob/job/report.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The questions of a handshake, behind M110, and what was learnt from their answers.
class handshake {
public:
    /// What comes next: a command, something to tell, or nothing any more.
    struct step {
        /// To be sent; empty when there is something to tell, or nothing any more.
        std::optional<command_builder> command{};
        /// To be told; `none` when there is nothing.
        notice told = notice::none;
    };

    // --- getters ---

    /// Whether the printer tells its temperatures by itself. Source: `Cap:AUTOREPORT_TEMP:1` in M115's answer.
    [[nodiscard]] bool reports_temperatures() const { return reports_temperatures_; }

    // --- inputs ---

    /// A printer was found, or reset.
    void begin() {
        next_ = ask_who;
        reports_temperatures_ = prints_alone_ = false;
        heard_ = 0;
    }
    /// A job ended without its safe stop: it is owed to this printer.
    void owe_safe_stop() { owes_safe_stop_ = true; }

    /// Takes in what the printer says of itself.
    void take_in(const response& said) {
        if (said.kind == response_kind::firmware) heard_ = hash(said.text);
        if (said.kind == response_kind::sd_printing) prints_alone_ = true;
        if (said.kind == response_kind::capability && said.text == "AUTOREPORT_TEMP")
            reports_temperatures_ = said.number == 1u;
    }

    // --- outputs ---

    /// The next step; each command once the one before was answered. Neither a command nor something to tell:
    /// the handshake is over.
    [[nodiscard]] step next(const safe_stop& script) {
        for (;;) {
            switch (next_) {
            case ask_who: next_ = compare; return {.command = command_builder{"M115"}};
            case compare:
                next_ = compare_again;
                if (seems_another()) return {.command = command_builder{"M115"}}; // one answer may be garbled
                break;
            case compare_again: {
                next_ = set_reports;
                const bool is_another = seems_another();
                known_ = heard_; // one that did not answer may be any: in doubt it gets its stop
                if (!is_another) break;
                owes_safe_stop_ = false;
                return {.told = notice::another_printer};
            }
            case set_reports:
                next_ = reports_temperatures_ ? ask_temperature : ask_card;
                if (reports_temperatures_) return {.command = command_builder{"M155 S2"}};
                break;
            case ask_temperature: // the first is told at once, and how its ok looks is known then
                next_ = ask_card;
                return {.command = command_builder{"M105"}};
            case ask_card:
                next_ = check_card;
                if (owes_safe_stop_) return {.command = command_builder{"M27"}};
                break;
            case check_card:
                next_ = make_safe;
                if (!owes_safe_stop_ || !prints_alone_) break;
                owes_safe_stop_ = false;
                return {.told = notice::printer_prints_alone};
            default: // and the steps of the safe stop
                if (!owes_safe_stop_) return {};
                if (const auto command = script.step(next_++ - std::size_t{make_safe}))
                    return {.command = command};
                owes_safe_stop_ = false;
            }
        }
    }

private:
    enum : std::uint8_t {
        ask_who,
        compare,
        compare_again,
        set_reports,
        ask_temperature,
        ask_card,
        check_card,
        make_safe
    };

    /// Whether the safe stop is owed to a printer that gave another answer to M115.
    [[nodiscard]] bool seems_another() const {
        return owes_safe_stop_ && known_ != 0 && heard_ != 0 && heard_ != known_;
    }

    /// Tells printers apart by what they say of themselves (FNV-1a).
    [[nodiscard]] static std::uint64_t hash(std::string_view text) {
        std::uint64_t value = 0xcbf29ce484222325;
        for (const char byte : text)
            value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
        return value;
    }

    std::uint8_t next_ = ask_who;
    bool reports_temperatures_ = false;
    bool prints_alone_ = false;
    bool owes_safe_stop_ = false;
    std::uint64_t known_ = 0; ///< the printer that was greeted before; 0: none
    std::uint64_t heard_ = 0; ///< the one that answers now
};

} // namespace printjob::inline v0::gcode
