// A whole link: controller and streamer as they are, and at the other end of the port whatever the input
// says. Behind its last byte the faults end, and the job must come to its outcome.
//
// The first line of an input sets things up, one letter each (see `settings_of`). Every other line is an act:
// a letter and what belongs to it (see `link::act`).

#include "../count_allocations.hpp"
#include "adversary_port.hpp"
#include "fuzz.hpp"
#include "link_judge.hpp"
#include "wire.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace printjob;
using namespace std::chrono_literals;
using fuzz::require;

// --- the files ---

/// `{n}` stands for the number of the line among those that are sent.
std::string numbered(std::string_view content) {
    std::string all;
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content.substr(i, 3) != "{n}") {
            all += content[i];
            continue;
        }
        all += "Q" + std::to_string(next++);
        i += 2;
    }
    return all;
}

std::string moves(int count) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += "G1 X" + std::to_string(i) + ".125 Y50.25 E.04321 F1800 {n} ; a move\n";
    return numbered(all);
}

/// The files that can be printed; the last is the input's own (see `vanishing_files::own`).
const std::array<std::string, 5> contents{
    moves(30),
    numbered("; a job\nG28 {n}\nM104 S200 {n}\nM109 S210 {n}\nM190 S60 {n}\nM73 P5 R10 {n}\nG1 X1 {n}\n"
             "@pause\nG91 {n}\nG1 X2 {n}\nM106 S127 {n}\nM0 change\nT1 {n}\nG1 X3 F600 {n}\nM84 {n}\n"
             "M25\nG1 X4 {n}\nM600 {n}\n@cancel\nG1 X5 {n}\n"),
    numbered("G1 X1 {n}\nG1 X2 {n}\nG1 X^3 Q9\nG1 X4 Q9\n"),
    numbered("G1 X1 {n}\n@resume\nM117 (text) {n}\nM400 {n}\nG4 P100 {n}\n;\n\n\nG1 X2 {n}"), ""};

/// Files in memory that can be gone for a while.
struct vanishing_files {
    using source_type = gcode::memory_lines;

    static constexpr std::size_t longest_own = 4096;

    bool are_gone = false;
    std::string own; ///< never longer than it can be without moving: it may be open

    vanishing_files() { own.reserve(longest_own); }

    /// Appends a line to the input's own file. Such a line has no place in its job, and must not look as if.
    void add_line(std::string_view line) {
        if (own.size() + line.size() >= longest_own || line.find('Q') != std::string_view::npos) return;
        own += line;
        own += '\n';
    }

    [[nodiscard]] std::string_view content_of(std::size_t which) const {
        return which == contents.size() - 1 ? own : contents[which];
    }

    /// How long a file is now; since it was selected, it may have grown.
    [[nodiscard]] std::size_t size_of(const file& what) const { return content_of(number_of(what)).size(); }

    [[nodiscard]] file find(std::size_t which) const {
        which %= contents.size();
        file found;
        const std::string path = std::to_string(which);
        require(found.name.assign(path) && found.path.assign(path), "the path is short");
        found.size = content_of(which).size();
        return found;
    }

    [[nodiscard]] std::optional<io_error> open(const file& what, gcode::memory_lines& source) const {
        if (are_gone) return io_error{fault::not_found};
        source = gcode::memory_lines{content_of(number_of(what))};
        return std::nullopt;
    }

private:
    [[nodiscard]] static std::size_t number_of(const file& what) {
        return static_cast<std::size_t>(what.path.view().front() - '0');
    }
};

// --- the settings ---

struct setting {
    gcode::streamer_settings streamer;
    bool tells_numbers = false; ///< the honest printer's oks are ADVANCED_OK's
    bool ends_in_silence = false;
    bool ends_with_cancel = false;
};

