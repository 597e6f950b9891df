#pragma once
// A printer in any row of the table, behind the API.

#include <printjob/http/job_api.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace http_test {

using namespace printjob;
using namespace std::chrono_literals;

inline constexpr std::array every_row{
    row::offline,  row::connecting,          row::operational,
    row::starting, row::starting_then_pause, row::printing,
    row::pausing,  row::pausing_then_resume, row::paused,
    row::resuming, row::cancelling,          row::finishing,
    row::error,
};
static_assert(every_row.size() == row_count);

inline file file_named(std::string_view path, std::uint64_t size = 1000) {
    file f;
    REQUIRE(f.name.assign(path.substr(path.rfind('/') + 1)));
    REQUIRE(f.path.assign(path));
    f.size = size;
    return f;
}

// Has boat.gcode and "parts/left arm.gcode", and notes what it was asked for.
struct two_files {
    std::string asked_for;

    result<file> find(std::string_view path) {
        asked_for = path;
        if (path == "boat.gcode" || path == "parts/left arm.gcode") return file_named(path);
        return tl::unexpected(io_error{fault::not_found});
    }
};

// A refusal of the embedder's own, switched on by a test.
struct switched_check {
    const bool* objects;

    std::optional<refusal> operator()(const check_context&) const {
        if (!*objects) return std::nullopt;
        return refusal{reason::precondition, "door_open", "The door is open"};
    }
};

/// What answers a request.
using answers = std::function<http::response(const http::request&)>;

/// How a test's request gets to the API: by a call. tests/http_servers sends it through a server instead.
inline std::function<http::response(const http::request&, const answers& api)> way_to_the_api =
    [](const http::request& asked, const answers& api) { return api(asked); };

/// A printer with a file selected (unless told otherwise), brought into a row by commands and reports only.
class printer_in {
public:
    explicit printer_in(row wanted, bool with_file = true) {
        happens(report_kind::connected);
        if (with_file) (void)control.select(file_named("first.gcode"), now);
        go_to(wanted);
        REQUIRE(control.current_row() == wanted);
        recorder.drain(control);
        recorder.events.clear();
    }

    // --- what a test does ---

    http::response handle(const http::request& asked) {
        return way_to_the_api(asked,
                              [this](const http::request& arrived) { return api.handle(arrived, now); });
    }
    http::response get(std::string_view target) { return handle({.target = target}); }
    http::response post(std::string_view body, std::string_view target = "/api/job") {
        return handle({.method = "POST",
                       .target = target,
                       .content_type = "application/json",
                       .body = body,
                       .user = "ann"});
    }
    void happens(report_kind what, failure why = failure::none) {
        printer.happens(what, why);
        control.advance(now);
    }
    void submit(command what) { REQUIRE(control.submit(what, now).has_value()); }

    // --- what a test looks at ---

    [[nodiscard]] nlohmann::json document(std::string_view target) {
        const auto told = get(target);
        REQUIRE(told.status == 200);
        REQUIRE(told.content_type == "application/json");
        return nlohmann::json::parse(told.body());
    }
    [[nodiscard]] std::string events() {
        recorder.drain(control);
        return recorder.take_words();
    }
    /// All that a client or the transport could notice, in one text.
    [[nodiscard]] std::string everything() {
        return printer.actions() + "|" + std::to_string(static_cast<int>(control.current_row())) + "|" +
               std::to_string(static_cast<unsigned>(control.job())) + "|" +
               std::string{get("/api/job").body()} + "|" + std::string{get("/api/printer").body()};
    }

    instant now{1h};
    testing::scripted_transport printer;
    bool door_open = false;
    controller<testing::scripted_transport, preconditions<switched_check>> control{
        printer, preconditions{switched_check{&door_open}}};
    two_files files;
    http::job_api<decltype(control), two_files> api{control, files};

private:
    void go_to(row wanted) {
        switch (wanted) {
        case row::offline: happens(report_kind::disconnected); return;
        case row::connecting:
            go_to(row::offline);
            happens(report_kind::connecting);
            return;
        case row::operational: return;
        case row::starting: submit(command::start); return;
        case row::starting_then_pause:
            go_to(row::starting);
            submit(command::pause);
            return;
        case row::printing:
            go_to(row::starting);
            happens(report_kind::started);
            return;
        case row::pausing:
            go_to(row::printing);
            submit(command::pause);
            return;
        case row::pausing_then_resume:
            go_to(row::pausing);
            submit(command::resume);
            return;
        case row::paused:
            go_to(row::pausing);
            happens(report_kind::paused);
            return;
        case row::resuming:
            go_to(row::paused);
            submit(command::resume);
            return;
        case row::cancelling:
            go_to(row::printing);
            submit(command::cancel);
            return;
        case row::finishing:
            go_to(row::printing);
            happens(report_kind::drained);
            return;
        case row::error: happens(report_kind::halted, failure::printer_error); return;
        }
    }

    testing::event_recorder recorder;
};

inline constexpr std::string_view to_start = R"({"command":"start"})";
inline constexpr std::string_view to_restart = R"({"command":"restart"})";
inline constexpr std::string_view to_toggle = R"({"command":"pause"})";
inline constexpr std::string_view to_pause = R"({"command":"pause","action":"pause"})";
inline constexpr std::string_view to_resume = R"({"command":"pause","action":"resume"})";
inline constexpr std::string_view to_cancel = R"({"command":"cancel"})";
inline constexpr std::string_view bad_action = R"({"command":"pause","action":"stop"})";
inline constexpr std::string_view to_select = R"({"command":"select"})";
inline constexpr std::string_view to_select_and_print = R"({"command":"select","print":true})";
inline constexpr std::string_view m112 = R"({"command":"M112"})";
inline constexpr std::string_view boat = "/api/files/local/boat.gcode";

/// Success: 204 and no body.
inline void check_done(const http::response& given) {
    CHECK(given.status == 204);
    CHECK(given.body().empty());
    CHECK(given.content_type.empty());
}

/// An error with its status, its name for programs and its sentence for people.
inline void check_error(const http::response& given, int status, std::string_view name,
                        std::string_view sentence) {
    CHECK(given.status == status);
    CHECK(given.content_type == "application/json");
    CHECK(given.body() ==
          R"({"error": ")" + std::string{sentence} + R"(", "reason": ")" + std::string{name} + "\"}");
}

/// The status of an answer, with the reason of an error: "204", "409 job_active".
inline std::string in_short(const http::response& given) {
    if (given.body().empty()) return std::to_string(given.status);
    const auto body = nlohmann::json::parse(given.body());
    return std::to_string(given.status) + " " + body.at("reason").get<std::string>();
}

} // namespace http_test
