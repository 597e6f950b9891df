// The HTTP contract, row by row. docs/contract.md names these cases. They run twice: with the API called
// directly, and with real servers in between (tests/http_servers).

#include "printer_in.hpp"
#include <printjob/host/synchronized.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace http_test;

// --- the specification ---

TEST_CASE("start starts the print of the selected file") {
    printer_in p{row::operational};
    check_done(p.post(to_start));
    CHECK(p.control.current_row() == row::starting);
    CHECK(p.printer.actions() == "start");
    CHECK(p.printer.active_path == "first.gcode");
}

TEST_CASE("start is refused while a job is active") {
    for (const row where : every_row) {
        if (!has_job(state_of(where))) continue;
        printer_in p{where};
        CHECK(in_short(p.post(to_start)) == "409 job_active");
    }
}

TEST_CASE("restart prints the selected file from the beginning") {
    printer_in p{row::paused};
    check_done(p.post(to_restart));
    CHECK(p.control.current_row() == row::starting);
    CHECK(p.control.job() == job_id{2});
    CHECK(p.printer.actions() == "start pause restart");
}

TEST_CASE("restart is refused unless a job is paused") {
    for (const row where : every_row) {
        if (!is_operational(state_of(where)) || where == row::paused) continue;
        printer_in p{where};
        CHECK(in_short(p.post(to_restart)) == "409 not_paused");
    }
}

TEST_CASE("pause toggles: it pauses a job that prints and resumes one that is paused") {
    printer_in p{row::printing};
    check_done(p.post(to_toggle));
    CHECK(p.control.current_row() == row::pausing);
    p.happens(report_kind::paused);
    check_done(p.post(to_toggle));
    CHECK(p.control.current_row() == row::resuming);
    CHECK(p.printer.actions() == "start pause resume");
}

TEST_CASE("pause is refused without a job") {
    for (const std::string_view body : {to_toggle, to_pause, to_resume}) {
        printer_in p{row::operational};
        CHECK(in_short(p.post(body)) == "409 no_active_job");
    }
}

TEST_CASE("cancel cancels the job") {
    for (const row where : every_row) {
        if (!has_job(state_of(where))) continue;
        printer_in p{where};
        check_done(p.post(to_cancel));
        CHECK(p.control.current_row() == row::cancelling);
    }
}

TEST_CASE("cancel is refused without a job") {
    printer_in p{row::operational};
    CHECK(in_short(p.post(to_cancel)) == "409 no_active_job");
}

TEST_CASE("success is 204 with an empty body, at both paths") {
    for (const std::string_view path : {"/api/job", "/api/control/job"}) {
        printer_in p{row::operational};
        check_done(p.post(to_start, path));
        CHECK(p.control.current_row() == row::starting);
    }
}

TEST_CASE("every command is refused while the printer is not operational") {
    for (const row where : {row::offline, row::connecting, row::error}) {
        for (const std::string_view body :
             {to_start, to_restart, to_toggle, to_pause, to_resume, to_cancel, bad_action}) {
            printer_in p{where};
            CHECK(in_short(p.post(body)) == "409 not_operational");
        }
        printer_in p{where};
        CHECK(in_short(p.post(to_select, boat)) == "409 not_operational");
    }
}

TEST_CASE("action pause pauses, action resume resumes, action toggle toggles") {
    printer_in p{row::printing};
    check_done(p.post(to_resume));
    CHECK(p.control.current_row() == row::printing);
    check_done(p.post(to_pause));
    CHECK(p.control.current_row() == row::pausing);
    p.happens(report_kind::paused);
    check_done(p.post(to_pause));
    CHECK(p.control.current_row() == row::paused);
    check_done(p.post(R"({"command":"pause","action":"toggle"})"));
    CHECK(p.control.current_row() == row::resuming);
    p.happens(report_kind::resumed);
    check_done(p.post(R"({"command":"pause","action":"toggle"})"));
    CHECK(p.control.current_row() == row::pausing);
}

// --- the order of checks ---

TEST_CASE("a request is judged in the contract's order: each step hides those after it") {
    http::request asked{
        .method = "PUT", .target = "/api/jobs", .content_type = "text/plain", .authorised = false};
    const std::string large(5000, ' ');
    asked.body = large;

    printer_in offline{row::offline};
    CHECK(in_short(offline.handle(asked)) == "404 not_found");
    asked.target = "/api/job?x=/api/version";
    CHECK(in_short(offline.handle(asked)) == "405 method_not_allowed");
    asked.method = "POST";
    CHECK(in_short(offline.handle(asked)) == "403 forbidden");
    asked.authorised = true;
    CHECK(in_short(offline.handle(asked)) == "409 not_operational");

    printer_in idle{row::operational};
    CHECK(in_short(idle.handle(asked)) == "415 not_json");
    asked.content_type = "application/json";
    CHECK(in_short(idle.handle(asked)) == "413 body_too_large");
    asked.body = "{";
    CHECK(in_short(idle.handle(asked)) == "400 malformed_json");
    asked.body = R"({"command":"stop","action":"stop"})";
    CHECK(in_short(idle.handle(asked)) == "400 unknown_command");
    asked.body = bad_action;
    CHECK(in_short(idle.handle(asked)) == "409 no_active_job");

    printer_in printing{row::printing};
    CHECK(in_short(printing.handle(asked)) == "400 unknown_action");
    asked.body = to_pause;
    CHECK(in_short(printing.handle(asked)) == "204");
}

