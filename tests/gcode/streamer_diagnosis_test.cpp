/// What is known of a failure travels with it: the firmware's words, the line of the file, the system's error. And what
/// the firmware says goes nowhere else.

#include "print_bench.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

using namespace bench;

namespace {

/// What the status shows of the last failure; nothing known when there is none.
diagnosis shown(const print_bench& at) {
    return at.control.status(at.clock.now()).details.value_or(diagnosis{});
}

/// A job of 40 moves, half of which were executed.
void print_half(print_bench& at) {
    at.connect();
    at.start(moves(40));
    at.until_executed("G1 X20 F3000");
}

/// A file that breaks off: after two lines of 12 bytes it cannot be read on.
struct breaking_lines {
    std::uint64_t read = 0;

    [[nodiscard]] result<std::optional<source_line>> next_line() {
        if (read == 2) return tl::unexpected(io_error{fault::io, 5});
        ++read;
        return std::optional{source_line{.text = "G1 X1 F3000", .end = read * 12, .cut = false}};
    }
    void close() {}
};

struct breaking_files {
    using source_type = breaking_lines;
    std::optional<io_error> refusal;

    [[nodiscard]] std::optional<io_error> open(const file&, breaking_lines& source) const {
        source.read = 0;
        return refusal;
    }
};

/// A controller and its printer over files that break off.
struct breaking_bench {
    breaking_bench() {
        REQUIRE(run_until(clock, port, control, [&] { return control.current() == state::operational; }));
    }

    manual_clock clock;
    simulated_marlin marlin;
    simulated_port port{clock, marlin};
    breaking_files files;
    gcode::streamer<simulated_port, breaking_files> streamer{port, files};
    controller<gcode::streamer<simulated_port, breaking_files>> control{streamer};
};

} // namespace

TEST_SUITE("streamer: the firmware's own words") {
    TEST_CASE("an error that the printer does not recover from is shown as it was said") {
        for (const std::string_view said :
             {"Error:Thermal Runaway, system stopped! Heater_ID: 0", "!! KILL", "fatal:something broke",
              "Printer stopped due to errors. Fix the error and use M999 to restart."}) {
            CAPTURE(said);
            print_bench at;
            print_half(at);
            at.marlin.say(said);
            at.until(state::error);
            CHECK(shown(at) == diagnosis::of_words(said));
        }
    }

    TEST_CASE("of a line that was glued to another, only the error is shown") {
        print_bench at;
        print_half(at);
        at.marlin.say("okError:Printer halted");
        at.until(state::error);
        CHECK(shown(at).words == "Error:Printer halted");
    }

    TEST_CASE("words that are long, or hold control bytes and what is not UTF-8, are cut and cleaned") {
        print_bench at;
        print_half(at);
        at.marlin.say("!! \x1B[2J\xFF%s%n </script> " + std::string(200, 'x'));
        at.until(state::error);
        const std::string words{shown(at).words.view()};
        CHECK(words.starts_with("!! ?[2J?%s%n </script> xxx"));
        CHECK(words.size() == longest_words);
    }

    TEST_CASE("the printer's words are never put into a line that is sent") {
        print_bench at;
        print_half(at);
        (void)at.take_wire();
        at.marlin.say("!! G28 M112 %s");
        at.pass(5min);
        CHECK(at.wire.find("G28") == std::string::npos);
        CHECK(at.wire.find("M112") == std::string::npos);
        CHECK(at.wire.find('%') == std::string::npos);
    }

    TEST_CASE("a reset is shown with the words of the start") {
        print_bench at;
        print_half(at);
        at.marlin.reset(at.clock.now());
        at.until([&] { return at.control.last_outcome() == outcome::failed; });
        CHECK(shown(at) == diagnosis::of_words("start"));
    }

    TEST_CASE("a line that is refused again and again: the printer's last error tells why") {
        print_bench at;
        print_half(at);
        at.port.to_printer().on_byte(
            [](std::uint64_t, char byte) { return std::optional{byte == '*' ? '+' : byte}; });
        at.until(state::error);
        CHECK(at.control.status(at.clock.now()).last_error == failure::resend_limit);
        CHECK(shown(at).words.view().starts_with("Error:No Checksum with line number, Last Line: "));
    }

    TEST_CASE("an error of an earlier conversation explains no later failure") {
        print_bench at;
        at.connect();
        at.marlin.say("Error:SD init fail");
        at.pass(1s);
        at.port.unplug();
        at.until(state::offline);
        CHECK(shown(at).words.empty());
        at.port.plug_in();
        at.connect();
        at.start(moves(40));
        at.until_executed("G1 X20 F3000");
        at.marlin.power_off(at.clock.now());
        at.until(state::error);
        CHECK(shown(at).words.empty());
    }
}

