// A job as long as one likes in constant memory: every line arrives once and in order, and the host allocates nothing.
//
//     longjob [lines] [lines in flight]      10000000 1 without arguments
//
// The file is made up as it is read, the printer compares and forgets, and time is virtual. Now and then a line is
// asked for again, and once the job is paused and resumed.

#include "allocations.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/gcode/syntax/line.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <string_view>

namespace {

using namespace printjob;
using namespace std::chrono_literals;

/// A line of the file that nobody keeps: `G1 X<i> Y<i mod 200> E<i mod 7> F3000`.
class made_up_line {
public:
    explicit made_up_line(std::uint64_t i) {
        put("G1 X");
        put(i);
        put(" Y");
        put(i % 200);
        put(" E");
        put(i % 7);
        put(" F3000");
    }
    [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

private:
    void put(std::string_view words) { size_ += words.copy(bytes_.data() + size_, words.size()); }
    void put(std::uint64_t number) {
        const auto end = std::to_chars(bytes_.data() + size_, bytes_.data() + bytes_.size(), number).ptr;
        size_ = static_cast<std::size_t>(end - bytes_.data());
    }

    std::array<char, 96> bytes_{};
    std::size_t size_ = 0;
};

/// The file's lines, from 1 on.
class made_up_lines {
public:
    made_up_lines() = default;
    explicit made_up_lines(std::uint64_t count) : left_{count} {}

    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (left_ == 0) return std::optional<source_line>{};
        --left_;
        line_ = made_up_line{++number_};
        end_ += line_.view().size() + 1;
        return std::optional{source_line{.text = line_.view(), .end = end_, .cut = false}};
    }
    void close() { *this = made_up_lines{}; }

private:
    std::uint64_t left_ = 0;
    std::uint64_t number_ = 0;
    std::uint64_t end_ = 0;
    made_up_line line_{0};
};

struct made_up_files {
    using source_type = made_up_lines;
    std::uint64_t lines = 0;

    [[nodiscard]] std::optional<io_error> open(const file&, made_up_lines& source) const {
        source = made_up_lines{lines};
        return std::nullopt;
    }
};

/// A port with a printer that does everything at once: it checks number and checksum of each line, compares
/// it with the file's next one, and asks for one line in 10,007 again.
class checking_printer {
public:
    /// Bytes to read are here already.
    [[nodiscard]] bool has_answers() const { return said_size_ != 0; }
    [[nodiscard]] std::uint64_t lines() const { return lines_; }
    [[nodiscard]] std::uint64_t resends() const { return resends_; }
    /// Lines that were not the file's next one.
    [[nodiscard]] std::uint64_t wrong() const { return wrong_; }

    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) {
        const std::size_t count = std::min(into.size(), said_size_);
        std::copy_n(said_.begin(), count, into.begin());
        std::copy(said_.begin() + static_cast<std::ptrdiff_t>(count),
                  said_.begin() + static_cast<std::ptrdiff_t>(said_size_), said_.begin());
        said_size_ -= count;
        return count;
    }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        for (const char byte : from) {
            if (byte != '\n') {
                if (heard_size_ < heard_.size()) heard_[heard_size_++] = byte;
                continue;
            }
            take(std::string_view{heard_.data(), heard_size_});
            heard_size_ = 0;
        }
        return from.size();
    }

