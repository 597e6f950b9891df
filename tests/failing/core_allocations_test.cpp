// The core asks for no memory at all: not to be made, and not for a whole job with everything that befalls one.

#include "workshop.hpp"
#include <printjob/gcode/source/memory_lines.hpp>

#include <cstddef>
#include <string>

using namespace failing;

namespace {

using core_streamer = gcode::streamer<uncounted_port, gcode::memory_files>;

/// What the core is told to do, with its allocations counted.
struct counted_core {
    controller<core_streamer>& control;
    std::size_t allocated = 0;

    void advance(instant now) {
        allocated += allocations_in([&] { control.advance(now); });
    }
    [[nodiscard]] instant next_deadline() const { return control.next_deadline(); }
    bool submit(command what, instant now) {
        bool taken = false;
        allocated += allocations_in([&] {
            taken = control.submit(what, now, {.from = source::user}).has_value();
            (void)control.status(now);
            (void)control.dry_run(what);
        });
        return taken;
    }
};

std::string moves(int count) {
    std::string all = "; a job\nG28\nM109 S200\nM73 P0 R5\n";
    for (int i = 1; i <= count; ++i)
        all += "G1 X" + std::to_string(i) + " F3000 E0.1 ; a move\n";
    return all;
}

struct core_bench {
    explicit core_bench(std::uint8_t lines_in_flight) {
        settings.link.most_lines = lines_in_flight;
        settings.link.receive_buffer = 128;
        settings.start_script = "G90\nM117 begins";
        settings.pause_script = "G91\nG1 Z5\nG90\nM104 S50";
        settings.resume_script = "G1 X0";
        settings.done_script = "M117 ended";
    }
    void until(state wanted) {
        REQUIRE(run_until(clock, line, counted, [&] { return control.current() == wanted; }, 2h));
        counted.allocated += allocations_in([&] {
            while (control.poll_event()) {
            }
        });
    }
    void until_executed(std::string_view command, std::size_t times = 1) {
        REQUIRE(run_until(clock, line, counted, [&] { return executed.count(command) >= times; }, 2h));
    }

    gcode::streamer_settings settings;
    const std::string content = moves(60);
    gcode::memory_files files;
    manual_clock clock;
    simulated_marlin marlin{{.hotend = {.heats = 20'000, .cools = 20'000, .residency = 1s}}};
    command_recorder executed{marlin};
    simulated_port line{clock, marlin, {.baud = 250'000, .latency = 1ms}};
    uncounted_port port{line};
    core_streamer printer{port, files, gcode::validate(settings).value()};
    controller<core_streamer> control{printer};
    counted_core counted{control};
};

} // namespace

TEST_CASE("a controller, a streamer and their lock are made without asking for memory") {
    manual_clock clock;
    simulated_marlin marlin;
    simulated_port line{clock, marlin};
    uncounted_port port{line};
    gcode::memory_files files;
    CHECK(allocations_in([&] {
              core_streamer printer{port, files};
              const synchronized control{printer};
              const http::job_api api{const_cast<synchronized<core_streamer>&>(control)};
          }) == 0);
}

TEST_CASE(
    "a job with pause, resume, restart, cancel, resends, a reset and an emergency stop asks for no memory") {
    for (const std::uint8_t lines_in_flight : {std::uint8_t{1}, std::uint8_t{3}}) {
        CAPTURE(int{lines_in_flight});
        core_bench at{lines_in_flight};
        REQUIRE(at.files.add("job.gcode", at.content));
        at.until(state::operational);
        REQUIRE(at.control.select(at.files.find("job.gcode").value(), at.clock.now()).has_value());

        // A job with damaged lines in both directions, paused and resumed, to its end.
        REQUIRE(at.counted.submit(command::start, at.clock.now()));
        at.until_executed("G1 X10 F3000 E0.1");
        at.line.to_printer().flip_byte(at.line.to_printer().sent() + 5, 1);
        at.line.to_printer().drop_byte(at.line.to_printer().sent() + 120);
        at.marlin.lose_next_ok();
        at.until_executed("G1 X20 F3000 E0.1");
        CHECK(at.marlin.resends() > 0);
        REQUIRE(at.counted.submit(command::pause, at.clock.now()));
        at.until(state::paused);
        REQUIRE(at.counted.submit(command::resume, at.clock.now()));
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);

        // Paused, started again from its beginning, and cancelled.
        REQUIRE(at.counted.submit(command::start, at.clock.now()));
        at.until_executed("G1 X10 F3000 E0.1", 2);
        REQUIRE(at.counted.submit(command::pause, at.clock.now()));
        at.until(state::paused);
        REQUIRE(at.counted.submit(command::restart, at.clock.now()));
        at.until_executed("G1 X10 F3000 E0.1", 3);
        REQUIRE(at.counted.submit(command::cancel, at.clock.now()));
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::cancelled);

        // The firmware is reset, the cable is pulled, and an emergency stop.
        REQUIRE(at.counted.submit(command::start, at.clock.now()));
        at.until_executed("G1 X10 F3000 E0.1", 4);
        at.marlin.reset(at.clock.now());
        at.until(state::connecting);
        at.until(state::operational);
        REQUIRE(at.counted.submit(command::start, at.clock.now()));
        at.line.unplug();
        at.until(state::offline);
        at.line.plug_in();
        at.until(state::operational);
        REQUIRE(at.counted.submit(command::start, at.clock.now()));
        REQUIRE(at.counted.submit(command::emergency_stop, at.clock.now()));
        at.until(state::error);
        CHECK(at.control.last_outcome() == outcome::failed);

        CHECK(at.counted.allocated == 0);
    }
}
