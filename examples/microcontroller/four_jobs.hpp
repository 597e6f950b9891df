#pragma once
/// Four jobs: one that is printed, one that is paused, one that is cancelled, and one that is stopped in an emergency.
/// The same on a microcontroller and on a PC.

#include "printer_bench.hpp"
#include <printjob/gcode/source/memory_lines.hpp>

#include <optional>
#include <string_view>

namespace four_jobs {

inline constexpr std::string_view path = "squares.gcode";

/// Three squares; each side takes a second.
inline constexpr std::string_view squares = R"(M104 S60 ; some warmth, so that there is something to turn off
G28
G1 X10 Y0 F600
G1 X10 Y10
G1 X0 Y10
G1 X0 Y0
G1 X10 Y0
G1 X10 Y10
G1 X0 Y10
G1 X0 Y0
G1 X10 Y0
G1 X10 Y10
G1 X0 Y10
G1 X0 Y0
M104 S0
)";

/// Lets a new bench come up and starts the job; false when that fails.
template <class Bench>
[[nodiscard]] bool start(Bench& bench, const printjob::gcode::memory_files& files) {
    using printjob::state;
    const auto what = files.find(path);
    return what && bench.run_until([&] { return bench.current() == state::operational; }) &&
           bench.select(*what) && bench.wish_for(printjob::command::start) &&
           bench.run_until([&] { return bench.current() == state::printing; });
}

/// Runs until the tool has moved, in the middle of the first square.
template <class Bench>
[[nodiscard]] bool run_into_a_square(Bench& bench) {
    return bench.run_until([&] { return bench.printer().reached()[0] > 5'000; });
}

template <class Bench>
[[nodiscard]] bool is_printed(Bench& bench) {
    return bench.run_until([&] { return bench.current() == printjob::state::operational; }) &&
           bench.last_outcome() == printjob::outcome::done && bench.printer().hotend_target() == 0;
}

template <class Bench>
[[nodiscard]] bool is_paused_and_resumed(Bench& bench) {
    return run_into_a_square(bench) && bench.wish_for(printjob::command::pause) &&
           bench.run_until([&] { return bench.current() == printjob::state::paused; }) &&
           !bench.printer().in_motion() && bench.wish_for(printjob::command::resume) && is_printed(bench);
}

template <class Bench>
[[nodiscard]] bool is_cancelled(Bench& bench) {
    return run_into_a_square(bench) && bench.wish_for(printjob::command::cancel) &&
           bench.run_until([&] { return bench.current() == printjob::state::operational; }) &&
           bench.last_outcome() == printjob::outcome::cancelled && bench.printer().hotend_target() == 0;
}

template <class Bench>
[[nodiscard]] bool is_stopped(Bench& bench) {
    return run_into_a_square(bench) && bench.wish_for(printjob::command::emergency_stop) &&
           bench.run_until([&] { return bench.printer().is_killed(); }) &&
           bench.current() == printjob::state::error && bench.last_outcome() == printjob::outcome::failed &&
           bench.printer().hotend_target() == 0;
}

/// Runs all of them, each with a printer of its own, and writes down what happened. Whether each came out as it should.
template <class Watch>
[[nodiscard]] bool run(void (*print)(std::string_view), Watch& watch) {
    using bench_type = printer_bench<Watch>;
    static printjob::gcode::memory_files files;
    static std::optional<bench_type> bench; // too large for a small stack
    transcript told{print};
    if (!files.add(path, squares)) return false;

    const auto comes_out = [&](std::string_view title, bool (*job)(bench_type&)) {
        told.note(title);
        bench.emplace(files, told, watch);
        const bool well = start(*bench, files) && job(*bench);
        told.note(well ? "as it should be\n" : "WRONG\n");
        return well;
    };
    const bool printed = comes_out("a job is printed", is_printed<bench_type>);
    const bool resumed = comes_out("a job is paused and resumed", is_paused_and_resumed<bench_type>);
    const bool cancelled = comes_out("a job is cancelled", is_cancelled<bench_type>);
    const bool stopped = comes_out("a job is stopped in an emergency", is_stopped<bench_type>);
    return printed && resumed && cancelled && stopped;
}

} // namespace four_jobs
