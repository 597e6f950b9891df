/// Actors: which are equal, and which one an event names.

#include <printjob/job/command.hpp>
#include <printjob/job/machine.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace printjob;

namespace {

actor by(source from, std::string_view user) {
    actor who{.from = from};
    REQUIRE(who.user.assign(user));
    return who;
}

} // namespace

TEST_CASE("actors are equal if their source and their user are") {
    CHECK(by(source::user, "anna") == by(source::user, "anna"));
    CHECK(by(source::user, "anna") != by(source::user, "ben"));
    CHECK(by(source::user, "anna") != by(source::host, "anna"));
    CHECK(actor{} == by(source::host, ""));
}

TEST_CASE("events name the actor of the command that is carried out, and the printer if there was none") {
    machine m;
    m.enter(m.decide(report_kind::connected, job_id::none), failure::none, instant{});
    CHECK(m.asked_by() == by(source::printer, ""));
    m.enter(m.decide(command::start), command::start, by(source::user, "anna"), instant{});
    CHECK(m.asked_by() == by(source::user, "anna"));
    m.enter(m.decide(report_kind::started, m.job()), failure::none, instant{});
    m.enter(m.decide(command::cancel), command::cancel, by(source::user, "ben"), instant{});
    CHECK(m.asked_by() == by(source::user, "ben"));
    CHECK(m.started_by() == by(source::user, "anna"));
}
