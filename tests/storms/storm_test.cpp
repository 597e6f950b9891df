// Storms of commands: a thousand at one instant, in every state, and from eight threads. Every job has one outcome, and
// what observers missed is told.

#include "../gcode/print_bench.hpp"
#include <printjob/host/synchronized.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace bench;

namespace {

constexpr std::array wishes{intent::start,  intent::restart, intent::pause,  intent::resume,
                            intent::toggle, intent::cancel,  intent::select, intent::pause};

/// How often each job began and ended.
class census {
public:
    void count(const event& told) {
        switch (told.kind()) {
        case event_kind::print_started: ++begun_[told.job()]; break;
        case event_kind::print_done:
        case event_kind::print_cancelled:
        case event_kind::print_failed: ++ended_[told.job()]; break;
        case event_kind::overrun: lost_ += told.lost(); break;
        case event_kind::violation: ++violations_; break;
        case event_kind::state_changed:
        case event_kind::print_paused:
        case event_kind::print_resumed:
        case event_kind::print_cancelling:
        case event_kind::file_selected:
        case event_kind::command_deferred:
        case event_kind::deferral_withdrawn:
        case event_kind::deferral_refused:
        case event_kind::printer_reset:
        case event_kind::noticed: break;
        }
    }
    void count(const std::vector<event>& events) {
        for (const auto& each : events)
            count(each);
    }
    /// How many events nobody heard.
    [[nodiscard]] std::size_t lost() const { return lost_; }

    /// Checks that `jobs` jobs began and ended once each, as far as that was heard, and nothing was told that cannot be.
    void check(std::size_t jobs) const {
        if (lost_ == 0) {
            CHECK(begun_.size() == jobs);
            CHECK(ended_.size() == jobs);
        }
        for (const auto& [job, times] : begun_)
            CHECK(times == 1);
        for (const auto& [job, times] : ended_)
            CHECK(times == 1);
        CHECK(violations_ == 0);
    }

private:
    std::map<job_id, int> begun_;
    std::map<job_id, int> ended_;
    std::size_t lost_ = 0;
    std::size_t violations_ = 0;
};

/// Random commands, the same for the same seed.
class storm {
public:
    explicit storm(unsigned seed) : random_{seed} {}
    /// Gives the next command to anything that takes one.
    template <class Control>
    answer blow(Control& control, const file& what, instant now) {
        const intent wish = wishes[random_() % wishes.size()];
        return wish == intent::select ? control.select(what, now)
                                      : control.submit(static_cast<command>(wish), now);
    }

private:
    std::mt19937 random_;
};

std::size_t jobs_of(const print_bench& at) {
    return static_cast<std::size_t>(at.control.job());
}

} // namespace

TEST_CASE("after a thousand commands at one instant, in every state, each job has one outcome, and the next "
          "prints") {
    for (const auto in : active_states) {
        for (unsigned seed = 1; seed <= 5; ++seed) {
            CAPTURE(name(in));
            CAPTURE(seed);
            print_bench at{quick_heater(), slow_scripts()};
            bring_to(at, in);
            const file what = at.files.find("job.gcode").value();
            storm blows{seed};
            at.events.events.clear();
            for (int i = 0; i < 1000; ++i) {
                (void)blows.blow(at.control, what, at.clock.now());
                at.events.drain(at.control);
            }
            const std::size_t written = at.take_wire().size();
            CHECK(written < 4096); // what was asked for again and again is not sent again and again
            (void)at.submit(command::cancel);
            at.until([&] { return at.control.current() == state::operational; });

            census all;
            const std::size_t begun_in_storm = jobs_of(at) - 1;
            for (const auto& each : at.events.events)
                if (each.job() != job_id{1}) all.count(each);
            all.check(begun_in_storm);
            CHECK(all.lost() == 0);
            at.executed.clear();
            at.start("G1 X99 F6000\n");
            at.until(state::operational);
            CHECK(at.count("G1 X99 F6000") == 1);
            CHECK(at.control.last_outcome() == outcome::done);
        }
    }
}

TEST_CASE("a storm that goes on for an hour ends every job once") {
    for (unsigned seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        print_bench at{quick_heater(), slow_scripts()};
        at.connect();
        at.start("G28\nM109 S200\nG4 S30\nG1 X50 F600\n");
        const file what = at.files.find("job.gcode").value();
        storm blows{seed};
        std::mt19937 random{seed};
        const instant end = at.clock.now() + 1h;
        while (at.clock.now() < end) {
            for (auto count = random() % 30; count > 0; --count) {
                (void)blows.blow(at.control, what, at.clock.now());
                at.events.drain(at.control);
            }
            at.pass(duration{static_cast<std::int64_t>(random() % 40'000'000)});
        }
        (void)at.submit(command::cancel);
        at.until([&] { return !has_job(at.control.current()); });
        at.events.drain(at.control);
        census all;
        all.count(at.events.events);
        CHECK(jobs_of(at) > 10);
        all.check(jobs_of(at));
        CHECK(all.lost() == 0);
    }
}

