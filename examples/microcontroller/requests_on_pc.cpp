// The requests on a PC: what the microcontroller must answer too, to the letter.

#include "requests.hpp"

#include <cstdio>

namespace {

struct {
    void operator()(auto work) const { work(); }
    void answers(auto work) const { work(); }
} watch;

} // namespace

int main() {
    const auto print = [](std::string_view text) { (void)std::fwrite(text.data(), 1, text.size(), stdout); };
    return requests::run(+print, watch) ? 0 : 1;
}
