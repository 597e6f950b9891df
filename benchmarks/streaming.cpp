// One line in flight over a pseudo-terminal: lines per second, and how often the system is called to move
// bytes. `streaming [TURNS [LINES]]`

#include "streaming.hpp"

#include "answering_printer.hpp"
#include "interleaved.hpp"
#include "sliced_file.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace benchmarks;

namespace {

void tell_calls(const char* who, const traffic& moved) {
    const auto lines = static_cast<double>(moved.lines);
    std::printf("%-8s %.3f reads and %.3f writes per line\n", who, static_cast<double>(moved.reads) / lines,
                static_cast<double>(moved.writes) / lines);
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 3 && argv[1] == answering_printer::role) return answer_lines(std::atoi(argv[2]));
    const int turns = argc > 1 ? std::atoi(argv[1]) : 7;
    const std::size_t wanted = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 50'000;

    const std::string content = sliced_file(wanted);
    const std::size_t lines = sliced_commands(wanted).size();
    const answering_printer printer{argv[0]};
    traffic loop, library;
    const auto rate = [lines](const traffic& moved) { return static_cast<double>(lines) / moved.seconds; };
    const compared result = interleave(
        turns, [&] { return rate(loop = print_with_loop(printer.descriptor(), content, lines)); },
        [&] { return rate(library = print_with_library(printer.descriptor(), content, lines)); });

    std::printf("loop     %.0f lines/s\nlibrary  %.0f lines/s\nratio    %.3f\n", result.reference,
                result.library, result.ratio);
    tell_calls("loop", loop);
    tell_calls("library", library);
}
