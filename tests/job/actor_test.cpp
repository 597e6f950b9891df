/// Who asked: what makes two requesters the same, and whom a machine names.

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

TEST_CASE("requesters are the same when they came by the same door under the same name") {
    CHECK(by(source::user, "anna") == by(source::user, "anna"));
    CHECK(by(source::user, "anna") != by(source::user, "ben"));
    CHECK(by(source::user, "anna") != by(source::host, "anna"));
    CHECK(actor{} == by(source::host, ""));
}

TEST_CASE("a machine names who asked for what is under way, and the printer where nobody did") {
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
