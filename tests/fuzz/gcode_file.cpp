// A G-code file: memory and disk give the same lines; what `sanitise` lets through is in the grammar and
// stays as it is; and its frame is read by a firmware as what it was.
//
// The first line of an input says how the file begins: with nothing, or (a letter and a number n) with so
// much filler that byte n of the rest is where a reader of 64 KiB chunks has to read on: `c` of comments, `l`
// of one long line.

#include "../count_allocations.hpp"
#include "fuzz.hpp"
#include "wire.hpp"
#include <printjob/gcode/dialect/klipper.hpp>
#include <printjob/gcode/dialect/line_rules.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/procedure/modal_state.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/syntax/command_word.hpp>
#include <printjob/gcode/syntax/line.hpp>
#include <printjob/host/file_lines.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace {

using namespace printjob;
using fuzz::require;

/// A file of the operating system that has a path and is gone with the program, also when a rule is broken.
class scratch_file {
public:
    scratch_file() : file_{memfd_create("printjob_fuzz", 0)} { require(file_ >= 0, "a file can be made"); }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() { close(file_); }

    /// Makes `content` all that is in it, and tells its path.
    [[nodiscard]] std::filesystem::path with(std::string_view content) const {
        const auto written = ftruncate(file_, 0) == 0 ? pwrite(file_, content.data(), content.size(), 0) : -1;
        require(written >= 0 && static_cast<std::size_t>(written) == content.size(), "a file can be written");
        return "/proc/self/fd/" + std::to_string(file_);
    }

private:
    int file_;
};

/// What stands before the content of an input.
std::string filler(std::string_view how) {
    constexpr std::size_t chunk = host::file_lines::chunk;
    if (how.empty() || (how.front() != 'c' && how.front() != 'l')) return {};
    std::string all(chunk - fuzz::code_number(how.substr(1)).value_or(0) % 1024, ';');
    if (how.front() == 'l') return all;
    for (std::size_t i = 4095; i < all.size(); i += 4096)
        all[i] = '\n';
    all.back() = '\n';
    return all;
}

/// The file's lines from the disk are those from memory; but of a line that is longer than a chunk there is
/// its front, and that is told. Such a line may also come in parts, each after a carriage return.
void compare_sources(std::string_view content) {
    static const scratch_file on_disk;
    gcode::memory_lines memory{content};
    host::file_lines disk;
    require(!disk.open(on_disk.with(content)), "the file can be opened");
    std::size_t begin = 0;
    for (;;) {
        const auto expected = memory.next_line();
        auto read = disk.next_line();
        require(expected.has_value() && read.has_value(), "the file can be read");
        require(expected->has_value() == read->has_value(), "both sources have the same number of lines");
        if (!*expected) break;
        const source_line& line = **expected;
        require(line.text == content.substr(begin, line.text.size()), "lines follow each other in the file");
        const bool is_long = line.text.size() + 1 > host::file_lines::chunk;
        if (is_long && line.text.find('\r') != std::string_view::npos) {
            while (read && *read && (*read)->end < line.end)
                read = disk.next_line();
            require(read && *read && (*read)->end == line.end, "the parts of a long line end where it ends");
            begin = line.end;
            continue;
        }
        const auto kept = is_long ? line.text.substr(0, host::file_lines::kept_of_a_longer_line) : line.text;
        require((*read)->text == kept && (*read)->cut == is_long, "both sources give the same line");
        require((*read)->end == line.end, "both sources tell the same place in the file");
        begin = line.end;
    }
    require(begin == content.size(), "the lines are all of the file");
}

/// A buffer with the command in it.
struct sanitised {
    std::array<char, gcode::longest_command_buffer> buffer;
    tl::expected<std::string_view, gcode::line_fault> command{};

    sanitised(std::string_view raw, std::size_t longest, const gcode::dialect& spoken = gcode::marlin) {
        command = gcode::line_rules{spoken, longest}.sanitise(raw, buffer);
    }
    sanitised(const sanitised&) = delete;
    sanitised& operator=(const sanitised&) = delete;
};

/// Whether a line is a move that needs no cleaning.
bool is_tidy_move(std::string_view line) {
    return line.starts_with('G') && !line.ends_with(' ') &&
           line.find_first_not_of("GXYZEFS0123456789.- ") == std::string_view::npos;
}

/// A frame is what a firmware expects, and says the command that is in it.
void check_frame(std::string_view command, std::size_t longest) {
    std::array<char, gcode::longest_command_buffer> bytes;
    for (const std::uint32_t number : {0U, 1U, 9U, 10U, 99'999U, 4'294'967'295U}) {
        const std::string_view framed = gcode::frame(number, command, bytes);
        require(framed.ends_with('\n') && framed.size() - 1 <= longest, "a frame fits the firmware's buffer");
        const auto read = fuzz::read_numbered_line(framed.substr(0, framed.size() - 1));
        require(read && read->number == number && read->command == command, "a frame says what is in it");
    }
}

/// What is sent changes what the host believes of the printer's modes; each is a number.
void check_modes(std::string_view command) {
    gcode::modal_state modes;
    modes.note(gcode::word_of(command), command);
    require(modes.tool < max_tools, "a tool is one of those that exist");
    for (const auto& value : {modes.feed_rate, modes.fan, modes.bed_target, modes.chamber_target})
        require(std::isfinite(value.value_or(0)), "a mode is a number");
}

void check_command(std::string_view raw, std::size_t longest, const gcode::dialect& spoken) {
    const sanitised first{raw, longest, spoken};
    const sanitised padded{std::string{raw} + " ", longest, spoken};
    require(first.command == padded.command, "a blank behind a line changes nothing");
    if (!first.command) {
        require(!is_tidy_move(raw) || raw.size() + gcode::frame_overhead > longest,
                "a tidy move that fits is never refused");
        return;
    }
    const std::string_view command = *first.command;
    if (is_tidy_move(raw)) require(command == raw, "a tidy move stays as it is");
    if (command.empty()) return;
    const sanitised again{command, longest, spoken};
    require(again.command == command, "sanitising twice is sanitising once");
    require(fuzz::is_in_grammar(command), "what may be sent is in the grammar");
    require(gcode::line_rules{gcode::marlin}.request_in(command) != gcode::file_request::none ||
                !command.starts_with('@'),
            "a line for hosts is never for the printer");
    check_frame(command, longest);
    check_modes(command);
}

void check_line(std::string_view raw) {
    check_command(raw, gcode::marlin.longest_line, gcode::marlin);
    check_command(raw, 255, gcode::marlin);
    check_command(raw, 255, gcode::klipper);
    const sanitised usual{raw, gcode::marlin.longest_line};
    const sanitised wide{raw, 255};
    require(usual.command == wide.command ||
                (!usual.command && usual.command.error() == gcode::line_fault::too_long) ||
                (usual.command && wide.command && wide.command->starts_with(*usual.command)),
            "a shorter buffer refuses a line, or cuts a text, and nothing else");
    std::array<char, gcode::longest_command_buffer> buffer;
    require(counted::in([&] { (void)gcode::line_rules{gcode::marlin}.sanitise(raw, buffer); }) == 0,
            "sanitising allocates nothing");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::text_of(data, size);
    const std::string before = filler(fuzz::take_line(rest));
    compare_sources(before + std::string{rest});
    while (!rest.empty())
        check_line(fuzz::take_line(rest));
    return 0;
}
