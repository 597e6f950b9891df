// The four jobs on a PC: what the microcontroller must do too, to the letter.

#include "four_jobs.hpp"

#include <cstdio>

int main() {
    const auto print = [](std::string_view text) { (void)std::fwrite(text.data(), 1, text.size(), stdout); };
    const auto watch = [](auto work) { work(); };
    return four_jobs::run(+print, watch) ? 0 : 1;
}
