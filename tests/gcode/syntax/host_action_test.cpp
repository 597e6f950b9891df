#include <printjob/gcode/syntax/host_action.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob::gcode;

TEST_CASE("each host action is known by its verb") {
    CHECK(action_of("start") == host_action::start);
    CHECK(action_of("pause") == host_action::pause);
    CHECK(action_of("resume") == host_action::resume);
    CHECK(action_of("cancel") == host_action::cancel);
    CHECK(action_of("paused") == host_action::paused);
    CHECK(action_of("resumed") == host_action::resumed);
    CHECK(action_of("prompt_begin Filament") == host_action::prompt);
    CHECK(action_of("") == host_action::none);
    CHECK(action_of("pausing") == host_action::none);
    CHECK(action_of("notification pause") == host_action::none);
    CHECK(action_of("out_of_filament T0") == host_action::none);
}

TEST_CASE("a verb ends at a blank, a tab or a colon, and its case does not matter") {
    CHECK(action_of("paused filament_runout 0") == host_action::paused);
    CHECK(action_of("pause: filament_runout") == host_action::pause);
    CHECK(action_of("pause:filament_runout") == host_action::pause);
    CHECK(action_of("pause\tnow") == host_action::pause);
    CHECK(action_of("Pause") == host_action::pause);
    CHECK(action_of("RESUMED") == host_action::resumed);
    CHECK(action_of("Prompt_End") == host_action::prompt);
    CHECK(action_of("pause.") == host_action::none);
}

TEST_CASE("Repetier's requests are actions") {
    CHECK(action_of("RequestPause:No filament detected!") == host_action::pause);
    CHECK(action_of("RequestContinue:") == host_action::resume);
    CHECK(action_of("RequestStop:") == host_action::cancel);
}