TEST_CASE("the query string is ignored in routing") {
    printer_in p{row::operational};
    CHECK(p.get("/api/job?history=true").status == 200);
    CHECK(p.get("/api/printer?history=true&limit=2").status == 200);
    CHECK(p.get("/api/version?").status == 200);
    check_done(p.post(to_start, "/api/job?apikey=x"));
}

// --- error bodies ---

TEST_CASE("error: the printer is not operational") {
    printer_in p{row::offline};
    check_error(p.post(to_start), 409, "not_operational", "Printer is not operational");
    check_error(p.get("/api/printer"), 409, "not_operational", "Printer is not operational");
}

TEST_CASE("error: start while a job is active") {
    printer_in p{row::printing};
    check_error(p.post(to_start), 409, "job_active",
                "Printer already has an active print job, did you mean 'restart'?");
}

TEST_CASE("error: start without a selected file") {
    printer_in p{row::operational, false};
    check_error(p.post(to_start), 409, "no_file_selected", "No file is selected");
}

TEST_CASE("error: start or restart of a file that cannot be read") {
    for (const auto& [where, body] :
         {std::pair{row::operational, to_start}, std::pair{row::paused, to_restart}}) {
        printer_in p{where};
        p.printer.refuse_start = refuse(reason::file_not_readable, command::start);
        check_error(p.post(body), 409, "file_not_readable", "The selected file cannot be read");
        CHECK(p.control.current_row() == where);
    }
}

TEST_CASE("error: restart of a job that is not paused") {
    printer_in p{row::printing};
    check_error(p.post(to_restart), 409, "not_paused",
                "Printer does not have an active print job or is not paused");
}

TEST_CASE("error: pause without a job") {
    for (const std::string_view body : {to_toggle, to_pause, to_resume}) {
        printer_in p{row::operational};
        check_error(p.post(body), 409, "no_active_job",
                    "Printer is neither printing nor paused, 'pause' command cannot be performed");
    }
}

TEST_CASE("error: cancel without a job") {
    printer_in p{row::operational};
    check_error(p.post(to_cancel), 409, "no_active_job",
                "Printer is neither printing nor paused, 'cancel' command cannot be performed");
}

TEST_CASE("error: pause of a job that is ending") {
    for (const row where : {row::cancelling, row::finishing}) {
        printer_in p{where};
        check_error(p.post(to_toggle), 409, "job_is_ending", "The job is already ending");
    }
}

TEST_CASE("error: select without an operational printer, or while a job is active") {
    printer_in offline{row::offline};
    check_error(offline.post(to_select, boat), 409, "not_operational", "Printer is not operational");
    printer_in printing{row::printing};
    for (const std::string_view body : {to_select, to_select_and_print})
        check_error(printing.post(body, boat), 409, "job_active", "A print job is active");
    CHECK(printing.document("/api/job")["job"]["file"]["name"] == "first.gcode");
}

TEST_CASE("error: a precondition of the embedder's own, with its name and sentence") {
    for (const auto& [where, body] :
         {std::pair{row::operational, to_start}, std::pair{row::paused, to_restart},
          std::pair{row::paused, to_resume}, std::pair{row::paused, to_toggle}}) {
        printer_in p{where};
        p.door_open = true;
        const auto given = p.post(body);
        CHECK(given.status == 409);
        CHECK(given.content_type == "application/json");
        CHECK(nlohmann::json::parse(given.body()) ==
              nlohmann::json{{"error", "The door is open"}, {"reason", "door_open"}});
        CHECK(p.control.current_row() == where);
    }
}

TEST_CASE(
    "error: a command that is missing, unknown, in the wrong case or no string, or JSON that is no object") {
    printer_in p{row::operational};
    for (const std::string_view body :
         {"{}", R"({"command":"stop"})", R"({"command":"Start"})", R"({"command":1})",
          R"({"command":["start"]})", R"(["start"])", R"("start")", "null"}) {
        CAPTURE(body);
        check_error(p.post(body), 400, "unknown_command", "command is invalid");
    }
    for (const std::string_view body :
         {"{}", R"({"command":"slice"})", R"({"command":"select","print":"yes"})"})
        check_error(p.post(body, boat), 400, "unknown_command", "command is invalid");
}

TEST_CASE("error: an action that is unknown, null or no string") {
    printer_in p{row::printing};
    for (const std::string_view body : {bad_action, std::string_view{R"({"command":"pause","action":null})"},
                                        std::string_view{R"({"command":"pause","action":7})"}}) {
        CAPTURE(body);
        check_error(p.post(body), 400, "unknown_action", "Unknown action");
    }
    CHECK(p.printer.actions() == "start");
}

