#pragma once
// A printer behind a port and a file that go wrong at a call of the test's choice, watched after every step; and what
// befalls a job there.

#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/testing/command_recorder.hpp>
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace failing {

using namespace printjob;
using namespace printjob::testing;
using namespace std::chrono_literals;

/// What goes wrong with a call.
enum class ill : std::uint8_t {
    error_once,       ///< EIO, and the next call works
    gone_for_a_while, ///< the device is gone, then closed for five seconds
    nothing_now,      ///< EAGAIN: no byte was moved, though there are some or there is room
    one_byte,         ///< one byte was moved, though there are more
};

inline constexpr std::array ills{ill::error_once, ill::gone_for_a_while, ill::nothing_now, ill::one_byte};

[[nodiscard]] inline bool is_error(ill what) {
    return what == ill::error_once || what == ill::gone_for_a_while;
}

enum class call_of : std::uint8_t { reads, writes };

/// Passes everything on to the simulated port, but for one call.
class failing_port {
public:
    failing_port(simulated_port& line, const manual_clock& clock) : line_{line}, clock_{clock} {}

    /// The n-th call in this call_of from now on goes wrong; `struck` is called then.
    void fail(call_of where, std::size_t n, ill what, std::function<void()> struck = {}) {
        where_ = where;
        calls_left_ = n;
        what_ = what;
        struck_ = std::move(struck);
    }
    /// How many calls there were in this call_of.
    [[nodiscard]] std::size_t calls(call_of where) const {
        return where == call_of::reads ? reads_ : writes_;
    }

    [[nodiscard]] bool is_closed() const { return clock_.now() < gone_until_; }

    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) {
        ++reads_;
        const auto done = harm_to(call_of::reads);
        if (done.fails) return tl::unexpected(*done.fails);
        return done.at_most == 0 ? result<std::size_t>{0}
                                 : line_.read_some(into.first(std::min(into.size(), done.at_most)));
    }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        ++writes_;
        const auto done = harm_to(call_of::writes);
        if (done.fails) return tl::unexpected(*done.fails);
        return line_.write_some(from.first(std::min(from.size(), done.at_most)));
    }

private:
    struct harm {
        std::optional<io_error> fails;
        std::size_t at_most = static_cast<std::size_t>(-1);
    };

    [[nodiscard]] harm harm_to(call_of where) {
        if (is_closed()) return {.fails = io_error{fault::closed}};
        if (where != where_ || calls_left_ == 0 || --calls_left_ != 0) return {};
        if (struck_) struck_();
        switch (what_) {
        case ill::error_once: return {.fails = io_error{fault::io, EIO}};
        case ill::gone_for_a_while:
            gone_until_ = clock_.now() + 5s;
            return {.fails = io_error{fault::device_gone}};
        case ill::nothing_now: return {.fails = {}, .at_most = 0};
        case ill::one_byte: return {.fails = {}, .at_most = 1};
        }
        return {};
    }

    simulated_port& line_;
    const manual_clock& clock_;
    call_of where_ = call_of::reads;
    std::size_t calls_left_ = 0;
    ill what_ = ill::error_once;
    std::function<void()> struck_;
    instant gone_until_{};
    std::size_t reads_ = 0;
    std::size_t writes_ = 0;
};

class failing_files;

/// The lines of a file in memory, of which one cannot be read.
class failing_lines {
public:
    failing_lines() = default;
    [[nodiscard]] result<std::optional<source_line>> next_line();
    void close();

private:
    friend class failing_files;
    gcode::memory_lines lines_;
    failing_files* opened_by_ = nullptr;
};

/// Files in memory: one open or one read of a line fails.
class failing_files {
public:
    using source_type = failing_lines;

    [[nodiscard]] std::optional<io_error> open(const file& what, failing_lines& source) {
        if (opens_left_ != 0 && --opens_left_ == 0) return open_fault_;
        if (const auto failure = files_.open(what, source.lines_)) return failure;
        if (std::exchange(source.opened_by_, this) == nullptr) ++open_;
        return std::nullopt;
    }
    [[nodiscard]] result<file> find(std::string_view path) const { return files_.find(path); }
    [[nodiscard]] bool add(std::string_view path, std::string_view content) {
        return files_.add(path, content);
    }

    /// The n-th open from now on fails with this.
    void fail_open(std::size_t n, io_error with) {
        opens_left_ = n;
        open_fault_ = with;
    }
    /// The n-th read of a line from now on fails; `struck` is called then.
    void fail_line(std::size_t n, std::function<void()> struck) {
        lines_left_ = n;
        struck_ = std::move(struck);
    }
    /// How many lines were read.
    [[nodiscard]] std::size_t lines() const { return lines_; }
    /// How many sources are open.
    [[nodiscard]] int open_sources() const { return open_; }

private:
    friend class failing_lines;

