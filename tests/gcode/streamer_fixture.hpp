#pragma once
/// A fixture for the streamer without a controller: the test says what the port and the file do, and the printer answers
/// at once.

#include "print_bench.hpp"
#include <printjob/gcode/streamer.hpp>
#include <printjob/transport/byte_port.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace bench {

/// What is to be read, and what was written, as text.
struct scripted_port {
    std::string incoming;
    std::string written;
    std::optional<io_error> write_fault;
    instant waited_until{};

    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) {
        const std::size_t count = std::min(into.size(), incoming.size());
        std::copy_n(incoming.begin(), count, into.begin());
        incoming.erase(0, count);
        return count;
    }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        if (write_fault) return tl::unexpected(*std::exchange(write_fault, std::nullopt));
        written.append(from.begin(), from.end());
        return from.size();
    }
    void wait(instant until) { waited_until = until; }
};
static_assert(waiting_port<scripted_port>);

/// A file's lines as the test gives them.
struct scripted_lines {
    std::deque<source_line> lines;

    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (lines.empty()) return std::optional<source_line>{};
        const source_line next = lines.front();
        lines.pop_front();
        return std::optional{next};
    }
    void close() { lines.clear(); }
};

struct scripted_files {
    using source_type = scripted_lines;
    std::deque<source_line> content;

    [[nodiscard]] std::optional<io_error> open(const file&, scripted_lines& source) const {
        source.lines = content;
        return std::nullopt;
    }
};

/// A streamer, and what its printer answers.
struct streamer_fixture {
    explicit streamer_fixture(const gcode::streamer_settings& settings = {})
        : streamer{port, files, gcode::validate(print_bench::one_in_flight(settings)).value()} {}

    /// The streamer's turn; what it reports, in words.
    std::string turn() {
        streamer.handle_time(now);
        return take_reports();
    }
    std::string take_reports() {
        std::string all;
        while (const auto said = streamer.poll_report())
            all += (all.empty() ? "" : " ") + words_of(*said);
        return all;
    }
    /// The printer says a line; what the streamer reports.
    std::string hear(std::string_view line) {
        port.incoming += std::string{line} + "\n";
        return turn();
    }
    /// The printer answers everything, until nothing more is due now; what the streamer reports.
    std::string answer_all() {
        std::string all = turn();
        for (bool is_due = true; is_due;) {
            answer_one();
            const std::string said = turn();
            all += (all.empty() || said.empty() ? "" : " ") + said;
            is_due = !said.empty() || !port.written.empty() || streamer.next_deadline() <= now;
        }
        return all;
    }
    /// The printer answers the oldest line that was written.
    void answer_one() {
        if (port.written.empty()) return;
        const auto end = port.written.find('\n');
        const std::string command = command_of(port.written.substr(0, end));
        port.written.erase(0, end + 1);
        if (command.empty()) return;
        sent += (sent.empty() ? "" : " | ") + command;
        if (command == "M115" && !name.empty())
            port.incoming += "FIRMWARE_NAME:" + name + "\nCap:AUTOREPORT_TEMP:" +
                             (tells_temperatures && reports_by_itself ? "1\n" : "0\n");
        if (command == "M114" && tells_position) port.incoming += "X:1.00 Y:2.00 Z:3.00 E:4.00 Count X:1\n";
        port.incoming += command == "M105" ? "ok T:20.0 /0.0\n" : "ok\n";
    }
    /// Whatever happens in a span of time, a second at a time.
    std::string pass(duration span) {
        std::string all;
        for (const instant end = now + span; now < end;) {
            now += 1s;
            const std::string said = answer_all();
            all += (all.empty() || said.empty() ? "" : " ") + said;
        }
        return all;
    }
    std::string take_sent() { return std::exchange(sent, {}); }

    /// The printer is found and greeted.
    void connect() {
        REQUIRE(answer_all() == "connecting connected");
        (void)take_sent();
    }
    /// A job of these lines is started; it is printing, and nothing of it was sent yet.
    void start(std::deque<source_line> content, std::optional<std::uint64_t> size = {}) {
        files.content = std::move(content);
        file what;
        what.size = size;
        REQUIRE_FALSE(streamer.start(job_id{1}, what, now).has_value());
        REQUIRE(turn().empty());
        REQUIRE(port.written == "N0 M110 N0*125\n");
        port.written.clear();
        REQUIRE(hear("ok").empty());
        REQUIRE(command_of(port.written) == "M105");
        port.written.clear();
        REQUIRE(hear("ok T:20.0 /0.0") == "started(1)");
    }

    static std::string command_of(std::string_view line) {
        if (!line.starts_with("N")) return std::string{line};
        const auto from = line.find(' ') + 1;
        return std::string{line.substr(from, line.find('*') - from)};
    }
    static std::string words_of(const report& said) {
        std::string words;
        switch (said.is()) {
        case report::form::happened: words = printjob::name(*said.what()); break;
        case report::form::asks: words = "asks:" + std::string{printjob::name(*said.asked())}; break;
        case report::form::tells: words = "tells:" + std::string{printjob::name(said.told())}; break;
        }
        if (said.job() != job_id::none)
            words += "(" + std::to_string(static_cast<unsigned>(said.job())) + ")";
        if (said.why() != failure::none) words += ":" + std::string{printjob::name(said.why())};
        return words;
    }

    scripted_port port;
    scripted_files files;
    gcode::streamer<scripted_port, scripted_files> streamer;
    instant now{1h};
    std::string sent; ///< the commands that were answered, with " | " between
    std::string name = "Scripted";
    bool tells_position = true;
    bool tells_temperatures = true;
    bool reports_by_itself = true;
};

inline source_line line(std::string_view text, std::uint64_t end, bool cut = false) {
    return {.text = text, .end = end, .cut = cut};
}

} // namespace bench
