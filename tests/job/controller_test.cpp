// The ways a job can go, and the events that are told on the way. Deadlines, status and overruns have their
// own files beside this one.

#include "world.hpp"
#include <printjob/controller.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <type_traits>

using namespace printjob;
using namespace std::chrono_literals;
using tests::a_file;
using tests::user;
using tests::word;
using tests::world;

// --- the contract's orders of events ---

TEST_CASE("a start tells: starting, PrintStarted, printing") {
    world w;
    w.operational();
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.printer.actions() == "start");
    CHECK(w.printer.active == job_id{1});
    CHECK(w.printer.active_path == "a.gcode");
    w.happens(report_kind::started);
    CHECK(w.events() == "→Starting PrintStarted(1) →Printing");
}

TEST_CASE("a pause tells: pausing, paused, PrintPaused") {
    world w;
    w.printing();
    CHECK(w.submit(command::pause) == "accepted");
    CHECK(w.events() == "→Pausing");
    w.happens(report_kind::paused);
    CHECK(w.events() == "→Paused PrintPaused(1)");
    CHECK(w.printer.actions() == "pause");
}

TEST_CASE("a resume tells: resuming, PrintResumed, printing") {
    world w;
    w.paused();
    CHECK(w.submit(command::resume) == "accepted");
    CHECK(w.events() == "→Resuming");
    w.happens(report_kind::resumed);
    CHECK(w.events() == "PrintResumed(1) →Printing");
    CHECK(w.printer.actions() == "resume");
}

TEST_CASE("a restart tells the old job's end, then: starting, PrintStarted of the new, printing") {
    world w;
    w.paused();
    CHECK(w.submit(command::restart) == "accepted");
    CHECK(w.events() == "PrintCancelled(1) →Starting PrintStarted(2)");
    CHECK(w.printer.actions() == "restart"); // no cancel: no safe stop in between
    CHECK(w.printer.active == job_id{2});
    w.happens(report_kind::started);
    CHECK(w.events() == "→Printing");
}

TEST_CASE("a cancel tells: PrintCancelling, cancelling, operational, PrintCancelled, and no failure") {
    world w;
    w.printing();
    CHECK(w.submit(command::cancel) == "accepted");
    CHECK(w.events() == "PrintCancelling(1) →Cancelling");
    w.happens(report_kind::cancelled);
    CHECK(w.events() == "→Operational PrintCancelled(1)");
    CHECK(w.control.last_outcome() == outcome::cancelled);
}

TEST_CASE("a job that runs to its end tells: finishing, operational, PrintDone") {
    world w;
    w.printing();
    w.happens(report_kind::drained);
    CHECK(w.events() == "→Finishing");
    w.happens(report_kind::finished);
    CHECK(w.events() == "→Operational PrintDone(1)");
    CHECK(w.control.last_outcome() == outcome::done);
}

TEST_CASE("a failure tells the state that it leads to, then PrintFailed with the reason") {
    SUBCASE("the job's: operational") {
        world w;
        w.printing();
        w.happens(report_kind::failed, failure::file_not_readable);
        CHECK(w.events() == "→Operational PrintFailed(1, file_not_readable)");
    }
    SUBCASE("a firmware reset: operational") {
        world w;
        w.printing();
        w.happens(report_kind::reset, failure::printer_reset);
        CHECK(w.events() == "→Operational PrintFailed(1, printer_reset)");
    }
    SUBCASE("a lethal error: error") {
        world w;
        w.printing();
        w.happens(report_kind::halted, failure::printer_error);
        CHECK(w.events() == "→Error PrintFailed(1, printer_error)");
    }
    SUBCASE("a disconnect: offline") {
        world w;
        w.printing();
        w.happens(report_kind::disconnected, failure::printer_disconnected);
        CHECK(w.events() == "→Offline PrintFailed(1, printer_disconnected)");
    }
    SUBCASE("an emergency stop: error") {
        world w;
        w.printing();
        CHECK(w.submit(command::emergency_stop) == "accepted");
        CHECK(w.events() == "→Error PrintFailed(1, emergency_stop)");
    }
}

