#include <printjob/gcode/syntax/readings.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string_view>
#include <vector>

using namespace printjob::gcode;

namespace {

std::vector<temperature_reading> temperatures(std::string_view line) {
    std::vector<temperature_reading> found;
    for_each_temperature(line, [&found](const temperature_reading& reading) { found.push_back(reading); });
    return found;
}

} // namespace

TEST_CASE("a report of one hot end and a bed is read, as ok and by itself") {
    for (std::string_view line :
         {"ok T:210.1 /200.0 B:60.5 /60.0 @:127 B@:0", " T:210.1 /200.0 B:60.5 /60.0 @:127",
          "okT:210.1 /200.0 B:60.5 /60.0", "T:210.1/200.0 B:60.5/60.0\r"}) {
        CAPTURE(line);
        const auto found = temperatures(line);
        REQUIRE(found.size() == 2);
        CHECK(found[0].what == heater::tool);
        CHECK_FALSE(found[0].tool.has_value());
        CHECK(found[0].actual == 210.1);
        CHECK(found[0].target == 200.0);
        CHECK(found[1].what == heater::bed);
        CHECK(found[1].actual == 60.5);
        CHECK(found[1].target == 60.0);
    }
}

TEST_CASE("several hot ends and a chamber are distinguished") {
    const auto found =
        temperatures("ok T:20.5 /0.0 B:21.0 /0.0 C:-3.5 /40.0 T0:20.5 /0.0 T1:22.0 /180.0 @:0 @0:0");
    REQUIRE(found.size() == 5);
    CHECK(found[2].what == heater::chamber);
    CHECK(found[2].actual == -3.5);
    CHECK(found[3].tool == 0);
    CHECK(found[4].tool == 1);
    CHECK(found[4].target == 180.0);
}

TEST_CASE("a report while heating has no target") {
    const auto found = temperatures("T:25.0 E:0 W:?");
    REQUIRE(found.size() == 1);
    CHECK(found[0].actual == 25.0);
    CHECK_FALSE(found[0].target.has_value());
}

TEST_CASE("an incomplete temperature is skipped, the others are not") {
    CHECK(temperatures("T:nan /0.0 B:60.0 /60.0").size() == 1);
    CHECK(temperatures("T:21.0start").empty());
    CHECK(temperatures("T:21.0.5 B:60.0x").empty());
    CHECK(temperatures("T300:20.0 TX:20.0 T 20.0 XT:20.0 T:").empty());
    CHECK(temperatures("").empty());
    const auto glued = temperatures("T:21.0 /0.0ok");
    REQUIRE(glued.size() == 1);
    CHECK_FALSE(glued[0].target.has_value());
}

TEST_CASE("the position is the part before Count") {
    for (std::string_view line :
         {"X:1.50 Y:-2.25 Z:0.30 E:12.00 Count X:120 Y:180 Z:120", "ok X:1.50 Y:-2.25 Z:0.30 E:12.00",
          "ok C: X:1.5 Y:-2.25 Z:0.3 A:0 E:12\r"}) {
        CAPTURE(line);
        const auto found = read_position(line);
        REQUIRE(found.has_value());
        CHECK(found->x == 1.5);
        CHECK(found->y == -2.25);
        CHECK(found->z == 0.3);
        CHECK(found->e == 12.0);
    }
}

TEST_CASE("a position with an axis missing, doubtful or only behind Count is none") {
    CHECK_FALSE(read_position("X:1 Y:2 Count Z:3 E:4").has_value());
    CHECK_FALSE(read_position("X:1 Y:2 Z:3 E:4ok").has_value());
    CHECK_FALSE(read_position("X:1 Y:2 Z:3 E:").has_value());
    CHECK_FALSE(read_position("X:1 Y:2 Z:3 E:4.").has_value());
    CHECK_FALSE(read_position("X:1 Y:2x Z:3 E:4").has_value());
    CHECK_FALSE(read_position("X: Y:2 Z:3 E:4").has_value());
    CHECK_FALSE(read_position("AX:1 Y:2 Z:3 E:4").has_value());
    CHECK_FALSE(read_position("").has_value());
}

TEST_CASE("noise before a report is skipped, below and above the printable bytes") {
    for (const std::string_view line : {"\x7FT:21.0 /0.0", "\x01\xFFT:21.0 /0.0", "\t T:21.0 /0.0"}) {
        CAPTURE(line);
        CHECK(temperatures(line).size() == 1);
    }
}

TEST_CASE("a target that is no number is missing, and the temperature counts") {
    for (const std::string_view line : {"T:21.0 /nan", "T:21.0 /", "T:21.0 /200x"}) {
        CAPTURE(line);
        const auto found = temperatures(line);
        REQUIRE(found.size() == 1);
        CHECK(found[0].actual == 21.0);
        CHECK_FALSE(found[0].target.has_value());
    }
}

TEST_CASE("a position without any one of its axes is none") {
    CHECK_FALSE(read_position("Y:2 Z:3 E:4").has_value());
    CHECK_FALSE(read_position("X:1 Z:3 E:4").has_value());
    CHECK_FALSE(read_position("X:1 Y:2 E:4").has_value());
    CHECK(read_position("X:1 Y:2 Z:3 E:4").has_value());
}

