#include <printjob/gcode/dialect/motion_commands.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

using namespace printjob::gcode;

TEST_CASE("the commands that all firmwares share are spelled as RS-274 and RepRap spell them") {
    CHECK(select_tool(3).view() == "T3");
    CHECK(set_absolute_axes(true).view() == "G90");
    CHECK(set_absolute_axes(false).view() == "G91");
    CHECK(set_absolute_extruder(true).view() == "M82");
    CHECK(set_absolute_extruder(false).view() == "M83");
    CHECK(travel_xy(-1.5, 20, 6000).view() == "G0 X-1.5 Y20 F6000");
    CHECK(travel_z(0.2).view() == "G0 Z0.2");
    CHECK(set_extruder_position(12.345).view() == "G92 E12.345");
    CHECK(set_fan(127.5).view() == "M106 S127.5");
    CHECK(set_feed_rate(1800).view() == "G1 F1800");
}

TEST_CASE("a dwell states its duration, in seconds or milliseconds") {
    using namespace std::chrono_literals;
    const auto stated = [](std::string_view line) { return stated_duration(word_of(line), line); };
    CHECK(stated("G4 S7200") == 2h);
    CHECK(stated("G4 P250") == 250ms);
    CHECK(stated("G4 S1.5") == 1500ms);
    CHECK(stated("G4 P9000 S2") == 2s);
    CHECK(stated("G4 S0 P9000") == 0s);
    CHECK(stated("G4") == 0s);
    CHECK(stated("G4 S-5") == 0s);
    CHECK(stated("G4 S999999999999999999") == 1'000'000'000s);
    CHECK(stated("G1 S5") == 0s);
    CHECK(stated("M4 S5") == 0s);
}
