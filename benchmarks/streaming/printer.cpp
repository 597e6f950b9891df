// The printer that all hosts meet: the simulated Marlin on a pseudo-terminal, on a line that is slow, late
// and noisy as asked for, and a record of when each line of the file came and was executed.
//
//     printer FILE [--baud B] [--latency US] [--spoil PER_MILLE] [--seed S] [--lose-ok-behind LINE]
//             [--mark LINE] [--slow-heat]
//
// It prints the terminal's path, and then a line for each of these when it happens: `began`, `mark`,
// `heating`, `heaters_off`, `ended`, with the time in nanoseconds of CLOCK_MONOTONIC. Anything on its input is
// answered by `at <lines executed>`. When its input ends, it prints its record as one JSON object, and ends.

#include "job_record.hpp"
#include "printer_options.hpp"
#include <printjob/testing/simulated_link.hpp>
#include <printjob/testing/simulated_marlin.hpp>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <span>
#include <string>
#include <string_view>

using namespace benchmarks;
using printjob::duration;
using printjob::instant;

namespace {

[[noreturn]] void give_up(const char* why) {
    std::perror(why);
    std::exit(1);
}

/// A Marlin whose machine takes no time: what is measured is the host and the line. With `slow_heat`, its
/// heaters are those of a real printer.
printjob::testing::marlin_settings firmware(bool slow_heat) {
    printjob::testing::marlin_settings settings;
    settings.advanced_ok = true;
    settings.emergency_parser = true;
    settings.instant_moves = true;
    settings.homing_time = {};
    settings.cold_extrusion_prevented = false;
    if (slow_heat) return settings;
    for (auto* heater : {&settings.hotend, &settings.bed}) {
        heater->heats = heater->cools = 1'000'000'000;
        heater->residency = {};
    }
    return settings;
}

/// A pseudo-terminal in raw mode. The host's end is held open, so that the printer's never reads an error
/// before a host has come.
class terminal {
public:
    terminal() : master_{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)} {
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) give_up("no pseudo-terminal");
        path_ = ::ptsname(master_);
        slave_ = ::open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        termios modes{};
        if (slave_ < 0 || ::tcgetattr(slave_, &modes) != 0) give_up("the terminal does not open");
        ::cfmakeraw(&modes);
        ::tcsetattr(slave_, TCSANOW, &modes);
        ::fcntl(master_, F_SETFL, ::fcntl(master_, F_GETFL) | O_NONBLOCK);
    }
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;
    ~terminal() {
        ::close(slave_);
        ::close(master_);
    }

    [[nodiscard]] int descriptor() const { return master_; }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    int master_;
    int slave_ = -1;
    std::string path_;
};

/// Flips one bit of one byte in some of the lines that pass, the same ones for the same seed.
class noise {
public:
    noise(unsigned per_mille, unsigned seed) : per_mille_{per_mille}, random_{seed} {}

    void touch(std::string& line) {
        const auto draw = random_() % 1000; // also of a line that is spared: all hosts draw alike
        const auto place = random_();
        if (draw >= per_mille_) return;
        char& byte = line[place / 8 % line.size()];
        byte = static_cast<char>(byte ^ (1 << place % 8));
        ++spoiled_;
    }
    [[nodiscard]] std::uint64_t spoiled() const { return spoiled_; }

private:
    unsigned per_mille_;
    std::mt19937 random_;
    std::uint64_t spoiled_ = 0;
};

/// The line, the printer at its end, and the terminal at the other.
class printer {
public:
    explicit printer(const printer_options& chosen)
        : options_{chosen}, marlin_{firmware(chosen.slow_heat)},
          to_printer_{chosen.baud, duration{chosen.latency_us}},
          to_host_{chosen.baud, duration{chosen.latency_us}}, noise_{chosen.spoil_per_mille, chosen.seed},
          record_{chosen.file} {
        marlin_.on_executed([this](const printjob::testing::executed_command& what) { executed(what); });
    }

    /// Until its input ends.
    void run() {
        std::printf("%s\n", terminal_.path().c_str());
        std::fflush(stdout);
        std::array<pollfd, 2> waits{pollfd{terminal_.descriptor(), POLLIN, 0},
                                    pollfd{STDIN_FILENO, POLLIN, 0}};
        for (;;) {
            const instant present = now();
            hear(present);
            pass(present);
            speak(present);
            wait(waits);
            if (waits[1].revents != 0 && !answer()) return;
        }
    }

    void tell_record() const {
        record_.print();
        std::printf("\"spoiled\": %llu, \"resends\": %llu, \"dropped\": %llu}\n",
                    static_cast<unsigned long long>(noise_.spoiled()),
                    static_cast<unsigned long long>(marlin_.resends()),
                    static_cast<unsigned long long>(marlin_.dropped_bytes()));
    }

private:
    [[nodiscard]] static instant now() {
        return instant{
            std::chrono::duration_cast<duration>(std::chrono::steady_clock::now().time_since_epoch())};
    }