TEST_SUITE("streamer: the place in the file") {
    TEST_CASE("a line that must not be sent is named by its number, its first byte and what is wrong") {
        struct row {
            std::string_view file;
            std::uint32_t line;
            std::uint64_t byte;
            gcode::line_fault fault;
        };
        const std::string long_line = "G28\n\nG1 X" + std::string(100, '1') + "\n";
        for (const row& each :
             {row{"M112\n", 1, 0, gcode::line_fault::forbidden_command},
              row{"G28\n;comment\n\nG1 X1 M110\nG28\n", 4, 14, gcode::line_fault::hides_m110},
              row{"G28\r\nG1 X1^2", 2, 5, gcode::line_fault::forbidden_character},
              row{long_line, 3, 5, gcode::line_fault::too_long}}) {
            CAPTURE(each.file);
            print_bench at;
            at.connect();
            at.start(each.file);
            at.until(state::operational);
            CHECK(at.control.last_outcome() == outcome::failed);
            CHECK(shown(at) == diagnosis::of_line(each.line, each.byte, sentence(each.fault)));
        }
    }

    TEST_CASE("the place is that of the job's own file, also for the second job") {
        print_bench at;
        at.connect();
        at.start("G28\nG28\nM112\n");
        at.until(state::operational);
        CHECK(shown(at).line == 3);
        at.start("G28\nM112\n");
        at.until(state::operational);
        CHECK(shown(at).line == 2);
        CHECK(shown(at).byte == 4);
    }

    TEST_CASE("a file that cannot be read on: where, and the system's error") {
        breaking_bench at;
        REQUIRE(at.control.print(file{}, at.clock.now()).has_value());
        REQUIRE(run_until(at.clock, at.port, at.control,
                          [&] { return at.control.current() == state::operational; }));
        diagnosis expected = diagnosis::of_line(3, 24, sentence(fault::io));
        expected.native = 5;
        CHECK(at.control.status(at.clock.now()).details == expected);
    }

    TEST_CASE("a file that was cut short since the job began: where it ends") {
        print_bench whole;
        whole.connect();
        REQUIRE(whole.files.add("short.gcode", whole.contents.emplace_back("G28\n")));
        file longer = whole.files.find("short.gcode").value();
        longer.size = 100;
        REQUIRE(whole.control.print(longer, whole.clock.now()).has_value());
        whole.until([&] { return whole.control.last_outcome() != outcome::none; });
        CHECK(whole.control.status(whole.clock.now()).failed_with == failure::file_not_readable);
        CHECK(shown(whole) == diagnosis::of_line(2, 4, "the file ends before its size"));
    }
}

TEST_SUITE("streamer: the system's own error") {
    TEST_CASE("a port that is lost shows why") {
        print_bench at;
        print_half(at);
        at.port.fail_next({fault::io, 5});
        at.until([&] { return at.control.last_outcome() == outcome::failed; });
        CHECK(at.control.status(at.clock.now()).last_error == failure::printer_disconnected);
        CHECK(shown(at) == diagnosis::of_error({fault::io, 5}));
    }

    TEST_CASE("a start that is refused because its file cannot be opened leaves the system's error to be "
              "asked for") {
        breaking_bench at;
        at.files.refusal = io_error{fault::no_permission, 13};
        const auto given = at.control.print(file{}, at.clock.now());
        REQUIRE_FALSE(given.has_value());
        CHECK(given.error().why == reason::file_not_readable);
        CHECK(at.streamer.file_failure() == io_error{fault::no_permission, 13});
        at.files.refusal.reset();
        REQUIRE(at.control.print(file{}, at.clock.now()).has_value());
        CHECK_FALSE(at.streamer.file_failure().has_value());
    }
}

TEST_SUITE("streamer: reports that are not polled at once") {
    TEST_CASE("a printer that resets and halts without end is never forgotten in silence") {
        print_bench at;
        print_half(at);
        for (int i = 0; i < 2000; ++i)
            at.marlin.say(i % 2 == 0 ? "start" : "!! KILL");
        at.pass(1min);
        const std::string words = at.events.take_words();
        CHECK(words.find("PrintFailed(1, ") != std::string::npos);
        CHECK(at.control.last_outcome() == outcome::failed);
        CHECK(at.control.current() == state::error);
    }
}
