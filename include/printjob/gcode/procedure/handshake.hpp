#pragma once
/// What is learnt of a printer when it is greeted: who it is, what it can do, and whether a safe stop is owed to it.
/// The questions are the stages of `procedure::greeting`.

#include <printjob/gcode/syntax/response.hpp>
#include <printjob/job/report.hpp>

#include <cstdint>
#include <string_view>

namespace printjob::inline v0::gcode {

/// The answers of the printer that is greeted, the identity of the one before, and the debt of a safe stop.
class handshake {
public:
    // --- getters ---

    /// True if the printer reports its temperatures by itself. Source: `Cap:AUTOREPORT_TEMP:1` in M115's answer.
    [[nodiscard]] bool reports_temperatures() const { return reports_temperatures_; }
    /// True if a job ended without its safe stop.
    [[nodiscard]] bool owes_safe_stop() const { return owes_safe_stop_; }
    /// True if the safe stop is owed to a printer that gave another answer to M115.
    [[nodiscard]] bool seems_another() const {
        return owes_safe_stop_ && known_ != 0 && heard_ != 0 && heard_ != known_;
    }

    // --- inputs ---

    /// A greeting begins: nothing is known of this printer.
    void begin() {
        reports_temperatures_ = prints_alone_ = false;
        heard_ = 0;
    }
    /// A job ended without its safe stop: it is owed to this printer.
    void owe_safe_stop() { owes_safe_stop_ = true; }
    /// The safe stop was sent.
    void safe_stop_sent() { owes_safe_stop_ = false; }

    /// Takes in what the printer says of itself.
    void take_in(const response& said) {
        if (said.kind == response_kind::firmware) heard_ = hash(said.text);
        if (said.kind == response_kind::sd_printing) prints_alone_ = true;
        if (said.kind == response_kind::capability && said.text == "AUTOREPORT_TEMP")
            reports_temperatures_ = said.number == 1u;
    }

    /// Decides who the printer is. Returns `notice::another_printer` if it is another than the one to which the safe
    /// stop is owed: then nothing is owed to it. A printer that does not say who it is gets its safe stop.
    [[nodiscard]] notice judge_identity() {
        const bool is_another = seems_another();
        known_ = heard_;
        if (!is_another) return notice::none;
        owes_safe_stop_ = false;
        return notice::another_printer;
    }
    /// Decides whether the printer is left alone. Returns `notice::printer_prints_alone` if it prints from its own
    /// card: then nothing is owed to it.
    [[nodiscard]] notice judge_card() {
        if (!owes_safe_stop_ || !prints_alone_) return notice::none;
        owes_safe_stop_ = false;
        return notice::printer_prints_alone;
    }

private:
    /// Tells printers apart by what they say of themselves (FNV-1a).
    [[nodiscard]] static std::uint64_t hash(std::string_view text) {
        std::uint64_t value = 0xcbf29ce484222325;
        for (const char byte : text)
            value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
        return value;
    }

    bool reports_temperatures_ = false;
    bool prints_alone_ = false;
    bool owes_safe_stop_ = false;
    std::uint64_t known_ = 0; ///< the printer that was greeted before; 0: none
    std::uint64_t heard_ = 0; ///< the one that answers now
};

} // namespace printjob::inline v0::gcode
