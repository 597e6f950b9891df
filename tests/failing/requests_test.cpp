// Each allocation of a request fails in turn: nothing is lost, nothing has changed, and afterwards the request works.

#include "workshop.hpp"
#include <printjob/json/strict_body.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace failing;

namespace {

/// Where a request finds the job.
enum class stage : std::uint8_t { operational, printing, paused };

constexpr std::string_view content = "G28\nG1 X11 F6000\nG4 S60\nG1 X12 F6000\n";

void bring_to(workshop& at, stage wanted) {
    at.connect(content);
    if (wanted == stage::operational) return;
    REQUIRE(at.control.submit(command::start, at.clock.now()).has_value());
    at.until_executed("G4 S60");
    if (wanted == stage::printing) return;
    REQUIRE(at.control.submit(command::pause, at.clock.now()).has_value());
    at.until(state::paused);
}

/// Sends a request again and again, each time another allocation fails; returns how many did.
std::size_t fail_each_allocation_of(workshop& at, const http::request& asked, int status) {
    const std::string before = at.everything();
    int answered = 0;
    const std::size_t failed = fail_each_allocation([&] { answered = at.handle(asked).status; },
                                                    [&](const without_memory& is) {
                                                        CAPTURE(is.n);
                                                        CHECK(is.leaked == 0);
                                                        CHECK((is.threw || answered == 409));
                                                        CHECK(at.everything() == before);
                                                        answered = 0;
                                                    });
    CHECK(answered == status);
    if (status != 204) CHECK(at.everything() == before);
    if (status == 204) CHECK(at.everything() != before);
    return failed;
}

const std::string long_text(1500, 'x');

struct request_case {
    stage when;
    std::string_view target;
    std::string body;
    int status;
};

const std::vector<request_case> requests{
    {stage::operational, "/api/job", R"({"command":"start"})", 204},
    {stage::operational, "/api/control/job", R"({"command":"start"})", 204},
    {stage::printing, "/api/job", R"({"command":"pause"})", 204},
    {stage::printing, "/api/job", R"({"command":"pause","action":"pause"})", 204},
    {stage::printing, "/api/job", R"({"command":"cancel"})", 204},
    {stage::paused, "/api/job", R"({"command":"pause","action":"resume"})", 204},
    {stage::paused, "/api/job", R"({"command":"pause","action":"toggle"})", 204},
    {stage::paused, "/api/job", R"({"command":"restart"})", 204},
    {stage::paused, "/api/job", R"({"command":"cancel"})", 204},
    {stage::operational, "/api/files/local/job.gcode", R"({"command":"select"})", 204},
    {stage::operational, "/api/files/local/job%2Egcode", R"({"command":"select","print":true})", 204},
    {stage::printing, "/api/printer/command", R"({"command":"M112"})", 204},
    {stage::printing, "/api/printer/command", R"({"commands":["M117 a text that is long enough","M112"]})",
     204},
    {stage::operational, "/api/job", R"({"note":")" + long_text + R"(","command":"start"})", 204},
    {stage::operational, "/api/job",
     R"({"a":{"b":[{"c":[[{"d":")" + long_text + R"("}]]}]},"command":"start"})", 204},
    // What is refused.
    {stage::operational, "/api/job", R"({"a":[[[[[[[[[1]]]]]]]]],"command":"start"})", 400},
    {stage::operational, "/api/job", R"({"command":"start","note":)" + std::string(3000, '9') + "x}", 400},
    {stage::operational, "/api/job", R"({"command":"start","command":"start"})", 400},
    {stage::operational, "/api/job", R"({"command":"begin, a word that nobody knows and that is long"})",
     400},
    {stage::printing, "/api/job", R"({"command":"pause","action":"a word that nobody knows and long"})", 400},
    {stage::printing, "/api/job", R"({"command":"start"})", 409},
    {stage::printing, "/api/files/local/job.gcode", R"({"command":"select"})", 409},
    {stage::operational, "/api/files/local/nowhere/to/be/found.gcode", R"({"command":"select"})", 404},
    {stage::operational, "/api/printer/command", R"({"command":"G28 and more words than fit inside"})", 400},
};

} // namespace

