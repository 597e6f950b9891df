// The controller: its emergency stop, when it drives the transport, and its type.

#include "controller_fixture.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <type_traits>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::controller_fixture;
using tests::user;
using tests::word;

TEST_CASE("the emergency stop is passed on in the same call in every state that has a printer") {
    constexpr std::array ways{&controller_fixture<>::operational, &controller_fixture<>::starting,
                              &controller_fixture<>::printing,    &controller_fixture<>::pausing,
                              &controller_fixture<>::paused,      &controller_fixture<>::resuming,
                              &controller_fixture<>::cancelling,  &controller_fixture<>::finishing};
    for (auto way : ways) {
        controller_fixture w;
        (w.*way)();
        INFO(w.state_now());
        const bool had_job = has_job(w.control.current());
        CHECK(w.submit(command::emergency_stop) == "accepted");
        CHECK(w.printer.actions() == "emergency_stop");
        CHECK(w.state_now() == "Error");
        CHECK(w.control.status(w.clock.now()).last_error == failure::emergency_stop);
        CHECK(w.control.last_outcome() == (had_job ? outcome::failed : outcome::none));
        CHECK(w.submit(command::emergency_stop) == "accepted"); // and again: it may not have been heard
        CHECK(w.printer.actions() == "emergency_stop emergency_stop");
    }
}

TEST_CASE("a command drives the transport in the same call") {
    controller_fixture w;
    w.operational();
    const int before = w.printer.times_driven;
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.printer.times_driven > before);
}

TEST_CASE("a controller is neither copied nor moved, and refuses a temporary transport") {
    using type = controller<testing::scripted_transport>;
    CHECK_FALSE(std::is_copy_constructible_v<type>);
    CHECK_FALSE(std::is_move_constructible_v<type>);
    CHECK_FALSE(std::is_copy_assignable_v<type>);
    CHECK_FALSE(std::is_move_assignable_v<type>);
    CHECK_FALSE(std::is_constructible_v<type, testing::scripted_transport>);
    CHECK(std::is_constructible_v<type, testing::scripted_transport&>);
}
