// A pump that sleeps without any limit: nothing but a command's wake makes it turn. Where a wake is lost, the
// test does not end.

#include <printjob/host/synchronized.hpp>
#include <printjob/host/wake_signal.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

using namespace printjob;

namespace {

/// A printer that answers only while the pump drives it: commands are driven by their own threads, and it
/// says nothing then.
class pumped_printer : public testing::scripted_transport {
public:
    void pause(instant now) { later(report_kind::paused), scripted_transport::pause(now); }
    void resume(instant now) { later(report_kind::resumed), scripted_transport::resume(now); }
    void cancel(instant now) { later(report_kind::cancelled), scripted_transport::cancel(now); }
    [[nodiscard]] std::optional<refusal> start(job_id id, const file& what, instant now) {
        later(report_kind::started);
        return scripted_transport::start(id, what, now);
    }
    [[nodiscard]] std::optional<refusal> restart(job_id id, const file& what, instant now) {
        later(report_kind::started);
        return scripted_transport::restart(id, what, now);
    }
    void handle_time(instant now) {
        if (std::this_thread::get_id() == pump)
            if (const auto what = std::exchange(answer_, std::nullopt)) happens(*what);
        scripted_transport::handle_time(now);
    }

    void wait() { signal_.wait(never); }
    void wake() { signal_.wake(); }

    std::thread::id pump;

private:
    void later(report_kind what) { answer_ = what; }

    std::optional<report_kind> answer_;
    host::wake_signal signal_;
};

/// A printer and its pump. What the pump has seen of the commands is counted under the lock.
class pumped {
public:
    pumped() {
        printer_.happens(report_kind::connected);
        control.advance(instant{});
        thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
    }
    ~pumped() { stop(); }
    pumped(const pumped&) = delete;
    pumped& operator=(const pumped&) = delete;

    void stop() {
        thread_.request_stop();
        if (thread_.joinable()) thread_.join();
    }

    /// Gives a command, and waits until the pump has turned after it.
    answer give(command asked) {
        unsigned mine = 0;
        const answer given = control.with([&](auto& inside) {
            answer a = inside.submit(asked, instant{});
            if (a) mine = ++given_;
            return a;
        });
        if (given) await(mine);
        return given;
    }

private:
    void await(unsigned mine) {
        for (unsigned seen = seen_; seen < mine; seen = seen_)
            seen_.wait(seen);
    }

    void run(const std::stop_token& stop) {
        const std::stop_callback wakes{stop, [this] { printer_.wake(); }};
        control.with([&](auto&) { printer_.pump = std::this_thread::get_id(); });
        while (!stop.stop_requested()) {
            seen_ = control.with([&](auto& inside) {
                inside.advance(instant{});
                while (const auto told = inside.poll_event())
                    count(*told);
                return given_;
            });
            seen_.notify_all();
            printer_.wait();
        }
    }

    void count(const event& told) {
        if (told.kind() == event_kind::print_started) ++begun[told.job()];
        if (told.kind() == event_kind::print_cancelled) ++ended[told.job()];
        if (told.kind() == event_kind::print_failed || told.kind() == event_kind::overrun) ++surprises;
    }

    pumped_printer printer_;
    unsigned given_ = 0; ///< commands that were not refused; under the lock
    std::atomic<unsigned> seen_ = 0;

public:
    synchronized<pumped_printer> control{printer_};
    std::map<job_id, int> begun; ///< read them when the pump has stopped
    std::map<job_id, int> ended;
    int surprises = 0;

private:
    std::jthread thread_;
};

file a_file() {
    file f;
    REQUIRE(f.path.assign("a.gcode"));
    return f;
}

} // namespace

TEST_CASE("each command takes effect although no deadline ever comes") {
    pumped at;
    REQUIRE(at.control.select(a_file(), instant{}).has_value());
    for (int turn = 0; turn < 100; ++turn) {
        REQUIRE(at.give(command::start) == acceptance::accepted);
        CHECK(at.control.current() == state::printing);
        REQUIRE(at.give(command::pause) == acceptance::accepted);
        CHECK(at.control.current() == state::paused);
        REQUIRE(at.give(command::resume) == acceptance::accepted);
        CHECK(at.control.current() == state::printing);
        REQUIRE(at.give(command::cancel) == acceptance::accepted);
        CHECK(at.control.current() == state::operational);
    }
    at.stop();
    CHECK(at.begun.size() == 100);
    CHECK(at.ended.size() == 100);
    CHECK(at.surprises == 0);
}

TEST_CASE("in a storm from eight threads the pump turns after every command, and every job ends once") {
    constexpr unsigned threads = 8;
    pumped at;
    REQUIRE(at.control.select(a_file(), instant{}).has_value());
    {
        std::vector<std::jthread> clients;
        for (unsigned seed = 1; seed <= threads; ++seed)
            clients.emplace_back([&, seed] {
                constexpr std::array wishes{command::start,   command::pause,  command::resume,
                                            command::restart, command::toggle, command::cancel};
                std::mt19937 random{seed};
                for (int i = 0; i < 300; ++i)
                    (void)at.give(wishes[random() % wishes.size()]);
            });
    }
    (void)at.give(command::cancel);
    while (has_job(at.control.current()))
        std::this_thread::yield();
    at.stop();
    const auto jobs = static_cast<std::size_t>(at.control.status(instant{}).job);
    CHECK(jobs > 3);
    CHECK(at.begun.size() == jobs);
    CHECK(at.ended.size() == jobs);
    for (const auto& [job, times] : at.ended)
        CHECK(times == 1);
    CHECK(at.surprises == 0);
}