TEST_CASE("error: a body that is malformed, empty or not UTF-8") {
    printer_in p{row::operational};
    for (const std::string_view body :
         {"", "{", "start", R"({"command":"start"}x)", "{\"command\":\"start\xFF\"}"})
        check_error(p.post(body), 400, "malformed_json", "Malformed JSON");
}

TEST_CASE("error: a content type that is not JSON, and all that are") {
    printer_in p{row::operational};
    http::request asked{.method = "POST", .target = "/api/job", .body = to_start};
    for (const std::string_view type :
         {"", "text/plain", "application/jsonp", "application/x-www-form-urlencoded", "text/json",
          "application/+json"}) {
        CAPTURE(type);
        asked.content_type = type;
        check_error(p.handle(asked), 415, "not_json", "Content type must be JSON");
    }
    for (const std::string_view type :
         {"application/json", "application/json; charset=utf-8", "APPLICATION/Json",
          "application/vnd.printer+json", "application/ld+JSON ; x=y"}) {
        CAPTURE(type);
        printer_in fresh{row::operational};
        asked.content_type = type;
        check_done(fresh.handle(asked));
    }
}

TEST_CASE("error: a body over 4 KiB") {
    printer_in p{row::operational};
    const std::string padding(4096 - to_start.size(), ' ');
    check_error(p.post(std::string{to_start} + padding + ' '), 413, "body_too_large", "Body too large");
    check_done(p.post(std::string{to_start} + padding));
}

TEST_CASE("error: a caller without permission, for GET too") {
    printer_in p{row::operational};
    for (const std::string_view path : {"/api/job", "/api/printer", "/api/version"})
        check_error(p.handle({.target = path, .authorised = false}), 403, "forbidden",
                    "You don't have the permission to access the requested resource.");
    for (const std::string_view path : {"/api/job", "/api/control/job", "/api/printer/command", boat.data()})
        check_error(p.handle({.method = "POST",
                              .target = path,
                              .content_type = "application/json",
                              .body = to_start,
                              .authorised = false}),
                    403, "forbidden", "You don't have the permission to access the requested resource.");
    CHECK(p.control.current_row() == row::operational);
    CHECK(p.files.asked_for.empty());
}

TEST_CASE("error: resume after the position was lost") {
    for (const std::string_view body : {to_resume, to_toggle}) {
        printer_in p{row::paused};
        p.printer.current_facts.position_lost = true;
        check_error(p.post(body), 409, "position_lost", "The position was lost while paused");
        check_done(p.post(to_cancel));
    }
}

TEST_CASE("error: another path, or a file that is not known") {
    printer_in p{row::operational};
    for (const std::string_view path :
         {"/", "/api", "/api/jobs", "/api/job/", "/API/job", "/api/files/local/",
          "/api/files/sdcard/boat.gcode", "/api/printer/commands"})
        check_error(p.get(path), 404, "not_found", "Not found");
    check_error(p.post(to_select, "/api/files/local/none.gcode"), 404, "not_found", "Not found");
}

TEST_CASE("error: another method, with the methods that are allowed") {
    printer_in p{row::offline};
    struct resource {
        std::string_view path, allow, refused;
    };
    for (const resource& each :
         {resource{"/api/job", "GET, HEAD, POST", "DELETE"}, resource{"/api/control/job", "POST", "GET"},
          resource{"/api/printer", "GET, HEAD", "POST"}, resource{"/api/version", "GET, HEAD", "POST"},
          resource{"/api/printer/command", "POST", "GET"}, resource{boat, "POST", "GET"}}) {
        const auto given = p.handle({.method = each.refused, .target = each.path});
        check_error(given, 405, "method_not_allowed", "Method not allowed");
        CHECK(given.allow == each.allow);
    }
}

TEST_CASE("error: G-code other than M112") {
    printer_in p{row::operational};
    check_error(p.post(R"({"command":"G28"})", "/api/printer/command"), 400, "only_emergency_stop",
                "Only M112, the emergency stop, is taken here");
}

TEST_CASE("unknown fields, and an action beside another command, are ignored") {
    printer_in p{row::operational};
    check_done(p.post(R"({"command":"start","action":"stop","extra":{"command":"cancel"}})"));
    CHECK(p.control.current_row() == row::starting);
}

// --- state × command ---

namespace {

// What every command is answered in a row, and where the accepted ones lead.
struct cells {
    std::string_view start, restart, toggle, pause, resume, cancel;
};

void check_row(row where, const cells& expected, bool with_file = true) {
    const auto check = [&](std::string_view body, std::string_view wanted) {
        CAPTURE(body);
        printer_in p{where, with_file};
        const std::string before = p.everything();
        std::string given = in_short(p.post(body));
        if (p.control.current_row() != where) given += " " + std::string{name(p.control.current())};
        CHECK(given == wanted);
        if (p.control.current_row() == where) CHECK(p.everything() == before);
    };
    check(to_start, expected.start);
    check(to_restart, expected.restart);
    check(to_toggle, expected.toggle);
    check(to_pause, expected.pause);
    check(to_resume, expected.resume);
    check(to_cancel, expected.cancel);
}

constexpr std::string_view not_operational = "409 not_operational";
constexpr std::string_view active = "409 job_active";
constexpr std::string_view not_paused = "409 not_paused";
constexpr std::string_view no_job = "409 no_active_job";
constexpr std::string_view ending = "409 job_is_ending";
constexpr std::string_view already = "204"; // and the row is still the same
constexpr std::string_view cancels = "204 Cancelling";

} // namespace