setting settings_of(std::string_view letters) {
    setting is;
    for (const char letter : letters) {
        if (letter >= '1' && letter <= '9')
            is.streamer.link.most_lines = static_cast<std::uint8_t>(letter - '0');
        switch (letter) {
        case 'b': is.streamer.link.receive_buffer = 128; break;
        case 's':
            is.streamer.start_script = "M117 start\nG28";
            is.streamer.pause_script = "G91\nG1 Z5\nG90\nM104 S30";
            is.streamer.resume_script = "G1 X0";
            is.streamer.done_script = "M117 done";
            break;
        case 'a': is.streamer.printer_may_start = true; break;
        case 'w': is.streamer.longest_line = 255; break;
        case 'c': is.streamer.has_chamber = true; break;
        case 'm': is.streamer.motors_off_at_stop = false; break;
        case 'n': is.tells_numbers = true; break;
        case 'q': is.ends_in_silence = true; break;
        case 'e': is.ends_with_cancel = true; break;
        default: break;
        }
    }
    return is;
}

// --- the link ---

class workshop {
public:
    explicit workshop(const setting& is)
        : is_{is},
          judge_{is.streamer.longest_line != 0 ? is.streamer.longest_line : gcode::marlin.longest_line,
                 is.streamer.motors_off_at_stop, is.streamer.has_chamber} {
        pump();
    }

    /// One act of the input.
    void act(std::string_view line) {
        if (line.empty()) return;
        const char what = line.front();
        const std::string_view more = line.substr(1);
        const unsigned count = fuzz::code_number(more).value_or(1);
        switch (what) {
        // What the printer says.
        case '<': say(std::string{more} + "\n"); break;
        case '=': port_.say(more); return; // it has not been looked at yet
        case 'k': repeat(count, [&] { say("ok\n"); }); break;
        case 'n': say("Resend: " + std::to_string(judge_.highest() - count) + "\n"); break;
        case 'N': say("Resend: " + std::to_string(judge_.highest() - count) + "\nok\n"); break;
        case 'h': repeat(count, [&] { answer_honestly(); }); break;
        // Time.
        case '+': pass(duration{1} * power_of_ten(count % 10)); break;
        case '.': repeat(count, [&] { pass_to_deadline(); }); break;
        // The port.
        case 'w': port_.write_limit = more.empty() ? port_.no_limit : count; break;
        case 'r': port_.read_limit = more.empty() ? port_.no_limit : std::max(count, 1U); break;
        case 'f': port_.fails_next = true; break;
        case 'x': port_.is_open = false; break;
        case 'o': port_.is_open = true; break;
        // The files.
        case 'v': files_.are_gone = !files_.are_gone; break;
        case 'F': files_.add_line(more); return;
        // The clients.
        case 'L': select(files_.find(count)); break;
        case 'J': print(files_.find(count)); break;
        default:
            const auto asked = fuzz::command_of(what);
            if (!asked) return;
            submit(*asked);
        }
        pump();
    }

    /// The faults are over: the job comes to its outcome.
    void end() {
        port_.read_limit = port_.write_limit = port_.no_limit;
        port_.is_open = true;
        port_.fails_next = false;
        if (is_.ends_with_cancel) submit(command::cancel);
        say("\nok\n"); // no person is awaited any more
        const instant latest = now_ + 24h;
        for (int steps = 0; has_job(control_.current()); ++steps) {
            require(steps < 4000 && now_ < latest, "every job comes to an end");
            if (control_.current() == state::paused) submit(command::cancel);
            if (is_.ends_in_silence || judge_.received().empty())
                pass_to_deadline();
            else
                answer_honestly();
            pump();
        }
    }

private:
    template <class Action>
    static void repeat(unsigned count, Action action) {
        for (unsigned i = 0; i < std::min(count, 50U); ++i)
            action();
    }

    [[nodiscard]] static std::int64_t power_of_ten(unsigned exponent) {
        std::int64_t value = 1;
        for (; exponent > 0; --exponent)
            value *= 10;
        return value;
    }

    // --- time and the pump ---

    void pass(duration span) { now_ += span; }

    void pass_to_deadline() {
        const instant next = control_.next_deadline();
        if (next != never) now_ = std::max(now_, next);
        pump();
    }

    /// Does what a host's loop does until there is nothing to do at this instant.
    void pump() {
        advance();
        for (int rounds = 0; control_.next_deadline() <= now_ || port_.has_unread(); ++rounds) {
            require(rounds < 200 || port_.has_unread(), "the next deadline moves on");
            const std::size_t unread = port_.unread();
            advance();
            require(unread == 0 || port_.unread() < unread || !port_.is_open, "what has arrived is read");
        }
    }

