#pragma once
/// Cases of the HTTP contract: what each command does, in which order a request is judged, and what every
/// command is answered in every row.

#include <printjob/http/message.hpp>
#include <printjob/job/transitions.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/http_fixture.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing::http_contract {

/// What every command is answered in a row, and where the accepted ones lead: "409 job_active", "204 Pausing"; "204"
/// alone: accepted, and the row is the same.
struct row_answers {
    std::string_view start;   ///< to `start`
    std::string_view restart; ///< to `restart`
    std::string_view toggle;  ///< to `pause` without an action
    std::string_view pause;   ///< to `pause` with the action `pause`
    std::string_view resume;  ///< to `pause` with the action `resume`
    std::string_view cancel;  ///< to `cancel`
};

/// Checks the answers to all commands in a row. Where one leads nowhere else, nothing at all has changed.
inline void check_row(http_fixture& w, row where, const row_answers& expected, bool with_file = true) {
    const auto check = [&](std::string_view body, std::string_view wanted) {
        w.log.about(std::string{body} + " while " + std::string{name(state_of(where))});
        printer_in p{w, where, with_file};
        const std::string before = p.everything();
        std::string given = http_fixture::in_short(p.post(body));
        if (p.control.current_row() != where) given += " " + std::string{name(p.control.current())};
        w.log.equal(given, wanted);
        if (p.control.current_row() == where) w.log.equal(p.everything(), before);
    };
    check(to_start, expected.start);
    check(to_restart, expected.restart);
    check(to_toggle, expected.toggle);
    check(to_pause, expected.pause);
    check(to_resume, expected.resume);
    check(to_cancel, expected.cancel);
}

// Answers that stand in many rows.
/// Refused.
inline constexpr std::string_view not_operational = "409 not_operational";
/// Refused.
inline constexpr std::string_view active = "409 job_active";
/// Refused.
inline constexpr std::string_view not_paused = "409 not_paused";
/// Refused.
inline constexpr std::string_view no_job = "409 no_active_job";
/// Refused.
inline constexpr std::string_view ending = "409 job_is_ending";
/// Accepted, and the row is still the same.
inline constexpr std::string_view already = "204";
/// Accepted, and the row is cancelling.
inline constexpr std::string_view cancels = "204 Cancelling";

/// The specification of the commands.
inline constexpr auto command_cases = std::to_array<suite_case<http_fixture>>({
    {"start starts the print of the selected file",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_done(p.post(to_start));
         p.is_in(row::starting);
         w.log.equal(p.printer.actions(), "start");
         w.log.equal(p.printer.active_path, "first.gcode");
     }},
    {"start is refused while a job is active",
     [](http_fixture& w) {
         for (const row where : every_row) {
             if (!has_job(state_of(where))) continue;
             printer_in p{w, where};
             w.is_short(p.post(to_start), "409 job_active");
         }
     }},
    {"restart prints the selected file from the beginning",
     [](http_fixture& w) {
         printer_in p{w, row::paused};
         w.is_done(p.post(to_restart));
         p.is_in(row::starting);
         w.log.equal(p.control.job(), job_id{2});
         w.log.equal(p.printer.actions(), "start pause restart");
     }},
    {"restart is refused unless a job is paused",
     [](http_fixture& w) {
         for (const row where : every_row) {
             if (!is_operational(state_of(where)) || where == row::paused) continue;
             printer_in p{w, where};
             w.is_short(p.post(to_restart), "409 not_paused");
         }
     }},
    {"pause toggles: it pauses a job that prints and resumes one that is paused",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         w.is_done(p.post(to_toggle));
         p.is_in(row::pausing);
         p.happens(report_kind::paused);
         w.is_done(p.post(to_toggle));
         p.is_in(row::resuming);
         w.log.equal(p.printer.actions(), "start pause resume");
     }},
    {"pause is refused without a job",
     [](http_fixture& w) {
         for (const std::string_view body : {to_toggle, to_pause, to_resume}) {
             printer_in p{w, row::operational};
             w.is_short(p.post(body), "409 no_active_job");
         }
     }},
    {"cancel cancels the job",
     [](http_fixture& w) {
         for (const row where : every_row) {
             if (!has_job(state_of(where))) continue;
             printer_in p{w, where};
             w.is_done(p.post(to_cancel));
             p.is_in(row::cancelling);
         }
     }},
    {"cancel is refused without a job",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_short(p.post(to_cancel), "409 no_active_job");
     }},
    {"success is 204 with an empty body, at both paths",
     [](http_fixture& w) {
         for (const std::string_view path : {"/api/job", "/api/control/job"}) {
             printer_in p{w, row::operational};
             w.is_done(p.post(to_start, path));
             p.is_in(row::starting);
         }
     }},
    {"every command is refused while the printer is not operational",
     [](http_fixture& w) {
         for (const row where : {row::offline, row::connecting, row::error}) {
             for (const std::string_view body :
                  {to_start, to_restart, to_toggle, to_pause, to_resume, to_cancel, bad_action}) {
                 printer_in p{w, where};
                 w.is_short(p.post(body), "409 not_operational");
             }
             printer_in p{w, where};
             w.is_short(p.post(to_select, boat), "409 not_operational");
         }
     }},
    {"action pause pauses, action resume resumes, action toggle toggles",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         w.is_done(p.post(to_resume));
         p.is_in(row::printing);
         w.is_done(p.post(to_pause));
         p.is_in(row::pausing);
         p.happens(report_kind::paused);
         w.is_done(p.post(to_pause));
         p.is_in(row::paused);
         w.is_done(p.post(R"({"command":"pause","action":"toggle"})"));
         p.is_in(row::resuming);
         p.happens(report_kind::resumed);
         w.is_done(p.post(R"({"command":"pause","action":"toggle"})"));
         p.is_in(row::pausing);
     }},
});

