#include <printjob/gcode/dialect/marlin.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace printjob::gcode;

namespace {

/// Every word with the letters G, M and T that has the trait, numbers 0 to 65535.
template <class Trait>
std::vector<std::string> words_with(Trait trait) {
    std::vector<std::string> found;
    for (const char letter : {'G', 'M', 'T', '\0'})
        for (std::uint32_t number = 0; number <= 0xFFFF; ++number)
            if (trait(marlin.traits_of({letter, static_cast<std::uint16_t>(number)}, {})))
                found.push_back(letter + std::to_string(number));
    return found;
}

using words = std::vector<std::string>;

} // namespace

TEST_CASE("Marlin: each trait belongs to these commands and to no other") {
    CHECK(words_with([](command_traits of) { return of.is_long_running; }) ==
          words{"G4",   "G28",  "G29",  "G30",  "G32",  "G33",  "G34",  "G76",  "M18",  "M48",  "M84", "M109",
                "M116", "M190", "M191", "M192", "M226", "M303", "M306", "M400", "M600", "M701", "M702"});
    CHECK(words_with([](command_traits of) { return of.is_blocking_wait; }) ==
          words{"M109", "M116", "M190", "M191", "M192", "M600"});
    CHECK(words_with([](command_traits of) { return of.waits_for_person; }) ==
          words{"M0", "M1", "M125", "M600"});
    CHECK(words_with([](command_traits of) { return of.pauses_printer; }) ==
          words{"M0", "M1", "M25", "M125", "M601"});
    CHECK(words_with([](command_traits of) { return of.asks_temperature; }) == words{"M105"});
    CHECK(words_with([](command_traits of) { return of.asks_who; }) == words{"M115"});
    CHECK(words_with([](command_traits of) { return of.is_forbidden_in_file; }) ==
          words{"M28", "M29", "M112", "M410", "M524", "M997"});
    CHECK(words_with([](command_traits of) { return of.carries_text; }) ==
          words{"M0", "M1", "M117", "M118", "M486"});
    CHECK(words_with([](command_traits of) { return of.carries_name; }) ==
          words{"M16", "M23", "M30", "M32", "M33", "M98", "M928"});
    CHECK(words_with([](command_traits of) { return of.asks_host_to_pause; }) ==
          words{"M0", "M1", "M25", "M125", "M601"});
    CHECK(words_with([](command_traits of) { return of.is_metadata || of.is_ignored; }).empty());
}

TEST_CASE("Marlin: its table names no command twice") {
    for (const command_entry& entry : detail::marlin_commands)
        CHECK(std::ranges::count(detail::marlin_commands, entry.word, &command_entry::word) == 1);
}

TEST_CASE("Marlin: heaters are set by M104, M140, M141 and waited for by M109, M190, M191") {
    const auto set = [](heater what, std::uint8_t tool, double target, bool waits) {
        return std::string{marlin.set_heater({what, tool}, target, waits).view()};
    };
    CHECK(set(heater::tool, 0, 0, false) == "M104 T0 S0");
    CHECK(set(heater::tool, 3, 215.5, false) == "M104 T3 S215.5");
    CHECK(set(heater::tool, 1, 215, true) == "M109 T1 S215");
    CHECK(set(heater::bed, 7, 60, false) == "M140 S60");
    CHECK(set(heater::bed, 0, 60, true) == "M190 S60");
    CHECK(set(heater::chamber, 0, 0, false) == "M141 S0");
    CHECK(set(heater::chamber, 0, 45, true) == "M191 S45");
}

TEST_CASE("Marlin: the host's own commands have the traits that the host relies on") {
    const auto traits = [](std::string_view command) { return marlin.traits_of(word_of(command), command); };
    CHECK(traits(marlin.identify).asks_who);
    CHECK(traits(marlin.probe).asks_temperature);
    CHECK(traits(marlin.ask_temperatures).asks_temperature);
    CHECK(traits(marlin.finish_moves).is_long_running);
    CHECK(traits(marlin.emergency_stop).is_forbidden_in_file);
    CHECK(traits(marlin.set_heater({heater::bed, 0}, 60, true).view()).is_blocking_wait);
    CHECK(traits(marlin.set_heater({heater::bed, 0}, 60, false).view()) == command_traits{});
}

TEST_CASE("Marlin: M226 waits for the pin that it names, and is a pause of other firmwares without one") {
    const auto traits = [](std::string_view line) { return marlin.traits_of(word_of(line), line); };
    CHECK(traits("M226 P2 S1") == command_traits{.is_long_running = true});
    CHECK(traits("M226").asks_host_to_pause);
    CHECK(traits("M226 ; pause").pauses_printer);
}

TEST_CASE("Marlin: what slicers write for Klipper is not sent") {
    const auto ignores = [](std::string_view line) {
        return marlin.traits_of(word_of(line), line).is_ignored;
    };
    CHECK(ignores("EXCLUDE_OBJECT_DEFINE NAME=cube"));
    CHECK(ignores("exclude_object_start NAME=cube"));
    CHECK(ignores("EXCLUDE_OBJECT_END"));
    CHECK(ignores("SET_PRINT_STATS_INFO TOTAL_LAYER=5"));
    CHECK_FALSE(ignores("EXCLUDE_OBJECT NAME=cube"));
    CHECK_FALSE(ignores("EXCLUDE_OBJECT_STARTS"));
    CHECK_FALSE(ignores("START_PRINT"));
    CHECK_FALSE(ignores("@pause"));
}

TEST_CASE("Marlin: a dwell says how long it takes") {
    using namespace std::chrono_literals;
    const auto stated = [](std::string_view line) { return marlin.stated_time(word_of(line), line); };
    CHECK(stated("G4 S7200") == 2h);
    CHECK(stated("G4 P1500") == 1500ms);
    CHECK(stated("G28") == 0s);
}