TEST_CASE("commands while offline, connecting or in error") {
    for (const row where : {row::offline, row::connecting, row::error})
        check_row(where, {not_operational, not_operational, not_operational, not_operational, not_operational,
                          not_operational});
}

TEST_CASE("commands while operational without a file") {
    check_row(row::operational, {"409 no_file_selected", not_paused, no_job, no_job, no_job, no_job}, false);
}

TEST_CASE("commands while operational with a file") {
    check_row(row::operational, {"204 Starting", not_paused, no_job, no_job, no_job, no_job});
}

TEST_CASE("commands while starting") {
    check_row(row::starting, {active, not_paused, "204 Starting", "204 Starting", already, cancels});
    check_row(row::starting_then_pause, {active, not_paused, already, already, "204 Starting", cancels});
}

TEST_CASE("commands while printing") {
    check_row(row::printing, {active, not_paused, "204 Pausing", "204 Pausing", already, cancels});
}

TEST_CASE("commands while pausing") {
    check_row(row::pausing, {active, not_paused, already, already, "204 Pausing", cancels});
    check_row(row::pausing_then_resume, {active, not_paused, already, "204 Pausing", already, cancels});
}

TEST_CASE("commands while paused") {
    check_row(row::paused, {active, "204 Starting", "204 Resuming", already, "204 Resuming", cancels});
}

TEST_CASE("commands while resuming") {
    check_row(row::resuming, {active, not_paused, "204 Pausing", "204 Pausing", already, cancels});
}

TEST_CASE("commands while cancelling") {
    check_row(row::cancelling, {active, not_paused, ending, ending, ending, already});
}

TEST_CASE("commands while finishing") {
    check_row(row::finishing, {active, not_paused, ending, ending, ending, cancels});
}

TEST_CASE("an emergency stop is taken in every state that has a printer, and nowhere else") {
    for (const row where : every_row) {
        printer_in p{where};
        const auto given = p.post(m112, "/api/printer/command");
        if (where == row::offline) {
            CHECK(in_short(given) == "409 not_operational");
            CHECK(p.printer.actions().find("emergency_stop") == std::string::npos);
        } else {
            check_done(given);
            CHECK(p.control.current_row() == row::error);
            CHECK(p.printer.told.back().what == "emergency_stop");
        }
    }
}

TEST_CASE(
    "an answer of 4xx leaves no action on the transport, no event and an equal status, in every state") {
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
              "/api/files/local/boat.gcode", "/api/files/local/none.gcode", "/api/files/local/%zz", "/x"})
            for (const std::string_view body : bodies)
                for (const bool door_open : {false, true}) {
                    printer_in p{where};
                    p.door_open = door_open;
                    const std::string before = p.everything();
                    const auto given = p.post(body, target);
                    CHECK((given.status == 204 || (given.status >= 400 && given.status < 500)));
                    if (given.status == 204) continue;
                    ++refused;
                    CHECK(p.everything() == before);
                    CHECK(p.events().empty());
                }
    CHECK(refused > 1000);
}

TEST_CASE("an answer of 204 is one step of the table, or the state asked for holds already") {
    struct asked_as {
        std::string_view body;
        command asked;
    };
    for (const row where : every_row)
        for (const auto& [body, asked] :
             {asked_as{to_start, command::start}, asked_as{to_restart, command::restart},
              asked_as{to_toggle, command::toggle}, asked_as{to_pause, command::pause},
              asked_as{to_resume, command::resume}, asked_as{to_cancel, command::cancel}}) {
            printer_in p{where};
            const std::string before = p.everything();
            const cell& c = on(where, asked);
            const auto given = p.post(body);
            CHECK((given.status == 204) == (c.is != table::verdict::refused));
            if (c.takes_effect())
                CHECK(p.control.current_row() == c.next);
            else
                CHECK(p.everything() == before);
        }
}

// --- where we differ on purpose ---

TEST_CASE("difference: start without a file is refused, not ignored") {
    printer_in p{row::operational, false};
    CHECK(in_short(p.post(to_start)) == "409 no_file_selected");
    CHECK(p.control.current_row() == row::operational);
}

TEST_CASE("difference: start of a file that vanished is refused, and there is no emergency stop") {
    printer_in p{row::operational};
    p.printer.refuse_start = refuse(reason::file_not_readable, command::start);
    CHECK(in_short(p.post(to_start)) == "409 file_not_readable");
    CHECK(p.control.current_row() == row::operational);
    CHECK(p.printer.told.empty());
}

TEST_CASE("difference: a pause while starting is remembered and pauses once started") {
    for (const std::string_view body : {to_pause, to_toggle}) {
        printer_in p{row::starting};
        check_done(p.post(body));
        CHECK(p.printer.actions() == "start");
        p.happens(report_kind::started);
        CHECK(p.control.current_row() == row::pausing);
        CHECK(p.printer.actions() == "start pause");
    }
}

