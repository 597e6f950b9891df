// A request to the API, of a printer with any history. The answer is the one that the contract demands,
// written down here a second time; a request that is refused, or that only reads, changes nothing.
//
// An input is five parts, each ended by a line feed but the last: what happened before, one letter each (see
// `happens`); method and target; the content type; the user; the body.

#include "fuzz.hpp"
#include <printjob/http/job_api.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/scripted_transport.hpp>
#include <printjob/testing/simulation/contract.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace printjob;
using namespace std::chrono_literals;
using fuzz::require;

file file_named(std::string_view path) {
    file found;
    require(found.name.assign(path.substr(path.rfind('/') + 1)) && found.path.assign(path),
            "the path is short");
    found.size = 1000;
    return found;
}

/// The files of the host.
struct two_files {
    [[nodiscard]] static bool has(std::string_view path) {
        return path == "boat.gcode" || path == "parts/left arm.gcode";
    }
    [[nodiscard]] static result<file> find(std::string_view path) {
        if (has(path)) return file_named(path);
        return tl::unexpected(io_error{fault::not_found});
    }
};

/// A check of the embedder's own.
struct door_check {
    const bool* is_open;

    [[nodiscard]] std::optional<refusal> operator()(const check_context&) const {
        if (!*is_open) return std::nullopt;
        return refusal{reason::precondition, "door_open", "The door is open"};
    }
};

/// A printer, its job control and the API.
class workshop {
public:
    /// One letter of the history.
    void happens(char what) {
        switch (what) {
        case 'o': report(report_kind::connecting); break;
        case 'O': report(report_kind::connected); break;
        case 'X': report(report_kind::disconnected, failure::printer_disconnected); break;
        case 'Z': report(report_kind::reset, failure::printer_reset); break;
        case 'H': report(report_kind::halted, failure::printer_error); break;
        case 'b': report(report_kind::started); break;
        case 'p': report(report_kind::paused); break;
        case 'r': report(report_kind::resumed); break;
        case 'c': report(report_kind::cancelled); break;
        case 'd': report(report_kind::drained); break;
        case 'f': report(report_kind::finished); break;
        case 'F': report(report_kind::failed, failure::line_refused); break;
        case 's': (void)control.select(file_named("boat.gcode"), now); break;
        case 'D': door_is_open = !door_is_open; break;
        case 'N': is_authorised = !is_authorised; break;
        case 'L': printer.current_facts.position_lost = !printer.current_facts.position_lost; break;
        case 'V':
            if (printer.refuse_start)
                printer.refuse_start.reset();
            else
                printer.refuse_start = refuse(reason::file_not_readable, intent::start);
            break;
        case 't': now += 1min; break;
        default:
            if (const auto asked = fuzz::command_of(what)) submit(*asked);
        }
        recorder.drain(control);
        recorder.events.clear();
    }

    [[nodiscard]] http::response handle(const http::request& asked) { return api.handle(asked, now); }

    /// All that a client or the printer could notice.
    [[nodiscard]] std::string everything() {
        const auto got = [&](std::string_view target) {
            return std::string{api.handle({.target = target}, now).body()};
        };
        recorder.drain(control);
        return printer.actions() + '|' + std::to_string(static_cast<int>(control.current_row())) + '|' +
               std::to_string(static_cast<unsigned>(control.job())) + '|' + got("/api/job") + '|' +
               got("/api/printer") + '|' + std::to_string(recorder.events.size());
    }

    /// What the contract's table answers to a command now, and then the embedder's check. `opens`: whether
    /// the file can be opened that a start would print.
    [[nodiscard]] table::verdict specified(intent asked, bool opens) const {
        const testing::command_view in{.where = control.current_row(),
                                       .job = control.job(),
                                       .file_opens = opens,
                                       .position_lost = printer.current_facts.position_lost};
        const table::verdict is = testing::specified_answer(asked, in);
        const bool resumes =
            control.current() == state::paused && (asked == intent::resume || asked == intent::toggle);
        const bool is_guarded = resumes || asked == intent::start || asked == intent::restart;
        return is == table::verdict::accepted && is_guarded && door_is_open ? table::verdict::refused : is;
    }
    [[nodiscard]] bool selection_opens() const {
        return control.status(now).selected && !printer.refuse_start;
    }