TEST_CASE("a command for which there is no memory changes nothing and sends nothing; then it works") {
    for (const auto& each : requests) {
        CAPTURE(each.target);
        CAPTURE(each.body);
        workshop at;
        bring_to(at, each.when);
        const std::size_t failed = fail_each_allocation_of(at,
                                                           {.method = "POST",
                                                            .target = each.target,
                                                            .content_type = "application/json",
                                                            .body = each.body,
                                                            .user = "ann"},
                                                           each.status);
        CHECK(failed > 0);
    }
}

TEST_CASE("a precondition's own refusal, which needs memory for its words, refuses without it too") {
    workshop at;
    bring_to(at, stage::operational);
    at.door_open = true;
    CHECK(fail_each_allocation_of(at,
                                  {.method = "POST",
                                   .target = "/api/job",
                                   .content_type = "application/json",
                                   .body = R"({"command":"start"})"},
                                  409) > 0);
    at.door_open = false;
    CHECK(at.post(R"({"command":"start"})").status == 204);
}

TEST_CASE("a document for which there is no memory leaks nothing, in every stage of a job") {
    for (const auto when : {stage::operational, stage::printing, stage::paused}) {
        workshop at;
        bring_to(at, when);
        for (const std::string_view target : {"/api/job", "/api/printer"}) {
            CAPTURE(target);
            CHECK(fail_each_allocation_of(at, {.target = target}, 200) > 0);
        }
        CHECK(fail_each_allocation_of(at, {.target = "/api/version"}, 200) == 0);
    }
}

TEST_CASE("a document with escaped texts for which there is no memory leaks nothing") {
    workshop at;
    bring_to(at, stage::operational);
    // Escaped, it is longer than the room that a document asks for at first.
    const std::string by = "\xC3\xA9\xFF" + std::string(61, '\x01');
    REQUIRE(at.handle({.method = "POST",
                       .target = "/api/job",
                       .content_type = "application/json",
                       .body = R"({"command":"start"})",
                       .user = by})
                .status == 204);
    at.until_executed("G4 S60");
    CHECK(at.handle({.target = "/api/job"}).body().find("\xC3\xA9\xEF\xBF\xBD\\u0001") !=
          std::string_view::npos);
    at.marlin.say("!! " + std::string(90, '"'));
    at.until(state::error);
    CHECK(fail_each_allocation_of(at, {.target = "/api/job"}, 200) > 1);
}

TEST_CASE("a body over the limit is refused without asking for memory") {
    workshop at;
    bring_to(at, stage::operational);
    const std::string body = R"({"command":"start"})" + std::string(json::body_limit, ' ');
    CHECK(fail_each_allocation_of(
              at, {.method = "POST", .target = "/api/job", .content_type = "application/json", .body = body},
              413) == 0);
}

TEST_CASE(
    "a restart that finds no memory leaves the paused job as it was, and that can be resumed to its end") {
    workshop at;
    bring_to(at, stage::paused);
    for (std::size_t n = 1; n <= 4; ++n) {
        const failing_allocation fails{n};
        CHECK_THROWS_AS((void)at.control.submit(command::restart, at.clock.now()), std::bad_alloc);
        REQUIRE(fails.came());
    }
    CHECK(at.control.current() == state::paused);
    REQUIRE(at.control.submit(command::resume, at.clock.now()).has_value());
    at.until(state::operational);
    CHECK(at.control.with([](const auto& c) { return c.last_outcome(); }) == outcome::done);
    CHECK(at.executed.count("G1 X11 F6000") == 1);
    CHECK(at.executed.count("G1 X12 F6000") == 1);
}

TEST_CASE("the lock is free again after a call that found no memory") {
    workshop at;
    bring_to(at, stage::operational);
    {
        const failing_allocation fails{1};
        CHECK_THROWS_AS((void)at.control.submit(command::start, at.clock.now()), std::bad_alloc);
    }
    CHECK(at.control.current() == state::operational); // would wait for ever otherwise
    CHECK(at.control.submit(command::start, at.clock.now()).has_value());
}
