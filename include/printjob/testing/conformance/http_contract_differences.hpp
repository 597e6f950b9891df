#pragma once
/// Cases of the HTTP contract: where it differs from OctoPrint on purpose.

#include <printjob/http/message.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/http_fixture.hpp>

#include <array>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing::http_contract {

/// The differences.
inline constexpr auto difference_cases = std::to_array<suite_case<http_fixture>>({
    {"difference: start without a file is refused, not ignored",
     [](http_fixture& w) {
         printer_in p{w, row::operational, false};
         w.is_short(p.post(to_start), "409 no_file_selected");
         p.is_in(row::operational);
     }},
    {"difference: start of a file that vanished is refused, and there is no emergency stop",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         p.printer.refuse_start = refuse(reason::file_not_readable, command::start);
         w.is_short(p.post(to_start), "409 file_not_readable");
         p.is_in(row::operational);
         w.log.equal(p.printer.actions(), "");
     }},
    {"difference: a pause while starting is remembered and pauses once started",
     [](http_fixture& w) {
         for (const std::string_view body : {to_pause, to_toggle}) {
             printer_in p{w, row::starting};
             w.is_done(p.post(body));
             w.log.equal(p.printer.actions(), "start");
             p.happens(report_kind::started);
             p.is_in(row::pausing);
             w.log.equal(p.printer.actions(), "start pause");
         }
     }},
    {"difference: a resume while pausing is remembered and resumes once paused",
     [](http_fixture& w) {
         printer_in p{w, row::pausing};
         w.is_done(p.post(to_resume));
         w.log.equal(p.printer.actions(), "start pause");
         p.happens(report_kind::paused);
         p.is_in(row::resuming);
         w.log.equal(p.printer.actions(), "start pause resume");
     }},
    {"difference: a second toggle within the pause is one pause",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         w.is_done(p.post(to_toggle));
         w.is_done(p.post(to_toggle));
         p.happens(report_kind::paused);
         p.is_in(row::paused);
         w.log.equal(p.printer.actions(), "start pause");
     }},
    {"difference: pause, resume and toggle of a job that is ending are refused",
     [](http_fixture& w) {
         for (const row where : {row::cancelling, row::finishing})
             for (const std::string_view body : {to_pause, to_resume, to_toggle}) {
                 printer_in p{w, where};
                 w.is_short(p.post(body), "409 job_is_ending");
             }
     }},
    {"difference: a cancel while finishing ends in cancelled, and not in done",
     [](http_fixture& w) {
         printer_in p{w, row::finishing};
         w.is_done(p.post(to_cancel));
         p.happens(report_kind::finished);
         p.happens(report_kind::cancelled);
         w.log.equal(p.control.last_outcome(), outcome::cancelled);
         w.log.equal(p.events(), "PrintCancelling(1) \u2192Cancelling \u2192Operational PrintCancelled(1)");
     }},
    {"difference: JSON that is no object, and a command that is a list or an object, are the client's error",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         for (const std::string_view body : {R"(["start"])", R"("start")", "1", "null",
                                             R"({"command":["start"]})", R"({"command":{"start":1}})"})
             w.is_short(p.post(body), "400 unknown_command");
     }},
    {"difference: a body that two parsers could read differently is refused",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
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
             w.is_short(p.post(each), "400 malformed_json");
         w.is_short(p.post(body + std::string(4096, ' ')), "413 body_too_large");
         w.log.equal(p.printer.actions(), "");
     }},
    {"difference: a cancelled job makes the events of a cancel only",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         w.is_done(p.post(to_cancel));
         p.happens(report_kind::cancelled);
         w.log.equal(p.events(), "PrintCancelling(1) \u2192Cancelling \u2192Operational PrintCancelled(1)");
     }},
    {"difference: a restart makes the events of the old job's end and of the new job's start",
     [](http_fixture& w) {
         printer_in p{w, row::paused};
         w.is_done(p.post(to_restart));
         p.happens(report_kind::started);
         w.log.equal(p.events(), "PrintCancelled(1) \u2192Starting PrintStarted(2) \u2192Printing");
     }},
    {"difference: after a disconnect the selection and the job's identity stay",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_done(p.post(to_start));
         p.happens(report_kind::started);
         p.happens(report_kind::disconnected, failure::printer_disconnected);
         auto told = p.document("/api/job");
         w.log.equal(told["state"], "Offline after error");
         w.log.equal(told["error"], "The printer is gone");
         w.log.equal(told["job"]["file"]["name"], "first.gcode");
         w.log.equal(told["job"]["user"], "ann");
         w.log.equal(p.control.job(), job_id{1});
         w.log.equal(p.control.last_outcome(), outcome::failed);
     }},
    {"difference: an event is made after its state was entered",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_done(p.post(to_start));
         p.happens(report_kind::started);
         w.log.equal(p.events(), "\u2192Starting PrintStarted(1) \u2192Printing");
         w.is_done(p.post(to_pause));
         w.log.equal(p.events(), "\u2192Pausing");
         p.happens(report_kind::paused);
         w.log.equal(p.events(), "\u2192Paused PrintPaused(1)");
         w.is_done(p.post(to_resume));
         p.happens(report_kind::resumed);
         w.log.equal(p.events(), "\u2192Resuming PrintResumed(1) \u2192Printing");
         p.happens(report_kind::drained);
         w.log.equal(p.events(), "\u2192Finishing");
         p.happens(report_kind::finished);
         w.log.equal(p.events(), "\u2192Operational PrintDone(1)");
     }},
    {"difference: progress is always in percent",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         p.printer.current_progress.acknowledged = 500;
         w.log.equal(p.document("/api/job")["progress"]["completion"], 50.0);
         p.printer.current_progress.acknowledged = 5;
         w.log.equal(p.document("/api/job")["progress"]["completion"], 0.5);
     }},
    {"difference: an emergency stop does not wait for the printer to be operational",
     [](http_fixture& w) {
         for (const row where : {row::connecting, row::error}) {
             printer_in p{w, where};
             w.is_done(p.post(m112, "/api/printer/command"));
             w.log.equal(p.printer.actions(), "emergency_stop");
         }
     }},
    {"difference: an answer never repeats what a client sent",
     [](http_fixture& w) {
         const std::string_view mark = "zq17";
         for (const row where : every_row) {
             printer_in p{w, where};
             for (const std::string_view body :
                  {R"({"command":"zq17"})", R"({"command":"pause","action":"zq17"})", "zq17",
                   R"({"zq17":"zq17"})"})
                 for (const std::string_view target :
                      {"/api/job", "/zq17", "/api/files/local/zq17", "/api/printer/command?zq17"})
                     w.log.equal(p.post(body, target).body().find(mark), std::string_view::npos);
         }
     }},
});

} // namespace printjob::inline v0::testing::http_contract