TEST_CASE("difference: a resume while pausing is remembered and resumes once paused") {
    printer_in p{row::pausing};
    check_done(p.post(to_resume));
    CHECK(p.printer.actions() == "start pause");
    p.happens(report_kind::paused);
    CHECK(p.control.current_row() == row::resuming);
    CHECK(p.printer.actions() == "start pause resume");
}

TEST_CASE("difference: a second toggle within the pause is one pause") {
    printer_in p{row::printing};
    check_done(p.post(to_toggle));
    check_done(p.post(to_toggle));
    p.happens(report_kind::paused);
    CHECK(p.control.current_row() == row::paused);
    CHECK(p.printer.actions() == "start pause");
}

TEST_CASE("difference: pause, resume and toggle of a job that is ending are refused") {
    for (const row where : {row::cancelling, row::finishing})
        for (const std::string_view body : {to_pause, to_resume, to_toggle}) {
            printer_in p{where};
            CHECK(in_short(p.post(body)) == "409 job_is_ending");
        }
}

TEST_CASE("difference: a cancel while finishing ends in cancelled, and not in done") {
    printer_in p{row::finishing};
    check_done(p.post(to_cancel));
    p.happens(report_kind::finished);
    p.happens(report_kind::cancelled);
    CHECK(p.control.last_outcome() == outcome::cancelled);
    CHECK(p.events() == "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)");
}

TEST_CASE(
    "difference: JSON that is no object, and a command that is a list or an object, are the client's error") {
    printer_in p{row::operational};
    for (const std::string_view body : {R"(["start"])", R"("start")", "1", "null", R"({"command":["start"]})",
                                        R"({"command":{"start":1}})"})
        CHECK(in_short(p.post(body)) == "400 unknown_command");
}

TEST_CASE("difference: a body that two parsers could read differently is refused") {
    printer_in p{row::operational};
    const std::string body{to_start};
    std::string utf16;
    for (const char c : body)
        utf16 += std::string{c} + '\0';
    for (const std::string& each :
         {std::string{R"({"command":"start","command":"start"})"},
          std::string{R"({"command":"start","\u0063ommand":"cancel"})"},
          std::string{R"({"command":"pause","action":"pause","action":"resume"})"}, body + '\0',
          body + '\0' + "x", "\xEF\xBB\xBF" + body, utf16, std::string{"\xFF\xFE"} + utf16,
          std::string{R"({"command":"start","x":[[[[[[[[]]]]]]]]})"}})
        CHECK(in_short(p.post(each)) == "400 malformed_json");
    CHECK(in_short(p.post(body + std::string(4096, ' '))) == "413 body_too_large");
    CHECK(p.printer.told.empty());
}

TEST_CASE("difference: a cancelled job is told as cancelled only") {
    printer_in p{row::printing};
    check_done(p.post(to_cancel));
    p.happens(report_kind::cancelled);
    CHECK(p.events() == "PrintCancelling(1) →Cancelling →Operational PrintCancelled(1)");
}

TEST_CASE("difference: a restart tells the end of the old job and the start of the new one") {
    printer_in p{row::paused};
    check_done(p.post(to_restart));
    p.happens(report_kind::started);
    CHECK(p.events() == "PrintCancelled(1) →Starting PrintStarted(2) →Printing");
}

TEST_CASE("difference: after a disconnect the selection and the job's identity stay") {
    printer_in p{row::operational};
    check_done(p.post(to_start));
    p.happens(report_kind::started);
    p.happens(report_kind::disconnected, failure::printer_disconnected);
    const auto told = p.document("/api/job");
    CHECK(told["state"] == "Offline after error");
    CHECK(told["error"] == "The printer is gone");
    CHECK(told["job"]["file"]["name"] == "first.gcode");
    CHECK(told["job"]["user"] == "ann");
    CHECK(p.control.job() == job_id{1});
    CHECK(p.control.last_outcome() == outcome::failed);
}

TEST_CASE("difference: an event is told once its state holds") {
    printer_in p{row::operational};
    check_done(p.post(to_start));
    p.happens(report_kind::started);
    CHECK(p.events() == "→Starting PrintStarted(1) →Printing");
    check_done(p.post(to_pause));
    CHECK(p.events() == "→Pausing");
    p.happens(report_kind::paused);
    CHECK(p.events() == "→Paused PrintPaused(1)");
    check_done(p.post(to_resume));
    p.happens(report_kind::resumed);
    CHECK(p.events() == "→Resuming PrintResumed(1) →Printing");
    p.happens(report_kind::drained);
    CHECK(p.events() == "→Finishing");
    p.happens(report_kind::finished);
    CHECK(p.events() == "→Operational PrintDone(1)");
}

TEST_CASE("difference: progress is told in percent, always") {
    printer_in p{row::printing};
    p.printer.current_progress.acknowledged = 500;
    CHECK(p.document("/api/job")["progress"]["completion"] == 50.0);
    p.printer.current_progress.acknowledged = 5;
    CHECK(p.document("/api/job")["progress"]["completion"] == 0.5);
}

