#include <printjob/gcode/streamer_settings.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace printjob;
using namespace printjob::gcode;

namespace {

/// The name of the setting that is wrong; "none" if none is.
std::string wrong_in(const streamer_settings& settings) {
    const auto checked = validate(settings);
    if (checked) return "none";
    CHECK_FALSE(checked.error().why.empty());
    CHECK(checked.error() == find_fault(settings));
    return std::string{checked.error().setting};
}

} // namespace

TEST_SUITE("streamer_settings: what cannot be used is found where they are checked") {
    TEST_CASE("the defaults can be used, and are what is used") {
        CHECK(wrong_in({}) == "none");
        CHECK(validate({.longest_line = 200}).value().get().longest_line == 200);
        constexpr checked_streamer_settings constants =
            streamer_settings{.pause_script = "G91\nG0 Z5 ; lift\nG90"};
        CHECK(constants.get().pause_script.starts_with("G91"));
    }

    TEST_CASE("a line has room for the host's own commands, and no more bytes than its buffer") {
        CHECK(wrong_in({.longest_line = 23}) == "longest_line");
        CHECK(wrong_in({.longest_line = 24}) == "none");
        CHECK(wrong_in({.longest_line = 255}) == "none");
        CHECK(wrong_in({.longest_line = 256}) == "longest_line");
        CHECK(wrong_in({.longest_line = 0}) == "none"); // what the dialect says
    }

    TEST_CASE("a script with a line that must not be sent is named") {
        CHECK(wrong_in({.start_script = "G28\nM112"}) == "start_script");
        CHECK(wrong_in({.pause_script = "M117 a\nG1 X1*5*"}) == "pause_script");
        CHECK(wrong_in({.resume_script = "G1 \\"}) == "resume_script");
        CHECK(wrong_in({.done_script = "M84\nM28 file"}) == "done_script");
        CHECK(wrong_in({.longest_line = 24, .done_script = "G1 X10 Y10 Z10"}) == "done_script");
    }

    TEST_CASE("intervals are more than 0, waits are 0 or more, and both may be without end") {
        const duration none{};
        const duration negative{-1};
        CHECK(wrong_in({.temperature_interval = none}) == "temperature_interval");
        CHECK(wrong_in({.break_wait_again = none}) == "break_wait_again");
        CHECK(wrong_in({.reopen_interval = negative}) == "reopen_interval");
        CHECK(wrong_in({.hot_ends_off_after = negative}) == "hot_ends_off_after");
        CHECK(wrong_in({.position_patience = negative}) == "position_patience");
        CHECK(wrong_in({.hot_ends_off_after = none, .position_patience = none}) == "none");
        CHECK(wrong_in({.temperature_interval = duration::max(),
                        .hot_ends_off_after = duration::max(),
                        .position_patience = duration::max(),
                        .break_wait_again = duration::max(),
                        .reopen_interval = duration::max()}) == "none");
    }
}
