#pragma once
/// Cases of whole prints: job control, streamer, the port under test, a pseudo-terminal, and a simulated
/// printer at its other end.

#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/now.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/testing/conformance/serial_terminal.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/pseudo_terminal.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace printjob::inline v0::testing {

/// A host that prints `square.gcode` over the port under test.
template <class Fixture>
class printing_host {
public:
    static constexpr int lines_of_job = 300; ///< in the file
    /// The file's name.
    static constexpr std::string_view file_name = "square.gcode";

    /// Makes the bench for a device. Refers to the fixture, which must outlive it.
    printing_host(Fixture& w, const std::string& device) : fixture_{w}, bench_{w.make(device)} {
        for (int x = 0; x < lines_of_job; ++x)
            text_ += line(x) + "\n";
        w.log.check(files_.add(file_name, text_), "there is room for a file");
    }

    /// Returns a line of the file.
    [[nodiscard]] static std::string line(int x) { return "G1 X" + std::to_string(x) + " F9000"; }

    /// Turns as a host's pump does: acts, takes the events, waits for the line or the deadline. Returns
    /// whether `holds()` came in time; if not, the case has failed.
    template <class Condition>
    [[nodiscard]] bool pump_until(std::string_view what, Condition holds) {
        const instant last = fixture_.latest();
        for (;;) {
            control.advance(host::now());
            events.drain(control);
            if (holds()) return true;
            if (host::now() > last)
                return fixture_.log.check(false, "this did not come: " + std::string{what});
            bench_.wait((std::min)(control.next_deadline(), last));
        }
    }
    /// Pumps until the controller is in a state.
    [[nodiscard]] bool reaches(state wanted) {
        return pump_until(name(wanted), [&] { return control.current() == wanted; });
    }
    /// Starts to print the file.
    [[nodiscard]] bool starts_print() {
        const auto what = files_.find(file_name);
        return fixture_.log.check(what.has_value() && control.print(*what, host::now()).has_value(),
                                  "the file can be printed");
    }

private:
    Fixture& fixture_;
    std::string text_;
    gcode::memory_files files_;
    typename Fixture::bench bench_;
    gcode::streamer<typename Fixture::port, gcode::memory_files> printer_{bench_.port(), files_};

public:
    controller<decltype(printer_)> control{printer_}; ///< the job control
    event_recorder events;                            ///< what it told
};

/// Lets a simulated printer write down the moves that it executes.
inline void record_moves(pseudo_terminal& printer, std::vector<std::string>& executed) {
    printer.with([&executed](simulated_marlin& marlin) {
        marlin.on_executed([&executed](const executed_command& done) {
            if (done.text.starts_with("G1 ")) executed.emplace_back(done.text);
        });
    });
}

/// A whole job, and one that loses its printer.
template <class Fixture>
inline constexpr auto serial_printing_cases = std::to_array<suite_case<Fixture>>({
    {"a whole job prints over the line, each command once and in order",
     [](Fixture& w) {
         std::vector<std::string> executed;
         pseudo_terminal printer{{}, terminal_settings{.speed = 100}};
         if (!w.log.check(printer.is_open(), "the system has a pseudo-terminal for the case")) return;
         record_moves(printer, executed);
         const device_link name;
         name.lead_to(printer.path());
         printing_host<Fixture> host{w, name.name()};
         if (!host.reaches(state::operational) || !host.starts_print() || !host.reaches(state::operational))
             return;
         w.log.check(host.control.last_outcome() == outcome::done, "the job is done");
         w.log.equal(host.events.take_words(), "\u2192Connecting \u2192Operational FileSelected(0) "
                                               "\u2192Starting PrintStarted(1) \u2192Printing "
                                               "\u2192Finishing \u2192Operational PrintDone(1)");
         printer.close();
         if (!w.log.equal(executed.size(), std::size_t{printing_host<Fixture>::lines_of_job})) return;
         for (int x = 0; x < printing_host<Fixture>::lines_of_job; ++x)
             w.log.equal(executed[static_cast<std::size_t>(x)], printing_host<Fixture>::line(x));
     }},
    {"a printer that is unplugged fails its job, and when it is back nothing starts by itself",
     [](Fixture& w) {
         const device_link name;
         std::vector<std::string> executed;
         pseudo_terminal printer; // in real time: the job takes far longer than the case
         if (!w.log.check(printer.is_open(), "the system has a pseudo-terminal for the case")) return;
         record_moves(printer, executed);
         name.lead_to(printer.path());
         printing_host<Fixture> host{w, name.name()};
         if (!host.reaches(state::operational) || !host.starts_print() ||
             !host.pump_until("a line that the printer acknowledged",
                              [&] { return host.control.status(host::now()).acknowledged.value_or(0) > 0; }))
             return;
         printer.close();
         if (!host.reaches(state::offline)) return;
         w.log.check(host.control.last_outcome() == outcome::failed, "the job has failed");
         w.log.check(host.control.status(host::now()).failed_with == failure::printer_disconnected,
                     "its failure is printer_disconnected");

         std::vector<std::string> later;
         pseudo_terminal again{{}, terminal_settings{.speed = 100}};
         record_moves(again, later);
         name.lead_to(again.path());
         if (!host.reaches(state::operational)) return;
         w.log.check(host.events.take_words().ends_with("\u2192Offline PrintFailed(1, printer_disconnected) "
                                                        "\u2192Connecting \u2192Operational"),
                     "the events tell the loss and the new connection, and no start");
         again.close();
         w.log.equal(later.size(), std::size_t{0});
     }},
});

} // namespace printjob::inline v0::testing
