// The user instructions of one line over a pseudo-terminal, one in flight. The printer is another process and
// is not counted.

#include "../streaming.hpp"

#include "../answering_printer.hpp"
#include "../keep.hpp"
#include "../sliced_file.hpp"
#include "run.hpp"

#include <string_view>

using namespace benchmarks;

namespace {

const char* own_path = nullptr;

template <auto Print>
void print(std::size_t times) {
    const std::string content = sliced_file(times);
    const answering_printer printer{own_path};
    keep(Print(printer.descriptor(), content, times));
}

void nothing(std::size_t times) {
    keep(sliced_file(times));
}

} // namespace

int main(int argc, char** argv) {
    own_path = argv[0];
    if (argc == 3 && argv[1] == answering_printer::role) return answer_lines(std::atoi(argv[2]));
    return run(
        argc, argv,
        {{"library", print<print_with_library>}, {"loop", print<print_with_loop>}, {"nothing", nothing}});
}
