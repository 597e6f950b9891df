#include "controller_fixture.hpp"
#include <printjob/job/preconditions.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace printjob;
using tests::a_file;
using tests::controller_fixture;
using tests::word;

namespace {

constexpr refusal no_door{reason::precondition, "door_open", "The door is open"};
constexpr refusal no_bed{reason::precondition, "bed_not_clear", "The bed is not clear"};

/// A check that a test can switch, and that counts how often it is asked.
struct switchable {
    bool* objects;
    int* asked;
    refusal no;

    std::optional<refusal> operator()(const check_context&) const {
        ++*asked;
        if (*objects) return no;
        return std::nullopt;
    }
};

struct remembers_the_context {
    std::string* seen;

    std::optional<refusal> operator()(const check_context& about) const {
        *seen += std::string{name(about.asked)} + ":" + std::string{about.selected->path.view()} + " ";
        return std::nullopt;
    }
};

} // namespace

TEST_CASE("no preconditions have no objection") {
    const facts unknown{};
    const file what{};
    CHECK_FALSE(preconditions<>{}.first_refusal({command::start, &what, unknown}).has_value());
}

TEST_CASE("checks are run in their order, up to the first that objects") {
    bool first_objects = false;
    bool second_objects = true;
    int first_asked = 0;
    int second_asked = 0;
    int third_asked = 0;
    bool third_objects = false;
    const preconditions checks{switchable{&first_objects, &first_asked, no_door},
                               switchable{&second_objects, &second_asked, no_bed},
                               switchable{&third_objects, &third_asked, no_door}};
    const facts unknown{};
    const file what{};
    CHECK(checks.first_refusal({command::start, &what, unknown}) == no_bed);
    CHECK(first_asked == 1);
    CHECK(second_asked == 1);
    CHECK(third_asked == 0);

    first_objects = true;
    CHECK(checks.first_refusal({command::start, &what, unknown}) == no_door);
    CHECK(second_asked == 1);

    first_objects = second_objects = false;
    CHECK_FALSE(checks.first_refusal({command::start, &what, unknown}).has_value());
    CHECK(third_asked == 1);
}

TEST_CASE("a start is refused with the embedder's own name and sentence, and nothing is changed") {
    bool objects = true;
    int asked = 0;
    controller_fixture w{preconditions{switchable{&objects, &asked, no_bed}}};
    w.operational();
    const answer given = w.control.submit(command::start, w.clock.now());
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error() == no_bed);
    CHECK(w.state_now() == "Operational");
    CHECK(w.control.job() == job_id::none);
    CHECK(w.printer.actions() == "");
    CHECK(w.events() == "");

    objects = false;
    CHECK(w.submit(command::start) == "accepted");
}

TEST_CASE("the table decides before the preconditions are run") {
    bool objects = true;
    int asked = 0;
    controller_fixture w{preconditions{switchable{&objects, &asked, no_bed}}};
    CHECK(w.submit(command::start) == "not_operational");
    w.happens(report_kind::connected);
    CHECK(w.submit(command::restart) == "not_paused");
    CHECK(w.submit(command::start) == "no_file_selected");
    CHECK(asked == 0);
}

TEST_CASE("preconditions guard start, restart, resume and a toggle that resumes, and nothing else") {
    bool objects = false;
    int asked = 0;
    controller_fixture w{preconditions{switchable{&objects, &asked, no_bed}}};
    w.printing();
    CHECK(asked == 1);

    objects = true;
    CHECK(w.submit(command::toggle) == "accepted"); // pauses
    w.happens(report_kind::paused);
    CHECK(asked == 1);
    CHECK(w.submit(command::resume) == "bed_not_clear");
    CHECK(w.submit(command::toggle) == "bed_not_clear");
    CHECK(w.submit(command::restart) == "bed_not_clear");
    CHECK(asked == 4);
    CHECK(w.state_now() == "Paused");
    CHECK(w.printer.actions() == "pause");

    objects = false;
    CHECK(w.submit(command::resume) == "accepted");
    objects = true;
    CHECK(w.submit(command::pause) == "accepted");
    CHECK(w.submit(command::cancel) == "accepted");
    CHECK(w.submit(command::emergency_stop) == "accepted");
    CHECK(asked == 5);
}

