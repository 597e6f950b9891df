#include <printjob/json/documents.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <limits>
#include <string>

using namespace printjob;
using namespace std::chrono_literals;
using document = nlohmann::json;

namespace {

file benchy() {
    file f;
    REQUIRE(f.name.assign("benchy.gcode"));
    REQUIRE(f.path.assign("boats/benchy.gcode"));
    f.size = 2000;
    f.date = 1700000000;
    return f;
}

} // namespace

TEST_CASE("without file and job, job, job.file and progress are objects whose values are null") {
    const auto d = document::parse(json::job_document({}));
    CHECK(d == document::parse(R"({
        "job": {"file": {"name": null, "path": null, "display": null, "origin": null, "size": null,
                         "date": null},
                "estimatedPrintTime": null, "averagePrintTime": null, "lastPrintTime": null, "filament": null,
                "user": null},
        "progress": {"completion": null, "filepos": null, "printTime": null, "printTimeLeft": null,
                     "printTimeLeftOrigin": null},
        "state": "Offline"})"));
}

TEST_CASE("the job document contains everything that is known") {
    job_status s;
    s.current = state::printing;
    s.selected = benchy();
    s.selected->analysis.estimated_print_time = 3600;
    s.selected->analysis.average_print_time = 3700;
    s.selected->analysis.last_print_time = 3800;
    s.selected->analysis.filament[1] = filament_use{1234.5, 2.5};
    REQUIRE(s.started_by.user.assign("ann"));
    s.completion = 12.5;
    s.acknowledged = 250;
    s.print_time = 61'900ms;
    s.time_left = 10min;
    s.time_left_origin = estimate_origin::printer;
    CHECK(document::parse(json::job_document(s)) == document::parse(R"({
        "job": {"file": {"name": "benchy.gcode", "path": "boats/benchy.gcode", "display": "benchy.gcode",
                         "origin": "local", "size": 2000, "date": 1700000000},
                "estimatedPrintTime": 3600, "averagePrintTime": 3700, "lastPrintTime": 3800,
                "filament": {"tool1": {"length": 1234.5, "volume": 2.5}}, "user": "ann"},
        "progress": {"completion": 12.5, "filepos": 250, "printTime": 61, "printTimeLeft": 600,
                     "printTimeLeftOrigin": "printer"},
        "state": "Printing"})"));
}

TEST_CASE("a file on the printer's card, and an estimate by extrapolation, are called so") {
    job_status s;
    s.selected = benchy();
    s.selected->origin = file_origin::sdcard;
    s.time_left_origin = estimate_origin::linear;
    const auto d = document::parse(json::job_document(s));
    CHECK(d["job"]["file"]["origin"] == "sdcard");
    CHECK(d["progress"]["printTimeLeftOrigin"] == "linear");
}

TEST_CASE("an empty file has no position") {
    job_status s;
    s.current = state::printing;
    s.selected = benchy();
    s.acknowledged = 0;
    CHECK(document::parse(json::job_document(s))["progress"]["filepos"] == 0);
    s.selected->size = 0;
    CHECK(document::parse(json::job_document(s))["progress"]["filepos"].is_null());
}

TEST_CASE("error is present only while there is one, and offline after an error has its own text") {
    job_status s;
    CHECK(!document::parse(json::job_document(s)).contains("error"));
    s.last_error = failure::printer_disconnected;
    const auto lost = document::parse(json::job_document(s));
    CHECK(lost["error"] == "The printer is gone");
    CHECK(lost["state"] == "Offline after error");
    s.current = state::error;
    CHECK(document::parse(json::job_document(s))["state"] == "Error");
}

TEST_CASE("names that are not UTF-8 are sent with replacement characters and nothing is thrown") {
    job_status s;
    s.selected = benchy();
    REQUIRE(s.selected->name.assign("a\xFF\"\n<b>.gcode"));
    REQUIRE(s.started_by.user.assign("\xC3"));
    const auto d = document::parse(json::job_document(s));
    CHECK(d["job"]["file"]["name"] == "a\xEF\xBF\xBD\"\n<b>.gcode");
    CHECK(d["job"]["user"] == "\xEF\xBF\xBD");
}

TEST_CASE("a number that is none is null") {
    job_status s;
    s.completion = std::numeric_limits<double>::quiet_NaN();
    s.selected = benchy();
    s.selected->analysis.filament[0] = filament_use{std::numeric_limits<double>::infinity(), 1};
    const auto d = document::parse(json::job_document(s));
    CHECK(d["progress"]["completion"].is_null());
    CHECK(d["job"]["filament"]["tool0"]["length"].is_null());

    facts f;
    f.tools[0].actual = std::numeric_limits<float>::infinity();
    CHECK(document::parse(
              json::printer_document(state::operational, failure::none, f))["temperature"]["tool0"]["actual"]
              .is_null());
}

TEST_CASE("tool0 and bed are always present, null while unknown; other heaters after their first report") {
    facts f;
    const auto temperature = [&] {
        return document::parse(json::printer_document(state::operational, failure::none, f))["temperature"];
    };
    CHECK(temperature() == document::parse(R"({"tool0": {"actual": null, "target": null, "offset": 0},
                                               "bed": {"actual": null, "target": null, "offset": 0}})"));
    f.tool_count = 2;
    f.tools[0] = {215.3F, 215.0F};
    f.tools[1] = {24.97F, 0.0F};
    f.bed = printjob::temperature{60.0F, 60.5F};
    f.chamber = printjob::temperature{30.0F, {}};
    CHECK(temperature() == document::parse(R"({"tool0": {"actual": 215.3, "target": 215.0, "offset": 0},
                                               "tool1": {"actual": 24.97, "target": 0.0, "offset": 0},
                                               "bed": {"actual": 60.0, "target": 60.5, "offset": 0},
                                               "chamber": {"actual": 30.0, "target": null, "offset": 0}})"));
}

TEST_CASE("the version document has what slicers require") {
    const auto d = document::parse(json::version_document);
    CHECK(d["api"] == "0.1");
    CHECK(d["server"] == PRINTJOB_VERSION_STRING);
    CHECK(d["text"].get<std::string>().starts_with("OctoPrint"));
}

TEST_CASE("an embedder's refusal keeps its name and sentence, escaped") {
    const auto d =
        document::parse(json::error_document({reason::precondition, "door_open", "The \"door\" is\\open"}));
    CHECK(d == document{{"error", "The \"door\" is\\open"}, {"reason", "door_open"}});
}
