// Asks for one command after the other, and shows each answer and what became of the job.

#include "bench.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace {

using printjob::command;
using printjob::state;

/// An answer in one word: what was decided, or why not.
std::string word(const printjob::answer& given) {
    return std::string{given ? name(*given) : given.error().name};
}

void tell(std::string_view asked, const printjob::answer& given, state then) {
    std::printf("%-7s %-16s  %s\n", std::string{asked}.c_str(), word(given).c_str(),
                std::string{name(then)}.c_str());
}

void ask(bench& at, command what) {
    const auto given = at.control.submit(what, at.clock.now());
    tell(name(what), given, at.control.current());
}

} // namespace

int main() {
    bench at;
    if (!at.is_ready) return 1;

    ask(at, command::start); // nothing is selected
    ask(at, command::pause); // nothing is printed

    const auto file = at.files.find("line.gcode");
    const auto given = at.control.print(*file, at.clock.now());
    tell("print", given, at.control.current());
    at.run_for(std::chrono::seconds{40});

    ask(at, command::pause);
    ask(at, command::pause);  // a second time
    ask(at, command::resume); // before the printer has come to rest
    at.run_for(std::chrono::seconds{30});

    const auto status = at.control.status(at.clock.now());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(status.print_time.value());
    std::printf("%s: %.0f %% after %d s\n", std::string{status.selected->name.view()}.c_str(),
                status.completion.value(), static_cast<int>(seconds.count()));

    ask(at, command::cancel);
    if (!at.run_to(state::operational)) return 1;
    ask(at, command::resume);
    return at.control.last_outcome() == printjob::outcome::cancelled ? 0 : 1;
}