TEST_CASE("a transport that answers at once makes the same events in the same order") {
    world w;
    w.operational();
    w.printer.answers_at_once = true;
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.submit(command::pause) == "accepted");
    CHECK(w.submit(command::resume) == "accepted");
    CHECK(w.submit(command::cancel) == "accepted");
    CHECK(w.events() == "→Starting PrintStarted(1) →Printing →Pausing →Paused PrintPaused(1) →Resuming "
                        "PrintResumed(1) →Printing PrintCancelling(1) →Cancelling →Operational "
                        "PrintCancelled(1)");
}

TEST_CASE("a printer that pauses and resumes by itself is followed") {
    world w;
    w.printing();
    w.happens(report_kind::paused);
    CHECK(w.events() == "→Paused PrintPaused(1)");
    w.happens(report_kind::resumed);
    CHECK(w.events() == "PrintResumed(1) →Printing");
    CHECK(w.printer.actions() == "");
}

TEST_CASE("a firmware reset without a job is told and changes no state") {
    world w;
    w.operational();
    w.happens(report_kind::reset);
    CHECK(w.events() == "PrinterReset(0)");
    CHECK(w.state_now() == "Operational");
}

// --- deferred commands ---

TEST_CASE("a pause while starting is remembered, and follows before any line of the job") {
    world w;
    w.starting();
    CHECK(w.submit(command::pause) == "deferred");
    CHECK(w.state_now() == "Starting");
    CHECK(w.printer.actions() == "");
    w.happens(report_kind::started);
    CHECK(w.printer.actions() == "pause");
    CHECK(w.events() == "CommandDeferred(1, pause) →Pausing");
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Paused");
}

TEST_CASE("with a pause remembered, a second pause is already, and a resume withdraws it") {
    world w;
    w.starting();
    CHECK(w.submit(command::pause) == "deferred");
    CHECK(w.submit(command::pause) == "already");
    CHECK(w.submit(command::resume) == "accepted");
    CHECK(w.submit(command::resume) == "already");
    w.happens(report_kind::started);
    CHECK(w.state_now() == "Printing");
    CHECK(w.printer.actions() == "");
    CHECK(w.events() == "CommandDeferred(1, pause) DeferralWithdrawn(1, resume) →Printing");
}

TEST_CASE("a resume while pausing is remembered and carried out once paused") {
    world w;
    w.pausing();
    CHECK(w.submit(command::resume, user("ann")) == "deferred");
    CHECK(w.submit(command::resume) == "already");
    CHECK(w.printer.actions() == "");
    w.happens(report_kind::paused);
    CHECK(w.printer.actions() == "resume");
    const auto events = w.all_events();
    REQUIRE(events.size() == 4);
    CHECK(events[0].kind() == event_kind::command_deferred);
    CHECK(events[1].kind() == event_kind::state_changed);
    CHECK(events[1].now_in() == state::paused);
    CHECK(events[2].kind() == event_kind::print_paused);
    CHECK(events[3].now_in() == state::resuming);
    CHECK(events[3].by() == user("ann"));
    w.happens(report_kind::resumed);
    CHECK(w.events() == "PrintResumed(1) →Printing");
}

TEST_CASE("with a resume remembered, a pause withdraws it, whoever asks") {
    SUBCASE("a user") {
        world w;
        w.pausing();
        CHECK(w.submit(command::resume) == "deferred");
        CHECK(w.submit(command::pause) == "accepted");
        w.happens(report_kind::paused);
        CHECK(w.state_now() == "Paused");
        CHECK(w.events() == "CommandDeferred(1, resume) DeferralWithdrawn(1, pause) →Paused PrintPaused(1)");
    }
    SUBCASE("the printer, out of filament") {
        world w;
        w.pausing();
        CHECK(w.submit(command::resume) == "deferred");
        w.asks(command::pause);
        w.happens(report_kind::paused);
        CHECK(w.state_now() == "Paused");
    }
    SUBCASE("the file, with M0") {
        world w;
        w.pausing();
        CHECK(w.submit(command::resume) == "deferred");
        w.asks(command::pause, source::file);
        w.happens(report_kind::paused);
        CHECK(w.state_now() == "Paused");
    }
}

