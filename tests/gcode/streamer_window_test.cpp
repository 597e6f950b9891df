/// Several lines in flight: how far they fill the line, and that faults do not stop them. Rates are of simulated time.

#include "print_bench.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace bench;

namespace {

/// `count` lines as a slicer writes them: 24 bytes, about 41 on the wire.
std::string sliced(int count) {
    std::string all;
    for (int i = 0; i < count; ++i) {
        const auto digits = std::to_string(100'000 + i % 1'000);
        all += "G1 X" + digits.substr(0, 3) + "." + digits.substr(3) + " Y120.250 E.03512\n";
    }
    return all;
}

marlin_settings fast_printer(std::size_t receive_buffer) {
    return {.receive_buffer = receive_buffer, .instant_moves = true, .cold_extrusion_prevented = false};
}

struct link_case {
    std::uint32_t baud;
    duration latency;
    std::uint16_t buffer;
};

/// The bound: bytes a second when each byte leaves as soon as the link is free and fewer than the buffer's bytes
/// wait for the ok of their line. An ok is there at once, and on its way as long as any byte.
double most_bytes_per_second(const std::vector<std::size_t>& lines, const link_case& over) {
    const double byte_time = 10.0 / over.baud;
    const double latency = std::chrono::duration<double>{over.latency}.count();
    constexpr std::size_t ok_bytes = 3;
    std::vector<double> acknowledged; // for each byte, when its line is
    double free_at = 0;
    for (const std::size_t size : lines) {
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t byte = acknowledged.size() + i;
            const std::size_t window = over.buffer - 1U;
            // A line longer than the window, of which none is here, would wait for itself.
            const double room_at = byte < window ? 0 : acknowledged[byte - window];
            free_at = std::max(free_at, room_at) + byte_time;
        }
        acknowledged.insert(acknowledged.end(), size, free_at + latency + ok_bytes * byte_time + latency);
    }
    return static_cast<double>(acknowledged.size()) / free_at;
}

/// What a job of 2,000 lines made of a link.
struct outcome_of_link {
    double of_link;  ///< bytes to the printer, as a part of what the link can carry
    double of_bound; ///< the same, as a part of the bound
    std::uint64_t dropped;
    outcome ended;
    std::uint64_t resends;
};

template <class Harm>
outcome_of_link print_over(const link_case& over, bool emergency_parser, Harm harm) {
    auto is = fast_printer(over.buffer);
    is.emergency_parser = emergency_parser;
    gcode::streamer_settings settings;
    settings.link.receive_buffer = over.buffer;
    settings.link.most_lines = 3;
    print_bench at{is, settings, {.baud = over.baud, .latency = over.latency}, window::as_set};
    at.connect();
    harm(at);
    const auto bytes_before = at.port.to_printer().sent();
    const instant from = at.clock.now();
    at.start(sliced(2'000));
    at.until([&] { return at.executed.commands().size() >= 2'001 || !has_job(at.control.current()); });
    const auto seconds = std::chrono::duration<double>{at.clock.now() - from}.count();
    const auto bytes = static_cast<double>(at.port.to_printer().sent() - bytes_before);
    at.until([&] { return at.control.last_outcome() != outcome::none; });
    std::vector<std::size_t> sizes;
    for (std::uint32_t number = 1; number <= 2'000; ++number) {
        std::array<char, 64> line;
        sizes.push_back(gcode::frame(number, "G1 X100.000 Y120.250 E.03512", line).size());
    }
    return {.of_link = bytes * 10 / over.baud / seconds,
            .of_bound = bytes / seconds / most_bytes_per_second(sizes, over),
            .dropped = at.marlin.dropped_bytes(),
            .ended = at.control.last_outcome(),
            .resends = at.marlin.resends()};
}

outcome_of_link print_over(const link_case& over, bool emergency_parser = false) {
    return print_over(over, emergency_parser, [](print_bench&) {});
}

} // namespace

TEST_SUITE("streamer: several lines in flight") {
    TEST_CASE(
        "they fill a link of 115,200 and 250,000 baud, with and without latency, and no byte is dropped") {
        for (const link_case over : {link_case{115'200, 0ms, 128}, link_case{115'200, 1ms, 128},
                                     link_case{250'000, 0ms, 128}, link_case{250'000, 1ms, 128}}) {
            CAPTURE(over.baud);
            CAPTURE(over.latency.count());
            const auto seen = print_over(over);
            CHECK(seen.ended == outcome::done);
            CHECK(seen.dropped == 0);
            CHECK(seen.of_link >= 0.99);
        }
    }

    TEST_CASE("they fill a link of a million baud as far as the printer's buffer reaches") {
        const auto near = print_over({1'000'000, 0ms, 128});
        CHECK(near.of_link >= 0.98);
        const auto far = print_over({1'000'000, 1ms, 128}, true);
        MESSAGE("a buffer of 128 bytes, 1 ms away: " << far.of_link << " of the link, " << far.of_bound
                                                     << " of the bound");
        CHECK(far.of_bound >= 0.98);
        const auto farther = print_over({1'000'000, 5ms, 128}, true);
        MESSAGE("a buffer of 128 bytes, 5 ms away: " << farther.of_link << " of the link, "
                                                     << farther.of_bound << " of the bound");
        CHECK(farther.of_bound >= 0.98);
        const auto roomy = print_over({1'000'000, 1ms, 256}, true);
        CHECK(roomy.of_link >= 0.98);
        for (const auto& each : {near, far, farther, roomy}) {
            CHECK(each.ended == outcome::done);
            CHECK(each.dropped == 0);
        }
    }

    TEST_CASE("one corrupted line in a hundred costs little") {
        const link_case over{250'000, 0ms, 128};
        const auto clean = print_over(over);
        const auto harmed = print_over(over, false, [](print_bench& at) {
            for (std::uint64_t line = 1; line <= 20; ++line)
                at.port.to_printer().flip_byte(at.port.to_printer().sent() + line * 100 * 41, 0x10);
        });
        CHECK(harmed.ended == outcome::done);
        CHECK(harmed.resends >= 20);
        CHECK(harmed.of_link >= 0.95 * clean.of_link);
        MESSAGE("rate with one corrupted line in a hundred: " << harmed.of_link / clean.of_link);
    }
}