private:
    void take(std::string_view line) {
        if (line.empty()) return say("ok\n");
        if (line == "N0 M110 N0*125") {
            last_ = 0;
            return say("ok\n");
        }
        std::uint64_t number = 0;
        const auto parsed = std::from_chars(line.data() + 1, line.data() + line.size(), number);
        const auto star = line.rfind('*');
        if (line.front() != 'N' || star == std::string_view::npos) return refuse();
        const std::string_view command{parsed.ptr + 1, line.data() + star};
        std::array<char, gcode::longest_command_buffer> bytes;
        const auto expected = gcode::frame(static_cast<std::uint32_t>(number), command, bytes);
        if (expected.substr(0, expected.size() - 1) != line) return refuse();
        if (number <= last_) return; // was taken already: Marlin drops it without a word
        if (number != last_ + 1) return ask_again();
        if (number % 10'007 == 0 && number != asked_for_) return ask_again();
        ++last_;
        carry_out(command);
    }

    void carry_out(std::string_view command) {
        if (command.starts_with("G1 X")) {
            if (command != made_up_line{++lines_}.view()) ++wrong_;
        } else if (command == "M105") {
            return say("ok T:22.0 /0.0 B:22.0 /0.0 @:0 B@:0\n");
        } else if (command == "M114") {
            say("X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\n");
        } else if (command == "M115") {
            say("FIRMWARE_NAME:Marlin 2.1.2.4\n");
        }
        say("ok\n");
    }

    void ask_again() {
        asked_for_ = last_ + 1;
        ++resends_;
        std::array<char, 96> bytes;
        const int size = std::snprintf(
            bytes.data(), bytes.size(), "Error:checksum mismatch, Last Line: %llu\nResend: %llu\nok\n",
            static_cast<unsigned long long>(last_), static_cast<unsigned long long>(last_ + 1));
        say({bytes.data(), static_cast<std::size_t>(size)});
    }

    void refuse() {
        ++wrong_;
        ask_again();
    }

    void say(std::string_view words) {
        const std::size_t room = said_.size() - said_size_;
        said_size_ += words.copy(said_.data() + said_size_, room);
    }

    std::array<char, 4096> said_{};
    std::size_t said_size_ = 0;
    std::array<char, 256> heard_{};
    std::size_t heard_size_ = 0;
    std::uint64_t last_ = 0;
    std::uint64_t lines_ = 0;
    std::uint64_t asked_for_ = 0;
    std::uint64_t resends_ = 0;
    std::uint64_t wrong_ = 0;
};

/// Asks for a pause once, and resumes as soon as the job is paused.
template <class Control>
void pause_once(Control& control, bool& paused, instant now) {
    if (control.current() == state::printing && !paused)
        paused = control.submit(command::pause, now).has_value();
    if (control.current() == state::paused) (void)control.submit(command::resume, now);
}

[[nodiscard]] long resident_kilobytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
}

[[nodiscard]] std::uint64_t number_in(const char* words, std::uint64_t otherwise) {
    if (words == nullptr) return otherwise;
    char* end = nullptr;
    const auto number = std::strtoull(words, &end, 10);
    return *end == '\0' && number > 0 ? number : 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::uint64_t lines = number_in(argc > 1 ? argv[1] : nullptr, 10'000'000);
    const std::uint64_t in_flight = number_in(argc > 2 ? argv[2] : nullptr, 1);
    if (lines == 0 || in_flight == 0 || in_flight > 255 || argc > 3) {
        std::fputs("longjob [lines] [lines in flight]\n", stderr);
        return 2;
    }

    checking_printer port;
    made_up_files files{lines};
    gcode::streamer_settings settings;
    settings.link.receive_buffer = 128;
    settings.link.most_lines = static_cast<std::uint8_t>(in_flight);
    gcode::streamer printer{port, files, gcode::validate(settings).value()};
    controller control{printer};
    instant now{1h};
    while (control.current() != state::operational) {
        control.advance(now);
        now += 1ms;
    }

    const auto begun = std::chrono::steady_clock::now();
    const long resident_before = resident_kilobytes();
    const std::size_t allocated_before = failing::allocations();
    file what;
    (void)what.path.assign("made up");
    bool paused = false;
    bool taken = control.print(what, now).has_value();
    std::uint64_t idle_turns = 0;
    while (taken && control.last_outcome() == outcome::none && idle_turns < 1000) {
        idle_turns = port.has_answers() ? 0 : idle_turns + 1;
        now = port.has_answers() ? now + 100us : std::max(now, control.next_deadline());
        control.advance(now);
        if (port.lines() > lines / 4) pause_once(control, paused, now);
        while (control.poll_event()) {
        }
    }
    const std::size_t allocated = failing::allocations() - allocated_before;
    const long grown = resident_kilobytes() - resident_before;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;

    const bool done = control.last_outcome() == outcome::done;
    std::printf("%llu lines, %llu in flight: %s; %llu arrived, %llu of them wrong, %llu asked for again\n",
                static_cast<unsigned long long>(lines), static_cast<unsigned long long>(in_flight),
                done ? "done" : "not done", static_cast<unsigned long long>(port.lines()),
                static_cast<unsigned long long>(port.wrong()),
                static_cast<unsigned long long>(port.resends()));
    std::printf(
        "%zu allocations; %zu bytes of controller and streamer; %ld kB more of resident memory; %.1f s\n",
        allocated, sizeof control + sizeof printer, grown, seconds.count());
    const bool as_promised = done && paused && allocated == 0 && port.lines() == lines && port.wrong() == 0 &&
                             (lines < 10'007 || port.resends() > 0);
    if (!as_promised) std::puts("That is not what was promised.");
    return as_promised ? 0 : 1;
}