TEST_CASE("events that are not polled in a storm are counted: stored and lost ones are all") {
    std::vector<event> all;
    std::vector<event> kept;
    std::uint64_t lost = 0;
    for (const bool polls : {true, false}) {
        scripted_transport printer;
        printer.answers_at_once = true;
        controller control{printer};
        event_recorder events;
        printer.happens(report_kind::connected);
        control.advance(instant{});
        file what;
        REQUIRE(what.path.assign("job.gcode"));
        events.drain(control);
        events.events.clear();
        storm blows{7};
        for (int i = 0; i < 1000; ++i) {
            (void)blows.blow(control, what, instant{});
            if (polls) events.drain(control);
        }
        events.drain(control);
        for (const auto& each : events.events) {
            if (polls) all.push_back(each);
            if (!polls && each.kind() != event_kind::overrun) kept.push_back(each);
            if (each.kind() == event_kind::overrun) lost += each.lost();
        }
        if (!polls) CHECK(events.events.back().kind() == event_kind::overrun);
        events.events.clear();
        printer.happens(report_kind::disconnected);
        control.advance(instant{});
        events.drain(control); // the next ones are heard again
        CHECK(events.take_words().starts_with("→Offline"));
    }
    CHECK(kept.size() == event_ring::capacity);
    REQUIRE(lost > 0);
    CHECK(kept.size() + lost == all.size());
    for (std::size_t i = 0; i < kept.size(); ++i)
        CHECK(event_recorder::words(kept[i]) == event_recorder::words(all[i]));
}

TEST_CASE("an emergency stop in the middle of a storm is sent at once, and nothing of the storm follows it") {
    for (const auto in : active_states) {
        CAPTURE(name(in));
        print_bench at{quick_heater(), slow_scripts()};
        bring_to(at, in);
        const file what = at.files.find("job.gcode").value();
        storm blows{3};
        for (int i = 0; i < 500; ++i)
            (void)blows.blow(at.control, what, at.clock.now());
        (void)at.take_wire();
        REQUIRE(at.submit(command::emergency_stop).has_value());
        CHECK(at.wire.find("\nM112\n") != std::string::npos);
        for (int i = 0; i < 500; ++i)
            CHECK_FALSE(blows.blow(at.control, what, at.clock.now()).has_value());
        at.pass(1min);
        CHECK(at.wire.find("G1 ") == std::string::npos);
        CHECK(at.wire.find("G28") == std::string::npos);
        CHECK(at.control.current() == state::error);
        CHECK(at.marlin.is_killed());
    }
}

TEST_CASE("a storm from eight threads, with instants out of order, and a pump: each job has one outcome") {
    constexpr int threads = 8;
    constexpr int commands = 300;
    manual_clock clock;
    simulated_marlin marlin{quick_heater()};
    simulated_port port{clock, marlin, {.latency = 1ms}};
    gcode::memory_files files;
    REQUIRE(files.add("job.gcode", "G28\nM109 S200\nG4 S1\nG1 X50 F6000\n"));
    const file what = files.find("job.gcode").value();
    gcode::streamer printer{port, files};
    synchronized control{printer};

    census all;
    const auto step = [&] {
        return control.with([&](auto& inside) {
            port.handle_time();
            inside.advance(clock.now());
            while (const auto told = inside.poll_event())
                all.count(*told);
            const instant next = std::min(port.next_event(), inside.next_deadline());
            clock.advance_to(std::min(next, clock.now() + 1s));
            return inside.current();
        });
    };
    while (step() != state::operational) {
    }
    std::atomic<bool> storms = true;
    {
        std::jthread pump{[&] {
            while (storms)
                (void)step();
        }};
        std::vector<std::jthread> clients;
        for (unsigned seed = 1; seed <= threads; ++seed)
            clients.emplace_back([&, seed] {
                storm blows{seed};
                for (int i = 0; i < commands; ++i) {
                    // What a thread read of a clock is a little late by the time that it gets the lock.
                    const duration late{(i * 7919) % 10'000};
                    const instant now = control.with([&](auto& inside) {
                        const instant read = clock.now() - late;
                        (void)blows.blow(inside, what, read);
                        return read;
                    });
                    (void)control.status(now);
                    (void)control.dry_run(command::toggle);
                    (void)control.next_deadline();
                    if (i % 5 == 0) (void)step(); // whoever has the lock may pump
                }
            });
        clients.clear(); // joins them
        storms = false;
    }
    (void)control.submit(command::cancel, clock.now());
    while (has_job(step())) {
    }
    (void)step();
    const auto jobs = static_cast<std::size_t>(control.with([](const auto& inside) { return inside.job(); }));
    CHECK(jobs > 3);
    CHECK(control.current() == state::operational);
    all.check(jobs);
}
