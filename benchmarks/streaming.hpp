#pragma once
// One line in flight over a pseudo-terminal: the library, and the shortest loop that does the same.

#include "encoding.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/now.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace benchmarks {

/// How often the system was called to move bytes, and how long that took in all. Waiting is not counted.
struct traffic {
    std::size_t lines = 0;
    std::size_t reads = 0;
    std::size_t writes = 0;
    double seconds = 0;
};

/// A byte port over a descriptor, with nothing around it.
class raw_port {
public:
    explicit raw_port(int descriptor) : descriptor_{descriptor} {
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    }

    [[nodiscard]] printjob::result<std::size_t> read_some(std::span<char> into) {
        ++reads;
        return moved(::read(descriptor_, into.data(), into.size()));
    }
    [[nodiscard]] printjob::result<std::size_t> write_some(std::span<const char> from) {
        ++writes;
        return moved(::write(descriptor_, from.data(), from.size()));
    }
    void wait(printjob::instant until) {
        constexpr std::int64_t longest = 1000; // ms
        const auto left = until - printjob::host::now();
        const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
        pollfd waits{descriptor_, POLLIN, 0};
        ::poll(&waits, 1, static_cast<int>(std::clamp<std::int64_t>(ms, 0, longest)));
    }

    std::size_t reads = 0;
    std::size_t writes = 0;

private:
    [[nodiscard]] static printjob::result<std::size_t> moved(ssize_t count) {
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EAGAIN) return std::size_t{0};
        return tl::unexpected(printjob::io_error{printjob::fault::io, errno});
    }

    int descriptor_;
};

/// Prints a file through the controller and the streamer. What comes before the first line and after the
/// last is not timed and not counted.
inline traffic print_with_library(int descriptor, std::string_view content, std::size_t lines) {
    using namespace printjob;
    raw_port port{descriptor};
    gcode::memory_files files;
    if (!files.add("job.gcode", content)) std::abort();
    gcode::streamer printer{port, files, gcode::streamer_settings{.link = {.most_lines = 1}}};
    controller control{printer};

    const auto run_until = [&](state wanted) {
        while (control.current() != wanted) {
            control.advance(host::now());
            while (control.poll_event()) {
            }
            if (control.current() != wanted) printer.wait(control.next_deadline());
            if (control.current() == state::error || control.current() == state::offline) std::abort();
        }
    };
    control.advance(host::now());
    run_until(state::operational);
    if (!control.print(files.find("job.gcode").value(), host::now())) std::abort();
    run_until(state::printing);
    const auto began = std::chrono::steady_clock::now();
    const std::size_t reads = port.reads;
    const std::size_t writes = port.writes;
    run_until(state::finishing);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const traffic moved{lines, port.reads - reads, port.writes - writes, took.count()};
    run_until(state::operational);
    return moved;
}

/// Prints a file with a loop that strips, encodes, writes, reads up to `ok`, and does nothing else: it knows
/// no time, no resend, no pause and no error.
inline traffic print_with_loop(int descriptor, std::string_view content, std::size_t lines) {
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    traffic moved{.lines = lines};
    std::array<char, 256> frame;
    std::array<char, 1024> heard;
    std::size_t heard_size = 0;
    std::uint32_t number = 0;
    const auto began = std::chrono::steady_clock::now();
    while (!content.empty()) {
        const std::size_t feed = std::min(content.find('\n'), content.size() - 1);
        const std::string_view command = stripped(content.substr(0, feed));
        content.remove_prefix(feed + 1);
        if (command.empty()) continue;

        std::string_view left = encode_by_hand(++number, command, frame);
        while (!left.empty()) {
            ++moved.writes;
            const auto count = ::write(descriptor, left.data(), left.size());
            if (count < 0) std::abort();
            left.remove_prefix(static_cast<std::size_t>(count));
        }
        for (bool acknowledged = false; !acknowledged;) {
            ++moved.reads;
            const auto count = ::read(descriptor, heard.data() + heard_size, heard.size() - heard_size);
            if (count <= 0) std::abort();
            heard_size += static_cast<std::size_t>(count);
            std::string_view said{heard.data(), heard_size};
            for (auto end = said.find('\n'); end != std::string_view::npos; end = said.find('\n')) {
                if (said.starts_with("ok")) acknowledged = true;
                said.remove_prefix(end + 1);
            }
            std::copy(said.begin(), said.end(), heard.begin());
            heard_size = said.size();
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    moved.seconds = took.count();
    return moved;
}

} // namespace benchmarks
