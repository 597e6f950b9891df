/// The streamer by hand: no controller, a port and a file that do what the test says, a printer that answers
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

using namespace printjob;
using namespace std::chrono_literals;

namespace {

/// What is to be read, and what was written, as text.
struct hand_port {
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
static_assert(waiting_port<hand_port>);

/// A file's lines as the test gives them.
struct hand_lines {
    std::deque<source_line> lines;

    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (lines.empty()) return std::optional<source_line>{};
        const source_line next = lines.front();
        lines.pop_front();
        return std::optional{next};
    }
    void close() { lines.clear(); }
};

struct hand_files {
    using source_type = hand_lines;
    std::deque<source_line> content;

    [[nodiscard]] std::optional<io_error> open(const file&, hand_lines& source) const {
        source.lines = content;
        return std::nullopt;
    }
};

} // namespace

// All of it, so that what no test calls is not passed over in silence.
template class printjob::gcode::streamer<hand_port, hand_files>;

namespace {

/// A streamer, and what its printer answers.
struct desk {
    explicit desk(const gcode::streamer_settings& settings = {})
        : streamer{port, files, gcode::validate(bench::print_bench::one_in_flight(settings)).value()} {}

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

    hand_port port;
    hand_files files;
    gcode::streamer<hand_port, hand_files> streamer;
    instant now{1h};
    std::string sent; ///< the commands that were answered, with " | " between
    std::string name = "Hand";
    bool tells_position = true;
    bool tells_temperatures = true;
    bool reports_by_itself = true;
};

source_line line(std::string_view text, std::uint64_t end, bool cut = false) {
    return {.text = text, .end = end, .cut = cut};
}

const std::string safe_stop{bench::safe_stop_commands};

} // namespace