    void advance() {
        const row before = control_.current_row();
        port_.begin_call();
        require(counted::in([&] { control_.advance(now_); }) == 0, "driving a job allocates nothing");
        finish_call(before, false);
    }

    /// Looks at what a call did.
    void finish_call(row before, bool ends_job) {
        fuzz::call over{.ends_job = ends_job, .stands_still = false, .told = {}};
        bool goes_on = false;
        while (const auto told = control_.poll_event()) {
            over.told.push_back(*told);
            goes_on = goes_on || told->kind() == event_kind::print_resumed ||
                      told->kind() == event_kind::deferral_withdrawn ||
                      told->kind() == event_kind::print_started;
        }
        const bool was_held = before == row::starting_then_pause || before == row::paused;
        const state current = control_.current();
        over.stands_still = was_held && !goes_on && (current == state::pausing || current == state::paused);
        judge_.look_at(over, port_);
        const progress how_far = printer_.progress();
        if (has_job(current))
            require(how_far.executed <= how_far.acknowledged && how_far.acknowledged <= how_far.sent &&
                        how_far.sent <= files_.size_of(*control_.status(now_).selected),
                    "executed <= acknowledged <= sent <= the file's size");
    }

    // --- the clients ---

    void submit(command what) {
        asks(intent_of(what), [&] { return control_.submit(what, now_); });
    }

    void select(const file& what) {
        asks(intent::select, [&] { return control_.select(what, now_); });
    }
    void print(const file& what) {
        asks(intent::start, [&] { return control_.print(what, now_); });
    }

    template <class Call>
    void asks(intent what, Call ask_for) {
        const row before = control_.current_row();
        const bool is_free = port_.is_free();
        port_.begin_call();
        std::optional<answer> given;
        require(counted::in([&] { given = ask_for(); }) == 0, "a command allocates nothing");
        const bool is_accepted = *given == acceptance::accepted;
        if (!*given || *given == acceptance::already)
            require(port_.written().empty() && control_.current_row() == before,
                    "a command that is refused does nothing");
        const std::size_t heard_of = judge_.received().size();
        finish_call(before, is_accepted && (what == intent::cancel || what == intent::emergency_stop));
        if (is_accepted && what == intent::emergency_stop && is_free) {
            const auto& lines = judge_.received();
            const auto first = lines.begin() + static_cast<std::ptrdiff_t>(heard_of);
            require(std::find(first, lines.end(), "M112") != lines.end(), "M112 leaves at once");
        }
    }

    // --- the printer ---

    void say(const std::string& bytes) {
        port_.say(bytes);
        pump();
    }

    /// Answers the oldest line that no honest answer was given to, as a printer would that has understood it.
    void answer_honestly() {
        const auto line = judge_.take_oldest_received();
        if (!line || line->empty()) return;
        const auto read = fuzz::read_numbered_line(*line);
        const std::string_view command = read ? read->command : std::string_view{*line};
        std::string ok = "ok";
        if (is_.tells_numbers && read) ok += " N" + std::to_string(read->number) + " P15 B3";
        if (command == "M105") ok = "ok T:20.0 /0.0 B:20.0 /0.0 @:0";
        if (command == "M114") ok = "X:1.00 Y:2.00 Z:3.00 E:4.00 Count X:0 Y:0 Z:0\n" + ok;
        if (command == "M115") ok = "FIRMWARE_NAME:Marlin\nCap:AUTOREPORT_TEMP:0\n" + ok;
        if (command == "M27") ok = "Not SD printing\n" + ok;
        say(ok + "\n");
    }

    setting is_;
    instant now_{1h};
    vanishing_files files_;
    fuzz::adversary_port port_;
    fuzz::link_judge judge_;
    gcode::streamer<fuzz::adversary_port, vanishing_files> printer_{
        port_, files_, printjob::gcode::validate(is_.streamer).value()};
    controller<gcode::streamer<fuzz::adversary_port, vanishing_files>> control_{printer_};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view acts = fuzz::text_of(data, size);
    workshop at{settings_of(fuzz::take_line(acts))};
    for (int count = 0; !acts.empty() && count < 400; ++count)
        at.act(fuzz::take_line(acts));
    at.end();
    return 0;
}
