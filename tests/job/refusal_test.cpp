// A command that is refused changes nothing.

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

TEST_CASE("a start without a file is refused") {
    controller_fixture w;
    w.happens(report_kind::connected);
    const answer given = w.control.submit(command::start, w.clock.now());
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error().why == reason::no_file_selected);
    CHECK(given.error().name == "no_file_selected");
    CHECK(given.error().sentence == "No file is selected");
    CHECK(w.state_now() == "Operational");
}

TEST_CASE("a start that the transport refuses changes nothing and makes no event") {
    controller_fixture w;
    w.operational();
    w.printer.refuse_start = refuse(reason::file_not_readable, command::start);
    CHECK(w.submit(command::start) == "file_not_readable");
    CHECK(w.state_now() == "Operational");
    CHECK(w.control.job() == job_id::none);
    CHECK(w.events() == "");
    w.printer.refuse_start.reset();
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.control.job() == job_id{1}); // the refused start used up no id
}

TEST_CASE("a restart that is refused leaves the old job paused") {
    controller_fixture w;
    w.paused();
    w.printer.refuse_start = refuse(reason::file_not_readable, command::restart);
    CHECK(w.submit(command::restart) == "file_not_readable");
    CHECK(w.state_now() == "Paused");
    CHECK(w.control.job() == job_id{1});
    CHECK(w.events() == "");
    CHECK(w.submit(command::resume) == "accepted");
}

TEST_CASE("refusals have the contract's sentences") {
    controller_fixture w;
    const auto sentence_of = [&w](command asked) {
        const answer given = w.control.submit(asked, w.clock.now());
        REQUIRE_FALSE(given.has_value());
        return std::string{given.error().sentence};
    };
    CHECK(sentence_of(command::start) == "Printer is not operational");
    w.operational();
    CHECK(sentence_of(command::restart) == "Printer does not have an active print job or is not paused");
    CHECK(sentence_of(command::pause) ==
          "Printer is neither printing nor paused, 'pause' command cannot be performed");
    CHECK(sentence_of(command::cancel) ==
          "Printer is neither printing nor paused, 'cancel' command cannot be performed");
    REQUIRE(w.submit(command::start) == "accepted");
    CHECK(sentence_of(command::start) == "Printer already has an active print job, did you mean 'restart'?");
    REQUIRE(w.submit(command::cancel) == "accepted");
    CHECK(sentence_of(command::pause) == "The job is already ending");
}

TEST_CASE("a command that is refused or already calls no transport and makes no event") {
    controller_fixture w;
    w.printing();
    CHECK(w.submit(command::start) == "job_active");
    CHECK(w.submit(command::restart) == "not_paused");
    CHECK(w.submit(command::resume) == "already");
    CHECK(w.printer.actions() == "");
    CHECK(w.events() == "");
}
