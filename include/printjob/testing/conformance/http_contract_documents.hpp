#pragma once
/// Cases of the HTTP contract: the documents that GET answers, and selecting a file.

#include <printjob/json/documents.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/http_fixture.hpp>
#include <printjob/version.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing::http_contract {

/// Returns the flags of any state, also of those in which GET /api/printer is refused.
[[nodiscard]] inline nlohmann::json flags_in(state current) {
    return nlohmann::json::parse(json::printer_document(current, failure::none, {}))["state"]["flags"];
}

/// Checks in which states a flag is true; the states are those in which GET /api/printer is answered.
inline void check_flag(http_fixture& w, const char* flag, std::initializer_list<state> expected) {
    for (const row where : every_row) {
        if (!is_operational(state_of(where))) continue;
        w.log.about(std::string{flag} + " while " + std::string{name(state_of(where))});
        printer_in p{w, where};
        auto told = p.document("/api/printer")["state"];
        w.log.equal(told["text"], name(state_of(where)));
        w.log.equal(told["flags"][flag],
                    std::find(expected.begin(), expected.end(), state_of(where)) != expected.end());
    }
}

/// GET /api/job.
inline constexpr auto job_document_cases = std::to_array<suite_case<http_fixture>>({
    {"GET /api/job is answered in every state, and its objects are always objects",
     [](http_fixture& w) {
         for (const row where : every_row)
             for (const bool with_file : {true, false}) {
                 if (!with_file && has_job(state_of(where))) continue;
                 printer_in p{w, where, with_file};
                 auto told = p.document("/api/job");
                 w.log.check(told["job"].is_object(), "`job` is an object");
                 w.log.check(told["job"]["file"].is_object(), "`file` is an object");
                 w.log.check(told["progress"].is_object(), "`progress` is an object");
                 for (const char* const field : {"name", "path", "display", "origin", "size", "date"})
                     w.log.check(told["job"]["file"].contains(field), field);
                 for (const char* const field :
                      {"estimatedPrintTime", "averagePrintTime", "lastPrintTime", "filament", "user"})
                     w.log.check(told["job"].contains(field), field);
                 for (const char* const field :
                      {"completion", "filepos", "printTime", "printTimeLeft", "printTimeLeftOrigin"})
                     w.log.check(told["progress"].contains(field), field);
             }
     }},
    {"GET /api/job has the selected file, and null where nothing is known",
     [](http_fixture& w) {
         printer_in none{w, row::operational, false};
         w.log.equal(none.document("/api/job")["job"]["file"]["name"], nullptr);
         printer_in p{w, row::operational};
         auto file = p.document("/api/job")["job"]["file"];
         w.log.equal(file["name"], "first.gcode");
         w.log.equal(file["display"], "first.gcode");
         w.log.equal(file["path"], "first.gcode");
         w.log.equal(file["origin"], "local");
         w.log.equal(file["size"], 1000);
         w.log.equal(file["date"], nullptr);
     }},
    {"GET /api/job has the state in the words that clients compare",
     [](http_fixture& w) {
         for (const row where : every_row) {
             printer_in p{w, where};
             w.log.equal(p.document("/api/job")["state"], name(state_of(where)));
         }
     }},
    {"GET /api/job has Offline after error for a printer that was lost with an error",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         p.happens(report_kind::disconnected, failure::printer_disconnected);
         w.log.equal(p.document("/api/job")["state"], "Offline after error");
         p.happens(report_kind::connected);
         w.log.equal(p.document("/api/job")["state"], "Operational");
     }},
    {"GET /api/job has an error only while there is one",
     [](http_fixture& w) {
         printer_in p{w, row::error};
         w.log.equal(p.document("/api/job")["error"],
                     "The printer reported an error that it does not recover from");
         p.happens(report_kind::connected);
         w.log.check(!p.document("/api/job").contains("error"), "there is no `error`");
     }},
    {"GET /api/job has the failure of a job until another is begun",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         p.happens(report_kind::failed, failure::line_refused);
         auto told = p.document("/api/job");
         w.log.equal(told["state"], "Operational");
         w.log.equal(told["error"], "The file contains a line that must not be sent");
         w.is_done(p.post(to_start));
         w.log.check(!p.document("/api/job").contains("error"), "there is no `error`");
     }},
    {"GET /api/job has what is known of an error, and null for what is not",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         w.log.check(!p.document("/api/job").contains("errorDetail"), "there is no `errorDetail`");
         p.happens(report_kind::failed, failure::line_refused,
                   diagnosis::of_line(12, 345, "a line of the file is too long for the printer"));
         w.log.equal(p.document("/api/job")["errorDetail"],
                     nlohmann::json{{"byte", 345},
                                    {"fault", "a line of the file is too long for the printer"},
                                    {"line", 12},
                                    {"native", nullptr},
                                    {"words", nullptr}});
         p.happens(report_kind::disconnected, failure::printer_disconnected,
                   diagnosis::of_error({fault::device_gone, 5}));
         w.log.equal(p.document("/api/job")["errorDetail"], nlohmann::json{{"byte", nullptr},
                                                                           {"fault", "the device is gone"},
                                                                           {"line", nullptr},
                                                                           {"native", 5},
                                                                           {"words", nullptr}});
         p.happens(report_kind::connecting);
         p.happens(report_kind::halted, failure::printer_error); // nothing more is known of this one
         w.log.check(p.document("/api/job").contains("error"), "there is an `error`");
         w.log.check(!p.document("/api/job").contains("errorDetail"), "there is no `errorDetail`");
     }},
    {"GET /api/job repeats a firmware's words as text that JSON escapes, and cuts them",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         const std::string rest(200, 'x');
         p.happens(report_kind::halted, failure::printer_error,
                   diagnosis::of_words("!! \"T0\" \\ <b>\x1B[2J\xFF%s\r\n"));
         w.log.equal(p.document("/api/job")["errorDetail"]["words"], "!! \"T0\" \\ <b>?[2J?%s");
         w.log.equal(p.document("/api/job")["error"],
                     "The printer reported an error that it does not recover from");
         p.happens(report_kind::connected);
         p.happens(report_kind::halted, failure::printer_error, diagnosis::of_words("!! " + rest));
         w.log.equal(p.document("/api/job")["errorDetail"]["words"],
                     "!! " + rest.substr(0, longest_words - 3));
     }},
    {"GET /api/job counts acknowledged bytes, and says 100 percent only after done",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         p.printer.current_progress = {.sent = 900, .acknowledged = 250, .executed = 0, .time_left = {}};
         w.log.equal(p.document("/api/job")["progress"]["filepos"], 250);
         w.log.equal(p.document("/api/job")["progress"]["completion"], 25.0);
         p.printer.current_progress.acknowledged = 1000;
         p.happens(report_kind::drained);
         w.log.check(p.document("/api/job")["progress"]["completion"] < 100.0, "it is less than 100 percent");
         p.happens(report_kind::finished);
         w.log.equal(p.document("/api/job")["progress"]["completion"], 100.0);
         w.log.equal(p.document("/api/job")["progress"]["filepos"], 1000);
     }},
    {"GET /api/job has no completion and no position of a file without a byte",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.log.check(p.control.print(file_named("empty.gcode", 0), p.now).has_value(),
                     "the file can be printed");
         w.log.equal(p.document("/api/job")["progress"]["completion"], nullptr);
         w.log.equal(p.document("/api/job")["progress"]["filepos"], nullptr);
     }},
    {"GET /api/job counts the print time from the times passed in, pauses excluded",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         p.now += 90s;
         w.log.equal(p.document("/api/job")["progress"]["printTime"], 90);
         p.submit(command::pause);
         p.happens(report_kind::paused);
         p.now += 1h;
         w.log.equal(p.document("/api/job")["progress"]["printTime"], 90);
         p.submit(command::resume);
         p.happens(report_kind::resumed);
         p.now += 10s;
         w.log.equal(p.document("/api/job")["progress"]["printTime"], 100);
     }},
    {"GET /api/job takes the time left from the slicer, else extrapolates, and is null below 1 percent",
     [](http_fixture& w) {
         printer_in p{w, row::printing};
         p.now += 100s;
         p.printer.current_progress.acknowledged = 9;
         w.log.equal(p.document("/api/job")["progress"]["printTimeLeft"], nullptr);
         w.log.equal(p.document("/api/job")["progress"]["printTimeLeftOrigin"], nullptr);
         p.printer.current_progress.acknowledged = 200;
         w.log.equal(p.document("/api/job")["progress"]["printTimeLeft"], 400);
         w.log.equal(p.document("/api/job")["progress"]["printTimeLeftOrigin"], "linear");
         p.printer.current_progress.time_left = 7min;
         w.log.equal(p.document("/api/job")["progress"]["printTimeLeft"], 420);
         w.log.equal(p.document("/api/job")["progress"]["printTimeLeftOrigin"], "printer");
     }},
    {"GET /api/job names the user who started the job",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.log.equal(p.document("/api/job")["job"]["user"], nullptr);
         w.is_done(p.post(to_start));
         w.log.equal(p.document("/api/job")["job"]["user"], "ann");
     }},
    {"GET /api/job keeps file and user after a cancel, and its progress is null",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_done(p.post(to_start));
         p.happens(report_kind::started);
         p.printer.current_progress.acknowledged = 500;
         p.now += 10s;
         w.is_done(p.post(to_cancel));
         p.happens(report_kind::cancelled);
         auto told = p.document("/api/job");
         w.log.equal(told["state"], "Operational");
         w.log.equal(told["job"]["file"]["name"], "first.gcode");
         w.log.equal(told["job"]["user"], "ann");
         for (const auto& value : told["progress"])
             w.log.equal(value, nullptr);
     }},
    {"GET /api/job has a host's analysis of the file, and null without one",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.log.equal(p.document("/api/job")["job"]["estimatedPrintTime"], nullptr);
         w.log.equal(p.document("/api/job")["job"]["filament"], nullptr);
         file known = file_named("known.gcode");
         known.analysis.estimated_print_time = 60;
         known.analysis.filament[0] = filament_use{100, 0.25};
         w.log.check(p.control.select(known, p.now).has_value(), "the file can be selected");
         w.log.equal(p.document("/api/job")["job"]["estimatedPrintTime"], 60);
         w.log.equal(p.document("/api/job")["job"]["filament"]["tool0"]["length"], 100.0);
         w.log.equal(p.document("/api/job")["job"]["filament"]["tool0"]["volume"], 0.25);
     }},
});