/// The order in which a request is judged.
inline constexpr auto order_cases = std::to_array<suite_case<http_fixture>>({
    {"a request is checked in the contract's order: each step hides those after it",
     [](http_fixture& w) {
         http::request asked{
             .method = "PUT", .target = "/api/jobs", .content_type = "text/plain", .authorised = false};
         const std::string large(5000, ' ');
         asked.body = large;

         printer_in offline{w, row::offline};
         w.is_short(offline.handle(asked), "404 not_found");
         asked.target = "/api/job?x=/api/version";
         w.is_short(offline.handle(asked), "405 method_not_allowed");
         asked.method = "POST";
         w.is_short(offline.handle(asked), "403 forbidden");
         asked.authorised = true;
         w.is_short(offline.handle(asked), "409 not_operational");

         printer_in idle{w, row::operational};
         w.is_short(idle.handle(asked), "415 not_json");
         asked.content_type = "application/json";
         w.is_short(idle.handle(asked), "413 body_too_large");
         asked.body = "{";
         w.is_short(idle.handle(asked), "400 malformed_json");
         asked.body = R"({"command":"stop","action":"stop"})";
         w.is_short(idle.handle(asked), "400 unknown_command");
         asked.body = bad_action;
         w.is_short(idle.handle(asked), "409 no_active_job");

         printer_in printing{w, row::printing};
         w.is_short(printing.handle(asked), "400 unknown_action");
         asked.body = to_pause;
         w.is_short(printing.handle(asked), "204");
     }},
    {"the query string is ignored in routing",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.log.equal(p.get("/api/job?history=true").status, 200);
         w.log.equal(p.get("/api/printer?history=true&limit=2").status, 200);
         w.log.equal(p.get("/api/version?").status, 200);
         w.is_done(p.post(to_start, "/api/job?apikey=x"));
     }},
});

