// What a line costs when one process drives N printers: each in turn sends one line, with one in flight, over a port in
// memory. `many_printers [TURNS [LINES]]`: so many lines in all for each N, the best of so many turns.
//
// With many printers, the memory that a line touches is no longer in the processor's caches when its printer's turn
// comes again; so this shows how well what belongs to a line lies together.

#include "keep.hpp"
#include "sliced_file.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace benchmarks;
using namespace printjob;

namespace {

/// A printer that answers each line with `ok` at once, and remembers nothing but how many it still owes.
class answering_port {
public:
    [[nodiscard]] result<std::size_t> read_some(std::span<char> into) {
        if (owed_ == 0) return std::size_t{0};
        --owed_;
        const std::string_view answer = is_asked_who_ ? "FIRMWARE_NAME:memory\nok\n" : "ok\n";
        is_asked_who_ = false;
        std::copy(answer.begin(), answer.end(), into.begin());
        return answer.size();
    }
    [[nodiscard]] result<std::size_t> write_some(std::span<const char> from) {
        ++owed_; // one line is in flight, and leaves whole
        is_asked_who_ = from.size() > 6 && std::string_view{from.data() + 3, 4} == "M115";
        keep(from.front());
        return from.size();
    }

private:
    unsigned owed_ = 0;
    bool is_asked_who_ = false;
};

/// One printer with its job.
struct workplace {
    explicit workplace(gcode::memory_files& files)
        : printer{port, files, gcode::streamer_settings{.link = {.most_lines = 1}}}, control{printer} {}

    answering_port port;
    gcode::streamer<answering_port, gcode::memory_files> printer;
    controller<gcode::streamer<answering_port, gcode::memory_files>> control;
};

struct cost {
    std::size_t printers;
    double nanoseconds = 1e9; ///< per line
};

/// Prints on so many printers until all together have sent `lines` lines. Returns the nanoseconds per line.
[[nodiscard]] double measure(std::size_t printers, std::size_t lines) {
    const std::size_t rounds = std::max<std::size_t>(lines / printers, 10);
    const std::string content = sliced_file(2 * rounds + 100);
    gcode::memory_files files;
    if (!files.add("job.gcode", content)) std::abort();
    std::vector<std::unique_ptr<workplace>> all;
    for (std::size_t i = 0; i < printers; ++i)
        all.push_back(std::make_unique<workplace>(files));

    instant now{};
    const auto one_line_each = [&] {
        now += std::chrono::microseconds{1};
        for (const auto& each : all)
            each->control.advance(now);
    };
    const auto drain = [&] {
        for (const auto& each : all)
            while (each->control.poll_event()) {
            }
    };
    for (int i = 0; i < 20; ++i)
        one_line_each();
    for (const auto& each : all)
        if (!each->control.print(files.find("job.gcode").value(), now)) std::abort();
    for (int i = 0; i < 20; ++i)
        one_line_each();
    drain();

    const auto sent = [&] { return all.front()->printer.progress().sent; };
    const std::size_t size_of_line = content.find('\n') + 1;
    const std::size_t before = sent();
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < rounds; ++i)
        one_line_each();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    if ((sent() - before) / size_of_line + 2 < rounds * 99 / 100) std::abort(); // a turn was without a line
    return took.count() / static_cast<double>(rounds * printers);
}

} // namespace

int main(int argc, char** argv) {
    const int turns = argc > 1 ? std::atoi(argv[1]) : 5;
    const std::size_t lines = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;

    std::vector<cost> costs{{1}, {10}, {100}, {1'000}, {10'000}};
    for (int turn = 0; turn < turns; ++turn)
        for (cost& each : costs)
            each.nanoseconds = std::min(each.nanoseconds, measure(each.printers, lines));

    std::printf("%zu bytes for each printer\n", sizeof(workplace));
    for (const cost& each : costs)
        std::printf("%6zu printers  %6.1f ns a line  %.2f times that of one\n", each.printers,
                    each.nanoseconds, each.nanoseconds / costs.front().nanoseconds);
}
