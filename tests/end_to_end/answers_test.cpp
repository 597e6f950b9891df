/// What clients are answered: refusals to the byte, and the documents that they index.

#include "connection.hpp"
#include "workbench.hpp"

#include <doctest/doctest.h>

using namespace end_to_end;
using namespace std::string_literals;

namespace {

const answer not_operational = error(409, "not_operational", "Printer is not operational");
const answer job_active =
    error(409, "job_active", "Printer already has an active print job, did you mean 'restart'?");
const answer not_paused =
    error(409, "not_paused", "Printer does not have an active print job or is not paused");
const answer nothing_to_pause = error(
    409, "no_active_job", "Printer is neither printing nor paused, 'pause' command cannot be performed");
const answer nothing_to_cancel = error(
    409, "no_active_job", "Printer is neither printing nor paused, 'cancel' command cannot be performed");

} // namespace

TEST_CASE("without a printer every command is refused, and the job can still be asked for") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    bench.write_file("job.gcode", marked_file(3));
    CHECK(bench.state() == "Offline");
    for (const auto* word : {"start", "restart", "pause", "cancel", "no such command"})
        CHECK(bench.command(word) == not_operational);
    CHECK(bench.select("job.gcode") == not_operational);
    CHECK(bench.client().post("/api/job", "not even JSON", "text/plain") == not_operational);
    CHECK(bench.client().get("/api/printer") == not_operational);

    bench.plug_in();
    CHECK(bench.reaches("Operational"));
}

TEST_CASE("an idle printer refuses what needs a job, and a start what needs a file") {
    workbench bench;
    INFO(bench);
    CHECK(bench.command("start") == error(409, "no_file_selected", "No file is selected"));
    bench.write_file("job.gcode", marked_file(3));
    REQUIRE(bench.select("job.gcode") == taken);
    CHECK(bench.command("restart") == not_paused);
    CHECK(bench.command("cancel") == nothing_to_cancel);
    for (const auto* action : {"", "pause", "resume", "toggle"})
        CHECK(bench.command("pause", action) == nothing_to_pause);
    CHECK(bench.state() == "Operational");
    CHECK(marked_in(bench.printer().executed()).empty());
}

TEST_CASE("a printing host refuses a second start and a restart") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(30));
    bench.write_file("other.gcode", marked_file(3));
    bench.printer().hold_at(marked_line(5));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("start") == job_active);
    CHECK(bench.command("restart") == not_paused);
    CHECK(bench.select("other.gcode") == error(409, "job_active", "A print job is active"));
    CHECK(bench.command("pause", "resume") == taken); // already
    bench.printer().release();
    CHECK(bench.is_done());
    CHECK(difference(marked_in(bench.printer().executed()), marked_lines(30)) == "");
}

TEST_CASE("requests that make no sense are refused, each with its own status") {
    workbench bench;
    INFO(bench);
    auto& client = bench.client();
    const answer invalid = error(400, "unknown_command", "command is invalid");
    const answer malformed = error(400, "malformed_json", "Malformed JSON");
    CHECK(client.post("/api/job", R"({"command":"Start"})") == invalid);
    CHECK(client.post("/api/job", R"({"command":["start"]})") == invalid);
    CHECK(client.post("/api/job", R"([])") == invalid);
    CHECK(client.post("/api/job", R"({"command":"start")") == malformed);
    CHECK(client.post("/api/job", "") == malformed);
    CHECK(client.post("/api/job", R"({"command":"start"})", "text/plain") ==
          error(415, "not_json", "Content type must be JSON"));
    CHECK(client.post("/api/nothing", "{}") == error(404, "not_found", "Not found"));
    CHECK(bench.select("nothing.gcode") == error(404, "not_found", "Not found"));
    const auto deleted = client.remove("/api/job");
    CHECK(deleted == error(405, "method_not_allowed", "Method not allowed"));
    CHECK(deleted.allow == "GET, HEAD, POST");
    CHECK(client.post("/api/control/job", R"({"command":"cancel"})") == nothing_to_cancel);

    bench.write_file("job.gcode", marked_file(30));
    bench.printer().hold_at(marked_line(5));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(bench.command("pause", "stop") == error(400, "unknown_action", "Unknown action"));
    CHECK(bench.state() == "Printing");
}

