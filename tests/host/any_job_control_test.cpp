#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/any_job_control.hpp>
#include <printjob/host/synchronized.hpp>
#include <printjob/http/job_control.hpp>
#include <printjob/testing/scripted_transport.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <type_traits>
#include <vector>

using namespace printjob;
using namespace std::chrono_literals;
using testing::scripted_transport;

static_assert(http::job_control<any_job_control>);
static_assert(driven_job_control<any_job_control>);
static_assert(driven_job_control<controller<scripted_transport>>);
static_assert(driven_job_control<synchronized<scripted_transport>>);
static_assert(std::is_trivially_copyable_v<any_job_control> && sizeof(any_job_control) == 2 * sizeof(void*));

// It refers to job control that lives elsewhere and may be changed, and to nothing else.
static_assert(std::is_constructible_v<any_job_control, controller<scripted_transport>&>);
static_assert(!std::is_constructible_v<any_job_control, controller<scripted_transport>>);
static_assert(!std::is_constructible_v<any_job_control, const controller<scripted_transport>&>);
static_assert(!std::is_constructible_v<any_job_control, scripted_transport&>);
static_assert(!std::is_default_constructible_v<any_job_control>);

namespace {

file a_file() {
    file f;
    REQUIRE(f.name.assign("a.gcode"));
    REQUIRE(f.path.assign("a.gcode"));
    return f;
}

std::optional<refusal> door_is_open(const check_context&) {
    return refusal{reason::precondition, "door_open", "The door is open"};
}

} // namespace

TEST_CASE("each call reaches the job control that is referred to, and its answer comes back") {
    scripted_transport printer;
    controller control{printer};
    any_job_control any{control};
    printer.happens(report_kind::connected);
    printer.wants_to_be_driven_at = instant{7s};
    printer.current_facts.tool_count = 2;
    any.advance(instant{1s});
    CHECK(any.current() == state::operational);
    CHECK(any.next_deadline() == instant{7s});
    CHECK(any.snapshot(instant{1s}).printer.tool_count == 2);
    CHECK(any.snapshot(instant{1s}).status.current == state::operational);
    CHECK(any.dry_run(command::start).error().why == reason::no_file_selected);

    REQUIRE(any.select(a_file(), instant{2s}).has_value());
    CHECK(control.status(instant{2s}).selected->path == a_file().path);
    REQUIRE(any.submit(command::start, instant{3s}, {.from = source::user}) == acceptance::accepted);
    CHECK(control.current() == state::starting);
    printer.happens(report_kind::started);
    any.advance(instant{4s});
    CHECK(any.status(instant{14s}).print_time == 10s);
    CHECK(any.status(instant{14s}).started_by.from == source::user);
    CHECK(any.print(a_file(), instant{5s}).error().why == reason::job_active);

    std::vector<event_kind> told;
    while (const auto next = any.poll_event())
        told.push_back(next->kind());
    CHECK_FALSE(told.empty());
    CHECK(told.back() == event_kind::state_changed);
    CHECK_FALSE(control.poll_event().has_value());
    CHECK(printer.actions() == "start");
}

TEST_CASE("printers with unlike transports, preconditions and locks are in one list") {
    testing::manual_clock clock;
    testing::simulated_marlin marlin;
    testing::simulated_port port{clock, marlin};
    gcode::memory_files files;
    REQUIRE(files.add("a.gcode", "G28\nG1 X10 F6000\n"));
    gcode::streamer streamer{port, files};
    controller first{streamer};
    scripted_transport scripted;
    synchronized second{scripted};
    scripted_transport with_a_door;
    controller third{with_a_door, preconditions{door_is_open}};
    scripted.happens(report_kind::connected);
    with_a_door.happens(report_kind::connected);

    const std::vector<any_job_control> printers{first, second, third};
    while (first.current() != state::operational) {
        instant next = port.next_event();
        for (const auto& each : printers) {
            each.advance(clock.now());
            next = std::min(next, each.next_deadline());
        }
        clock.advance_to(std::max(next, clock.now()));
        port.handle_time();
    }
    for (const auto& each : printers)
        CHECK(each.current() == state::operational);
    CHECK(printers[0].print(files.find("a.gcode").value(), clock.now()) == acceptance::accepted);
    CHECK(printers[1].print(a_file(), clock.now()) == acceptance::accepted);
    CHECK(printers[2].print(a_file(), clock.now()).error().name == "door_open");
    CHECK(first.job() == job_id{1});
    CHECK(second.status(clock.now()).job == job_id{1});
    CHECK(third.job() == job_id::none);
}

TEST_CASE("a copy refers to the same job control, and may be assigned another") {
    scripted_transport one;
    scripted_transport other;
    controller first{one};
    controller second{other};
    any_job_control any{first};
    any_job_control copy = any;
    one.happens(report_kind::connected);
    copy.advance(instant{});
    CHECK(first.current() == state::operational);
    copy = any_job_control{second};
    CHECK(copy.current() == state::offline);
    CHECK(any.current() == state::operational);
}