TEST_CASE("difference: an emergency stop does not wait for the printer to be operational") {
    for (const row where : {row::connecting, row::error}) {
        printer_in p{where};
        check_done(p.post(m112, "/api/printer/command"));
        CHECK(p.printer.actions() == "emergency_stop");
    }
}

TEST_CASE("difference: what a client sent is never repeated in an answer") {
    const std::string_view mark = "zq17";
    for (const row where : every_row) {
        printer_in p{where};
        for (const std::string_view body : {R"({"command":"zq17"})", R"({"command":"pause","action":"zq17"})",
                                            "zq17", R"({"zq17":"zq17"})"})
            for (const std::string_view target :
                 {"/api/job", "/zq17", "/api/files/local/zq17", "/api/printer/command?zq17"})
                CHECK(p.post(body, target).body().find(mark) == std::string_view::npos);
    }
}

// --- GET /api/job ---

TEST_CASE("GET /api/job is answered in every state, and its objects are always objects") {
    for (const row where : every_row)
        for (const bool with_file : {true, false}) {
            if (!with_file && has_job(state_of(where))) continue;
            printer_in p{where, with_file};
            const auto told = p.document("/api/job");
            CHECK(told["job"].is_object());
            CHECK(told["job"]["file"].is_object());
            CHECK(told["progress"].is_object());
            for (const char* const field : {"name", "path", "display", "origin", "size", "date"})
                CHECK(told["job"]["file"].contains(field));
            for (const char* const field :
                 {"estimatedPrintTime", "averagePrintTime", "lastPrintTime", "filament", "user"})
                CHECK(told["job"].contains(field));
            for (const char* const field :
                 {"completion", "filepos", "printTime", "printTimeLeft", "printTimeLeftOrigin"})
                CHECK(told["progress"].contains(field));
        }
}

TEST_CASE("GET /api/job tells the selected file, and null where nothing is known") {
    printer_in none{row::operational, false};
    CHECK(none.document("/api/job")["job"]["file"]["name"].is_null());
    printer_in p{row::operational};
    const auto file = p.document("/api/job")["job"]["file"];
    CHECK(file["name"] == "first.gcode");
    CHECK(file["display"] == "first.gcode");
    CHECK(file["path"] == "first.gcode");
    CHECK(file["origin"] == "local");
    CHECK(file["size"] == 1000);
    CHECK(file["date"].is_null());
}

TEST_CASE("GET /api/job tells the state in the words that clients compare") {
    for (const row where : every_row) {
        printer_in p{where};
        CHECK(p.document("/api/job")["state"] == name(state_of(where)));
    }
}

TEST_CASE("GET /api/job says Offline after error for a printer that was lost with an error") {
    printer_in p{row::printing};
    p.happens(report_kind::disconnected, failure::printer_disconnected);
    CHECK(p.document("/api/job")["state"] == "Offline after error");
    p.happens(report_kind::connected);
    CHECK(p.document("/api/job")["state"] == "Operational");
}

TEST_CASE("GET /api/job has an error only while there is one") {
    printer_in p{row::error};
    CHECK(p.document("/api/job")["error"] == "The printer reported an error that it does not recover from");
    p.happens(report_kind::connected);
    CHECK(!p.document("/api/job").contains("error"));
}

TEST_CASE("GET /api/job tells why a job failed until another is begun") {
    printer_in p{row::printing};
    p.happens(report_kind::failed, failure::line_refused);
    const auto told = p.document("/api/job");
    CHECK(told["state"] == "Operational");
    CHECK(told["error"] == "The file contains a line that must not be sent");
    check_done(p.post(to_start));
    CHECK(!p.document("/api/job").contains("error"));
}

TEST_CASE("GET /api/job counts acknowledged bytes, and says 100 percent only after done") {
    printer_in p{row::printing};
    p.printer.current_progress = {.sent = 900, .acknowledged = 250, .executed = 0, .time_left = {}};
    CHECK(p.document("/api/job")["progress"]["filepos"] == 250);
    CHECK(p.document("/api/job")["progress"]["completion"] == 25.0);
    p.printer.current_progress.acknowledged = 1000;
    p.happens(report_kind::drained);
    CHECK(p.document("/api/job")["progress"]["completion"] < 100.0);
    p.happens(report_kind::finished);
    CHECK(p.document("/api/job")["progress"]["completion"] == 100.0);
    CHECK(p.document("/api/job")["progress"]["filepos"] == 1000);
}

TEST_CASE("GET /api/job has no completion and no position of a file without a byte") {
    printer_in p{row::operational};
    REQUIRE(p.control.print(file_named("empty.gcode", 0), p.now).has_value());
    CHECK(p.document("/api/job")["progress"]["completion"].is_null());
    CHECK(p.document("/api/job")["progress"]["filepos"].is_null());
}