TEST_CASE("a toggle never withdraws: a double click is one") {
    world w;
    w.starting();
    CHECK(w.submit(command::toggle) == "deferred");
    CHECK(w.submit(command::toggle) == "already");
    w.happens(report_kind::started);
    CHECK(w.state_now() == "Pausing");
    CHECK(w.submit(command::toggle) == "already");
    CHECK(w.submit(command::resume) == "deferred");
    CHECK(w.submit(command::toggle) == "already");
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Resuming");
    CHECK(w.submit(command::toggle) == "accepted");
    CHECK(w.state_now() == "Pausing");
}

TEST_CASE("a cancel drops what was remembered") {
    world w;
    w.pausing();
    CHECK(w.submit(command::resume) == "deferred");
    CHECK(w.submit(command::cancel) == "accepted");
    w.happens(report_kind::paused); // crossed the cancel
    CHECK(w.state_now() == "Cancelling");
    w.happens(report_kind::cancelled);
    CHECK(w.printer.actions() == "cancel");
    CHECK(w.state_now() == "Operational");
}

TEST_CASE("a remembered resume whose preconditions fail leaves the job paused, and an event says why") {
    bool door_open = false;
    const auto door = [&door_open](const check_context& about) -> std::optional<refusal> {
        if (about.begins_a_job() || !door_open) return std::nullopt;
        return refusal{reason::precondition, "door_open", "The door is open"};
    };
    world w{preconditions{door}};
    w.pausing();
    CHECK(w.submit(command::resume, user("ann")) == "deferred");
    door_open = true;
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Paused");
    CHECK(w.printer.actions() == "");
    const auto events = w.all_events();
    REQUIRE(events.size() == 4);
    CHECK(events[3].kind() == event_kind::deferral_refused);
    CHECK(events[3].refused() == reason::precondition);
    CHECK(events[3].by() == user("ann"));
    CHECK(events[3].job() == job_id{1});

    door_open = false;
    CHECK(w.submit(command::resume) ==
          "accepted"); // the wish is not remembered for ever; it can be asked again
}

TEST_CASE("a remembered resume is refused when the position was lost meanwhile") {
    world w;
    w.pausing();
    CHECK(w.submit(command::resume) == "deferred");
    w.printer.current_facts.position_lost = true;
    w.happens(report_kind::paused);
    CHECK(w.state_now() == "Paused");
    CHECK(w.events() ==
          "CommandDeferred(1, resume) →Paused PrintPaused(1) DeferralRefused(1, position_lost)");
}

// --- refusals change nothing ---

TEST_CASE("a start without a file is refused") {
    world w;
    w.happens(report_kind::connected);
    const answer given = w.control.submit(command::start, w.clock.now());
    REQUIRE_FALSE(given.has_value());
    CHECK(given.error().why == reason::no_file_selected);
    CHECK(given.error().name == "no_file_selected");
    CHECK(given.error().sentence == "No file is selected");
    CHECK(w.state_now() == "Operational");
}

TEST_CASE("a start that the transport refuses changes nothing and is told to nobody") {
    world w;
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
    world w;
    w.paused();
    w.printer.refuse_start = refuse(reason::file_not_readable, command::restart);
    CHECK(w.submit(command::restart) == "file_not_readable");
    CHECK(w.state_now() == "Paused");
    CHECK(w.control.job() == job_id{1});
    CHECK(w.events() == "");
    CHECK(w.submit(command::resume) == "accepted");
}

