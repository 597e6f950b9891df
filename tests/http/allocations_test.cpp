#include "../count_allocations.hpp"
#include <printjob/http/job_api.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

using namespace printjob;

namespace {

// A transport that allocates nothing: what is counted is the API's.
class silent_transport {
public:
    bool present = true;

    std::optional<refusal> start(job_id, const file&, instant) { return std::nullopt; }
    std::optional<refusal> restart(job_id, const file&, instant) { return std::nullopt; }
    void pause(instant) {}
    void resume(instant) {}
    void cancel(instant) {}
    void emergency_stop(instant) {}
    void handle_time(instant) {}
    [[nodiscard]] instant next_deadline() const { return never; }
    std::optional<report> poll_report() {
        if (!present || told_) return std::nullopt;
        told_ = true;
        return report::of_printer(report_kind::connected);
    }

private:
    bool told_ = false;
};

struct one_file {
    result<file> find(std::string_view path) {
        file f;
        (void)f.name.assign(path);
        return f;
    }
};

// Allocates what the parser does for a body, and nothing else.
std::size_t of_parser(std::string_view body) {
    return counted::in([&] { (void)json::read_job_command(body); });
}

constexpr std::string_view start = R"({"command":"start"})";

} // namespace

TEST_CASE("answering a command allocates what the parser allocates for its body, and nothing else") {
    silent_transport printer;
    controller control{printer};
    one_file files;
    http::job_api api{control, files};
    control.advance(instant{});

    const auto of_answer = [&](std::string_view target, std::string_view body) {
        return counted::in([&] {
            (void)api.handle({.method = "POST",
                              .target = target,
                              .content_type = "application/json; charset=utf-8",
                              .body = body,
                              .user = "a name longer than a small string would keep inside itself"},
                             instant{});
        });
    };
    CHECK(of_answer("/api/files/local/a%20file%20with%20a%20long%20name.gcode", R"({"command":"select"})") ==
          of_parser(R"({"command":"select"})"));
    // start is accepted, then refused; and so on through a job's life.
    for (const std::string_view body :
         {start, start, std::string_view{R"({"command":"pause"})"},
          std::string_view{R"({"command":"restart"})"}, std::string_view{R"({"command":"cancel"})"},
          std::string_view{R"({"command":"cancel"})"},
          std::string_view{R"({"command":"pause","action":"no such action"})"},
          std::string_view{R"({"command":1})"}, std::string_view{"{"}})
        CHECK(of_answer("/api/job", body) == of_parser(body));
    CHECK(of_parser(start) > 0);
    CHECK(of_answer("/api/printer/command", R"({"command":"M112"})") == of_parser(R"({"command":"M112"})"));
}

TEST_CASE("a document allocates once, for its text") {
    silent_transport printer;
    const auto door_is_open = [](const check_context&) -> std::optional<refusal> {
        return refusal{reason::precondition, "door_open_and_a_name_that_no_small_string_keeps_inside",
                       "The door is open"};
    };
    controller control{printer, preconditions{door_is_open}};
    one_file files;
    http::job_api api{control, files};
    control.advance(instant{});
    file selected;
    REQUIRE(selected.name.assign("a name that no small string keeps inside.gcode"));
    REQUIRE(selected.path.assign("a folder/a name that no small string keeps inside.gcode"));
    selected.size = 123'456'789;
    selected.date = 1'700'000'000;
    selected.analysis.filament[0] = filament_use{1234.5, 2.5};
    REQUIRE(control.select(selected, instant{}).has_value());

    const auto of = [&](const http::request& asked) {
        return counted::in([&] { (void)api.handle(asked, instant{}); });
    };
    CHECK(of({.target = "/api/job"}) == 1);
    CHECK(of({.target = "/api/printer"}) == 1);
    const http::request refused{
        .method = "POST", .target = "/api/job", .content_type = "application/json", .body = start};
    CHECK(api.handle(refused, instant{}).status == 409);
    CHECK(of(refused) == of_parser(start) + 1);
}

TEST_CASE("what is refused before the body is read allocates nothing") {
    silent_transport printer;
    printer.present = false;
    controller control{printer};
    http::job_api api{control};
    const auto of = [&](const http::request& asked) {
        return counted::in([&] { (void)api.handle(asked, instant{}); });
    };
    const std::string large(5000, ' ');
    http::request asked{.method = "POST", .target = "/nowhere", .content_type = "text/plain", .body = start};
    CHECK(of(asked) == 0);
    asked.target = "/api/version";
    CHECK(of(asked) == 0);
    asked.target = "/api/job";
    asked.authorised = false;
    CHECK(of(asked) == 0);
    asked.authorised = true;
    CHECK(of(asked) == 0);
    CHECK(api.handle(asked, instant{}).status == 409);

    printer.present = true;
    control.advance(instant{});
    CHECK(of(asked) == 0);
    asked.content_type = "application/json";
    asked.body = large;
    CHECK(of(asked) == 0);
    CHECK(api.handle(asked, instant{}).status == 413);
    CHECK(of({.method = "GET", .target = "/api/version"}) == 0);
}