    gcode::memory_files files_;
    std::size_t opens_left_ = 0;
    io_error open_fault_{fault::io};
    std::size_t lines_left_ = 0;
    std::function<void()> struck_;
    std::size_t lines_ = 0;
    int open_ = 0;
};

inline result<std::optional<source_line>> failing_lines::next_line() {
    if (opened_by_ == nullptr) return lines_.next_line();
    ++opened_by_->lines_;
    if (opened_by_->lines_left_ != 0 && --opened_by_->lines_left_ == 0) {
        opened_by_->struck_();
        return tl::unexpected(io_error{fault::io, EIO});
    }
    return lines_.next_line();
}

inline void failing_lines::close() {
    if (opened_by_ != nullptr) --opened_by_->open_;
    *this = failing_lines{};
}

inline const std::vector<std::string> job_lines{
    "G28", "M109 S60", "G1 X11 F6000", "G1 X12 F6000", "G1 X13 F6000", "G1 X14 F6000", "G1 X15 F6000"};

inline std::string as_file(const std::vector<std::string>& lines) {
    std::string all = "; a short job\n";
    for (const auto& line : lines)
        all += line + "\n";
    return all;
}

inline gcode::streamer_settings settings_of(std::uint8_t lines_in_flight) {
    gcode::streamer_settings settings;
    settings.link.receive_buffer = 128;
    settings.link.most_lines = lines_in_flight;
    settings.start_script = "M117 begins";
    settings.pause_script = "M104 S50";
    settings.done_script = "M117 ended";
    return settings;
}

inline marlin_settings quick_printer() {
    marlin_settings is{.hotend = {.heats = 20'000, .cools = 20'000, .residency = 1s}};
    is.homing_time = 1s;
    return is;
}

/// Everything is public but the judge's notes: a test drives the printer, the line and the host as it likes.
struct watched_bench {
    explicit watched_bench(std::uint8_t lines_in_flight)
        : streamer{port, files, gcode::validate(settings_of(lines_in_flight)).value()} {
        line.to_printer().on_byte([this](std::uint64_t, char byte) {
            wire += byte;
            return std::optional{byte};
        });
        REQUIRE(files.add("job.gcode", content));
        REQUIRE(files.add("next.gcode", "G1 X99 F6000\n"));
    }

    /// Lets the n-th call go wrong, and looks whether anybody is told.
    void fail(call_of where, std::size_t n, ill what) {
        port.fail(where, n, what,
                  [this, what] { struck_a_job_ = is_error(what) && has_job(control.current()); });
    }

    /// Lets the n-th read of a line fail.
    void fail_line(std::size_t n) {
        files.fail_line(n, [this] { struck_at_ = wire.size(); });
    }

    /// Goes on until `done()`; false when it never comes.
    template <class Done>
    [[nodiscard]] bool comes_to(Done done) {
        const bool came = runs_until(done);
        if (!came) trouble("hangs in " + std::string{name(control.current())});
        return came;
    }

    /// Goes on until `done()`; false when it never comes, or when the job has ended before.
    template <class Done>
    bool goes_on_until(Done done) {
        const auto is_over = [&] { return !begun_.empty() && ended_.contains(begun_.back()); };
        return comes_to([&] { return done() || is_over(); }) && done();
    }
    bool goes_on_until(state wanted) {
        return goes_on_until([&] { return control.current() == wanted; });
    }
    bool goes_on_until_executed(std::string_view command, std::size_t times = 1) {
        return goes_on_until([&] { return executed.count(command) >= times; });
    }
    void submit(command what) {
        (void)control.submit(what, clock.now());
        look();
    }
    void print(std::string_view path) {
        (void)control.print(files.find(path).value(), clock.now());
        look();
    }

    /// Everything that went wrong; empty when nothing did. To be called when the faults are over.
    std::string judge() {
        if (!comes_to([&] { return control.current() == state::operational; })) return trouble_;
        judge_lines();
        if (trouble_.empty()) {
            print("next.gcode");
            (void)goes_on_until(state::operational);
            if (executed.count("G1 X99 F6000") != 1 || control.last_outcome() != outcome::done)
                trouble("the next job is not done");
        }
        if (begun_.size() != ended_.size()) trouble("a job without an outcome");
        return trouble_;
    }

    /// How the jobs ended, one word each.
    [[nodiscard]] std::string outcomes() const {
        std::string all;
        for (const auto& [job, words] : ended_)
            all += (all.empty() ? "" : " ") + words;
        return all;
    }

