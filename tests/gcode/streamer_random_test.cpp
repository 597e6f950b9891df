/// Short jobs with one fault each and commands at any moment, 2,000 runs. Every run is named by
/// its seed.

#include "print_bench.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

using namespace bench;

namespace {

/// xorshift64: the same numbers on every compiler.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_{seed * 0x9E3779B97F4A7C15u + 1} {
        for (int i = 0; i < 8; ++i)
            (void)below(2);
    }
    std::uint64_t below(std::uint64_t limit) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return (state_ >> 11) % limit;
    }
    bool one_in(std::uint64_t count) { return below(count) == 0; }

private:
    std::uint64_t state_;
};

marlin_settings any_printer(dice& roll) {
    marlin_settings is{.hotend = {.heats = 20'000, .residency = 1s}};
    is.homing_time = 4s;
    is.levelling_time = 40s;
    is.repeated = roll.one_in(2) ? repeated_line::dropped : repeated_line::refused;
    is.after_resend = static_cast<resend_ok>(roll.below(3));
    is.resend_spelling = static_cast<resend_form>(roll.below(3));
    is.unnumbered_checksum = roll.one_in(2) ? lone_checksum::runs : lone_checksum::refused;
    is.advanced_ok = roll.one_in(2);
    is.emergency_parser = roll.one_in(2);
    is.autoreport = roll.one_in(2);
    is.host_actions = roll.one_in(2);
    if (roll.one_in(3)) is.keepalive = 0s;
    if (roll.one_in(4)) is.wait_interval = 1s;
    if (roll.one_in(4)) is.boot_time = 2s;
    return is;
}

gcode::streamer_settings any_settings(dice& roll) {
    gcode::streamer_settings settings;
    settings.link.receive_buffer = roll.one_in(2) ? 64 : 128;
    settings.link.most_lines = static_cast<std::uint8_t>(1 + roll.below(4));
    if (roll.one_in(2)) settings.start_script = "M117 starting";
    if (roll.one_in(2)) settings.pause_script = "G91\nG1 Z5\nG90\nM104 S30";
    if (roll.one_in(2)) settings.resume_script = "G1 X0";
    if (roll.one_in(2)) settings.done_script = "M117 finished";
    return settings;
}

port_settings any_line(dice& roll) {
    if (roll.one_in(2)) return {};
    return {.baud = roll.one_in(2) ? 115'200u : 250'000u, .latency = roll.one_in(2) ? 0ms : 5ms};
}

/// A job whose lines are all different, and different from those of another job.
std::vector<std::string> any_job(dice& roll, unsigned which) {
    std::vector<std::string> lines;
    const auto tag = " Y" + std::to_string(which) + " F6000";
    const auto count = roll.below(12) + 1;
    for (unsigned i = 1; i <= count; ++i) {
        const auto number = std::to_string(i);
        switch (roll.below(12)) {
        case 0: lines.push_back("G28 O" + number + tag); break;
        case 1: lines.push_back("M109 S6" + std::to_string(i % 10) + " P" + number + tag); break;
        case 2: lines.push_back("G29 O" + number + tag); break;
        case 3: lines.push_back("M117 line " + number + tag); break;
        case 4: lines.push_back("G4 S7 O" + number + tag); break;
        case 5:
            lines.push_back("G1 X" + std::to_string(i * 20) + " Y" + std::to_string(which) + " F300");
            break;
        default: lines.push_back("G1 X" + number + tag);
        }
    }
    return lines;
}

std::string as_file(const std::vector<std::string>& lines) {
    std::string all;
    for (const auto& line : lines)
        all += line + "\n; and so on\n";
    return all;
}

/// A run, and what went wrong in it.
class random_run {
public:
    explicit random_run(std::uint64_t seed)
        : roll_{seed}, at_{any_printer(roll_), any_settings(roll_), any_line(roll_), window::as_set} {}

    /// Everything that went wrong; empty when nothing did.
    std::string run() {
        if (!goes_on_until([&] { return at_.control.current() == state::operational; }))
            return "no connection";
        for (unsigned which = 1; which <= 2 && trouble_.empty(); ++which) {
            lines_ = any_job(roll_, which);
            content_.push_back(as_file(lines_));
            at_.contents.push_back(content_.back());
            if (!at_.files.add("job.gcode", at_.contents.back())) return "no room";
            if (!at_.control.print(at_.files.find("job.gcode").value(), at_.clock.now()))
                return "start refused";
            look();
            live_through_job();
            if (!trouble_.empty()) break;
            at_.port.plug_in();
            if (at_.marlin.is_killed()) at_.marlin.reset(at_.clock.now());
            // An error ends with a reset; the fault may have hit the `start` of the first one.
            for (int resets = 0; resets < 2; ++resets) {
                at_.pass(10s);
                look();
                if (at_.control.current() == state::error) at_.marlin.reset(at_.clock.now());
            }
            if (!goes_on_until([&] { return at_.control.current() == state::operational; }))
                return "never operational again";
        }
        return trouble_;
    }

private:
    void live_through_job() {
        const instant fault_at =
            at_.clock.now() + duration{static_cast<std::int64_t>(roll_.below(30'000'000))};
        int commands = static_cast<int>(roll_.below(4));
        bool harmed = roll_.one_in(5);
        while (commands-- > 0 || !harmed) {
            const duration span{
                static_cast<std::int64_t>(roll_.one_in(3) ? roll_.below(1'000) : roll_.below(20'000'000))};
            (void)goes_on_for(span);
            if (!trouble_.empty() || ended()) return;
            if (!harmed && (at_.clock.now() >= fault_at || commands <= 0)) {
                harmed = true;
                harm();
            } else if (commands >= 0) {
                order();
            }
        }
        // Faults are over: what is paused is cancelled, and every job ends.
        at_.port.plug_in();
        if (!goes_on_until([&] { return ended() || at_.control.current() == state::paused; })) {
            trouble_ = "the job never ended";
            return;
        }
        if (ended()) return;
        (void)at_.control.submit(command::cancel, at_.clock.now());
        if (!goes_on_until([&] { return ended(); })) trouble_ = "the paused job could not be cancelled";
    }

    void order() {
        constexpr std::array orders{command::pause,          command::resume,  command::toggle,
                                    command::cancel,         command::resume,  command::pause,
                                    command::emergency_stop, command::restart, command::start};
        const bool was_idle = at_.control.current() == state::operational;
        if (was_idle) return;
        (void)at_.control.submit(orders[static_cast<std::size_t>(roll_.below(orders.size()))],
                                 at_.clock.now());
        look();
    }

    void harm() {
        auto& out = at_.port.to_printer();
        auto& in = at_.port.to_host();
        const auto bits = static_cast<unsigned char>(1u << roll_.below(8));
        const auto soon = roll_.below(40);
        switch (roll_.below(13)) {
        case 0: out.flip_byte(out.sent() + soon, bits); break;
        case 1: out.drop_byte(out.sent() + soon); break;
        case 2: in.flip_byte(in.sent() + soon, bits); break;
        case 3: in.drop_byte(in.sent() + soon); break;
        case 4: at_.marlin.lose_next_ok(); break;
        case 5: at_.marlin.double_next_ok(); break;
        case 6: at_.marlin.corrupt_next_line(); break;
        case 7: at_.marlin.reset(at_.clock.now()); break;
        case 8:
            at_.port.unplug();
            (void)goes_on_for(duration{static_cast<std::int64_t>(roll_.below(5'000'000))});
            at_.port.plug_in();
            break;
        case 9: at_.port.fail_next({fault::io, 5}); break;
        case 10: at_.lose_next_bytes(static_cast<std::size_t>(soon)); break;
        case 11: at_.marlin.say(roll_.one_in(2) ? "//action:pause" : "echo: cold extrusion prevented"); break;
        case 12:
            at_.marlin.power_off(at_.clock.now());
            (void)goes_on_for(3s);
            at_.marlin.power_on(at_.clock.now());
            break;
        }
    }

    [[nodiscard]] bool ended() const { return at_.control.last_outcome() != outcome::none; }

    template <class Done>
    bool goes_on_until(Done done) {
        const bool came = run_until(
            at_.clock, at_.port, at_.control,
            [&] {
                look();
                return !trouble_.empty() || done();
            },
            2h);
        return came || !trouble_.empty();
    }
    bool goes_on_for(duration span) {
        const instant end = at_.clock.now() + span;
        (void)run_until(
            at_.clock, at_.port, at_.control,
            [&] {
                look();
                return !trouble_.empty() || at_.clock.now() >= end;
            },
            span);
        return true;
    }

    /// Takes in what was told and what was executed since the last look.
    void look() {
        while (const auto told = at_.control.poll_event())
            take(*told);
        const auto& commands = at_.executed.commands();
        for (; seen_ < commands.size(); ++seen_)
            if (commands[seen_].number) take(commands[seen_].text);
    }

    void take(const event& told) {
        switch (told.kind()) {
        case event_kind::print_started:
            if (told.job() == job_) trouble_ = "a job began twice";
            job_ = told.job();
            outcomes_ = 0;
            next_ = 0;
            break;
        case event_kind::print_done:
            if (next_ != lines_.size()) trouble_ = "done, and a line is missing";
            if (at_.marlin.in_motion()) trouble_ = "done while it moved";
            end(told);
            break;
        case event_kind::print_cancelled:
        case event_kind::print_failed: end(told); break;
        case event_kind::violation: trouble_ = "a violation"; break;
        case event_kind::overrun: trouble_ = "an overrun"; break;
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

    void end(const event& told) {
        if (told.job() != job_) trouble_ = "the outcome of another job";
        if (++outcomes_ > 1) trouble_ = "two outcomes";
        wire_at_end_ = at_.wire.size();
    }

    void take(const std::string& text) {
        const auto found = std::ranges::find(lines_, text);
        if (found == lines_.end()) {
            if (!text.starts_with("G0") && text.find(" Y1 ") != std::string::npos)
                trouble_ = "a line of an old job: " + text;
            return;
        }
        const auto place = static_cast<std::size_t>(found - lines_.begin());
        if (place != next_) trouble_ = "not in order: " + text;
        ++next_;
        if (outcomes_ == 0) return;
        // What was sent before the end may still run; nothing may be sent after it.
        if (std::string_view{at_.wire}.substr(wire_at_end_).find(" " + text + "*") != std::string_view::npos)
            trouble_ = "sent after the end: " + text;
    }

    dice roll_;
    print_bench at_;
    std::vector<std::string> lines_;
    std::vector<std::string> content_;
    std::string trouble_;
    job_id job_ = job_id::none;
    int outcomes_ = 0;
    std::size_t next_ = 0;
    std::size_t seen_ = 0;
    std::size_t wire_at_end_ = 0;
};

} // namespace

TEST_SUITE("streamer: random runs") {
    TEST_CASE("every job's lines run in order and once, it ends exactly once, and nothing follows its end") {
        for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
            CAPTURE(seed);
            CHECK(random_run{seed}.run() == "");
        }
    }
}
