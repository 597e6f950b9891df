/// One fault at every place of a short job, in turn: the job is done with every line executed once and in
/// order, or it fails aloud.

#include "print_bench.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace bench;

namespace {

const std::vector<std::string> job_lines{"G28",       "M109 S60",    "G1 X11 F6000", "G1 X12 F6000",
                                         "M117 half", "G1 X13 F300", "G1 X14 F6000"};

std::string as_file(const std::vector<std::string>& lines) {
    std::string all = "; a short job\n";
    for (const auto& line : lines)
        all += line + "\n";
    return all;
}

/// What went wrong in a job that ended; empty when nothing did.
std::string judge(const print_bench& at) {
    std::vector<std::string> ran;
    for (const auto& each : at.executed.commands())
        if (each.number && std::ranges::find(job_lines, each.text) != job_lines.end())
            ran.push_back(each.text);
    if (ran.size() > job_lines.size()) return "more lines than the job has";
    for (std::size_t i = 0; i < ran.size(); ++i)
        if (ran[i] != job_lines[i]) return "not in order: " + ran[i];
    if (at.control.last_outcome() == outcome::done && ran.size() != job_lines.size())
        return "done, and skipped a line";
    return {};
}

/// A firmware's ways, by number.
marlin_settings variant(unsigned which) {
    marlin_settings is{.hotend = {.heats = 20'000, .residency = 1s}};
    is.homing_time = 3s;
    if ((which & 1) != 0) is.repeated = repeated_line::refused;
    if ((which & 2) != 0) is.after_resend = resend_ok::missing;
    if ((which & 4) != 0) is.advanced_ok = true, is.keepalive = 0s;
    if ((which & 8) != 0) is.autoreport = false, is.unnumbered_checksum = lone_checksum::refused;
    if (which == 5) is.after_resend = resend_ok::stale;
    return is;
}

/// Variants from 16 on are spoken to with several lines in flight.
window window_of(unsigned which) {
    return (which & 16) != 0 ? window::as_set : window::one;
}

/// They are spoken to over a line that takes its time, so that lines really are under way together.
port_settings line_of(unsigned which) {
    if ((which & 16) == 0) return {};
    return {.baud = 250'000, .latency = 1ms};
}

/// Runs a job with what `harm` does to it; returns how it ended.
template <class Harm>
outcome run(unsigned which, Harm harm) {
    print_bench at{variant(which), windowed(), line_of(which), window_of(which)};
    at.connect();
    const std::string content = as_file(job_lines);
    REQUIRE(at.files.add("job.gcode", content));
    harm(at);
    REQUIRE(at.control.print(at.files.find("job.gcode").value(), at.clock.now()).has_value());
    bool moved_when_done = false;
    const bool ended = run_until(
        at.clock, at.port, at.control,
        [&] {
            if (at.control.last_outcome() == outcome::none) return false;
            moved_when_done = at.control.last_outcome() == outcome::done && at.marlin.in_motion();
            return true;
        },
        1h);
    at.events.drain(at.control);
    CAPTURE(at.events.take_words());
    REQUIRE(ended);
    CHECK_FALSE(moved_when_done);
    CHECK(judge(at) == "");
    if (at.control.last_outcome() != outcome::done) return at.control.last_outcome();
    at.pass(1min);
    CHECK(judge(at) == "");
    CHECK(at.control.current() == state::operational);
    return outcome::done;
}

/// How many bytes the job makes in each direction.
struct extent {
    std::uint64_t to_printer;
    std::uint64_t to_host;
};

extent extent_of(unsigned which) {
    print_bench at{variant(which), windowed(), line_of(which), window_of(which)};
    at.connect();
    const auto out = at.port.to_printer().sent();
    const auto in = at.port.to_host().sent();
    at.start(as_file(job_lines));
    at.until(state::operational);
    return {at.port.to_printer().sent() - out, at.port.to_host().sent() - in};
}

} // namespace

TEST_SUITE("streamer: one fault at every place of a job") {
    TEST_CASE("a bit that flips on the way to the printer") {
        for (const unsigned which : {0u, 1u, 2u, 4u, 5u, 8u, 16u, 17u, 18u, 20u, 21u}) {
            const auto bytes = extent_of(which).to_printer;
            std::size_t done = 0;
            for (std::uint64_t place = 0; place < bytes; ++place) {
                const unsigned bit = (place * 3 + which) % 8;
                CAPTURE(which);
                CAPTURE(place);
                CAPTURE(bit);
                done += run(which, [&](print_bench& at) {
                            at.port.to_printer().flip_byte(at.port.to_printer().sent() + place,
                                                           static_cast<unsigned char>(1u << bit));
                        }) == outcome::done;
            }
            CHECK(done == bytes);
        }
    }

    TEST_CASE("a byte that is lost on the way to the printer") {
        for (const unsigned which : {0u, 1u, 2u, 4u, 8u, 16u, 17u, 18u, 20u}) {
            const auto bytes = extent_of(which).to_printer;
            std::size_t done = 0;
            for (std::uint64_t place = 0; place < bytes; ++place) {
                CAPTURE(which);
                CAPTURE(place);
                done += run(which, [&](print_bench& at) {
                            at.port.to_printer().drop_byte(at.port.to_printer().sent() + place);
                        }) == outcome::done;
            }
            CHECK(done == bytes);
        }
    }

    TEST_CASE("a bit that flips on the way to the host") {
        for (const unsigned which : {0u, 3u, 4u, 8u, 16u, 19u, 20u}) {
            const auto bytes = extent_of(which).to_host;
            std::size_t done = 0;
            for (std::uint64_t place = 0; place < bytes; ++place) {
                const unsigned bit = (place * 3 + which) % 8;
                CAPTURE(which);
                CAPTURE(place);
                CAPTURE(bit);
                done += run(which, [&](print_bench& at) {
                            at.port.to_host().flip_byte(at.port.to_host().sent() + place,
                                                        static_cast<unsigned char>(1u << bit));
                        }) == outcome::done;
            }
            CHECK(done == bytes);
        }
    }
}