/// GET /api/printer.
inline constexpr auto printer_document_cases = std::to_array<suite_case<http_fixture>>({
    {"GET /api/printer is refused when the printer is not operational",
     [](http_fixture& w) {
         for (const row where : every_row) {
             printer_in p{w, where};
             const auto given = p.get("/api/printer");
             w.log.equal(given.status, (is_operational(state_of(where)) ? 200 : 409));
         }
     }},
    {"flag operational: every state but offline, connecting and error",
     [](http_fixture& w) {
         using enum state;
         check_flag(w, "operational",
                    {operational, starting, printing, pausing, paused, resuming, cancelling, finishing});
         for (const state s : {offline, connecting, error})
             w.log.equal(flags_in(s)["operational"], false);
     }},
    {"flag printing: every state with a job but paused",
     [](http_fixture& w) {
         using enum state;
         check_flag(w, "printing", {starting, printing, pausing, resuming, cancelling, finishing});
     }},
    {"flags paused, pausing, resuming, cancelling and finishing: that state",
     [](http_fixture& w) {
         check_flag(w, "paused", {state::paused});
         check_flag(w, "pausing", {state::pausing});
         check_flag(w, "resuming", {state::resuming});
         check_flag(w, "cancelling", {state::cancelling});
         check_flag(w, "finishing", {state::finishing});
     }},
    {"flag ready: the state operational",
     [](http_fixture& w) { check_flag(w, "ready", {state::operational}); }},
    {"flags error and closedOrError: as they are named",
     [](http_fixture& w) {
         check_flag(w, "error", {});
         check_flag(w, "closedOrError", {});
         for (std::size_t i = 0; i < state_count; ++i) {
             const auto s = static_cast<state>(i);
             auto flags = flags_in(s);
             w.log.equal(flags["error"], (s == state::error));
             w.log.equal(flags["closedOrError"], (s == state::error || s == state::offline));
         }
     }},
    {"flag sdReady: false unless the transport says so",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         for (const auto& [said, expected] :
              {std::pair{tristate::unknown, false}, std::pair{tristate::no, false},
               std::pair{tristate::yes, true}}) {
             p.printer.current_facts.card_ready = said;
             w.log.equal(p.document("/api/printer")["state"]["flags"]["sdReady"], expected);
         }
     }},
    {"flags printing and paused are never both true",
     [](http_fixture& w) {
         for (std::size_t i = 0; i < state_count; ++i) {
             auto flags = flags_in(static_cast<state>(i));
             w.log.check(flags["printing"] == false || flags["paused"] == false, "one of them is false");
         }
     }},
    {"GET /api/printer has temperatures, null while unknown",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.log.equal(p.document("/api/printer")["temperature"]["tool0"]["actual"], nullptr);
         w.log.equal(p.document("/api/printer")["temperature"]["bed"]["target"], nullptr);
         p.printer.current_facts.tool_count = 2;
         p.printer.current_facts.tools[1] = {20.5F, 200.0F};
         p.printer.current_facts.bed = printjob::temperature{60.25F, 0.0F};
         auto told = p.document("/api/printer")["temperature"];
         w.log.equal(told["tool1"], nlohmann::json{{"actual", 20.5}, {"target", 200.0}, {"offset", 0}});
         w.log.equal(told["bed"], nlohmann::json{{"actual", 60.25}, {"target", 0.0}, {"offset", 0}});
     }},
});