TEST_SUITE("streamer: commands out of turn") {
    TEST_CASE("a job begins in idle only, and a restart begins one while paused only") {
        desk at;
        const file what{};
        CHECK(at.streamer.start(job_id{1}, what, at.now)->why == reason::not_operational); // no port yet
        at.connect();
        CHECK(at.streamer.restart(job_id{1}, what, at.now)->why == reason::not_operational);
        at.start({line("G1 X1", 6)});
        CHECK(at.streamer.start(job_id{2}, what, at.now)->why == reason::not_operational);
        CHECK(at.streamer.restart(job_id{2}, what, at.now)->why == reason::not_operational);
        CHECK(at.turn().empty());
    }

    TEST_CASE("the position that comes while the link clears up a resend counts once the link has") {
        desk at;
        at.tells_position = false;
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        CHECK(at.answer_all().empty()); // M400 and M114 are acknowledged; the position is still to come
        CHECK(at.hear("Resend: 500").empty());
        at.now += 1s;
        CHECK(at.turn().empty());
        REQUIRE(desk::command_of(at.port.written) == "M105"); // a probe: the request cannot be meant
        CHECK(at.hear("X:1.00 Y:2.00 Z:3.00 E:4.00 Count X:1").empty());
        CHECK(at.answer_all() == "paused(1)");
    }

    TEST_CASE("a job that is paused for long with its hot ends off is left as it is, and nothing is told") {
        desk at;
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        CHECK(at.answer_all() == "paused(1)");
        (void)at.take_sent();
        CHECK(at.pass(11min).empty());
        CHECK(at.take_sent().find("M104") == std::string::npos);
    }

    TEST_CASE("a question for temperatures that is due while a line is in flight waits for its ok") {
        desk at;
        at.reports_by_itself = false;
        at.connect();
        at.start({line("G4 S9", 6), line("G1 X1", 12)});
        (void)at.turn();
        REQUIRE(desk::command_of(at.port.written).starts_with("G4 S9"));
        at.port.written.clear();
        at.now += 6s;
        (void)at.hear("echo:busy: processing");
        CHECK(at.port.written.empty());
        CHECK(at.streamer.next_deadline() > at.now); // it is due, and nobody is woken for it
        (void)at.hear("ok");
        CHECK(desk::command_of(at.port.written) == "M105");
    }

    TEST_CASE("without a job, pause, resume and cancel change nothing") {
        desk at;
        at.connect();
        const instant due = at.streamer.next_deadline();
        at.streamer.pause(at.now);
        at.streamer.resume(at.now);
        at.streamer.cancel(at.now);
        CHECK(at.turn().empty());
        CHECK(at.port.written.empty());
        CHECK(at.streamer.next_deadline() == due);
    }

    TEST_CASE(
        "a job that begins while a line is asked for again does not send that line: M110 goes at once") {
        desk at;
        at.tells_temperatures = false; // it is asked for them
        at.connect();
        at.now += 5s;
        REQUIRE(at.turn().empty());
        REQUIRE(at.port.written.find("M105") != std::string::npos);
        at.port.written.clear();
        at.hear("Error:checksum mismatch, Last Line: 2");
        at.hear("Resend: 3");
        REQUIRE_FALSE(at.streamer.start(job_id{1}, file{}, at.now).has_value());
        CHECK(at.turn().empty());
        CHECK(at.port.written == "N0 M110 N0*125\n");
    }

    TEST_CASE("a pause of a job that is failing does not keep it: it fails, once") {
        bench::print_bench at{{}, {}, {.latency = 50ms}};
        at.connect();
        at.start("G1 X1 F3000\nM112\n");
        at.until([&] { return at.wire.find("M104") != std::string::npos; });
        REQUIRE(at.control.current() == state::printing);
        CHECK(at.submit(command::pause) == acceptance::accepted);
        at.until(state::operational);
        CHECK(at.events.take_words().ends_with("→Pausing →Operational PrintFailed(1, line_refused)"));
        CHECK(at.numbered().ends_with(safe_stop));
        CHECK(at.count("M400") == 0);
    }

    TEST_CASE(
        "a cancel makes a failing job a cancelled one, whether its safe stop has begun or not, and once") {
        for (const bool has_begun : {false, true}) {
            CAPTURE(has_begun);
            desk at;
            at.connect();
            at.start({line("G1 X1", 6), line("M112", 11)});
            REQUIRE(at.turn().empty());
            REQUIRE(desk::command_of(at.port.written).starts_with("G1 X1"));
            if (has_begun) {
                for (int i = 0; i < 3; ++i) { // G1 X1, M110, M104
                    at.answer_one();
                    REQUIRE(at.turn().empty());
                }
            }
            at.streamer.cancel(at.now);
            CHECK(at.answer_all() == "cancelled(1)");
            CHECK(at.take_sent() == "G1 X1 | M110 N0 | M105 | " + safe_stop);
        }
    }

    TEST_CASE("a pause that has not been carried on yet waits for nothing: its deadline is not in the past") {
        desk at;
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        CHECK(at.streamer.next_deadline() >= at.now);
        CHECK(at.answer_all() == "paused(1)");
        CHECK(at.take_sent() == "M400 | M114");
    }

    TEST_CASE("waiting is the port's") {
        desk at;
        at.streamer.wait(at.now + 5s);
        CHECK(at.port.waited_until == at.now + 5s);
    }
}

TEST_SUITE("streamer: reports come first") {
    TEST_CASE("while a report waits to be polled no line leaves, and the streamer is due at once") {
        desk at;
        at.streamer.handle_time(at.now);
        REQUIRE(at.port.written == "\n\nN0 M110 N0*125\n");
        at.port.written.clear();
        at.port.incoming = "ok\n";
        at.streamer.handle_time(at.now);
        REQUIRE(desk::command_of(at.port.written) == "M105"); // the link's own: it belongs to M110
        at.port.written.clear();
        at.port.incoming = "ok T:20.0 /0.0\n";
        at.streamer.handle_time(at.now);
        CHECK(at.port.written.empty());
        CHECK(at.streamer.next_deadline() == at.now);
        CHECK(at.take_reports() == "connecting");
        CHECK(at.turn().empty());
        CHECK(desk::command_of(at.port.written) == "M115");
        CHECK(at.streamer.next_deadline() > at.now);
    }
}

