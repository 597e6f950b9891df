#pragma once
/// What the cases of the HTTP contract work with: a way to the API, checks of its answers, and a printer in
/// any row of the table.

#include <printjob/controller.hpp>
#include <printjob/http/job_api.hpp>
#include <printjob/http/message.hpp>
#include <printjob/job/preconditions.hpp>
#include <printjob/job/transitions.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/scripted_transport.hpp>
#include <printjob/time.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

namespace printjob::inline v0::testing {

/// The fixture of the contract's cases. It says how a request gets to the API: by a call, or through a server.
class http_fixture {
public:
    /// Answers a request, as a `job_api` does.
    using api = std::function<http::response(const http::request&)>;
    /// Takes a request to an API and returns its answer; nothing when none came.
    using way = std::function<std::optional<http::response>(const http::request&, const api&)>;

    /// Keeps the way.
    explicit http_fixture(way to_api) : to_api_{std::move(to_api)} {}

    case_log log; ///< what the cases write their failures into

    /// Returns the answer to a request; after a failure of the case an empty one, without asking.
    [[nodiscard]] http::response ask(const http::request& asked, const api& of) {
        if (log.has_failed()) return http::response::empty(0);
        auto came = to_api_(asked, of);
        if (came) return *std::move(came);
        log.fail("no answer came to " + std::string{asked.method} + " " + std::string{asked.target});
        return http::response::empty(0);
    }

    /// Checks for success: 204 and no body.
    void is_done(const http::response& given, std::source_location where = std::source_location::current()) {
        log.equal(given.status, 204, where);
        log.equal(given.body(), "", where);
        log.equal(given.content_type, "", where);
    }

    /// Checks for an error with its status, its name for programs and its sentence for people.
    void is_error(const http::response& given, int status, std::string_view name, std::string_view sentence,
                  std::source_location where = std::source_location::current()) {
        log.equal(given.status, status, where);
        log.equal(given.content_type, "application/json", where);
        log.equal(given.body(),
                  R"({"error": ")" + std::string{sentence} + R"(", "reason": ")" + std::string{name} + "\"}",
                  where);
    }

    /// Checks status and reason; see `in_short`.
    void is_short(const http::response& given, std::string_view expected,
                  std::source_location where = std::source_location::current()) {
        log.equal(in_short(given), expected, where);
    }

    /// Returns the status of an answer, with the reason of an error: "204", "409 job_active".
    [[nodiscard]] static std::string in_short(const http::response& given) {
        std::string words = std::to_string(given.status);
        if (given.body().empty()) return words;
        const auto body = nlohmann::json::parse(given.body(), nullptr, false);
        const bool has_reason = body.is_object() && body.contains("reason") && body["reason"].is_string();
        return words + " " + (has_reason ? body["reason"].get<std::string>() : "without a reason");
    }

private:
    way to_api_;
};

} // namespace printjob::inline v0::testing

/// The HTTP contract of docs/contract.md, as cases.
namespace printjob::inline v0::testing::http_contract {

using namespace std::chrono_literals;

/// All rows of the table.
inline constexpr std::array every_row{
    row::offline,  row::connecting,          row::operational,
    row::starting, row::starting_then_pause, row::printing,
    row::pausing,  row::pausing_then_resume, row::paused,
    row::resuming, row::cancelling,          row::finishing,
    row::error,
};
static_assert(every_row.size() == row_count);

/// Returns a file of that path; its name is the last part. An empty one if the path is too long.
[[nodiscard]] inline file file_named(std::string_view path, std::uint64_t size = 1000) {
    file f;
    if (!f.name.assign(path.substr(path.rfind('/') + 1)) || !f.path.assign(path)) return {};
    f.size = size;
    return f;
}

/// A catalogue of "boat.gcode" and "parts/left arm.gcode" that notes what it was asked for.
struct two_files {
    std::string asked_for; ///< the path of the last question

    /// Returns the file of that path, or `fault::not_found`.
    [[nodiscard]] result<file> find(std::string_view path) {
        asked_for = path;
        if (path == "boat.gcode" || path == "parts/left arm.gcode") return file_named(path);
        return tl::unexpected(io_error{fault::not_found});
    }
};

/// A check of the embedder's own that refuses while a switch is on.
struct switched_check {
    const bool* objects; ///< the switch

    /// Returns a refusal with the name `door_open`.
    [[nodiscard]] std::optional<refusal> operator()(const check_context&) const {
        if (!*objects) return std::nullopt;
        return refusal{reason::precondition, "door_open", "The door is open"};
    }
};

/// A printer, with a file selected unless told otherwise, that commands and reports alone brought into a row;
/// and the API over it.
class printer_in {
public:
    /// Brings it into the row, where a failure of the case is written down if that does not go. Refers to the
    /// fixture.
    printer_in(http_fixture& w, row wanted, bool with_file = true) : fixture_{w} {
        happens(report_kind::connected);
        if (with_file) (void)control.select(file_named("first.gcode"), now);
        go_to(wanted);
        is_in(wanted);
        recorder_.drain(control);
        recorder_.events.clear();
    }
    printer_in(const printer_in&) = delete;
    printer_in& operator=(const printer_in&) = delete;