/// State and command: what is answered, and where it leads.
inline constexpr auto grid_cases = std::to_array<suite_case<http_fixture>>({
    {"commands while offline, connecting or in error",
     [](http_fixture& w) {
         for (const row where : {row::offline, row::connecting, row::error})
             check_row(w, where,
                       {not_operational, not_operational, not_operational, not_operational, not_operational,
                        not_operational});
     }},
    {"commands while operational without a file",
     [](http_fixture& w) {
         check_row(w, row::operational, {"409 no_file_selected", not_paused, no_job, no_job, no_job, no_job},
                   false);
     }},
    {"commands while operational with a file",
     [](http_fixture& w) {
         check_row(w, row::operational, {"204 Starting", not_paused, no_job, no_job, no_job, no_job});
     }},
    {"commands while starting",
     [](http_fixture& w) {
         check_row(w, row::starting, {active, not_paused, "204 Starting", "204 Starting", already, cancels});
         check_row(w, row::starting_then_pause,
                   {active, not_paused, already, already, "204 Starting", cancels});
     }},
    {"commands while printing",
     [](http_fixture& w) {
         check_row(w, row::printing, {active, not_paused, "204 Pausing", "204 Pausing", already, cancels});
     }},
    {"commands while pausing",
     [](http_fixture& w) {
         check_row(w, row::pausing, {active, not_paused, already, already, "204 Pausing", cancels});
         check_row(w, row::pausing_then_resume,
                   {active, not_paused, already, "204 Pausing", already, cancels});
     }},
    {"commands while paused",
     [](http_fixture& w) {
         check_row(w, row::paused,
                   {active, "204 Starting", "204 Resuming", already, "204 Resuming", cancels});
     }},
    {"commands while resuming",
     [](http_fixture& w) {
         check_row(w, row::resuming, {active, not_paused, "204 Pausing", "204 Pausing", already, cancels});
     }},
    {"commands while cancelling",
     [](http_fixture& w) {
         check_row(w, row::cancelling, {active, not_paused, ending, ending, ending, already});
     }},
    {"commands while finishing",
     [](http_fixture& w) {
         check_row(w, row::finishing, {active, not_paused, ending, ending, ending, cancels});
     }},
    {"an emergency stop is accepted in every state that has a printer, and in no other",
     [](http_fixture& w) {
         for (const row where : every_row) {
             printer_in p{w, where};
             const auto given = p.post(m112, "/api/printer/command");
             if (where == row::offline) {
                 w.is_short(given, "409 not_operational");
                 w.log.equal(p.printer.actions().find("emergency_stop"), std::string::npos);
             } else {
                 w.is_done(given);
                 p.is_in(row::error);
                 w.log.check(p.printer.actions().ends_with("emergency_stop"), "it is the last action");
             }
         }
     }},
    {"an answer of 4xx leaves no action on the transport, no event and an equal status, in every state",
     [](http_fixture& w) {
         const std::string large(5000, 'x');
         const std::vector<std::string_view> bodies{to_start,
                                                    to_restart,
                                                    to_toggle,
                                                    to_pause,
                                                    to_resume,
                                                    to_cancel,
                                                    bad_action,
                                                    to_select,
                                                    to_select_and_print,
                                                    m112,
                                                    "",
                                                    "{",
                                                    "{}",
                                                    "[]",
                                                    large,
                                                    R"({"command":"G28"})",
                                                    R"({"command":"start","command":"start"})"};
         int refused = 0;
         for (const row where : every_row)
             for (const std::string_view target :
                  {"/api/job", "/api/control/job", "/api/printer", "/api/version", "/api/printer/command",
                   "/api/files/local/boat.gcode", "/api/files/local/none.gcode", "/api/files/local/%zz",
                   "/x"})
                 for (const std::string_view body : bodies)
                     for (const bool door_open : {false, true}) {
                         printer_in p{w, where};
                         p.door_open = door_open;
                         const std::string before = p.everything();
                         const auto given = p.post(body, target);
                         w.log.check(given.status == 204 || given.status / 100 == 4,
                                     "the status is 204 or 4xx");
                         if (given.status == 204) continue;
                         ++refused;
                         w.log.equal(p.everything(), before);
                         w.log.equal(p.events(), "");
                     }
         w.log.check(refused > 1000, "more than 1000 requests are refused");
     }},
    {"an answer of 204 is one step of the table, or the state asked for holds already",
     [](http_fixture& w) {
         struct asked_as {
             std::string_view body;
             command asked;
         };
         for (const row where : every_row)
             for (const auto& [body, asked] :
                  {asked_as{to_start, command::start}, asked_as{to_restart, command::restart},
                   asked_as{to_toggle, command::toggle}, asked_as{to_pause, command::pause},
                   asked_as{to_resume, command::resume}, asked_as{to_cancel, command::cancel}}) {
                 printer_in p{w, where};
                 const std::string before = p.everything();
                 const cell& c = on(where, asked);
                 const auto given = p.post(body);
                 w.log.equal((given.status == 204), (c.is != table::verdict::refused));
                 if (c.takes_effect())
                     p.is_in(c.next);
                 else
                     w.log.equal(p.everything(), before);
             }
     }},
});

} // namespace printjob::inline v0::testing::http_contract