TEST_CASE("refusals carry the contract's sentences") {
    world w;
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

TEST_CASE("a command that is refused or already so asks nothing of the transport and tells nothing") {
    world w;
    w.printing();
    CHECK(w.submit(command::start) == "job_active");
    CHECK(w.submit(command::restart) == "not_paused");
    CHECK(w.submit(command::resume) == "already");
    CHECK(w.printer.actions() == "");
    CHECK(w.events() == "");
}

// --- dry_run ---

TEST_CASE("dry_run gives the answer of submit in every state and changes nothing") {
    constexpr std::array ways{&world<>::operational, &world<>::starting, &world<>::printing,
                              &world<>::pausing,     &world<>::paused,   &world<>::resuming,
                              &world<>::cancelling,  &world<>::finishing};
    for (auto way : ways)
        for (std::size_t i = 0; i < command_count; ++i) {
            const auto asked = static_cast<command>(i);
            world w;
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

TEST_CASE("dry_run asks the preconditions") {
    world w{preconditions{[](const check_context&) -> std::optional<refusal> {
        return refusal{reason::precondition, "no", "No"};
    }}};
    w.operational();
    CHECK(word(w.control.dry_run(command::start)) == "no");
}

// --- select and print ---

TEST_CASE("a file is selected by value, and told") {
    world w;
    w.happens(report_kind::connected);
    w.forget();
    {
        file temporary = a_file("one.gcode");
        CHECK(w.select(temporary, user("ann")) == "accepted");
        REQUIRE(temporary.path.assign("changed"));
    }
    CHECK(w.control.status(w.clock.now()).selected->path == "one.gcode");
    const auto events = w.all_events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind() == event_kind::file_selected);
    CHECK(events[0].by() == user("ann"));
}

TEST_CASE("a selection is refused while a job is active or the printer is not operational") {
    world w;
    CHECK(w.select(a_file()) == "not_operational");
    w.printing();
    CHECK(w.select(a_file("other.gcode")) == "job_active");
    CHECK(w.control.status(w.clock.now()).selected->path == "a.gcode");
}

TEST_CASE("print selects and starts in one step") {
    world w;
    w.operational();
    CHECK(w.print(a_file("b.gcode"), user("ann")) == "accepted");
    CHECK(w.events() == "FileSelected(0) →Starting PrintStarted(1)");
    CHECK(w.printer.active_path == "b.gcode");
    CHECK(w.control.status(w.clock.now()).selected->path == "b.gcode");
    CHECK(w.control.status(w.clock.now()).started_by == user("ann"));
}

TEST_CASE("a print that cannot start selects nothing") {
    const auto only_a = [](const check_context& about) -> std::optional<refusal> {
        if (about.selected->path == "b.gcode") return refusal{reason::precondition, "no_b", "Not b"};
        return std::nullopt;
    };
    world w{preconditions{only_a}};
    CHECK(w.print(a_file("c.gcode")) == "not_operational");
    w.operational();
    CHECK(w.print(a_file("b.gcode")) == "no_b");
    w.printer.refuse_start = refuse(reason::file_not_readable, command::start);
    CHECK(w.print(a_file("c.gcode")) == "file_not_readable");
    CHECK(w.control.status(w.clock.now()).selected->path == "a.gcode");
    CHECK(w.events() == "");
    w.printer.refuse_start.reset();
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.print(a_file("c.gcode")) == "job_active");
}

// --- what the printer and the file ask ---

TEST_CASE("what printer or file asks passes the same table, and events name who asked") {
    world w;
    w.printing();
    w.asks(command::pause, source::file);
    CHECK(w.printer.actions() == "pause");
    const auto events = w.all_events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].now_in() == state::pausing);
    CHECK(events[0].by().from == source::file);
    w.happens(report_kind::paused);
    w.forget();
    w.asks(command::resume, source::printer);
    CHECK(w.state_now() == "Resuming");
    w.asks(command::cancel, source::printer);
    CHECK(w.state_now() == "Cancelling");
}

TEST_CASE("what the printer asks where it cannot be done is refused without a trace") {
    world w;
    w.operational();
    w.asks(command::pause);
    w.asks(command::cancel);
    CHECK(w.state_now() == "Operational");
    CHECK(w.events() == "");
}

TEST_CASE("what an earlier job's file asks changes nothing") {
    world w;
    w.paused();
    CHECK(w.submit(command::restart) == "accepted");
    w.happens(report_kind::started);
    w.forget();
    w.printer.reports.push_back(report::asks_for(job_id{1}, command::cancel, source::file));
    w.control.advance(w.clock.now());
    CHECK(w.state_now() == "Printing");
    CHECK(w.events() == "");
}

TEST_CASE("a notice is passed on and changes nothing") {
    world w;
    w.printing();
    w.printer.tells(notice::waiting_for_user);
    w.control.advance(w.clock.now());
    CHECK(w.events() == "Noticed(waiting_for_user)");
    CHECK(w.state_now() == "Printing");
}

// --- reports that come late, or cannot be ---

