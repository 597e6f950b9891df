/// How much may be in flight.

#include <printjob/gcode/dialect/known.hpp>
#include <printjob/gcode/link/send_window.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob::gcode;

namespace {

constexpr std::size_t everything = transmit_buffer::most_bytes;

/// A window, and what is in flight in it.
struct bench {
    explicit bench(const checked_link_settings& settings, const dialect& spoken = marlin)
        : window{settings, spoken} {}

    /// A line is put out. `written`: and its bytes leave.
    void puts(std::uint16_t size, bool written = true) {
        out.put(std::string(size - std::size_t{1}, 'x') + '\n');
        in_flight.add({.written_at = out.end(), .number = ++number, .size = size});
        if (written) out.wrote(size);
    }
    [[nodiscard]] bool admits(std::size_t command_size = 4) const {
        return window.admits(command_size, in_flight, out);
    }
    [[nodiscard]] std::size_t room() const { return window.room(in_flight, out); }

    send_window window;
    unacknowledged in_flight;
    transmit_buffer out;
    std::uint32_t number = 0;
};

} // namespace

TEST_SUITE("send_window") {
    TEST_CASE(
        "lines are in flight as far as the setting allows, and one less than the receive buffer in bytes") {
        bench at{link_settings{.receive_buffer = 64, .most_lines = 3}};
        CHECK(at.admits());
        at.puts(20);
        at.puts(20);
        CHECK(at.room() == 23);
        CHECK(at.admits());
        at.puts(20);
        CHECK(at.room() == 3);
        CHECK_FALSE(at.admits()); // three lines
        bench few_bytes{link_settings{.receive_buffer = 64, .most_lines = 9}};
        few_bytes.puts(31);
        few_bytes.puts(31);
        CHECK(few_bytes.admits()); // its front may leave
        few_bytes.puts(20, false);
        CHECK(few_bytes.room() == 1);
        CHECK_FALSE(few_bytes.admits());
    }

    TEST_CASE("the dialect says how large the receive buffer is, unless a setting does") {
        const auto room_beside_one = [](bench at) {
            at.puts(10);
            at.puts(10);
            return at.room() + 20;
        };
        CHECK(room_beside_one(bench{link_settings{}, marlin}) == 63);
        CHECK(room_beside_one(bench{link_settings{}, prusa}) == 126);
        CHECK(room_beside_one(bench{link_settings{.receive_buffer = 128}, prusa}) == 127);
        bench found_out{link_settings{}, marlin};
        found_out.window.speak(prusa);
        CHECK(room_beside_one(found_out) == 126);
    }

    TEST_CASE("one line alone may be longer than the receive buffer") {
        bench at{link_settings{.receive_buffer = 16}};
        at.puts(90, false);
        CHECK(at.room() == everything);
        at.puts(20, false);
        CHECK(at.room() == 15);
    }

    TEST_CASE("what is urgent asks for no room") {
        bench at{link_settings{.receive_buffer = 16}};
        at.puts(90);
        at.puts(20, false);
        CHECK(at.room() == 0);
        at.out.hurry();
        CHECK(at.room() == everything);
    }

    TEST_CASE("nothing follows a line that says so, until another line is sent") {
        bench at{link_settings{.receive_buffer = 128}};
        at.window.sent(true);
        CHECK_FALSE(at.admits());
        at.window.sent(false);
        CHECK(at.admits());
    }

    TEST_CASE("a command that finds no room in the transmit buffer is not admitted") {
        bench at{link_settings{.receive_buffer = 4096}};
        at.puts(700, false);
        CHECK(at.admits(768 - 700 - frame_overhead - 1));
        CHECK_FALSE(at.admits(768 - 700 - frame_overhead));
    }

    TEST_CASE(
        "a printer that tells its free slots gets as many lines as the most that it told, up to sixteen") {
        bench at{link_settings{.most_lines = 3}};
        CHECK(at.window.most_lines() == 3);
        at.window.slots_are_free(7);
        CHECK(at.window.most_lines() == 7);
        at.window.slots_are_free(2);
        CHECK(at.window.most_lines() == 7);
        at.window.slots_are_free(1000);
        CHECK(at.window.most_lines() == 16);
    }

    TEST_CASE("with an emergency parser no slot stays free") {
        bench at{link_settings{.most_lines = 3}};
        at.window.has_emergency_parser(true);
        CHECK(at.window.most_lines() == 16);
        at.window.has_emergency_parser(false);
        CHECK(at.window.most_lines() == 3);
    }

    TEST_CASE("one line in flight stays one, whatever the printer tells") {
        bench one{link_settings{.most_lines = 1}};
        one.window.has_emergency_parser(true);
        one.window.slots_are_free(7);
        CHECK(one.window.most_lines() == 1);
        bench slow{link_settings{.most_lines = 3}};
        slow.window.slots_are_free(7);
        slow.window.slow_down();
        CHECK(slow.window.most_lines() == 1);
    }

    TEST_CASE("nothing is known of another printer") {
        bench at{link_settings{.most_lines = 3}};
        at.window.has_emergency_parser(true);
        at.window.slots_are_free(7);
        at.window.slow_down();
        at.window.begin();
        CHECK(at.window.most_lines() == 3);
    }
}
