// `dry_run` predicts the answer of `submit`.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::controller_fixture;
using tests::user;
using tests::word;

TEST_CASE("dry_run gives the answer of submit in every state and changes nothing") {
    constexpr std::array ways{&controller_fixture<>::operational, &controller_fixture<>::starting,
                              &controller_fixture<>::printing,    &controller_fixture<>::pausing,
                              &controller_fixture<>::paused,      &controller_fixture<>::resuming,
                              &controller_fixture<>::cancelling,  &controller_fixture<>::finishing};
    for (auto way : ways)
        for (std::size_t i = 0; i < command_count; ++i) {
            const auto asked = static_cast<command>(i);
            controller_fixture w;
            (w.*way)();
            const row before = w.control.current_row();
            const std::string foreseen = word(w.control.dry_run(asked));
            CHECK(w.control.current_row() == before);
            CHECK(w.events() == "");
            CHECK(w.printer.actions() == "");
            INFO(w.state_now(), " × ", name(asked));
            CHECK(w.submit(asked) == foreseen);
        }
}

TEST_CASE("dry_run runs the preconditions") {
    controller_fixture w{preconditions{[](const check_context&) -> std::optional<refusal> {
        return refusal{reason::precondition, "no", "No"};
    }}};
    w.operational();
    CHECK(word(w.control.dry_run(command::start)) == "no");
}
