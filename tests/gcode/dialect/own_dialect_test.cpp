/// A dialect that an embedder brings: what it leaves out is not sent, and what it forbids is refused.

#include <printjob/gcode/dialect/interpret.hpp>
#include <printjob/gcode/dialect/marlin.hpp>
#include <printjob/gcode/link/link.hpp>
#include <printjob/gcode/streamer_settings.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>

using namespace printjob;
using namespace printjob::gcode;
using namespace std::chrono_literals;

namespace {

/// As Marlin, but that tones must not be sent.
constexpr dialect silent = [] {
    dialect mine = marlin;
    mine.name = "silent";
    mine.traits_of = [](command_word word, std::string_view line) {
        command_traits traits = marlin.traits_of(word, line);
        if (word == command_word{'M', 300}) traits.is_forbidden_in_file = true;
        return traits;
    };
    return mine;
}();

constexpr std::array<const dialect*, 1> only_silent{&silent};

/// What a link does after G28 was sent and this was heard: the lines that it sends within 200 ms of an `ok`.
std::string after(meaning what) {
    printer_link link;
    instant now{1h};
    const auto hear = [&](response_kind kind, meaning means) {
        interpreted_response said;
        said.kind = kind;
        said.means = means;
        link.handle_response(said, now);
    };
    link.greet(now);
    link.wrote(link.output().size());
    hear(response_kind::ok, meaning::as_said); // M110
    link.handle_time(now);
    link.wrote(link.output().size());
    hear(response_kind::ok, meaning::as_said); // the probe
    link.send("G28", word_of("G28"), origin::job, 4, now);
    link.wrote(link.output().size());
    hear(response_kind::error, what);
    hear(response_kind::ok, meaning::as_said);
    link.handle_time(now);
    return link.ready() ? "acknowledged" : "waiting";
}

} // namespace

TEST_CASE("a script is checked in each dialect that the printer may speak") {
    CHECK(validate({.done_script = "M300 S440"}).has_value());
    CHECK(validate({.dialects = only_silent, .done_script = "M300 S440"}).error().setting == "done_script");
    CHECK(validate({.spoken = &silent, .done_script = "M300 S440"}).error().setting == "done_script");
    CHECK(validate({.dialects = only_silent, .done_script = "M117 done"}).has_value());
}

TEST_CASE("the ok after a line that was skipped acknowledges nothing, any other ok does") {
    CHECK(after(meaning::skipped) == "waiting");
    CHECK(after(meaning::resend_follows) == "waiting");
    CHECK(after(meaning::harmless) == "acknowledged");
    CHECK(after(meaning::command_failed) == "acknowledged");
}