TEST_CASE("a check gets the command, with a toggle that resumes as a resume, and the file") {
    std::string seen;
    controller_fixture w{preconditions{remembers_the_context{&seen}}};
    w.paused();
    CHECK(w.submit(command::toggle) == "accepted");
    w.happens(report_kind::resumed);
    CHECK(w.submit(command::pause) == "accepted");
    w.happens(report_kind::paused);
    CHECK(w.submit(command::restart) == "accepted");
    CHECK(seen == "start:a.gcode resume:a.gcode restart:a.gcode ");
}

TEST_CASE("print runs the preconditions of a start with the new file, not with the selected one") {
    std::string seen;
    controller_fixture w{preconditions{remembers_the_context{&seen}}};
    w.operational();
    CHECK(w.print(a_file("new.gcode")) == "accepted");
    CHECK(seen == "start:new.gcode ");
}

TEST_CASE("an unreadable file cannot be started or restarted, but a job that has it open can be resumed") {
    bool readable = true;
    const auto probe = [&readable](const file& what) { return what.path == "a.gcode" && readable; };
    controller_fixture w{preconditions{file_readable{probe}}};
    w.paused();
    readable = false;
    CHECK(w.submit(command::restart) == "file_not_readable");
    CHECK(w.submit(command::resume) == "accepted");
    w.happens(report_kind::failed, failure::file_not_readable);
    const answer given = w.control.submit(command::start, w.clock.now());
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error().why == reason::file_not_readable);
    CHECK(given.error().sentence == "The selected file cannot be read");
}

TEST_CASE("a check over the printer's facts gets the transport's present facts") {
    controller_fixture w{preconditions{printer_fact{"door_open", "The door is open", [](const facts& known) {
                                                        return known.door_closed == printjob::tristate::yes;
                                                    }}}};
    w.operational();
    CHECK(w.submit(command::start) == "door_open");
    w.printer.current_facts.door_closed = tristate::no;
    CHECK(w.submit(command::start) == "door_open");
    w.printer.current_facts.door_closed = tristate::yes;
    CHECK(w.submit(command::start) == "accepted");
}

TEST_CASE("a job whose position was lost can be restarted and cancelled, but not resumed") {
    controller_fixture w;
    w.paused();
    w.printer.current_facts.position_lost = true;
    const answer given = w.control.submit(command::resume, w.clock.now());
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error().why == reason::position_lost);
    CHECK(given.error().sentence == "The position was lost while paused");
    CHECK(w.submit(command::toggle) == "position_lost");
    CHECK(w.state_now() == "Paused");
    CHECK(word(w.control.dry_run(command::restart)) == "accepted");
    CHECK(w.submit(command::cancel) == "accepted");
}

TEST_CASE("the last of several checks objects as the first does") {
    bool objects = false;
    bool last_objects = true;
    int asked = 0;
    const preconditions checks{switchable{&objects, &asked, no_door}, switchable{&objects, &asked, no_door},
                               switchable{&last_objects, &asked, no_bed}};
    const facts unknown{};
    const file what{};
    CHECK(checks.first_refusal({command::start, &what, unknown}) == no_bed);
    CHECK(asked == 3);
}

TEST_CASE("a refusal by a printer_fact has the embedder's name and the reason precondition") {
    controller_fixture w{
        preconditions{printer_fact{"door_open", "The door is open", [](const facts&) { return false; }}}};
    w.operational();
    const answer given = w.control.submit(command::start, w.clock.now());
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error() == refusal{reason::precondition, "door_open", "The door is open"});
}
