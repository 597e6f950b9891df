#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/synchronized.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <thread>
#include <type_traits>
#include <vector>

using namespace printjob;

namespace {

constexpr int thread_count = 8;

/// A printer whose wakes are counted.
struct wakeable_printer : testing::scripted_transport {
    void wake() { ++wakes; }
    std::atomic<int> wakes = 0;
};
static_assert(wakeable_transport<wakeable_printer>);
static_assert(!wakeable_transport<testing::scripted_transport>);

// A streamer can be woken when its port can.
struct port {
    [[nodiscard]] result<std::size_t> read_some(std::span<char>) { return std::size_t{0}; }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) { return from.size(); }
};
struct port_to_wake : port {
    void wake() {}
};
static_assert(wakeable_port<port_to_wake> && !wakeable_port<port>);
static_assert(wakeable_transport<gcode::streamer<port_to_wake, gcode::memory_files>>);
static_assert(!wakeable_transport<gcode::streamer<port, gcode::memory_files>>);

// A controller in `with` cannot be taken for one whose time may step back.
using in_with = locked_controller<testing::scripted_transport>;
static_assert(!std::is_convertible_v<in_with&, controller<testing::scripted_transport>&>);
static_assert(!std::is_copy_constructible_v<in_with> && !std::is_move_constructible_v<in_with>);

file a_file() {
    file f;
    REQUIRE(f.path.assign("a.gcode"));
    return f;
}

} // namespace

TEST_CASE("of eight starts at the same moment exactly one is accepted, and seven see a job active") {
    for (int round = 0; round < 200; ++round) {
        testing::scripted_transport printer;
        synchronized control{printer};
        printer.happens(report_kind::connected);
        control.advance(instant{});
        REQUIRE(control.select(a_file(), instant{}).has_value());

        std::atomic<int> accepted = 0;
        std::atomic<int> job_active = 0;
        std::barrier all_ready{thread_count};
        {
            std::vector<std::jthread> clients;
            for (int i = 0; i < thread_count; ++i)
                clients.emplace_back([&] {
                    all_ready.arrive_and_wait();
                    const answer given = control.submit(command::start, instant{});
                    if (given == acceptance::accepted) ++accepted;
                    if (!given && given.error().why == reason::job_active) ++job_active;
                });
        }
        CHECK(accepted == 1);
        CHECK(job_active == thread_count - 1);
        CHECK(printer.actions() == "start");
    }
}

TEST_CASE("of eight prints of different files the one that is accepted is the one that is selected") {
    for (int round = 0; round < 100; ++round) {
        testing::scripted_transport printer;
        synchronized control{printer};
        printer.happens(report_kind::connected);
        control.advance(instant{});

        std::atomic<int> winner = -1;
        std::atomic<int> accepted = 0;
        std::barrier all_ready{thread_count};
        {
            std::vector<std::jthread> clients;
            for (int i = 0; i < thread_count; ++i)
                clients.emplace_back([&, i] {
                    file mine = a_file();
                    mine.size = static_cast<std::uint64_t>(i);
                    all_ready.arrive_and_wait();
                    if (control.print(mine, instant{}) == acceptance::accepted) {
                        winner = i;
                        ++accepted;
                    }
                });
        }
        CHECK(accepted == 1);
        CHECK(control.status(instant{}).selected->size == static_cast<std::uint64_t>(winner.load()));
    }
}

TEST_CASE("with commands of several threads every job gets exactly one outcome") {
    testing::scripted_transport printer;
    printer.answers_at_once = true;
    synchronized control{printer};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    REQUIRE(control.select(a_file(), instant{}).has_value());

    std::map<job_id, int> begun;
    std::map<job_id, int> ended;
    std::uint32_t lost = 0;
    std::atomic<bool> asking = true;
    const auto take_events = [&] {
        while (const std::optional<event> next = control.poll_event()) {
            if (next->kind() == event_kind::print_started) ++begun[next->job()];
            if (next->kind() == event_kind::print_done || next->kind() == event_kind::print_cancelled ||
                next->kind() == event_kind::print_failed)
                ++ended[next->job()];
            if (next->kind() == event_kind::overrun) lost += next->lost();
        }
    };
    {
        std::jthread observer{[&] {
            while (asking) {
                take_events();
                (void)control.status(instant{});
                (void)control.next_deadline();
                (void)control.printer_facts();
                (void)control.dry_run(command::start);
            }
        }};
        {
            std::vector<std::jthread> clients;
            for (int i = 0; i < thread_count; ++i)
                clients.emplace_back([&, i] {
                    constexpr command wishes[]{command::start,   command::pause,  command::resume,
                                               command::restart, command::toggle, command::cancel};
                    for (int n = 0; n < 200; ++n) {
                        (void)control.submit(wishes[(n * 7 + i) % 6], instant{});
                        control.advance(instant{});
                    }
                });
        }
        asking = false;
    }
    (void)control.submit(command::cancel, instant{});
    take_events();
    CHECK(control.current() == state::operational);
    for (const auto& [job, times] : begun)
        CHECK(times == 1);
    for (const auto& [job, times] : ended)
        CHECK(times == 1);
    const auto jobs = static_cast<std::size_t>(control.status(instant{}).job);
    CHECK(jobs > 0);
    if (lost == 0) {
        CHECK(begun.size() == jobs);
        CHECK(ended.size() == jobs);
    }
}

