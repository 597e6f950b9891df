#include "../json/json_test_suite.hpp"
#include "printer_in.hpp"
#include <printjob/host/synchronized.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace http_test;

static_assert(http::job_control<controller<testing::scripted_transport>>);
static_assert(http::job_control<synchronized<testing::scripted_transport>>);
static_assert(http::file_catalogue<two_files>);
static_assert(http::file_catalogue<const http::no_files>);

namespace {

/// Job control that another thread changes between any two looks.
struct restless {
    mutable int looks = 0;

    [[nodiscard]] state current() const { return ++looks % 2 == 1 ? state::operational : state::error; }
    [[nodiscard]] answer dry_run(command) const { return acceptance::already; }
    [[nodiscard]] job_status status(instant) const {
        job_status seen;
        seen.current = current();
        return seen;
    }
    [[nodiscard]] printer_snapshot snapshot(instant now) const {
        printer_snapshot seen{status(now), {}};
        seen.printer.tools[0].actual = static_cast<float>(looks);
        return seen;
    }
    answer submit(command, instant, const actor&) { return acceptance::already; }
    answer select(const file&, instant, const actor&) { return acceptance::already; }
    answer print(const file&, instant, const actor&) { return acceptance::already; }
};

} // namespace

TEST_CASE(
    "a document of the printer is made from one snapshot: its state and its temperatures are consistent") {
    restless control;
    http::job_api api{control};
    const auto given = api.handle({.target = "/api/printer"}, {});
    CHECK(control.looks == 1);
    const auto document = nlohmann::json::parse(given.body());
    CHECK(document["state"]["text"] == "Operational");
    CHECK(document["temperature"]["tool0"]["actual"] == 1.0);
    CHECK(api.handle({.target = "/api/printer"}, {}).status == 409);
    CHECK(control.looks == 2);
    (void)api.handle({.target = "/api/job"}, {});
    CHECK(control.looks == 3);
}

TEST_CASE("no file of JSONTestSuite has an effect on a printer that could start: 316 are 400, two are 413") {
    if (!json_test_suite::is_here()) {
        MESSAGE("skipped: JSONTestSuite is not at " << json_test_suite::folder().string());
        return;
    }
    printer_in p{row::operational};
    const std::string before = p.everything();
    int malformed = 0;
    int too_large = 0;
    for (const auto& each : json_test_suite::decisions) {
        const auto given = p.post(json_test_suite::content_of(each.name));
        if (given.status == 400) ++malformed;
        if (given.status == 413) ++too_large;
    }
    CHECK(malformed == 316);
    CHECK(too_large == 2);
    CHECK(p.everything() == before);
}

TEST_CASE("a default request asks for a path that is not there") {
    printer_in p{row::operational};
    CHECK(in_short(p.handle({})) == "404 not_found");
}

TEST_CASE("an empty target is a path that is not there, and methods are compared with their case") {
    printer_in p{row::operational};
    CHECK(in_short(p.handle({.target = ""})) == "404 not_found");
    for (const std::string_view method : {"post", "Get", "head", ""})
        CHECK(in_short(p.handle({.method = method, .target = "/api/job"})) == "405 method_not_allowed");
}

TEST_CASE("the user of a request is the actor, in events and in the job") {
    printer_in p{row::operational};
    check_done(p.post(to_start));
    bool told = false;
    while (const auto what = p.control.poll_event())
        if (what->kind() == event_kind::print_started) {
            told = true;
            CHECK(what->by().from == source::user);
            CHECK(what->by().user == "ann");
        }
    CHECK(told);
}

TEST_CASE("a user's name of 64 bytes is kept; a longer one is left out, and the command is accepted") {
    for (const std::size_t length : {64U, 65U}) {
        printer_in p{row::operational};
        const std::string name(length, 'u');
        check_done(p.handle({.method = "POST",
                             .target = "/api/job",
                             .content_type = "application/json",
                             .body = to_start,
                             .user = name}));
        const auto user = p.document("/api/job")["job"]["user"];
        if (length == 64)
            CHECK(user == name);
        else
            CHECK(user.is_null());
    }
}

TEST_CASE("a file's path reaches the catalogue decoded, and only after the body was found sound") {
    printer_in p{row::operational};
    CHECK(p.post(to_select, "/api/files/local/%2E%2E/a%20b?x=y").status == 404);
    CHECK(p.files.asked_for == "../a b");
    p.files.asked_for.clear();
    CHECK(p.post("{", boat).status == 400);
    CHECK(p.post(to_select, "/api/files/local/a%zz").status == 404);
    CHECK(p.post(to_select, "/api/files/local/a%00").status == 404);
    CHECK(p.post(to_select, "/api/files/local/" + std::string(257, 'a')).status == 404);
    CHECK(p.files.asked_for.empty());
}

TEST_CASE(
    "a select of the catalogue's unknown file changes nothing, and neither does one while a job is active") {
    printer_in idle{row::operational};
    CHECK(in_short(idle.post(to_select_and_print, "/api/files/local/none")) == "404 not_found");
    CHECK(idle.document("/api/job")["job"]["file"]["name"] == "first.gcode");
    printer_in printing{row::printing};
    CHECK(in_short(printing.post(to_select_and_print, "/api/files/local/none")) == "404 not_found");
}

TEST_CASE("M112 in a list, among other lines, is the emergency stop") {
    printer_in p{row::printing};
    check_done(p.post(R"({"commands":["G28","M112"]})", "/api/printer/command"));
    CHECK(p.printer.actions() == "start emergency_stop");
    CHECK(p.control.last_outcome() == outcome::failed);
    CHECK(p.document("/api/job")["error"] == "Emergency stop");
}

TEST_CASE("a bad body of a printer command is refused like any other") {
    printer_in p{row::connecting};
    CHECK(in_short(p.post("{", "/api/printer/command")) == "400 malformed_json");
    CHECK(in_short(p.post("{}", "/api/printer/command")) == "400 unknown_command");
    CHECK(in_short(p.post(R"({"command":"G1"})", "/api/printer/command")) == "400 only_emergency_stop");
    CHECK(in_short(p.post(std::string(5000, ' '), "/api/printer/command")) == "413 body_too_large");
    CHECK(in_short(p.handle({.method = "POST", .target = "/api/printer/command", .body = m112})) ==
          "415 not_json");
}

TEST_CASE("a bad action is judged after toggle's preconditions, an embedder's included") {
    printer_in p{row::paused};
    CHECK(in_short(p.post(bad_action)) == "400 unknown_action");
    p.door_open = true;
    CHECK(in_short(p.post(bad_action)) == "409 door_open");
}

TEST_CASE("a transport's refusal in its own words reaches the client") {
    printer_in p{row::operational};
    p.printer.refuse_start = refusal{reason::precondition, "card_missing", "No card is in the printer"};
    const auto given = p.post(to_start);
    CHECK(given.status == 409);
    CHECK(nlohmann::json::parse(given.body()) ==
          nlohmann::json{{"error", "No card is in the printer"}, {"reason", "card_missing"}});
}