TEST_SUITE("streamer: the port") {
    TEST_CASE("a read that fills the buffer is followed by another in the same call") {
        desk at;
        at.connect();
        const std::string one_read(256 - 15, ' ');
        at.port.incoming = one_read + "\nT:25.0 /200.0\n" + one_read + "\nT:30.0 /200.0\n"; // two full reads
        CHECK(at.turn().empty());
        CHECK(at.port.incoming.empty());
        CHECK(at.streamer.facts().tools[0].actual == 30.0f);
    }

    TEST_CASE("a port that always has more to read does not keep the others waiting: it goes on at once") {
        desk at;
        at.connect();
        at.port.incoming = std::string(100 * 1024, ' ');
        CHECK(at.turn().empty());
        CHECK(at.port.incoming.size() > 0);
        CHECK(at.streamer.next_deadline() == at.now);
        CHECK(at.turn().empty());
        CHECK(at.port.incoming.empty());
        CHECK(at.streamer.next_deadline() > at.now);
    }

    TEST_CASE("a port that fails when it is written to is gone, and is found again") {
        desk at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK_FALSE(at.streamer.port_failure().has_value());
        at.port.write_fault = io_error{fault::io, 5};
        CHECK(at.turn() == "disconnected:printer_disconnected");
        REQUIRE(at.streamer.port_failure().has_value());
        CHECK(at.streamer.port_failure()->what == fault::io);
        CHECK(at.streamer.port_failure()->native == 5);
        CHECK(at.pass(2s) == "connecting connected");
        CHECK_FALSE(at.streamer.port_failure().has_value());
        CHECK(at.take_sent().ends_with("M27 | " + safe_stop));
    }

    TEST_CASE("an emergency stop that the port did not take leaves when the printer is found") {
        desk at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        at.port.written.clear();
        at.port.write_fault = io_error{fault::io, 5};
        at.streamer.emergency_stop(at.now);
        CHECK(at.take_reports() == "disconnected:printer_disconnected");
        at.now += 1s;
        CHECK(at.turn() == "connecting halted:emergency_stop");
        CHECK(at.port.written.starts_with("\nM112\n"));
        at.port.written.clear();
        CHECK(at.hear("start") == "reset:printer_reset connecting");
        CHECK(at.pass(2s) == "connected"); // and not again
        CHECK(at.take_sent().ends_with(safe_stop));
    }
}

