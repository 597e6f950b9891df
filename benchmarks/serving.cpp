// A POST through Boost.Beast: requests per second with a constant 204, and with the library's answer.
// `serving [TURNS [REQUESTS]]`

#include "serving.hpp"

#include "interleaved.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace benchmarks;

int main(int argc, char** argv) {
    if (is_client(argc, argv)) return be_client(argv);
    const int turns = argc > 1 ? std::atoi(argv[1]) : 9;
    const std::size_t requests = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000;

    const auto compare = [&](const char* what, std::string_view body) {
        const auto rate = [requests](double seconds) { return static_cast<double>(requests) / seconds; };
        const compared result = interleave(
            turns, [&] { return rate(serve<constant_handler>(argv[0], requests, body)); },
            [&] { return rate(serve<library_handler>(argv[0], requests, body)); });
        std::printf("%-22s constant %.0f/s, library %.0f/s, ratio %.3f\n", what, result.reference,
                    result.library, result.ratio);
    };
    compare("paused already", pause_body);
    compare("toggled each time", toggle_body);
}