TEST_CASE("GET /api/job counts the print time from the times passed in, pauses excluded") {
    printer_in p{row::printing};
    p.now += 90s;
    CHECK(p.document("/api/job")["progress"]["printTime"] == 90);
    p.submit(command::pause);
    p.happens(report_kind::paused);
    p.now += 1h;
    CHECK(p.document("/api/job")["progress"]["printTime"] == 90);
    p.submit(command::resume);
    p.happens(report_kind::resumed);
    p.now += 10s;
    CHECK(p.document("/api/job")["progress"]["printTime"] == 100);
}

TEST_CASE(
    "GET /api/job takes the time left from the slicer, else extrapolates, and is silent below 1 percent") {
    printer_in p{row::printing};
    p.now += 100s;
    p.printer.current_progress.acknowledged = 9;
    CHECK(p.document("/api/job")["progress"]["printTimeLeft"].is_null());
    CHECK(p.document("/api/job")["progress"]["printTimeLeftOrigin"].is_null());
    p.printer.current_progress.acknowledged = 200;
    CHECK(p.document("/api/job")["progress"]["printTimeLeft"] == 400);
    CHECK(p.document("/api/job")["progress"]["printTimeLeftOrigin"] == "linear");
    p.printer.current_progress.time_left = 7min;
    CHECK(p.document("/api/job")["progress"]["printTimeLeft"] == 420);
    CHECK(p.document("/api/job")["progress"]["printTimeLeftOrigin"] == "printer");
}

TEST_CASE("GET /api/job names the user who started the job") {
    printer_in p{row::operational};
    CHECK(p.document("/api/job")["job"]["user"].is_null());
    check_done(p.post(to_start));
    CHECK(p.document("/api/job")["job"]["user"] == "ann");
}

TEST_CASE("GET /api/job keeps file and user after a cancel, and its progress is null") {
    printer_in p{row::operational};
    check_done(p.post(to_start));
    p.happens(report_kind::started);
    p.printer.current_progress.acknowledged = 500;
    p.now += 10s;
    check_done(p.post(to_cancel));
    p.happens(report_kind::cancelled);
    const auto told = p.document("/api/job");
    CHECK(told["state"] == "Operational");
    CHECK(told["job"]["file"]["name"] == "first.gcode");
    CHECK(told["job"]["user"] == "ann");
    for (const auto& value : told["progress"])
        CHECK(value.is_null());
}

TEST_CASE("GET /api/job tells a host's analysis of the file, and null without one") {
    printer_in p{row::operational};
    CHECK(p.document("/api/job")["job"]["estimatedPrintTime"].is_null());
    CHECK(p.document("/api/job")["job"]["filament"].is_null());
    file known = file_named("known.gcode");
    known.analysis.estimated_print_time = 60;
    known.analysis.filament[0] = filament_use{100, 0.25};
    REQUIRE(p.control.select(known, p.now).has_value());
    CHECK(p.document("/api/job")["job"]["estimatedPrintTime"] == 60);
    CHECK(p.document("/api/job")["job"]["filament"]["tool0"]["length"] == 100.0);
    CHECK(p.document("/api/job")["job"]["filament"]["tool0"]["volume"] == 0.25);
}

// --- GET /api/printer ---

TEST_CASE("GET /api/printer is refused when the printer is not operational") {
    for (const row where : every_row) {
        printer_in p{where};
        const auto given = p.get("/api/printer");
        CHECK(given.status == (is_operational(state_of(where)) ? 200 : 409));
    }
}

namespace {

// The flags of any state, also of those in which GET /api/printer is refused.
nlohmann::json flags_in(state current) {
    return nlohmann::json::parse(json::printer_document(current, failure::none, {}))["state"]["flags"];
}

// In which states a flag is true; the states are those in which GET /api/printer is answered.
void check_flag(const char* flag, std::initializer_list<state> expected) {
    CAPTURE(flag);
    for (const row where : every_row) {
        if (!is_operational(state_of(where))) continue;
        printer_in p{where};
        const auto told = p.document("/api/printer")["state"];
        CHECK(told["text"] == name(state_of(where)));
        CHECK(told["flags"].at(flag) ==
              (std::find(expected.begin(), expected.end(), state_of(where)) != expected.end()));
    }
}

} // namespace

TEST_CASE("flag operational: every state but offline, connecting and error") {
    using enum state;
    check_flag("operational",
               {operational, starting, printing, pausing, paused, resuming, cancelling, finishing});
    for (const state s : {offline, connecting, error})
        CHECK(flags_in(s)["operational"] == false);
}

TEST_CASE("flag printing: every state with a job but paused") {
    using enum state;
    check_flag("printing", {starting, printing, pausing, resuming, cancelling, finishing});
}

TEST_CASE("flags paused, pausing, resuming, cancelling and finishing: that state") {
    check_flag("paused", {state::paused});
    check_flag("pausing", {state::pausing});
    check_flag("resuming", {state::resuming});
    check_flag("cancelling", {state::cancelling});
    check_flag("finishing", {state::finishing});
}

TEST_CASE("flag ready: the state operational") {
    check_flag("ready", {state::operational});
}

TEST_CASE("flags error and closedOrError: as they are named") {
    check_flag("error", {});
    check_flag("closedOrError", {});
    for (std::size_t i = 0; i < state_count; ++i) {
        const auto s = static_cast<state>(i);
        const auto flags = flags_in(s);
        CHECK(flags["error"] == (s == state::error));
        CHECK(flags["closedOrError"] == (s == state::error || s == state::offline));
    }
}