TEST_CASE("reports of an earlier job change nothing") {
    world w;
    w.paused();
    CHECK(w.submit(command::restart) == "accepted");
    w.happens(report_kind::started);
    w.forget();
    for (report_kind what :
         {report_kind::started, report_kind::paused, report_kind::resumed, report_kind::cancelled,
          report_kind::drained, report_kind::finished, report_kind::failed}) {
        w.printer.reports.push_back(report::of_job(job_id{1}, what, failure::printer_error));
        w.control.advance(w.clock.now());
        CHECK(w.state_now() == "Printing");
    }
    CHECK(w.events() == "");
    CHECK(w.printer.actions() == "");
}

TEST_CASE("a late report of a job that has ended does not start it again") {
    world w;
    w.cancelling();
    w.happens(report_kind::cancelled);
    w.forget();
    for (report_kind what : {report_kind::started, report_kind::resumed, report_kind::paused,
                             report_kind::drained, report_kind::finished, report_kind::cancelled})
        w.happens(what);
    CHECK(w.state_now() == "Operational");
    CHECK(w.events() == "");
}

TEST_CASE("a report that cannot be is told as a violation and changes nothing") {
    world w;
    w.printing();
    w.happens(report_kind::cancelled);
    w.happens(report_kind::finished);
    CHECK(w.events() == "Violation(cancelled) Violation(finished)");
    CHECK(w.state_now() == "Printing");
    CHECK(w.control.last_outcome() == outcome::none);
}

TEST_CASE("the end of the lines that crosses a pause is not the end of the job") {
    world w;
    w.pausing();
    w.happens(report_kind::drained);
    CHECK(w.state_now() == "Pausing");
    w.happens(report_kind::paused);
    CHECK(w.submit(command::resume) == "accepted");
    w.happens(report_kind::resumed);
    w.happens(report_kind::drained);
    w.happens(report_kind::finished);
    CHECK(w.control.last_outcome() == outcome::done);
}

// --- exactly one outcome, and nothing by itself ---

TEST_CASE("a cancel while finishing ends in cancelled, and not in done") {
    world w;
    w.finishing();
    CHECK(w.submit(command::cancel) == "accepted");
    w.happens(report_kind::finished); // crossed the cancel
    w.happens(report_kind::cancelled);
    CHECK(w.events() == "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)");
    CHECK(w.control.last_outcome() == outcome::cancelled);
}

TEST_CASE("a job that fails while it is being cancelled has failed, once") {
    world w;
    w.cancelling();
    w.happens(report_kind::disconnected, failure::printer_disconnected);
    w.happens(report_kind::cancelled);
    CHECK(w.events() == "→Offline PrintFailed(1, printer_disconnected)");
    CHECK(w.control.last_outcome() == outcome::failed);
}

TEST_CASE("a reconnect starts nothing and keeps the selection and the job's identity") {
    world w;
    w.printing();
    w.happens(report_kind::disconnected, failure::printer_disconnected);
    CHECK(w.control.status(w.clock.now()).last_error == failure::printer_disconnected);
    w.happens(report_kind::connecting);
    w.happens(report_kind::connected);
    w.pass(1h);
    CHECK(w.state_now() == "Operational");
    CHECK(w.printer.actions() == "");
    const job_status status = w.control.status(w.clock.now());
    CHECK(status.selected->path == "a.gcode");
    CHECK(status.job == job_id{1});
    CHECK(status.last_error == failure::none);
    CHECK(w.submit(command::start) == "accepted");
    CHECK(w.control.job() == job_id{2});
}

TEST_CASE("the emergency stop leaves in the same call in every state that has a printer") {
    constexpr std::array ways{&world<>::operational, &world<>::starting, &world<>::printing,
                              &world<>::pausing,     &world<>::paused,   &world<>::resuming,
                              &world<>::cancelling,  &world<>::finishing};
    for (auto way : ways) {
        world w;
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

TEST_CASE("of many starts exactly one is accepted") {
    world w;
    w.operational();
    int accepted = 0;
    for (int i = 0; i < 8; ++i)
        accepted += w.submit(command::start) == "accepted";
    CHECK(accepted == 1);
    CHECK(w.printer.actions() == "start");
}

TEST_CASE("a command drives the transport at once") {
    world w;
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
