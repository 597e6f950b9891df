#pragma once
/// The HTTP API: maps requests to commands, and answers to responses. No server, no socket.
///
/// The order in which a request is checked, each step with its own status:
///  1. the path (404), then the method (405 with `Allow`);
///  2. whether the caller is authorised (403);
///  3. whether the printer is operational (409), before the body is looked at;
///  4. the content type (415), the body's size (413), its JSON and its command (400);
///  5. whether the command can be carried out now (409), then a `pause`'s action (400);
///  6. then it is carried out (204, no body).
/// Source: the specification of OctoPrint's Job Control, and OctoPrint 1.11.8's behaviour where it is silent.

#include <printjob/http/errors.hpp>
#include <printjob/http/file_catalogue.hpp>
#include <printjob/http/job_control.hpp>
#include <printjob/http/media_type.hpp>
#include <printjob/http/message.hpp>
#include <printjob/http/target.hpp>
#include <printjob/json/command_reader.hpp>
#include <printjob/json/documents.hpp>
#include <printjob/json/printer_command_reader.hpp>
#include <printjob/json/select_reader.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace printjob::inline v0::http {

/// The resources of the API.
enum class resource : std::uint8_t { job, control_job, printer, version, printer_command, file };

/// A resource and its methods. HEAD is supported wherever GET is and gets the same response; the server
/// leaves the body out, as HTTP requires.
struct route {
    /// The resource.
    resource to;
    /// The path, or its beginning.
    std::string_view path;
    std::string_view allow; ///< the methods, as the `Allow` header lists them
    bool reads;             ///< GET and HEAD
    bool writes;            ///< POST
};

/// Every resource with a fixed path.
// Not `std::array routes{...}`: g++ 12 puts that into writable memory.
inline constexpr auto routes = std::array{
    route{resource::job, "/api/job", "GET, HEAD, POST", true, true},
    route{resource::control_job, "/api/control/job", "POST", false, true},
    route{resource::printer, "/api/printer", "GET, HEAD", true, false},
    route{resource::version, "/api/version", "GET, HEAD", true, false},
    route{resource::printer_command, "/api/printer/command", "POST", false, true},
};

/// The files of the host; a file's path follows.
inline constexpr route file_route{resource::file, "/api/files/local/", "POST", false, true};

/// OctoPrint's job API over any job control and any server. It has no state of its own, so any number of
/// threads may use it if `Control` and `Files` allow it. Both must outlive it.
template <class Control, class Files = no_files>
class job_api {
public:
    /// Makes an API without files: `POST /api/files/local/...` is not found.
    explicit job_api(Control& control)
        requires job_control<Control>
        : control_{control} {}

    /// Makes an API with files that clients may select and print.
    job_api(Control& control, Files& files)
        requires job_control<Control> && file_catalogue<Files>
        : control_{control}, files_{&files} {}

    /// Answers a request. `now` must not step back (`synchronized` ensures it). A response of 4xx means that
    /// nothing has changed; 204 means that the command takes effect now, is remembered for the next stable
    /// state, or changes nothing because the requested state holds already.
    [[nodiscard]] response handle(const request& asked, instant now) {
        const std::string_view path = path_of(asked.target);
        const route* const to = find(path);
        if (to == nullptr) return say(errors::not_found);
        std::optional<text<256>> file_path;
        if (to->to == resource::file) {
            file_path = decode_path(path.substr(file_route.path.size()));
            if (!file_path) return say(errors::not_found);
        }
        const bool reads = asked.method == "GET" || asked.method == "HEAD";
        if (!(reads && to->reads) && !(asked.method == "POST" && to->writes))
            return say(errors::method_not_allowed, to->allow);
        if (!asked.authorised) return say(errors::forbidden);

        switch (to->to) {
        case resource::job:
            return reads ? response::document(200, json::job_document(control_.status(now)))
                         : command_job(asked, now);
        case resource::control_job: return command_job(asked, now);
        case resource::printer: return show_printer(now);
        case resource::version: return response::constant(200, json::version_document);
        case resource::printer_command: return command_printer(asked, now);
        case resource::file: return select_file(file_path->view(), asked, now);
        }
        return say(errors::not_found);
    }

private:
    [[nodiscard]] const route* find(std::string_view path) const {
        for (const route& each : routes)
            if (path == each.path) return &each;
        return files_ != nullptr && path.starts_with(file_route.path) ? &file_route : nullptr;
    }

