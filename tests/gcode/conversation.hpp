#pragma once
/// A link alone, with a printer that says what the test says.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/link/link.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

using namespace printjob;
using namespace printjob::gcode;
using namespace std::chrono_literals;

inline constexpr checked_link_settings one_line = link_settings{.most_lines = 1};
inline constexpr checked_link_settings three_lines = link_settings{.receive_buffer = 128, .most_lines = 3};

/// Begins after the handshake's M110 and the probe that follows it: the first line that is sent is number 2.
struct conversation {
    explicit conversation(const checked_link_settings& settings = one_line) : talk{settings} {
        talk.greet(now);
        (void)wire();
        hear("ok");
        hear("ok");
    }

    /// Counting begins anew: M110 and the probe that follows it are answered.
    void renumber() {
        talk.renumber(now);
        REQUIRE(wire() == m110);
        REQUIRE(hear("ok") == line(1, "M105"));
        hear("ok T:20.0 /0.0");
    }

    /// What the link would write now.
    [[nodiscard]] std::string output() const { return {talk.output().begin(), talk.output().end()}; }
    /// Takes everything that may be written.
    std::string wire() {
        const std::string all = output();
        talk.wrote(all.size());
        return all;
    }
    /// The printer says a line, and nothing is done about it yet.
    void say(std::string_view line) {
        for_each_response(line, marlin,
                          [this](const interpreted_response& said) { talk.handle_response(said, now); });
    }
    /// The printer says a line; what the link writes in answer.
    std::string hear(std::string_view line) {
        say(line);
        talk.handle_time(now);
        return wire();
    }
    /// Gives the link a line, of which nothing is written yet. `end`: the file's position after it.
    void give(std::string_view command, origin from = origin::job, std::uint64_t end = 0) {
        REQUIRE(talk.has_room(command.size()));
        talk.send(command, word_of(command), from, end, now);
    }
    /// Sends a line; what the link writes.
    std::string send(std::string_view command, origin from, std::uint64_t end = 0) {
        give(command, from, end);
        return wire();
    }
    std::string send(std::string_view command, std::uint64_t end = 0) {
        return send(command, origin::job, end);
    }
    /// Time passes in silence; what the link writes then.
    std::string pass(duration span) {
        now += span;
        talk.handle_time(now);
        return wire();
    }
    /// The wire form of a line.
    static std::string line(std::uint32_t number, std::string_view command) {
        std::array<char, longest_command_buffer + 1> bytes;
        return std::string{frame(number, command, bytes)};
    }

    /// What resets the printer's count.
    static constexpr std::string_view m110 = "N0 M110 N0*125\n";

    printer_link talk;
    instant now{1s};
};

} // namespace bench