TEST_CASE("GET /api/job has every field that clients index, in every state") {
    workbench bench;
    INFO(bench);
    const auto check_fields = [&] {
        const auto given = bench.client().get("/api/job?history=true");
        CHECK(given.status == 200);
        CHECK(given.content_type == "application/json");
        const auto document = given.document();
        REQUIRE(document.is_object());
        for (const auto* field : {"name", "path", "display", "origin", "size", "date"})
            CHECK(document.at("job").at("file").contains(field));
        for (const auto* field :
             {"estimatedPrintTime", "averagePrintTime", "lastPrintTime", "filament", "user"})
            CHECK(document.at("job").contains(field));
        for (const auto* field :
             {"completion", "filepos", "printTime", "printTimeLeft", "printTimeLeftOrigin"})
            CHECK(document.at("progress").contains(field));
        CHECK(document.at("state").is_string());
        return document;
    };
    CHECK(check_fields().at("job").at("file").at("name").is_null());

    const auto text = marked_file(200);
    bench.write_file("job.gcode", text);
    bench.printer().hold_at(marked_line(100));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    const auto printing = check_fields();
    CHECK(printing.at("state") == "Printing");
    CHECK(printing.at("job").at("file").at("name") == "job.gcode");
    CHECK(printing.at("job").at("file").at("origin") == "local");
    CHECK(printing.at("job").at("file").at("size") == text.size());
    CHECK(printing.at("progress").at("completion") > 0);
    CHECK(printing.at("progress").at("completion") < 100);
    CHECK(printing.at("progress").at("filepos") <= text.find(marked_line(101)));
    bench.printer().release();
    CHECK(bench.is_done());
    const auto done = check_fields();
    CHECK(done.at("progress").at("completion") == 100);
    CHECK(done.at("progress").at("filepos") == text.size());
}

TEST_CASE("GET /api/printer has flags that exclude each other, and temperatures") {
    workbench bench;
    INFO(bench);
    bench.write_file("job.gcode", marked_file(100));
    const auto flags = [&] {
        const auto document = bench.client().get("/api/printer?exclude=sd").document();
        REQUIRE(document.is_object());
        const auto all = document.at("state").at("flags");
        CHECK_FALSE((all.at("printing") == true && all.at("paused") == true));
        CHECK(all.at("closedOrError") == false);
        CHECK(all.at("operational") == true);
        return all;
    };
    CHECK(flags().at("ready") == true);
    CHECK(eventually([&] {
        const auto document = bench.client().get("/api/printer").document();
        return document.at("temperature").at("tool0").at("actual").is_number() &&
               document.at("temperature").at("bed").at("actual").is_number();
    }));

    bench.printer().hold_at(marked_line(50));
    bench.start("job.gcode");
    REQUIRE(bench.printer().is_held());
    CHECK(flags().at("printing") == true);
    CHECK(flags().at("ready") == false);
    CHECK(bench.command("pause", "pause") == taken);
    CHECK(flags().at("pausing") == true);
    bench.printer().release();
    REQUIRE(bench.reaches("Paused"));
    CHECK(flags().at("paused") == true);
    CHECK(flags().at("printing") == false);
}

TEST_CASE("GET /api/version says what slicers look for") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    const auto document = bench.client().get("/api/version").document();
    REQUIRE(document.is_object());
    CHECK(document.at("api") == "0.1");
    CHECK(document.at("text").get<std::string>().starts_with("OctoPrint"));
}

TEST_CASE("with an API key set, nothing is answered or done without it") {
    workbench bench{{.options = {"--api-key", "correct horse"}, .plugged_in = false}};
    INFO(bench);
    const answer forbidden =
        error(403, "forbidden", "You don't have the permission to access the requested resource.");
    auto& client = bench.client();
    const headers right{{"X-Api-Key", "correct horse"}};
    bench.plug_in();
    REQUIRE(eventually(
        [&] { return client.get("/api/job", right).document().value("state", "") == "Operational"; }));
    for (const headers& wrong :
         {headers{}, headers{{"X-Api-Key", ""}}, headers{{"X-Api-Key", "correct hors"}},
          headers{{"X-Api-Key", "correct horse "s + "x"}}, headers{{"x-api-key", "Correct horse"}}}) {
        CHECK(client.get("/api/job", wrong) == forbidden);
        CHECK(client.get("/api/printer", wrong) == forbidden);
        CHECK(client.get("/api/files", wrong) == forbidden);
        CHECK(client.post("/api/job", R"({"command":"start"})", "application/json", wrong) == forbidden);
        CHECK(client.post_form("/api/files/local", {{"file", "G28\n", "a.gcode"}}, wrong) == forbidden);
    }
    CHECK(std::filesystem::is_empty(bench.files()));
    CHECK(client.post("/api/job", R"({"command":"start"})", "application/json", right) ==
          error(409, "no_file_selected", "No file is selected"));
}

TEST_CASE("without an API key a page in a browser can neither read nor command") {
    workbench bench;
    INFO(bench);
    const headers of_a_page{{"Origin", "http://example.org"}};
    CHECK(bench.client().get("/api/job", of_a_page).status == 403);
    CHECK(bench.client().post("/api/job", R"({"command":"cancel"})", "application/json", of_a_page).status ==
          403);
}
