#pragma once
// A command over HTTP: what parsing alone costs, and what the library makes of it.

#include <printjob/controller.hpp>
#include <printjob/http/job_api.hpp>
#include <printjob/json/command_reader.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace benchmarks {

inline constexpr std::string_view start_body = R"({"command":"start"})";
inline constexpr std::string_view toggle_body = R"({"command":"pause"})";
inline constexpr std::string_view pause_body = R"({"command":"pause","action":"pause"})";

/// The least that reads a command strictly with nlohmann's SAX parser: one object, `command` and `action`
/// once each and both strings, nothing nested deeply.
class bare_handler {
public:
    bool null() { return other(); }
    bool boolean(bool) { return other(); }
    bool number_integer(std::int64_t) { return other(); }
    bool number_unsigned(std::uint64_t) { return other(); }
    bool number_float(double, const std::string&) { return other(); }
    bool binary(nlohmann::json::binary_t&) { return other(); }
    bool string(const std::string& value) {
        if (depth_ != 1) return true;
        if (at_ == field::command) command = word(value);
        if (at_ == field::action) action = word(value);
        return true;
    }
    bool key(const std::string& name) {
        if (depth_ != 1) return true;
        at_ = field::unknown;
        if (name == "command") {
            if (command != 0) return false;
            at_ = field::command;
        } else if (name == "action") {
            if (action != 0) return false;
            at_ = field::action;
        }
        return true;
    }
    bool start_object(std::size_t) { return ++depth_ <= 8; }
    bool end_object() { return leave(); }
    bool start_array(std::size_t) { return ++depth_ <= 8; }
    bool end_array() { return leave(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) { return false; }

    int command = 0; ///< 1-based among `words`; 0 when there was none
    int action = 0;

private:
    enum class field : std::uint8_t { unknown, command, action };

    [[nodiscard]] static int word(std::string_view value) {
        constexpr std::array<std::string_view, 6> words{"start", "cancel", "restart",
                                                        "pause", "resume", "toggle"};
        for (std::size_t i = 0; i < words.size(); ++i)
            if (value == words[i]) return static_cast<int>(i) + 1;
        return -1;
    }
    bool other() { return depth_ != 1 || at_ == field::unknown; }
    bool leave() {
        --depth_;
        return true;
    }

    int depth_ = 0;
    field at_ = field::unknown;
};

/// Reads a body with nothing but the parser and the handler above.
inline int read_bare(std::string_view body) {
    bare_handler handler;
    if (!nlohmann::json::sax_parse(body.data(), body.data() + body.size(), &handler)) return -1;
    return handler.command * 16 + handler.action;
}

/// The limit: reads the bodies above by knowing them, and no other JSON.
inline int read_by_scanning(std::string_view body) {
    const auto take = [&body](std::string_view word) {
        if (!body.starts_with(word)) return false;
        body.remove_prefix(word.size());
        return true;
    };
    const auto word = [&take] {
        constexpr std::array<std::string_view, 6> words{R"("start")", R"("cancel")", R"("restart")",
                                                        R"("pause")", R"("resume")", R"("toggle")"};
        for (std::size_t i = 0; i < words.size(); ++i)
            if (take(words[i])) return static_cast<int>(i) + 1;
        return -1;
    };
    if (!take(R"({"command":)")) return -1;
    const int command = word();
    const int action = take(R"(,"action":)") ? word() : 0;
    return take("}") && body.empty() ? command * 16 + action : -1;
}

/// A printer that does at once what it is told, and keeps nothing of it.
class instant_printer {
public:
    [[nodiscard]] std::optional<printjob::refusal> start(printjob::job_id id, const printjob::file&,
                                                         printjob::instant) {
        job_ = id;
        tell(printjob::report_kind::started);
        return std::nullopt;
    }
    [[nodiscard]] std::optional<printjob::refusal> restart(printjob::job_id id, const printjob::file& what,
                                                           printjob::instant now) {
        return start(id, what, now);
    }
    void pause(printjob::instant) { tell(printjob::report_kind::paused); }
    void resume(printjob::instant) { tell(printjob::report_kind::resumed); }
    void cancel(printjob::instant) { tell(printjob::report_kind::cancelled); }
    void emergency_stop(printjob::instant) {}
    void handle_time(printjob::instant) {}
    [[nodiscard]] printjob::instant next_deadline() const { return printjob::never; }
    [[nodiscard]] std::optional<printjob::report> poll_report() {
        const auto said = next_;
        next_.reset();
        return said;
    }

    /// The printer is there.
    void connect() { next_ = printjob::report::of_printer(printjob::report_kind::connected); }

private:
    void tell(printjob::report_kind what) { next_ = printjob::report::of_job(job_, what); }

    printjob::job_id job_ = printjob::job_id::none;
    std::optional<printjob::report> next_;
};

/// The API over a job that is under way.
class printing_host {
public:
    printing_host() {
        using namespace printjob;
        printer_.connect();
        control_.advance(instant{});
        file what;
        if (!what.name.assign("vase.gcode") || !what.path.assign("vase.gcode")) std::abort();
        if (!control_.print(what, instant{})) std::abort();
        forget_events();
    }

    /// Answers a request.
    [[nodiscard]] printjob::http::response handle(const printjob::http::request& asked) {
        return api_.handle(asked, printjob::instant{});
    }

    /// Posts a body to `/api/job`.
    [[nodiscard]] printjob::http::response post(std::string_view body) {
        return handle(
            {.method = "POST", .target = "/api/job", .content_type = "application/json", .body = body});
    }

    /// The same without HTTP: reads the body and asks for what it says.
    [[nodiscard]] bool submit(std::string_view body) {
        const auto read = printjob::json::read_job_command(body);
        return read && control_.submit(read->asked, printjob::instant{});
    }

    void forget_events() {
        while (control_.poll_event()) {
        }
    }

private:
    instant_printer printer_;
    printjob::controller<instant_printer> control_{printer_};
    printjob::http::job_api<printjob::controller<instant_printer>> api_{control_};
};

} // namespace benchmarks