TEST_CASE("flag sdReady: false unless the transport says so") {
    printer_in p{row::operational};
    for (const auto& [said, expected] : {std::pair{tristate::unknown, false}, std::pair{tristate::no, false},
                                         std::pair{tristate::yes, true}}) {
        p.printer.current_facts.card_ready = said;
        CHECK(p.document("/api/printer")["state"]["flags"]["sdReady"] == expected);
    }
}

TEST_CASE("flags printing and paused are never both true") {
    for (std::size_t i = 0; i < state_count; ++i) {
        const auto flags = flags_in(static_cast<state>(i));
        CHECK(!(flags["printing"] == true && flags["paused"] == true));
    }
}

TEST_CASE("GET /api/printer tells temperatures, null while unknown") {
    printer_in p{row::operational};
    CHECK(p.document("/api/printer")["temperature"]["tool0"]["actual"].is_null());
    CHECK(p.document("/api/printer")["temperature"]["bed"]["target"].is_null());
    p.printer.current_facts.tool_count = 2;
    p.printer.current_facts.tools[1] = {20.5F, 200.0F};
    p.printer.current_facts.bed = printjob::temperature{60.25F, 0.0F};
    const auto told = p.document("/api/printer")["temperature"];
    CHECK(told["tool1"] == nlohmann::json{{"actual", 20.5}, {"target", 200.0}, {"offset", 0}});
    CHECK(told["bed"] == nlohmann::json{{"actual", 60.25}, {"target", 0.0}, {"offset", 0}});
}

// --- GET /api/version and selecting ---

TEST_CASE("GET /api/version tells what slicers look for, in every state") {
    for (const row where : every_row) {
        printer_in p{where};
        const auto told = p.document("/api/version");
        CHECK(told["api"] == "0.1");
        CHECK(told["server"] == PRINTJOB_VERSION_STRING);
        CHECK(told["text"].get<std::string>().starts_with("OctoPrint"));
    }
}

TEST_CASE("select selects a file of the catalogue, and print starts it") {
    printer_in p{row::operational};
    check_done(p.post(to_select, boat));
    CHECK(p.control.current_row() == row::operational);
    CHECK(p.document("/api/job")["job"]["file"]["name"] == "boat.gcode");
    CHECK(p.events() == "FileSelected(0)");
    check_done(p.post(to_select_and_print, "/api/files/local/parts/left%20arm.gcode"));
    CHECK(p.control.current_row() == row::starting);
    CHECK(p.printer.active_path == "parts/left arm.gcode");
    CHECK(p.document("/api/job")["job"]["user"] == "ann");
}

TEST_CASE("select with print selects nothing when the start is refused") {
    printer_in p{row::operational};
    p.door_open = true;
    CHECK(in_short(p.post(to_select_and_print, boat)) == "409 door_open");
    CHECK(p.document("/api/job")["job"]["file"]["name"] == "first.gcode");
    p.door_open = false;
    p.printer.refuse_start = refuse(reason::file_not_readable, command::start);
    CHECK(in_short(p.post(to_select_and_print, boat)) == "409 file_not_readable");
    CHECK(p.document("/api/job")["job"]["file"]["name"] == "first.gcode");
    CHECK(p.control.current_row() == row::operational);
}

// --- what a server stands in the way of: a body for HEAD, and an API that is not a printer_in's ---

TEST_SUITE_BEGIN("without a server");

TEST_CASE("HEAD is answered as GET is") {
    printer_in p{row::operational};
    for (const std::string_view path : {"/api/job", "/api/printer", "/api/version"}) {
        const auto head = p.handle({.method = "HEAD", .target = path});
        CHECK(head.status == 200);
        CHECK(head.body() == p.get(path).body());
    }
}

TEST_CASE("difference: of eight starts at once exactly one is accepted") {
    testing::scripted_transport printer;
    synchronized control{printer};
    http::job_api api{control};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    REQUIRE(control.select(file_named("boat.gcode"), instant{}).has_value());

    std::barrier together{8};
    std::array<std::string, 8> answers;
    std::vector<std::jthread> clients;
    for (std::string& given : answers)
        clients.emplace_back([&] {
            together.arrive_and_wait();
            given = in_short(api.handle({.method = "POST",
                                         .target = "/api/job",
                                         .content_type = "application/json",
                                         .body = to_start},
                                        instant{}));
        });
    clients.clear();
    CHECK(std::count(answers.begin(), answers.end(), "204") == 1);
    CHECK(std::count(answers.begin(), answers.end(), "409 job_active") == 7);
    CHECK(printer.actions() == "start");
}

TEST_CASE("without a file catalogue there are no files, whatever the method") {
    testing::scripted_transport printer;
    controller control{printer};
    http::job_api api{control};
    for (const std::string_view method : {"GET", "POST", "PUT"})
        CHECK(api.handle({.method = method, .target = boat}, instant{}).status == 404);
}

TEST_SUITE_END();
