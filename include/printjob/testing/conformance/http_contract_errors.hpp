#pragma once
/// Cases of the HTTP contract: each error with its status, reason and sentence.

#include <printjob/http/message.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/http_fixture.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing::http_contract {

/// The error bodies.
inline constexpr auto error_cases = std::to_array<suite_case<http_fixture>>({
    {"error: the printer is not operational",
     [](http_fixture& w) {
         printer_in p{w, row::offline};
         w.is_error(p.post(to_start), 409, "not_operational", "Printer is not operational");
         w.is_error(p.get("/api/printer"), 409, "not_operational", "Printer is not operational");
     }},
    {"error: start while a job is active",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         w.is_error(p.post(to_start), 409, "job_active",
                    "Printer already has an active print job, did you mean 'restart'?");
     }},
    {"error: start without a selected file",
     [](http_fixture& w) {
         printer_in p{w, row::operational, false};
         w.is_error(p.post(to_start), 409, "no_file_selected", "No file is selected");
     }},
    {"error: start or restart of a file that cannot be read",
     [](http_fixture& w) {
         for (const auto& [where, body] :
              {std::pair{row::operational, to_start}, std::pair{row::paused, to_restart}}) {
             printer_in p{w, where};
             p.printer.refuse_start = refuse(reason::file_not_readable, command::start);
             w.is_error(p.post(body), 409, "file_not_readable", "The selected file cannot be read");
             p.is_in(where);
         }
     }},
    {"error: restart of a job that is not paused",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         w.is_error(p.post(to_restart), 409, "not_paused",
                    "Printer does not have an active print job or is not paused");
     }},
    {"error: pause without a job",
     [](http_fixture& w) {
         for (const std::string_view body : {to_toggle, to_pause, to_resume}) {
             printer_in p{w, row::operational};
             w.is_error(p.post(body), 409, "no_active_job",
                        "Printer is neither printing nor paused, 'pause' command cannot be performed");
         }
     }},
    {"error: cancel without a job",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_error(p.post(to_cancel), 409, "no_active_job",
                    "Printer is neither printing nor paused, 'cancel' command cannot be performed");
     }},
    {"error: pause of a job that is ending",
     [](http_fixture& w) {
         for (const row where : {row::cancelling, row::finishing}) {
             printer_in p{w, where};
             w.is_error(p.post(to_toggle), 409, "job_is_ending", "The job is already ending");
         }
     }},
    {"error: select without an operational printer, or while a job is active",
     [](http_fixture& w) {
         printer_in offline{w, row::offline};
         w.is_error(offline.post(to_select, boat), 409, "not_operational", "Printer is not operational");
         printer_in printing{w, row::printing};
         for (const std::string_view body : {to_select, to_select_and_print})
             w.is_error(printing.post(body, boat), 409, "job_active", "A print job is active");
         w.log.equal(printing.document("/api/job")["job"]["file"]["name"], "first.gcode");
     }},
    {"error: a precondition of the embedder's own, with its name and sentence",
     [](http_fixture& w) {
         for (const auto& [where, body] :
              {std::pair{row::operational, to_start}, std::pair{row::paused, to_restart},
               std::pair{row::paused, to_resume}, std::pair{row::paused, to_toggle}}) {
             printer_in p{w, where};
             p.door_open = true;
             const auto given = p.post(body);
             w.log.equal(given.status, 409);
             w.log.equal(given.content_type, "application/json");
             w.log.equal(nlohmann::json::parse(given.body()),
                         nlohmann::json{{"error", "The door is open"}, {"reason", "door_open"}});
             p.is_in(where);
         }
     }},
    {"error: a command that is missing, unknown, in the wrong case or no string, or JSON that is no object",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         for (const std::string_view body :
              {"{}", R"({"command":"stop"})", R"({"command":"Start"})", R"({"command":1})",
               R"({"command":["start"]})", R"(["start"])", R"("start")", "null"}) {
             w.log.about(std::string{body});
             w.is_error(p.post(body), 400, "unknown_command", "command is invalid");
         }
         for (const std::string_view body :
              {"{}", R"({"command":"slice"})", R"({"command":"select","print":"yes"})"})
             w.is_error(p.post(body, boat), 400, "unknown_command", "command is invalid");
     }},
    {"error: an action that is unknown, null or no string",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         for (const std::string_view body :
              {bad_action, std::string_view{R"({"command":"pause","action":null})"},
               std::string_view{R"({"command":"pause","action":7})"}}) {
             w.log.about(std::string{body});
             w.is_error(p.post(body), 400, "unknown_action", "Unknown action");
         }
         w.log.equal(p.printer.actions(), "start");
     }},
    {"error: a body that is malformed, empty or not UTF-8",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         for (const std::string_view body :
              {"", "{", "start", R"({"command":"start"}x)", "{\"command\":\"start\xFF\"}"})
             w.is_error(p.post(body), 400, "malformed_json", "Malformed JSON");
     }},
    {"error: a content type that is not JSON, and all that are",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         http::request asked{.method = "POST", .target = "/api/job", .body = to_start};
         for (const std::string_view type :
              {"", "text/plain", "application/jsonp", "application/x-www-form-urlencoded", "text/json",
               "application/+json"}) {
             w.log.about(std::string{type});
             asked.content_type = type;
             w.is_error(p.handle(asked), 415, "not_json", "Content type must be JSON");
         }
         for (const std::string_view type :
              {"application/json", "application/json; charset=utf-8", "APPLICATION/Json",
               "application/vnd.printer+json", "application/ld+JSON ; x=y"}) {
             w.log.about(std::string{type});
             printer_in fresh{w, row::operational};
             asked.content_type = type;
             w.is_done(fresh.handle(asked));
         }
     }},
    {"error: a body over 4 KiB",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         const std::string padding(4096 - to_start.size(), ' ');
         w.is_error(p.post(std::string{to_start} + padding + ' '), 413, "body_too_large", "Body too large");
         w.is_done(p.post(std::string{to_start} + padding));
     }},
    {"error: a caller without permission, for GET too",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         for (const std::string_view path : {"/api/job", "/api/printer", "/api/version"})
             w.is_error(p.handle({.target = path, .authorised = false}), 403, "forbidden",
                        "You don't have the permission to access the requested resource.");
         for (const std::string_view path :
              {"/api/job", "/api/control/job", "/api/printer/command", boat.data()})
             w.is_error(p.handle({.method = "POST",
                                  .target = path,
                                  .content_type = "application/json",
                                  .body = to_start,
                                  .authorised = false}),
                        403, "forbidden", "You don't have the permission to access the requested resource.");
         p.is_in(row::operational);
         w.log.equal(p.files.asked_for, "");
     }},
    {"error: resume after the position was lost",
     [](http_fixture& w) {
         for (const std::string_view body : {to_resume, to_toggle}) {
             printer_in p{w, row::paused};
             p.printer.current_facts.position_lost = true;
             w.is_error(p.post(body), 409, "position_lost", "The position was lost while paused");
             w.is_done(p.post(to_cancel));
         }
     }},
    {"error: another path, or a file that is not known",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         for (const std::string_view path :
              {"/", "/api", "/api/jobs", "/api/job/", "/API/job", "/api/files/local/",
               "/api/files/sdcard/boat.gcode", "/api/printer/commands"})
             w.is_error(p.get(path), 404, "not_found", "Not found");
         w.is_error(p.post(to_select, "/api/files/local/none.gcode"), 404, "not_found", "Not found");
     }},
    {"error: another method, with the methods that are allowed",
     [](http_fixture& w) {
         printer_in p{w, row::offline};
         struct resource {
             std::string_view path, allow, refused;
         };
         for (const resource& each :
              {resource{"/api/job", "GET, HEAD, POST", "DELETE"}, resource{"/api/control/job", "POST", "GET"},
               resource{"/api/printer", "GET, HEAD", "POST"}, resource{"/api/version", "GET, HEAD", "POST"},
               resource{"/api/printer/command", "POST", "GET"}, resource{boat, "POST", "GET"}}) {
             const auto given = p.handle({.method = each.refused, .target = each.path});
             w.is_error(given, 405, "method_not_allowed", "Method not allowed");
             w.log.equal(given.allow, each.allow);
         }
     }},
    {"error: G-code other than M112",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_error(p.post(R"({"command":"G28"})", "/api/printer/command"), 400, "only_emergency_stop",
                    "Only M112, the emergency stop, is taken here");
     }},
    {"unknown fields, and an action beside another command, are ignored",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_done(p.post(R"({"command":"start","action":"stop","extra":{"command":"cancel"}})"));
         p.is_in(row::starting);
     }},
});

} // namespace printjob::inline v0::testing::http_contract