TEST_SUITE("streamer: what the printer says out of turn") {
    TEST_CASE("a refused cold extrusion asks for a pause only while lines of a job are sent") {
        constexpr std::string_view cold = "echo: cold extrusion prevented";
        desk at;
        at.connect();
        CHECK(at.hear(cold).empty());
        at.start({line("G1 E1", 6)});
        CHECK(at.hear(cold) == "asks:pause(1)");
        at.streamer.pause(at.now);
        CHECK(at.hear(cold).empty());
    }

    TEST_CASE("an action is its first word: the reason of a runout does not hide the pause") {
        desk at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK(at.hear("//action:pause filament_runout 0") == "asks:pause(1)");
        CHECK(at.hear("//action:pausedown").empty());
        CHECK(at.hear("//action:cancel now") == "asks:cancel(1)");
        CHECK(at.hear("//action:prompt_begin No filament") == "tells:prompt(1)");
    }

    TEST_CASE("paused and resumed are no reports where the printer cannot have done either") {
        desk at;
        at.connect();
        CHECK(at.hear("//action:paused").empty());
        CHECK(at.hear("//action:resumed").empty());
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK(at.hear("//action:resumed").empty());
        at.streamer.pause(at.now);
        CHECK(at.hear("//action:paused").empty()); // the pause that is under way says so itself
        CHECK(at.answer_all() == "paused(1)");
    }

    TEST_CASE("a printer that pauses and resumes by itself while lines are sent is believed") {
        desk at;
        at.connect();
        at.start({line("G1 X1", 6), line("G1 X2", 12)});
        CHECK(at.hear("//action:paused filament_runout 0") == "paused(1)");
        CHECK(at.answer_all().empty());
        CHECK(at.hear("//action:resumed") == "resumed(1)");
        CHECK(at.answer_all() == "drained(1) finished(1)");
        CHECK(at.take_sent() == "G1 X1 | G1 X2 | M400 | M114");
    }

    TEST_CASE("a printer that pauses by itself during a resume keeps what the first pause kept") {
        gcode::streamer_settings settings;
        settings.resume_script = "G1 Z5\nM300";
        desk at{settings};
        at.connect();
        at.start({line("G1 X1", 6)});
        at.streamer.pause(at.now);
        REQUIRE(at.answer_all() == "paused(1)");
        at.streamer.resume(at.now);
        CHECK(at.turn().empty());
        CHECK(at.hear("ok T:20.00 /0.00").empty());
        CHECK(at.hear("X:1.00 Y:2.00 Z:3.00 E:4.00").empty());
        at.port.written.clear();
        CHECK(at.hear("ok").empty());
        CHECK(desk::command_of(at.port.written) == "G1 Z5");
        CHECK(at.hear("//action:paused") == "paused(1)");
        CHECK(at.answer_all().empty());
        (void)at.take_sent();
        at.streamer.resume(at.now);
        CHECK(at.answer_all().starts_with("resumed(1)"));
        CHECK(at.take_sent() ==
              "M105 | M114 | G1 Z5 | M300 | G90 | G0 X1 Y2 F6000 | G0 Z3 | G92 E4 | G1 X1 | M400 | M114");
    }

    TEST_CASE(
        "a person who is awaited when the job is cancelled is waited for no longer: M108, every second") {
        desk at;
        at.connect();
        at.start({line("G4 S100", 8)});
        REQUIRE(at.turn().empty());
        at.port.written.clear();
        REQUIRE(at.hear("echo:busy: paused for user") == "tells:waiting_for_user(1)");
        at.streamer.cancel(at.now);
        REQUIRE(at.turn().empty());
        CHECK(std::exchange(at.port.written, {}) == "M108\n");
        CHECK(at.streamer.next_deadline() == at.now + 1s);
        at.now += 1s;
        CHECK(at.turn().empty());
        CHECK(at.port.written == "M108\n");
    }

    TEST_CASE("a person who is awaited while the safe stop goes out leaves no deadline in the past") {
        for (const bool behind_m110 : {true, false}) {
            CAPTURE(behind_m110);
            desk at;
            at.connect();
            at.start({line("G1 X1", 6)});
            at.streamer.cancel(at.now);
            REQUIRE(at.turn().empty());
            REQUIRE(std::exchange(at.port.written, {}) == "N0 M110 N0*125\n");
            CHECK(at.streamer.next_deadline() <=
                  at.now + 2s); // the safe stop does not wait for its ok for ever
            REQUIRE(at.hear("ok").empty());
            REQUIRE(desk::command_of(std::exchange(at.port.written, {})) == "M105");
            if (!behind_m110) {
                REQUIRE(at.hear("ok T:20.0 /0.0").empty());
                REQUIRE(desk::command_of(std::exchange(at.port.written, {})).starts_with("M104 T0 S0"));
            }
            const std::string answer = behind_m110 ? "ok T:20.0 /0.0" : "ok";
            CHECK(at.hear(answer + "\necho:busy: paused for user") == "tells:waiting_for_user(1)");
            CHECK(at.port.written.empty()); // a report waits
            CHECK(at.streamer.next_deadline() >= at.now);
            CHECK(at.answer_all() == "cancelled(1)");
            CHECK(at.take_sent().find("M108") == std::string::npos);
        }
    }
}