    // --- what a case does ---

    /// Sends a request.
    [[nodiscard]] http::response handle(const http::request& asked) {
        return fixture_.ask(asked, [this](const http::request& arrived) { return api.handle(arrived, now); });
    }
    /// Sends GET.
    [[nodiscard]] http::response get(std::string_view target) { return handle({.target = target}); }
    /// Sends POST with a body of JSON, by the user "ann".
    [[nodiscard]] http::response post(std::string_view body, std::string_view target = "/api/job") {
        return handle({.method = "POST",
                       .target = target,
                       .content_type = "application/json",
                       .body = body,
                       .user = "ann"});
    }
    /// Makes the printer report something.
    void happens(report_kind what, failure why = failure::none) {
        printer.happens(what, why);
        control.advance(now);
    }
    /// Makes the printer report a failure with its diagnosis.
    void happens(report_kind what, failure why, const diagnosis& details) {
        printer.happens(what, why, details);
        control.advance(now);
    }
    /// Submits a command without the API; it must be accepted.
    void submit(command what) {
        fixture_.log.check(control.submit(what, now).has_value(), "the way into the row is open");
    }

    // --- what a case looks at ---

    /// Checks the row.
    void is_in(row expected, std::source_location where = std::source_location::current()) {
        const row came = control.current_row();
        fixture_.log.check(came == expected,
                           "expected " + std::string{name(state_of(expected))} + ", came " +
                               std::string{name(state_of(came))} + " (or another row of this state)",
                           where);
    }
    /// Returns a document; an empty object when it did not come.
    [[nodiscard]] nlohmann::json document(std::string_view target) {
        const auto told = get(target);
        fixture_.log.equal(told.status, 200);
        fixture_.log.equal(told.content_type, "application/json");
        auto read = nlohmann::json::parse(told.body(), nullptr, false);
        fixture_.log.check(read.is_object(), "the document is a JSON object");
        return read.is_object() ? read : nlohmann::json::object();
    }
    /// Returns the events since the last look, in words.
    [[nodiscard]] std::string events() {
        recorder_.drain(control);
        return recorder_.take_words();
    }
    /// Returns all that a client or the transport could notice, in one text.
    [[nodiscard]] std::string everything() {
        return printer.actions() + "|" + std::to_string(static_cast<int>(control.current_row())) + "|" +
               std::to_string(static_cast<unsigned>(control.job())) + "|" +
               std::string{get("/api/job").body()} + "|" + std::string{get("/api/printer").body()};
    }

    instant now{1h};            ///< the time of every request and report
    scripted_transport printer; ///< what the commands come to
    bool door_open = false;     ///< whether the embedder's own check refuses
    two_files files;            ///< what may be selected
    preconditions<switched_check> checks{switched_check{&door_open}}; ///< the embedder's own
    controller<scripted_transport, preconditions<switched_check>> control{printer,
                                                                          checks}; ///< the job control
    http::job_api<decltype(control), two_files> api{control, files};               ///< the API over all of it

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

    http_fixture& fixture_;
    event_recorder recorder_;
};

// --- bodies and paths that many cases send ---

/// Begins the selected file.
inline constexpr std::string_view to_start = R"({"command":"start"})";
/// Begins the paused job anew.
inline constexpr std::string_view to_restart = R"({"command":"restart"})";
/// Pauses, or resumes what is paused.
inline constexpr std::string_view to_toggle = R"({"command":"pause"})";
/// Pauses.
inline constexpr std::string_view to_pause = R"({"command":"pause","action":"pause"})";
/// Resumes.
inline constexpr std::string_view to_resume = R"({"command":"pause","action":"resume"})";
/// Cancels.
inline constexpr std::string_view to_cancel = R"({"command":"cancel"})";
/// An action that does not exist.
inline constexpr std::string_view bad_action = R"({"command":"pause","action":"stop"})";
/// Selects the file of the path.
inline constexpr std::string_view to_select = R"({"command":"select"})";
/// Selects and prints it.
inline constexpr std::string_view to_select_and_print = R"({"command":"select","print":true})";
/// The emergency stop.
inline constexpr std::string_view m112 = R"({"command":"M112"})";
/// A file that the catalogue has.
inline constexpr std::string_view boat = "/api/files/local/boat.gcode";

} // namespace printjob::inline v0::testing::http_contract
