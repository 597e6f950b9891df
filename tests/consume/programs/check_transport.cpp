// Somebody else's test of a transport: the conformance suite, without a test framework.

#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/simulated_port.hpp>
#include <printjob/testing/transport_conformance.hpp>

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>

namespace {

using namespace printjob;

/// The transport, the line and a printer that extrudes though it is cold: what went through the nozzle is what it has
/// carried out.
struct bench {
    testing::manual_clock time;
    testing::simulated_marlin marlin{{.cold_extrusion_prevented = false}};
    testing::simulated_port port{time, marlin};
    gcode::memory_files files;
    gcode::streamer<testing::simulated_port, gcode::memory_files> streamer{
        port, files,
        printjob::gcode::streamer_settings{
            .link = {.most_lines = 1}}}; // else a line may have left by half, and is not counted yet
    std::string content = "M83\n";
    std::string line; ///< that is being written
    std::uint64_t moves = 0;
    std::uint64_t stops = 0;

    bench() {
        for (int move = 1; move <= 40; ++move)
            content += "G1 X" + std::to_string(move % 2 * 10) + " E1 F1200\n";
        (void)files.add("job.gcode", content);
        port.to_printer().on_byte([this](std::uint64_t, char byte) {
            line += byte;
            if (byte == '\n') {
                moves += line.find("G1 X") != line.npos ? 1U : 0U;
                stops += line.find("M112") != line.npos ? 1U : 0U;
                line.clear();
            }
            return std::optional{byte};
        });
    }

    auto& transport() { return streamer; }
    testing::manual_clock& clock() { return time; }
    void handle_time() { port.handle_time(); }
    instant next_event() const { return port.next_event(); }
    bool input_waits() { return port.to_host().next_event() <= time.now(); }
    file job_reader() const { return *files.find("job.gcode"); }
    std::uint64_t sent() const { return moves; }
    std::uint64_t carried_out() const { return static_cast<std::uint64_t>(marlin.reached()[3]); }
    std::uint64_t emergency_stops() const { return stops; }
    void break_link() { port.unplug(); }
    void mend_link() { port.plug_in(); }
    void reset_printer() { marlin.reset(time.now()); }
};

} // namespace

int main() {
    const auto found = testing::check_transport([] { return bench{}; });
    std::cout << found.checks << " checks\n" << found.text();
    return found.conforms() && found.checks > 30 ? 0 : 1;
}
