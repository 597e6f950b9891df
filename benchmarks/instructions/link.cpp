// The instructions of one line through the link, in memory, against encoding it and nothing else.

#include "../encoding.hpp"
#include "../keep.hpp"
#include "../sliced_file.hpp"
#include "run.hpp"
#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/syntax/line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace benchmarks;
using namespace printjob;

namespace {

/// Numbers of five digits, as in the middle of a print: 41 bytes on the wire.
constexpr std::uint32_t first_number = 10'000;
constexpr std::size_t lines_at_hand = 1000;

template <auto Encode>
void encoding(std::size_t times) {
    const auto commands = sliced_commands(lines_at_hand);
    std::array<char, 256> buffer;
    for (std::size_t i = 0; i < times; ++i) {
        const auto number = static_cast<std::uint32_t>(first_number + i);
        keep(Encode(number, commands[i % commands.size()], buffer));
    }
}

/// What a line costs in the link: sent, its bytes taken for writing, and its `ok` read and believed.
void lines(gcode::printer_link& talk, const std::vector<std::string>& commands, std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
        const instant now{duration{static_cast<std::int64_t>(i)}};
        const auto& command = commands[i % commands.size()];
        talk.send(command, gcode::word_of(command), gcode::origin::job, i, now);
        const auto bytes = talk.output();
        keep(bytes);
        talk.wrote(bytes.size());
        talk.handle_response(gcode::interpret("ok", gcode::marlin), now);
    }
}

void link(std::size_t times) {
    const auto commands = sliced_commands(lines_at_hand);
    gcode::printer_link talk;
    talk.renumber(instant{});
    talk.wrote(talk.output().size());
    talk.handle_response(gcode::interpret("ok", gcode::marlin), instant{});
    talk.handle_time(instant{}); // the probe that belongs to M110
    talk.wrote(talk.output().size());
    talk.handle_response(gcode::interpret("ok T:20.0 /0.0", gcode::marlin), instant{});
    lines(talk, commands, first_number + times);
    if (talk.failed() != failure::none || !talk.ready()) std::abort();
}

} // namespace

int main(int argc, char** argv) {
    return run(argc, argv,
               {{"frame", encoding<gcode::frame>}, {"by_hand", encoding<encode_by_hand>}, {"link", link}});
}