    const std::string content = as_file(job_lines);
    manual_clock clock;
    simulated_marlin marlin{quick_printer()};
    command_recorder executed{marlin};
    simulated_port line{clock, marlin, {.latency = 1ms}};
    failing_files files;
    failing_port port{line, clock};
    gcode::streamer<failing_port, failing_files> streamer;
    controller<gcode::streamer<failing_port, failing_files>> control{streamer};
    std::string wire; ///< what was written to the port

private:
    /// Jumps from event to event, as run_until does, but for bytes that wait in a port that is closed.
    template <class Done>
    [[nodiscard]] bool runs_until(Done done) {
        const instant last = clock.now() + 10min;
        for (int turns_at_once = 0; turns_at_once < 1000 && clock.now() <= last; ++turns_at_once) {
            line.handle_time();
            control.advance(clock.now());
            look();
            if (done()) return true;
            const instant readable = port.is_closed() ? never : line.next_event();
            const instant next = std::min(readable, control.next_deadline());
            if (next > clock.now()) turns_at_once = 0;
            clock.advance_to(next);
        }
        return false;
    }

    void trouble(const std::string& what) { trouble_ += (trouble_.empty() ? "" : "; ") + what; }

    /// Takes the events of a step, and holds them against the wire.
    void look() {
        ended_now_ = false;
        while (const auto told = control.poll_event()) {
            if (told->kind() == event_kind::overrun) trouble("an overrun");
            if (told->kind() == event_kind::violation) trouble("a report that cannot be");
            if (told->kind() == event_kind::print_started) {
                begun_.push_back(told->job());
                silent_from_.reset();
            }
            if (told->kind() == event_kind::print_done) ended(*told, "done");
            if (told->kind() == event_kind::print_cancelled) ended(*told, "cancelled");
            if (told->kind() == event_kind::print_failed) {
                ended(*told, "failed(" + std::string{name(told->why())} + ")");
                // A printer that is there is made safe before its job is said to have failed.
                safe_stop_due_from_ = told->why() == failure::file_not_readable ? struck_at_ : wire.size();
            }
        }
        if (std::exchange(struck_a_job_, false) && !ended_now_) trouble("a fault that nobody was told of");
        if (silent_from_ && wire.find("G1 X1", *silent_from_) != std::string::npos)
            trouble("a line of a job that is over");
        if (control.current() == state::operational && safe_stop_due_from_) {
            std::size_t at = *safe_stop_due_from_;
            for (const std::string_view command : {"M104 T0 S0", "M140 S0", "M106 S0", "M84"})
                if (at != std::string::npos) at = wire.find(command, at);
            if (at == std::string::npos) trouble("operational without a safe stop");
            safe_stop_due_from_.reset();
        }
    }

    void ended(const event& told, const std::string& how) {
        if (!ended_.emplace(told.job(), how).second) trouble("two outcomes");
        silent_from_ = wire.size();
        ended_now_ = true;
    }

    /// Each job ran a front of its file, in order and each line once; all of it when it is done.
    void judge_lines() {
        std::size_t next = job_lines.size();
        for (const auto& each : executed.commands()) {
            if (!each.number || std::ranges::find(job_lines, each.text) == job_lines.end()) continue;
            if (each.text == job_lines.front()) next = 0;
            if (next >= job_lines.size() || each.text != job_lines[next])
                return trouble("not in order: " + each.text);
            ++next;
        }
        if (outcomes().ends_with("done") && next != job_lines.size()) trouble("done, and skipped a line");
    }

    std::vector<job_id> begun_;
    std::map<job_id, std::string> ended_;
    std::optional<std::size_t> silent_from_;        ///< where the wire stood when the last job ended
    std::optional<std::size_t> safe_stop_due_from_; ///< … when it failed
    bool struck_a_job_ = false;
    std::size_t struck_at_ = 0; ///< where the wire stood when a line could not be read
    bool ended_now_ = false;
    std::string trouble_;
};

/// A job that is paused, resumed and done.
inline void pause_and_resume(watched_bench& at) {
    if (!at.goes_on_until(state::operational)) return;
    at.print("job.gcode");
    if (!at.goes_on_until_executed("G1 X12 F6000")) return;
    at.submit(command::pause);
    if (!at.goes_on_until(state::paused)) return;
    at.submit(command::resume);
    (void)at.goes_on_until(state::operational);
}

/// A job that is paused and started again, and then cancelled.
inline void restart_and_cancel(watched_bench& at) {
    if (!at.goes_on_until(state::operational)) return;
    at.print("job.gcode");
    if (!at.goes_on_until_executed("G1 X12 F6000")) return;
    at.submit(command::pause);
    if (!at.goes_on_until(state::paused)) return;
    at.submit(command::restart);
    if (!at.goes_on_until_executed("G1 X11 F6000", 2)) return;
    at.submit(command::cancel);
    (void)at.goes_on_until(state::operational);
}

using story = void (*)(watched_bench&);

} // namespace failing