/// GET /api/version, and the files.
inline constexpr auto version_and_file_cases = std::to_array<suite_case<http_fixture>>({
    {"GET /api/version has what slicers look for, in every state",
     [](http_fixture& w) {
         for (const row where : every_row) {
             printer_in p{w, where};
             auto told = p.document("/api/version");
             w.log.equal(told["api"], "0.1");
             w.log.equal(told["server"], PRINTJOB_VERSION_STRING);
             w.log.check(told["text"].dump().starts_with("\"OctoPrint"), "the text begins with OctoPrint");
         }
     }},
    {"select selects a file of the catalogue, and print starts it",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         w.is_done(p.post(to_select, boat));
         p.is_in(row::operational);
         w.log.equal(p.document("/api/job")["job"]["file"]["name"], "boat.gcode");
         w.log.equal(p.events(), "FileSelected(0)");
         w.is_done(p.post(to_select_and_print, "/api/files/local/parts/left%20arm.gcode"));
         p.is_in(row::starting);
         w.log.equal(p.printer.active_path, "parts/left arm.gcode");
         w.log.equal(p.document("/api/job")["job"]["user"], "ann");
     }},
    {"select with print selects nothing when the start is refused",
     [](http_fixture& w) {
         printer_in p{w, row::operational};
         p.door_open = true;
         w.is_short(p.post(to_select_and_print, boat), "409 door_open");
         w.log.equal(p.document("/api/job")["job"]["file"]["name"], "first.gcode");
         p.door_open = false;
         p.printer.refuse_start = refuse(reason::file_not_readable, command::start);
         w.is_short(p.post(to_select_and_print, boat), "409 file_not_readable");
         w.log.equal(p.document("/api/job")["job"]["file"]["name"], "first.gcode");
         p.is_in(row::operational);
     }},
});

} // namespace printjob::inline v0::testing::http_contract