TEST_CASE("a position may lack E, and then has none") {
    for (const std::string_view line :
         {"X:1 Y:2 Z:3", "X:1 Y:2 Z:3 Count E:4", "X:1 Y:2 Z:3Count E:4", "ok C: X:1.0 Y:2.0 Z:3.0 \r"}) {
        CAPTURE(line);
        const auto found = read_position(line);
        REQUIRE(found.has_value());
        CHECK(found->z == 3.0);
        CHECK_FALSE(found->e.has_value());
    }
    for (const std::string_view line :
         {"X:1 Y:2 Z:3 \xC5:4", "X:1 Y:2 Z:3 E;4", "X:1 Y:2 Z:3 E0", "X:1 Y:2 Z:3 A:4 Count X:1"}) {
        CAPTURE(line);
        CHECK_FALSE(read_position(line).has_value());
    }
}

TEST_CASE("in a position the next label ends a number, labels may have numbers, and numbers padding") {
    const auto crowded = read_position("X:10.00Y:20.00Z:5.00E:3.00 Count X:800");
    REQUIRE(crowded.has_value());
    CHECK(crowded->x == 10.0);
    CHECK(crowded->y == 20.0);
    CHECK(crowded->z == 5.0);
    CHECK(crowded->e == 3.0);
    CHECK(read_position("X:1.0 Y:2.0 Z:3.0 E0:4.0 E1:0.0")->e == 4.0);
    CHECK(read_position("X:  1.0 Y:  2.0 Z:  0.7 E:  0.0")->z == 0.7);
    CHECK(read_position("ok Done. X:1 Y:2 Z:3 E:4")->x == 1.0);
    CHECK_FALSE(read_position("X:1y:2Z:3E:4").has_value());
    CHECK_FALSE(read_position("X:1AY:2 Z:3 E:4").has_value());
    CHECK_FALSE(read_position("X:1 Y:2 Z:3.E:4").has_value());
    CHECK_FALSE(read_position("XX::1 YY::2 ZZ::3 EE::4").has_value());
}

TEST_CASE("a reading that is no number is missing alone") {
    const auto lost = temperatures("ok T:inf /0.0 B:52.0 /60.0 @:0");
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].what == heater::bed);
    CHECK(temperatures("ok B:inf /0.0 T:21.0 /0.0")[0].what == heater::tool);
    CHECK(temperatures("T:-inf /0.0").empty());
}

TEST_CASE("a number that ends with its point has lost digits: no reading is better than a wrong one") {
    CHECK(temperatures("ok T:5. /5.0").empty());
    const auto found = temperatures("ok T:200.0 /20. B:6./60.0");
    REQUIRE(found.size() == 1);
    CHECK(found[0].actual == 200.0);
    CHECK_FALSE(found[0].target.has_value());
}

TEST_CASE("the first B: is the bed's, also when it cannot be read; so with C: and T:") {
    const auto found = temperatures("T:20.0 /0.0 B:52.0 /52.0 @:85 B:1234.0 /1234.0");
    REQUIRE(found.size() == 2);
    CHECK(found[1].actual == 52.0);
    CHECK(temperatures("B:52.0 /52.0 B:34.0 /0.0").size() == 1);
    CHECK(temperatures("B:inf /52.0 B:34.0 /0.0").empty());
    CHECK(temperatures("C:52.0 C:34.0")[0].actual == 52.0);
    CHECK(temperatures("C:52.0 C:34.0").size() == 1);
    CHECK(temperatures("T:52.0 T:34.0").size() == 1);
    CHECK(temperatures("T:52.0 /0 T0:52.0 /0 T1:34.0 /0 B:20 /0 C:20 /0").size() == 5);
}

TEST_CASE("equals signs before a label are passed over") {
    const auto found = temperatures("ok ==T:145.66 /210.00 ==B:52.10 /60.00 @:127 B@:0");
    REQUIRE(found.size() == 2);
    CHECK(found[0].actual == 145.66);
    CHECK(found[0].target == 210.0);
    CHECK(found[1].what == heater::bed);
    CHECK(temperatures("== T:20.0").size() == 1);
    CHECK(temperatures("T:20.0 ==").size() == 1);
    CHECK(temperatures("T:20.0 =").size() == 1);
}

TEST_CASE("a report whose characters are repeated has no reading") {
    CHECK(temperatures("TT::19999..9900  //220000..0000  BB::6600..0000").empty());
    CHECK(temperatures("TT::27.93 /0.0").empty());
    CHECK(temperatures("T::27.93 /0.0").empty());
    CHECK(temperatures("T:1199..9900 /0").empty());
    CHECK(temperatures("T:2200 /220000").empty());
    CHECK(temperatures("T:-300 /0").empty());
    CHECK(temperatures("T:1000.1").empty());
    CHECK(temperatures("T:1000 /1001").size() == 1);
    CHECK_FALSE(temperatures("T:1000 /1001")[0].target.has_value());
    CHECK(temperatures("T:-273.15 /0").size() == 1);
}
