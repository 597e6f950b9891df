// What happens in memory and on disk, by the clock. Ratios count, and only within one run.

#include "deciding.hpp"
#include "encoding.hpp"
#include "posting.hpp"
#include "sliced_file.hpp"
#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/host/file_lines.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

using namespace benchmarks;

namespace {

void count_items(benchmark::State& state, std::size_t each_time) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(each_time));
}

// --- deciding ---

template <class Way>
void decide_any(benchmark::State& state) {
    const auto inputs = any_inputs();
    row now = row::offline;
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(now = take_any<Way>(now, inputs));
    count_items(state, 2 * inputs.size());
}
BENCHMARK(decide_any<by_nothing>);
BENCHMARK(decide_any<by_switch>);
BENCHMARK(decide_any<by_table>);
BENCHMARK(decide_any<by_library>);

template <class Way>
void decide_job(benchmark::State& state) {
    row now = row::operational;
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(now = normal_job<Way>(now));
    count_items(state, decisions_of_a_normal_job);
}
BENCHMARK(decide_job<by_nothing>);
BENCHMARK(decide_job<by_switch>);
BENCHMARK(decide_job<by_table>);
BENCHMARK(decide_job<by_library>);

// --- reading a command ---

template <class Read>
void read(benchmark::State& state, Read* reader, std::string_view body) {
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(body);
        benchmark::DoNotOptimize(reader(body));
    }
}
BENCHMARK_CAPTURE(read, start_by_scanning, read_by_scanning, start_body);
BENCHMARK_CAPTURE(read, start_bare, read_bare, start_body);
BENCHMARK_CAPTURE(read, start_by_library, printjob::json::read_job_command, start_body);
BENCHMARK_CAPTURE(read, pause_by_scanning, read_by_scanning, pause_body);
BENCHMARK_CAPTURE(read, pause_bare, read_bare, pause_body);
BENCHMARK_CAPTURE(read, pause_by_library, printjob::json::read_job_command, pause_body);

void answer(benchmark::State& state, std::string_view body) {
    printing_host host;
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(host.post(body));
}
BENCHMARK_CAPTURE(answer, start_refused, start_body);
BENCHMARK_CAPTURE(answer, toggle, toggle_body);

// --- a line ---

template <auto Encode>
void encode(benchmark::State& state) {
    const auto commands = sliced_commands(1000);
    std::array<char, 256> buffer;
    std::uint32_t number = 10'000;
    std::size_t next = 0;
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(Encode(number++, commands[next], buffer));
        if (++next == commands.size()) next = 0;
    }
}
BENCHMARK(encode<encode_by_hand>);
BENCHMARK(encode<printjob::gcode::frame>);

void link(benchmark::State& state) {
    using namespace printjob;
    const auto commands = sliced_commands(1000);
    gcode::printer_link talk;
    talk.renumber(instant{});
    talk.wrote(talk.output().size());
    talk.handle_response(gcode::interpret("ok", gcode::marlin), instant{});
    talk.handle_time(instant{}); // the probe that belongs to M110
    talk.wrote(talk.output().size());
    talk.handle_response(gcode::interpret("ok T:20.0 /0.0", gcode::marlin), instant{});
    std::size_t next = 0;
    for ([[maybe_unused]] auto _ : state) {
        const std::string& command = commands[next];
        talk.send(command, gcode::word_of(command), gcode::origin::job, 0, instant{});
        benchmark::DoNotOptimize(talk.output());
        talk.wrote(talk.output().size());
        talk.handle_response(gcode::interpret("ok", gcode::marlin), instant{});
        if (++next == commands.size()) next = 0;
    }
}
BENCHMARK(link);

// --- the lines of a file ---

/// A file of 50,000 lines that is gone when the program ends.
class scratch_file {
public:
    scratch_file() { std::ofstream{path_, std::ios::binary} << sliced_file(50'000); }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_ = std::filesystem::temp_directory_path() / "printjob_benchmark.gcode";
};

const std::filesystem::path& file_on_disk() {
    static const scratch_file file;
    return file.path();
}

void count_bytes(benchmark::State& state) {
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file_on_disk()));
    state.SetBytesProcessed(state.iterations() * size);
}

/// The least: 64 KiB at a time, each line found with memchr.
void lines_by_memchr(benchmark::State& state) {
    constexpr std::size_t chunk = std::size_t{64} * 1024;
    const auto buffer = std::make_unique<char[]>(chunk);
    for ([[maybe_unused]] auto _ : state) {
        std::FILE* const file = std::fopen(file_on_disk().c_str(), "rb");
        std::setvbuf(file, nullptr, _IONBF, 0);
        std::size_t kept = 0;
        for (;;) {
            const std::size_t size = kept + std::fread(buffer.get() + kept, 1, chunk - kept, file);
            if (size == kept) break;
            const char* at = buffer.get();
            const char* const end = at + size;
            while (const void* feed = std::memchr(at, '\n', static_cast<std::size_t>(end - at))) {
                const char* const stop = static_cast<const char*>(feed);
                benchmark::DoNotOptimize(stripped({at, static_cast<std::size_t>(stop - at)}));
                at = stop + 1;
            }
            kept = static_cast<std::size_t>(end - at);
            std::memmove(buffer.get(), at, kept);
        }
        std::fclose(file);
    }
    count_bytes(state);
}
BENCHMARK(lines_by_memchr);

void lines_by_library(benchmark::State& state) {
    printjob::host::file_lines lines;
    for ([[maybe_unused]] auto _ : state) {
        if (lines.open(file_on_disk())) std::abort();
        for (;;) {
            const auto line = lines.next_line();
            if (!line || !*line) break;
            benchmark::DoNotOptimize(stripped((*line)->text));
        }
    }
    count_bytes(state);
}
BENCHMARK(lines_by_library);

void lines_by_getline(benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
        std::ifstream file{file_on_disk(), std::ios::binary};
        std::string line;
        while (std::getline(file, line))
            benchmark::DoNotOptimize(stripped(line));
    }
    count_bytes(state);
}
BENCHMARK(lines_by_getline);

} // namespace

BENCHMARK_MAIN();
