/// What a link takes for granted of a printer of which nobody said anything, and which settings it takes.

#include <printjob/gcode/checked_settings.hpp>
#include <printjob/gcode/link/link_settings.hpp>
#include <printjob/gcode/link/unacknowledged.hpp>
#include <printjob/gcode/streamer_settings.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

using namespace printjob;
using namespace printjob::gcode;
using namespace std::chrono_literals;

namespace {

/// The usual settings, one of them changed.
template <class Value>
link_settings with(Value link_settings::* setting, Value value) {
    link_settings settings;
    settings.*setting = value;
    return settings;
}

/// The name of the setting that cannot be used; "none" if all can.
std::string wrong_in(const link_settings& settings) {
    const auto fault = find_fault(settings);
    if (!fault) return "none";
    CHECK_FALSE(fault->why.empty());
    return std::string{fault->setting};
}

} // namespace

TEST_CASE("the settings that nobody chose are safe with every board seen") {
    constexpr link_settings usual;
    CHECK_FALSE(find_fault(usual));
    CHECK(usual.receive_buffer == 0); // what the dialect says
    CHECK(usual.most_lines == 3);
    CHECK(usual.shortest_silence == 100ms);
    CHECK(usual.silence == 5s);
    CHECK(usual.silence_with_busy == 3s);
    CHECK(usual.silence_in_long == 30s);
    CHECK(usual.patience == 30s);
    CHECK(usual.patience_in_long == 10min);
    CHECK(usual.suspicion == 500ms);
    CHECK(usual.resend_grace == 250ms);
    CHECK(usual.renumber_again == 2s);
    CHECK(usual.most_silences == 5);
    CHECK(usual.most_resends == 10);
}

TEST_CASE("a count that is out of its range is named") {
    CHECK(wrong_in({.receive_buffer = 0}) == "none");
    CHECK(wrong_in({.receive_buffer = 1}) == "receive_buffer");
    CHECK(wrong_in({.receive_buffer = 15}) == "receive_buffer");
    CHECK(wrong_in({.receive_buffer = 16}) == "none");
    CHECK(wrong_in({.receive_buffer = 65535}) == "none");
    CHECK(wrong_in({.most_lines = 0}) == "most_lines");
    CHECK(wrong_in({.most_lines = 16}) == "none");
    CHECK(wrong_in({.most_lines = 17}) == "most_lines");
    CHECK(wrong_in({.most_silences = 0}) == "most_silences");
    CHECK(wrong_in({.most_silences = 255}) == "none");
    CHECK(wrong_in({.most_resends = 0}) == "most_resends");
    CHECK(wrong_in({.most_resends = 255}) == "none");
}

TEST_CASE("no line in flight can be without a record, whatever the settings say") {
    for (unsigned lines = 0; lines < 256; ++lines)
        if (wrong_in({.most_lines = static_cast<std::uint8_t>(lines)}) == "none")
            CHECK(lines <= unacknowledged::most_lines / 2); // raw lines need some too
}

TEST_CASE("a wait is 1 ms to 24 h: not zero, negative or endless") {
    struct named {
        std::string_view name;
        duration link_settings::* setting;
    };
    for (const auto& [name, setting] :
         {named{"shortest_silence", &link_settings::shortest_silence},
          named{"silence", &link_settings::silence},
          named{"silence_with_busy", &link_settings::silence_with_busy},
          named{"silence_in_long", &link_settings::silence_in_long},
          named{"patience", &link_settings::patience},
          named{"patience_in_long", &link_settings::patience_in_long},
          named{"suspicion", &link_settings::suspicion}, named{"resend_grace", &link_settings::resend_grace},
          named{"renumber_again", &link_settings::renumber_again}}) {
        CAPTURE(name);
        for (const duration bad : {duration::min(), duration{-1}, duration{0}, duration{999},
                                   duration{24h} + 1us, duration::max()})
            CHECK(wrong_in(with(setting, bad)) == name);
        for (const duration good : {duration{1ms}, duration{24h}}) {
            const auto fault = find_fault(with(setting, good));
            CHECK((!fault || fault->why != "A wait of the link is 1 ms to 24 h"));
        }
    }
}

TEST_CASE("no silence is shorter than the shortest, nor than a suspicion") {
    CHECK(wrong_in({.silence = 99ms, .suspicion = 50ms}) == "shortest_silence");
    CHECK(wrong_in({.silence_with_busy = 99ms, .suspicion = 50ms}) == "shortest_silence");
    CHECK(wrong_in({.silence = 499ms}) == "suspicion");
    CHECK(wrong_in({.silence_with_busy = 499ms}) == "suspicion");
    CHECK(wrong_in({.silence = 500ms, .silence_with_busy = 500ms}) == "none");
}

TEST_CASE("settings that are known at run time are checked there, and a wrong one is an error value") {
    const auto good = validate(with<std::uint8_t>(&link_settings::most_lines, 7));
    REQUIRE(good);
    CHECK(good->get().most_lines == 7);
    const auto bad = validate(with<std::uint8_t>(&link_settings::most_lines, 64));
    REQUIRE_FALSE(bad);
    CHECK(bad.error() == setting_fault{"most_lines", "There are 1 to 16 lines in flight"});
}

TEST_CASE("settings that are a part of others are checked with them") {
    CHECK(find_fault(streamer_settings{.link = {.most_lines = 64}}) ==
          find_fault(link_settings{.most_lines = 64}));
    constexpr checked_streamer_settings all = streamer_settings{.link = {.most_lines = 7}};
    CHECK(all.part(&streamer_settings::link).get().most_lines == 7);
}