    [[nodiscard]] response command_job(const request& asked, instant now) {
        if (!is_operational(control_.current())) return say(reason::not_operational);
        if (!is_json(asked.content_type)) return say(errors::not_json);
        const auto read = json::read_job_command(asked.body);
        if (!read) return say(read.error());
        if (read->unknown_action) {
            const auto foreseen = control_.dry_run(read->asked);
            return foreseen ? say(errors::unknown_action) : say(foreseen.error());
        }
        return say(control_.submit(read->asked, now, actor_of(asked)));
    }

    [[nodiscard]] response select_file(std::string_view path, const request& asked, instant now) {
        if (!is_operational(control_.current())) return say(reason::not_operational);
        if (!is_json(asked.content_type)) return say(errors::not_json);
        const auto read = json::read_select_command(asked.body);
        if (!read) return say(read.error());
        const result<file> found = files_->find(path);
        if (!found) return say(errors::not_found);
        const actor by = actor_of(asked);
        return say(read->print ? control_.print(*found, now, by) : control_.select(*found, now, by));
    }

    /// Returns the response to a printer command. An emergency stop is accepted whenever there is a printer,
    /// whether it is operational or not.
    [[nodiscard]] response command_printer(const request& asked, instant now) {
        if (control_.current() == state::offline) return say(reason::not_operational);
        if (!is_json(asked.content_type)) return say(errors::not_json);
        const auto read = json::read_printer_command(asked.body);
        if (!read) return say(read.error());
        if (*read == json::printer_command::other_gcode) return say(errors::only_emergency_stop);
        return say(control_.submit(command::emergency_stop, now, actor_of(asked)));
    }

    [[nodiscard]] response show_printer(instant now) const {
        const printer_snapshot seen =
            control_.snapshot(now); // one snapshot, so that its parts are consistent
        if (!is_operational(seen.status.current)) return say(reason::not_operational);
        return response::document(
            200, json::printer_document(seen.status.current, seen.status.last_error, seen.printer));
    }

    /// Returns the actor. A user name that does not fit is left out: cut, it could be somebody else's, and it
    /// must not prevent a cancel.
    [[nodiscard]] static actor actor_of(const request& asked) {
        actor by{.from = source::user};
        (void)by.user.assign(asked.user);
        return by;
    }

    [[nodiscard]] static response say(const constant_error& what, std::string_view allow = {}) {
        return response::constant(what.status, what.body.view(), allow);
    }

    [[nodiscard]] static response say(reason why) { return say(refuse(why, command::start)); }

    [[nodiscard]] static response say(const refusal& no) {
        const std::string_view known = constant_body_of(no);
        return known.empty() ? response::document(409, json::error_document(no))
                             : response::constant(409, known);
    }

    [[nodiscard]] static response say(const answer& given) {
        return given ? response::empty(204) : say(given.error());
    }

    [[nodiscard]] static response say(json::body_fault what) {
        switch (what) {
        case json::body_fault::too_large: return say(errors::body_too_large);
        case json::body_fault::malformed: return say(errors::malformed_json);
        case json::body_fault::unknown_command: return say(errors::unknown_command);
        }
        return say(errors::malformed_json);
    }

    Control& control_;
    Files* files_ = nullptr;
};

template <class Control>
job_api(Control&) -> job_api<Control>;
template <class Control, class Files>
job_api(Control&, Files&) -> job_api<Control, Files>;

} // namespace printjob::inline v0::http