    instant now{1h};
    bool door_is_open = false;
    bool is_authorised = true;
    testing::scripted_transport printer;
    testing::event_recorder recorder;
    controller<testing::scripted_transport, preconditions<door_check>> control{
        printer, preconditions{door_check{&door_is_open}}};
    two_files files;
    http::job_api<decltype(control), two_files> api{control, files};

private:
    void report(report_kind what, failure why = failure::none) {
        printer.happens(what, why);
        control.advance(now);
    }
    void submit(command what) { (void)control.submit(what, now); }
};

std::string in_lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

/// Whether a content type is JSON: `application/json` or `application/<something>+json`, whatever its
/// parameters.
bool says_json(std::string_view content_type) {
    std::string type = in_lower_case(content_type.substr(0, content_type.find(';')));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t'))
        type.pop_back();
    type = std::string{fuzz::without_blanks(type)};
    if (!type.starts_with("application/") || type.find_first_of(" \t") != std::string::npos) return false;
    const std::string subtype = type.substr(std::string_view{"application/"}.size());
    return subtype == "json" || (subtype.size() > 5 && subtype.ends_with("+json"));
}

/// A path with its percent-encoding undone; nothing when that cannot be, or names no file.
std::optional<std::string> decoded(std::string_view path) {
    std::string plain;
    for (std::size_t i = 0; i < path.size(); ++i) {
        char c = path[i];
        if (c == '%') {
            const std::string_view digits = path.substr(i + 1, 2);
            const bool good = digits.size() == 2 &&
                              digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
            if (!good) return std::nullopt;
            c = static_cast<char>(std::stoi(std::string{digits}, nullptr, 16));
            i += 2;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') return std::nullopt;
        plain += c;
    }
    if (plain.empty() || plain.size() > 256) return std::nullopt;
    return plain;
}

/// What the contract demands of a request.
struct demand {
    int status;
    bool changes = false; ///< a command is carried out or remembered
    bool begins = false;  ///< a job begins, for the user who asks
};

demand of_verdict(table::verdict is, intent asked) {
    if (is == table::verdict::refused) return {409};
    const bool begins = asked == intent::start || asked == intent::restart;
    return {204, is != table::verdict::already, begins};
}

demand of_fault(json::body_fault what) {
    return {what == json::body_fault::too_large ? 413 : 400};
}

/// The order of the checks that the contract states; a printer that is `ready` takes commands.
std::optional<demand> before_the_body(const http::request& asked, bool ready) {
    if (!ready) return demand{409};
    if (!says_json(asked.content_type)) return demand{415};
    return std::nullopt;
}

demand demanded_of_job(const http::request& asked, const workshop& at) {
    if (const auto early = before_the_body(asked, is_operational(at.control.current()))) return *early;
    const auto read = json::read_job_command(asked.body);
    if (!read) return of_fault(read.error());
    const demand due =
        of_verdict(at.specified(intent_of(read->asked), at.selection_opens()), intent_of(read->asked));
    return read->unknown_action && due.status == 204 ? demand{400} : due;
}

demand demanded_of_file(const http::request& asked, std::string_view path, const workshop& at) {
    if (const auto early = before_the_body(asked, is_operational(at.control.current()))) return *early;
    const auto read = json::read_select_command(asked.body);
    if (!read) return of_fault(read.error());
    if (!two_files::has(path)) return {404};
    if (!read->print) return of_verdict(at.specified(intent::select, true), intent::select);
    return of_verdict(at.specified(intent::start, !at.printer.refuse_start), intent::start);
}

demand demanded_of_printer_command(const http::request& asked, const workshop& at) {
    if (const auto early = before_the_body(asked, at.control.current() != state::offline)) return *early;
    const auto read = json::read_printer_command(asked.body);
    if (!read) return of_fault(read.error());
    if (*read == json::printer_command::other_gcode) return {400};
    return of_verdict(at.specified(intent::emergency_stop, true), intent::emergency_stop);
}

demand demanded(const http::request& asked, const workshop& at) {
    constexpr std::string_view files = "/api/files/local/";
    const std::string_view path = asked.target.substr(0, asked.target.find('?'));
    const bool is_job = path == "/api/job";
    const bool is_file = path.starts_with(files);
    const bool is_printer_command = path == "/api/printer/command";
    const bool may_read = is_job || path == "/api/printer" || path == "/api/version";
    const bool may_write = is_job || path == "/api/control/job" || is_printer_command || is_file;
    if (!may_read && !may_write) return {404};
    const auto file_path = is_file ? decoded(path.substr(files.size())) : std::string{};
    if (!file_path) return {404};
    const bool reads = may_read && (asked.method == "GET" || asked.method == "HEAD");
    if (!reads && !(may_write && asked.method == "POST")) return {405};
    if (!asked.authorised) return {403};
    if (reads) return {path == "/api/printer" && !is_operational(at.control.current()) ? 409 : 200};
    if (is_file) return demanded_of_file(asked, *file_path, at);
    return is_printer_command ? demanded_of_printer_command(asked, at) : demanded_of_job(asked, at);
}

/// The body of an error says why, in words that are known, and nothing else.
void check_error(std::string_view body) {
    static const std::set<std::string> known{
        "not_operational",    "job_active",     "no_file_selected", "file_not_readable",   "not_paused",
        "no_active_job",      "job_is_ending",  "position_lost",    "door_open",           "malformed_json",
        "unknown_command",    "unknown_action", "forbidden",        "only_emergency_stop", "not_found",
        "method_not_allowed", "body_too_large", "not_json"};
    const auto document = nlohmann::json::parse(body, nullptr, false);
    require(document.is_object() && document.size() == 2, "an error is an object with two fields");
    require(document.contains("error") && document["error"].is_string(), "an error has a sentence");
    require(document.contains("reason") && document["reason"].is_string() &&
                known.contains(document["reason"].get<std::string>()),
            "an error has a reason that is known");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::text_of(data, size);
    workshop at;
    for (const char what : fuzz::take_line(rest))
        at.happens(what);

    const std::string_view line = fuzz::take_line(rest);
    const auto blank = std::min(line.find(' '), line.size());
    http::request asked{.method = line.substr(0, blank),
                        .target = line.substr(std::min(blank + 1, line.size())),
                        .content_type = fuzz::take_line(rest),
                        .body = {},
                        .authorised = at.is_authorised,
                        .user = fuzz::take_line(rest)};
    asked.body = rest;

    const demand due = demanded(asked, at);
    const std::string before = at.everything();
    const http::response given = at.handle(asked);
    const std::string after = at.everything();

    require(given.status == due.status, "the status is the contract's");
    require((given.status == 204) == given.body().empty(), "204 has no body, and everything else has one");
    require(given.content_type == (given.status == 204 ? "" : "application/json"),
            "a body is JSON and says so");
    require((given.status == 405) != given.allow.empty(), "405 says what is allowed, and nothing else does");
    require(due.changes || before == after, "what carries nothing out changes nothing");
    if (due.changes && due.status == 204) require(before != after, "an accepted command is never dropped");
    if (due.begins)
        require(at.control.status(at.now).started_by.user ==
                    (asked.user.size() <= actor{}.user.capacity ? asked.user : std::string_view{}),
                "a job is its user's, or nobody's when the name does not fit");
    if (given.status >= 400) check_error(given.body());
    if (given.status == 200)
        require(nlohmann::json::parse(given.body(), nullptr, false).is_object(), "a document is an object");
    return 0;
}
