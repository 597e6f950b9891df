/// Several lines in flight: how far they fill the line, and that faults do not stop them. Rates are of simulated time.

#include "print_bench.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

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

struct link {
    std::uint32_t baud;
    duration latency;
    std::uint16_t buffer;
};

/// What a job of 2,000 lines made of a link.
struct outcome_of_link {
    double of_link;    ///< bytes to the printer, as a part of what the link can carry
    double per_window; ///< bytes to the printer in one round trip, as a part of the window
    std::uint64_t dropped;
    outcome ended;
    std::uint64_t resends;
};

template <class Harm>
outcome_of_link print_over(const link& over, bool emergency_parser, Harm harm) {
    auto is = fast_printer(over.buffer);
    is.emergency_parser = emergency_parser;
    gcode::streamer_settings settings;
    settings.session.receive_buffer = over.buffer;
    settings.session.most_lines = 3;
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
    const double round_trip = 2 * std::chrono::duration<double>{over.latency}.count() + 45.0 * 10 / over.baud;
    return {.of_link = bytes * 10 / over.baud / seconds,
            .per_window = bytes / seconds * round_trip / (over.buffer - 1),
            .dropped = at.marlin.dropped_bytes(),
            .ended = at.control.last_outcome(),
            .resends = at.marlin.resends()};
}

outcome_of_link print_over(const link& over, bool emergency_parser = false) {
    return print_over(over, emergency_parser, [](print_bench&) {});
}

} // namespace

TEST_SUITE("streamer: several lines in flight") {
    TEST_CASE(
        "they fill a link of 115,200 and 250,000 baud, with and without latency, and no byte is dropped") {
        for (const link over : {link{115'200, 0ms, 128}, link{115'200, 1ms, 128}, link{250'000, 0ms, 128},
                                link{250'000, 1ms, 128}}) {
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
        MESSAGE("a buffer of 128 bytes, 1 ms away: " << far.per_window << " of a window per round trip");
        CHECK(far.per_window >= 0.9);
        const auto roomy = print_over({1'000'000, 1ms, 256}, true);
        CHECK(roomy.of_link >= 0.98);
        for (const auto& each : {near, far, roomy}) {
            CHECK(each.ended == outcome::done);
            CHECK(each.dropped == 0);
        }
    }

    TEST_CASE("one corrupted line in a hundred costs little") {
        const link over{250'000, 0ms, 128};
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
