#pragma once
// The frame of the programs whose instructions are counted: `program SUBJECT TIMES` does one thing so many
// times and prints how many allocations the whole program made. Running it with N and with 2 N times, under
// `valgrind --tool=callgrind`, and subtracting, leaves what N times cost without the program's start.

#include "../count_allocations.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

namespace benchmarks {

/// One thing that can be done many times.
struct subject {
    std::string_view name;
    void (*run)(std::size_t times);
};

/// Runs the subject that the command line names. The program's exit status: 2 when it names none.
inline int run(int argc, char** argv, std::initializer_list<subject> subjects) {
    const std::string_view wanted = argc == 3 ? argv[1] : "";
    for (const subject& each : subjects) {
        if (each.name != wanted) continue;
        each.run(std::strtoull(argv[2], nullptr, 10));
        std::printf("allocations %zu\n", allocations);
        return 0;
    }
    std::fputs("usage: program SUBJECT TIMES\n", stderr);
    for (const subject& each : subjects)
        std::fprintf(stderr, "  %.*s\n", static_cast<int>(each.name.size()), each.name.data());
    return 2;
}

} // namespace benchmarks
