#pragma once
/// A simulated printer with a hand-driven line: what the tests of the simulated Marlin talk through.

#include <printjob/testing/command_recorder.hpp>
#include <printjob/testing/simulated_marlin.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace testing_support {

using namespace std::chrono_literals;
using printjob::duration;
using printjob::instant;
using printjob::testing::marlin_settings;

/// A numbered line with its checksum and line feed.
inline std::string numbered(std::int64_t number, std::string_view command) {
    std::string line = "N" + std::to_string(number) + " " + std::string{command};
    unsigned sum = 0;
    for (const char c : line)
        sum ^= static_cast<unsigned char>(c);
    return line + "*" + std::to_string(sum) + "\n";
}

struct printer_at_hand {
    explicit printer_at_hand(marlin_settings settings = {}) : printer{settings} {}

    printjob::testing::simulated_marlin printer;
    printjob::testing::command_recorder record{printer};
    instant now{};

    /// Bytes arrive now; returns what the printer says to them at once.
    std::string send(std::string_view bytes) {
        printer.receive(std::span{bytes}, now);
        return said();
    }
    /// Time passes; returns what the printer says meanwhile.
    std::string wait(duration span) {
        now += span;
        printer.handle_time(now);
        return said();
    }
    std::string said() {
        std::string all{printer.output()};
        printer.consume(all.size());
        return all;
    }
    /// The commands executed so far.
    std::vector<std::string> executed() const {
        std::vector<std::string> texts;
        for (const auto& command : record.commands())
            texts.push_back(command.text);
        return texts;
    }
};

using texts = std::vector<std::string>;

} // namespace testing_support