    /// What the host has written goes on the line, a whole line at a time: noise touches lines.
    void hear(instant present) {
        std::array<char, 4096> bytes;
        const auto count = ::read(terminal_.descriptor(), bytes.data(), bytes.size());
        if (count <= 0) return;
        for (const char byte : std::span{bytes}.first(static_cast<std::size_t>(count))) {
            heard_ += byte;
            if (byte != '\n') continue;
            if (record_.has_begun()) noise_.touch(heard_);
            for (const char sent : heard_)
                to_printer_.send(sent, present);
            heard_.clear();
        }
    }

    /// Everything up to the present, each at its own instant.
    void pass(instant present) {
        for (;;) {
            const instant next = std::min(to_printer_.next_event(), marlin_.next_event());
            if (next > present) break;
            marlin_.handle_time(next);
            std::array<char, 256> bytes;
            const std::size_t count = to_printer_.take(bytes, next);
            const auto arrived = std::span{bytes}.first(count);
            for (const char byte : arrived)
                record_.arrived(byte, next);
            marlin_.receive(arrived, next);
            send_answers(next);
            lose_ok_when_due();
        }
        marlin_.handle_time(present);
        send_answers(present);
        watch_heaters(present);
    }

    void lose_ok_when_due() {
        if (options_.lose_ok_behind == 0 || record_.executed() < options_.lose_ok_behind) return;
        marlin_.lose_next_ok();
        options_.lose_ok_behind = 0;
    }

    void send_answers(instant when) {
        const auto said = marlin_.output();
        for (const char byte : said)
            to_host_.send(byte, when);
        marlin_.consume(said.size());
    }

    void speak(instant present) {
        std::array<char, 4096> bytes;
        while (const std::size_t count = to_host_.take(bytes, present)) {
            saying_.append(bytes.data(), count);
            if (count < bytes.size()) break;
        }
        if (saying_.empty()) return;
        const auto written = ::write(terminal_.descriptor(), saying_.data(), saying_.size());
        if (written > 0) saying_.erase(0, static_cast<std::size_t>(written));
    }

    void wait(std::span<pollfd> waits) const {
        const instant next = std::min({marlin_.next_event(), to_printer_.next_line(), to_host_.next_line()});
        timespec timeout{};
        if (next != printjob::never) {
            const auto left = std::max<std::int64_t>((next - now()).count(), 0);
            timeout.tv_sec = left / 1'000'000;
            timeout.tv_nsec = left % 1'000'000 * 1'000;
        }
        waits[0].events = saying_.empty() ? POLLIN : POLLIN | POLLOUT;
        if (::ppoll(waits.data(), waits.size(), next == printjob::never ? nullptr : &timeout, nullptr) < 0)
            give_up("ppoll");
    }

    /// False when nobody asks any more.
    [[nodiscard]] bool answer() const {
        std::array<char, 64> asked;
        if (::read(STDIN_FILENO, asked.data(), asked.size()) <= 0) return false;
        std::printf("at %zu\n", record_.executed());
        std::fflush(stdout);
        return true;
    }

    void executed(const printjob::testing::executed_command& what) {
        const bool begun = record_.has_begun();
        const std::size_t before = record_.executed();
        record_.handle(what.text, what.number.has_value(), what.when);
        if (!begun && record_.has_begun()) tell("began", what.when);
        if (what.text.starts_with("M190") || what.text.starts_with("M109")) tell("heating", what.when);
        if (record_.executed() == before) return;
        if (record_.executed() == options_.mark) tell("mark", what.when);
        if (record_.is_complete()) tell("ended", what.when);
    }

    void watch_heaters(instant present) {
        const bool on = marlin_.hotend_target() > 0 || marlin_.bed_target() > 0;
        if (heaters_on_ && !on) tell("heaters_off", present);
        heaters_on_ = on;
    }

    static void tell(const char* what, instant when) {
        std::printf("%s %lld\n", what, static_cast<long long>(when.time_since_epoch().count()) * 1000);
        std::fflush(stdout);
    }

    printer_options options_;
    terminal terminal_;
    printjob::testing::simulated_marlin marlin_;
    printjob::testing::simulated_link to_printer_;
    printjob::testing::simulated_link to_host_;
    noise noise_;
    job_record record_;
    std::string heard_;  ///< a line that has not ended
    std::string saying_; ///< arrived at the host's end, not yet in the terminal
    bool heaters_on_ = false;
};

} // namespace

int main(int argc, char** argv) {
    const auto chosen = read_printer_options(argc, argv);
    if (!chosen) {
        std::fputs("usage: see the first lines of printer.cpp\n", stderr);
        return 2;
    }
    printer simulated{*chosen};
    simulated.run();
    simulated.tell_record();
}