TEST_SUITE("streamer: who the printer is") {
    TEST_CASE("a printer that was stopped before it told its name is made safe all the same") {
        desk at;
        REQUIRE(at.turn() == "connecting");
        at.streamer.emergency_stop(at.now);
        at.port.written.clear();
        (void)at.hear("start");
        CHECK(at.answer_all() == "connected");
        CHECK(at.take_sent().ends_with("M27 | " + safe_stop));
    }

    TEST_CASE("a printer that does not tell its name any more is made safe too") {
        desk at;
        at.connect();
        at.streamer.emergency_stop(at.now);
        at.port.written.clear();
        at.name.clear();
        (void)at.hear("start");
        CHECK(at.pass(2min).find("connected") != std::string::npos);
        CHECK(at.take_sent().find("M27 | " + safe_stop) != std::string::npos);
    }
}

TEST_SUITE("streamer: the file's lines") {
    TEST_CASE("a file that ends before the size it had when it was opened fails the job") {
        desk at;
        at.connect();
        at.start({line("G1 X1", 6)}, 1000);
        CHECK(at.answer_all() == "failed(1):file_not_readable");
        CHECK(at.take_sent().ends_with("M110 N0 | M105 | " + safe_stop));
    }

    TEST_CASE("a line that was cut is sent when only its comment was, and nothing of it otherwise") {
        desk at;
        at.connect();
        at.start({line("; a comment that is long", 500, true),
                  line("G1 X1 ; and one behind a com", 1000, true), line("G1 X2", 1006),
                  line("G1 X3 Y", 1500, true), line("G1 X4", 1506)});
        CHECK(at.answer_all() == "failed(1):line_refused");
        const std::string sent = at.take_sent();
        CHECK(sent.starts_with("G1 X1 | "));
        CHECK(sent.ends_with("M110 N0 | M105 | " + safe_stop));
        CHECK(sent.find("G1 X3") == std::string::npos);
        CHECK(sent.find("G1 X4") == std::string::npos);
    }

    TEST_CASE("an estimate without the minutes that are left changes nothing") {
        desk at;
        at.connect();
        at.start({line("M73 P10 R30", 12), line("M73 P11", 20), line("M73 P12 R", 30), line("G1 X1", 40)});
        CHECK(at.answer_all() == "drained(1) finished(1)");
        CHECK(at.streamer.progress().time_left == 30min);
    }

    TEST_CASE("an estimate that cannot be is none") {
        desk at;
        at.connect();
        at.start({line("M73 R30", 8), line("M73 R-5", 16), line("M73 R99999999999", 32)});
        CHECK(at.answer_all() == "drained(1) finished(1)");
        CHECK(at.streamer.progress().time_left == 30min);
    }
}

TEST_SUITE("streamer: the end of motion") {
    TEST_CASE("a printer that does not tell its position is waited for, also at the end of a job") {
        desk at;
        at.connect();
        at.tells_position = false;
        at.start({line("G1 X1", 6)});
        CHECK(at.answer_all() == "drained(1)");
        CHECK(at.streamer.next_deadline() == at.now + gcode::streamer_settings{}.position_patience);
        CHECK(at.streamer.progress().executed == 0);
        CHECK(at.pass(9s).empty());
        CHECK(at.pass(1s) == "finished(1)");
        CHECK(at.streamer.progress().executed == 6);
    }

    TEST_CASE("motors that the file itself had switched off before a pause lose no position by it") {
        bench::print_bench at;
        at.connect();
        at.start("M84\n@pause\nG28\n");
        at.until(state::paused);
        CHECK_FALSE(at.control.printer_facts().position_lost);
        CHECK(at.submit(command::resume) == acceptance::accepted);
        at.until(state::operational);
        CHECK(at.control.last_outcome() == outcome::done);
    }
}