TEST_CASE("several steps under one lock are one step") {
    testing::scripted_transport printer;
    synchronized control{printer};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    const bool both = control.with([](auto& inside) {
        return inside.select(a_file(), instant{}).has_value() &&
               inside.submit(command::start, instant{}).has_value();
    });
    CHECK(both);
    const auto& looked_at = control;
    CHECK(looked_at.with([](const auto& inside) { return inside.job(); }) == job_id{1});
}

TEST_CASE("a synchronized controller takes preconditions and limits, and is neither copied nor moved") {
    const auto no = [](const check_context&) -> std::optional<refusal> {
        return refusal{reason::precondition, "no", "No"};
    };
    testing::scripted_transport printer;
    synchronized control{printer, preconditions{no}, state_timeouts{}};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    const answer given = control.print(a_file(), instant{});
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error().name == "no");

    using type = synchronized<testing::scripted_transport>;
    CHECK_FALSE(std::is_copy_constructible_v<type>);
    CHECK_FALSE(std::is_move_constructible_v<type>);
    CHECK_FALSE(std::is_constructible_v<type, testing::scripted_transport>);
}

TEST_CASE("time does not step back when threads that read the clock earlier get the lock later") {
    using namespace std::chrono_literals;
    testing::scripted_transport printer;
    synchronized control{printer};
    printer.happens(report_kind::connected);
    control.advance(instant{10s});
    REQUIRE(control.select(a_file(), instant{9s}).has_value());
    REQUIRE(control.submit(command::start, instant{12s}) == acceptance::accepted);
    REQUIRE(control.submit(command::cancel, instant{11s}) == acceptance::accepted);
    CHECK(printer.told.at(0).at == instant{12s});
    CHECK(printer.told.at(1).at == instant{12s});
    CHECK(control.status(instant{11s}).print_time == control.status(instant{12s}).print_time);
    instant last{};
    while (const auto told = control.poll_event()) {
        CHECK(told->at() >= last);
        last = told->at();
    }
    CHECK(last == instant{12s});
}

TEST_CASE("time does not step back between steps in `with` and others") {
    using namespace std::chrono_literals;
    testing::scripted_transport printer;
    synchronized control{printer};
    printer.happens(report_kind::connected);
    control.with([](auto& inside) { inside.advance(instant{10s}); });
    control.advance(instant{});
    REQUIRE(control.print(a_file(), instant{1s}) == acceptance::accepted);
    control.with([](auto& inside) {
        inside.advance(instant{20s});
        (void)inside.submit(command::cancel, instant{15s});
        CHECK(inside.status(instant{}).print_time == inside.status(instant{20s}).print_time);
    });
    REQUIRE(printer.told.size() == 2);
    CHECK(printer.told[0].at == instant{10s});
    CHECK(printer.told[1].at == instant{20s});
    instant last{};
    while (const auto told = control.poll_event()) {
        CHECK(told->at() >= last);
        last = told->at();
    }
}

TEST_CASE("each command that is not refused wakes the pump once") {
    wakeable_printer printer;
    synchronized control{printer};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    CHECK(printer.wakes == 0);
    REQUIRE(control.select(a_file(), instant{}).has_value());
    CHECK(printer.wakes == 1);
    REQUIRE(control.submit(command::start, instant{}).has_value());
    CHECK(printer.wakes == 2);
    REQUIRE(control.submit(command::pause, instant{}).has_value()); // remembered until the job prints
    CHECK(printer.wakes == 3);
    REQUIRE_FALSE(control.submit(command::start, instant{}).has_value());
    REQUIRE_FALSE(control.print(a_file(), instant{}).has_value());
    CHECK(printer.wakes == 3);
    REQUIRE(control.submit(command::cancel, instant{}).has_value());
    printer.happens(report_kind::cancelled);
    control.advance(instant{});
    CHECK(printer.wakes == 4);
    REQUIRE(control.print(a_file(), instant{}).has_value());
    CHECK(printer.wakes == 5);
}

TEST_CASE("functions other than commands do not wake the pump: it does not wake itself") {
    wakeable_printer printer;
    synchronized control{printer};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    (void)control.status(instant{});
    (void)control.current();
    (void)control.dry_run(command::start);
    (void)control.next_deadline();
    (void)control.printer_facts();
    while (control.poll_event()) {
    }
    control.with([](auto& inside) {
        inside.advance(instant{});
        while (inside.poll_event()) {
        }
        return inside.next_deadline();
    });
    CHECK(printer.wakes == 0);
}

TEST_CASE("commands in `with` wake the pump once, after the lock was released") {
    struct printer_that_is_asked : testing::scripted_transport {
        void wake() { told_state = ask(); }
        std::function<state()> ask;
        state told_state = state::offline;
    };
    printer_that_is_asked printer;
    synchronized control{printer};
    printer.ask = [&] { return control.current(); }; // would wait for ever with the lock held
    printer.happens(report_kind::connected);
    control.advance(instant{});
    control.with([](auto& inside) {
        (void)inside.select(a_file(), instant{});
        (void)inside.submit(command::start, instant{});
    });
    CHECK(printer.told_state == state::starting);
    control.with([](auto& inside) { (void)inside.current(); });
}

TEST_CASE("a command wakes the pump also when what follows it in `with` throws") {
    wakeable_printer printer;
    synchronized control{printer};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    CHECK_THROWS_AS(control.with([](auto& inside) {
        (void)inside.select(a_file(), instant{});
        throw 1;
    }),
                    int);
    CHECK(printer.wakes == 1);
    CHECK(control.current() == state::operational); // the lock was released
}
