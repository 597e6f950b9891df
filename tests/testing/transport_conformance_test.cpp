// The conformance suite: a toy transport and the streamer pass it, and each flaw of the toy is found by its
// name.

#include "toy_transport.hpp"
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/simulated_port.hpp>
#include <printjob/testing/transport_conformance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;
using toy::flaw;

namespace {

// --- the streamer's bench ---

/// More moves than a planner holds. The nozzle is cold and extrudes all the same: what went through it tells
/// how much of a job was carried out.
[[nodiscard]] std::string a_job() {
    std::string content = "M83\nG28\n";
    for (int round = 0; round < 10; ++round)
        content += "G1 X10 E1 F1200\nG1 Y10 E1\n; a comment\nG1 X0 E1\nG1 Y0 E1\n";
    return content;
}

[[nodiscard]] marlin_settings an_extruding_marlin() {
    marlin_settings settings;
    settings.cold_extrusion_prevented = false;
    settings.homing_time = 2s;
    return settings;
}

/// A simulated printer on a serial line of 115,200 baud, and the streamer in front of it.
struct streamer_bench {
    manual_clock time;
    simulated_marlin marlin{an_extruding_marlin()};
    simulated_port port{time, marlin, {.baud = 115'200, .latency = 2ms}};
    std::string content = a_job();
    gcode::memory_files files;
    gcode::streamer<simulated_port, gcode::memory_files> streamer{
        port, files, gcode::streamer_settings{.resume_script = "G4 P300\n"}}; // so that resuming lasts
    std::string line;                                                         ///< that is being written
    std::uint64_t moves = 0;
    std::uint64_t stops = 0;

    streamer_bench() {
        (void)files.add("job.gcode", content);
        port.to_printer().on_byte([this](std::uint64_t, char byte) {
            watch(byte);
            return std::optional{byte};
        });
    }

    /// Only the job's own lines begin with G1, G28 and M83.
    void watch(char byte) {
        line += byte;
        if (byte != '\n') return;
        const auto has = [this](std::string_view words) { return line.find(words) != std::string::npos; };
        moves += has("G1 ") || has("G28") || has("M83") ? 1U : 0U;
        stops += has("M112") ? 1U : 0U;
        line.clear();
    }

    [[nodiscard]] auto& transport() { return streamer; }
    [[nodiscard]] manual_clock& clock() { return time; }
    void handle_time() { port.handle_time(); }
    [[nodiscard]] instant next_event() const { return port.next_event(); }
    [[nodiscard]] bool input_waits() { return port.to_host().next_event() <= time.now(); }
    [[nodiscard]] file job_reader() const { return *files.find("job.gcode"); }
    [[nodiscard]] std::uint64_t sent() const { return moves; }
    [[nodiscard]] std::uint64_t carried_out() const {
        return static_cast<std::uint64_t>(marlin.reached()[3]);
    }
    [[nodiscard]] std::uint64_t emergency_stops() const { return stops; }
    void break_link() { port.unplug(); }
    void mend_link() { port.plug_in(); }
    void reset_printer() { marlin.reset(time.now()); }
};

/// What the suite says of a toy with one flaw.
[[nodiscard]] conformance_report report_of(flaw wrong) {
    return check_transport([wrong] { return toy::bench{wrong}; });
}

/// Whether one failure of the report has these words in its sentence.
[[nodiscard]] bool says(const conformance_report& found, std::string_view words) {
    return std::ranges::any_of(found.failures, [words](const conformance_failure& each) {
        return each.sentence().find(words) != std::string::npos;
    });
}

} // namespace

TEST_CASE("a transport that keeps every rule passes, and no check is left out") {
    const conformance_report found = report_of(flaw::none);
    INFO(found.text());
    CHECK(found.conforms());
    CHECK(found.checks > 30);
    // A job that is over after 12/12, or not yet printing after 1/12, cannot be paused then.
    for (const std::string& each : found.left_out)
        CHECK(each.starts_with("a pause after"));
}

TEST_CASE("the streamer passes") {
    const conformance_report found = check_transport([] { return streamer_bench{}; });
    INFO(found.text());
    CHECK(found.conforms());
    for (const std::string& each : found.left_out)
        CHECK(each.starts_with("a pause after"));
}

TEST_CASE("each flaw is found, and the sentence names the broken rule") {
    struct expectation {
        flaw wrong;
        std::string_view words;
    };
    // clang-format off
    const expectation expected[] = {
        {flaw::never_connects, "`connected` is reported in time, but nothing came"},
        {flaw::connects_twice, "`connected` is reported once, but it came again"},
        {flaw::starts_by_itself, "nothing of a job leaves before it was started, but something of it left"},
        {flaw::ignores_missing_file, "a missing file is refused or fails: in Operational, after start"},
        {flaw::begins_a_refused_job, "after start, which was refused"},
        {flaw::says_started_twice, "`started` is reported once for each start, and never unasked"},
        {flaw::sends_before_started_is_polled, "no line of a job leaves before its `started` was polled"},
        {flaw::prints_through_a_deferred_pause, "a pause before the first line lets none out"},
        {flaw::forgets_to_pause, "in Pausing, after pause"},
        {flaw::forgets_to_pause, "`paused` is reported in time, but nothing came"},
        {flaw::says_paused_twice, "`paused` is reported once for each pause, and never unasked"},
        {flaw::pauses_too_early, "a job stands still once `paused` was reported, but the printer went on"},
        {flaw::sends_while_paused, "nothing of a job leaves while it is paused, but something of it left"},
        {flaw::forgets_to_resume, "`resumed` is reported in time, but nothing came"},
        {flaw::begins_again_at_resume, "a job is carried out once, whole and from its beginning"},
        {flaw::resumes_into_a_pause, "a pause while resuming is answered"},
        {flaw::finishes_too_early, "motion has ended once `finished` was reported, but the printer went on"},
        {flaw::finishes_and_fails, "nothing is reported of a job that is over, but `failed`"},
        {flaw::forgets_to_finish, "`finished` is reported in time, but nothing came"},
        {flaw::forgets_to_cancel, "`cancelled` is reported in time, but nothing came"},
        {flaw::sends_after_a_cancel, "nothing of a job leaves after a cancel, but something of it left"},
        {flaw::cancels_twice, "nothing is reported of a job that is over, but `cancelled` came"},
        {flaw::names_no_job, "a report names the active job, but `paused` names another"},
        {flaw::names_an_old_job, "a report names the active job, but `started` names another"},
        {flaw::says_timed_out, "only the controller says `timed_out`"},
        {flaw::fails_without_a_reason, "`disconnected` tells why, but it came without a reason"},
        {flaw::swallows_a_lost_link, "a lost printer is reported: `disconnected` or `halted`"},
        {flaw::loses_the_link_twice, "a lost printer is reported once, but `disconnected` came again"},
        {flaw::goes_on_after_a_lost_link, "nothing of a job leaves once it is over"},
        {flaw::holds_the_emergency_stop_back, "an emergency stop leaves in the same call, but none left"},
        {flaw::talks_after_an_emergency_stop, "nothing is reported of a job that is over, but `failed`"},
        {flaw::keeps_old_progress, "progress counts from 0 when a job begins"},
        {flaw::counts_backwards, "progress never goes back, but it did"},
        {flaw::acknowledges_too_much, "sent ≥ acknowledged ≥ executed, but they are in another order"},
        {flaw::never_rests, "a transport comes to rest at each instant"},
        {flaw::sleeps_too_long, "the next deadline says when a transport is to be driven"},
        {flaw::sees_into_the_future, "the last sign of life lies in the past"},
        {flaw::stays_in_error, "a printer that was reset is found again: `connected`, but it stays Error"},
        {flaw::goes_on_after_a_reset, "a reset after an emergency stop while Printing: in Operational"},
    };
    // clang-format on
    for (const auto& [wrong, words] : expected) {
        const conformance_report found = report_of(wrong);
        CAPTURE(static_cast<int>(wrong));
        CAPTURE(words);
        INFO(found.text());
        CHECK_FALSE(found.conforms());
        CHECK(says(found, words));
    }
}

TEST_CASE(
    "a report without a failure lists only what was left out, and one without checks does not conform") {
    conformance_report found;
    CHECK(found.text().empty());
    CHECK_FALSE(found.conforms());
    found.checks = 1;
    CHECK(found.conforms());
    found.failures.push_back({.check = "a cancel while Paused",
                              .in = state::cancelling,
                              .after = "cancel",
                              .promised = "`cancelled` is reported in time",
                              .came = "nothing came",
                              .at = instant{12'345'678us}});
    CHECK_FALSE(found.conforms());
    CHECK(found.text() ==
          "a cancel while Paused: in Cancelling, after cancel, at 12.35 s: it is promised that "
          "`cancelled` is reported in time, but nothing came\n");
}
