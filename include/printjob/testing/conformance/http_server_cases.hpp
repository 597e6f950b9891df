#pragma once
/// Cases of an HTTP server besides the contract: HTTP itself, whole bodies, many clients at once, an end that
/// comes.

#include <printjob/host/now.hpp>
#include <printjob/host/synchronized.hpp>
#include <printjob/http/errors.hpp>
#include <printjob/http/job_api.hpp>
#include <printjob/json/documents.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/http_connection.hpp>
#include <printjob/testing/conformance/http_fixture.hpp>
#include <printjob/testing/conformance/http_server_fixture.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing::http_contract {

/// The header with the right key.
inline const std::string key_header = "X-Api-Key: " + http_server_fixture::right_key;
/// The header of a body in JSON.
inline const std::string json_header = "Content-Type: application/json";

/// Returns the header with a body's length.
[[nodiscard]] inline std::string length_header(std::string_view body) {
    return "Content-Length: " + std::to_string(body.size());
}
/// Returns the text of a GET with the right key.
[[nodiscard]] inline std::string get_text(std::string_view target) {
    return http_request_text("GET", target, {key_header});
}
/// Returns the text of a POST with the right key.
[[nodiscard]] inline std::string post_text(std::string_view body, std::string_view target = "/api/job") {
    return http_request_text("POST", target, {key_header, json_header, length_header(body)}, body);
}
/// Returns the text of the same with a body in chunks, which are given as they are sent.
[[nodiscard]] inline std::string chunked_text(std::string_view chunks) {
    return http_request_text("POST", "/api/job", {key_header, json_header, "Transfer-Encoding: chunked"},
                             chunks);
}

/// A printer that is ready for a job, served by the server under test.
class served_printer {
public:
    /// Connects the printer, selects a file, and has the server ask for it. Refers to the fixture.
    explicit served_printer(http_server_fixture& w) : fixture_{w} {
        printer.happens(report_kind::connected);
        control.advance(host::now());
        w.log.check(control.select(file_named("first.gcode"), host::now()).has_value(),
                    "the file can be selected");
        w.served().ask([this](const http::request& asked) { return api_.handle(asked, host::now()); });
    }
    served_printer(const served_printer&) = delete;
    served_printer& operator=(const served_printer&) = delete;
    // No request is under way any more when the rest goes.
    ~served_printer() { fixture_.served().ask({}); }

    /// Sends a request over a connection of its own. After a failure of the case nothing is sent.
    [[nodiscard]] http_reply ask(const std::string& text) const {
        if (fixture_.log.has_failed()) return {};
        http_connection client = fixture_.connect();
        client.send(text);
        return client.read().value_or(http_reply{});
    }
    /// Returns the status of the answer to a request; 0, when the server hung up without one.
    [[nodiscard]] int status_of(const std::string& text) const { return ask(text).status; }

    scripted_transport printer;                        ///< what the commands come to
    synchronized<scripted_transport> control{printer}; ///< the job control, for servers with threads
    two_files files;                                   ///< what may be selected

private:
    http_server_fixture& fixture_;
    http::job_api<decltype(control), two_files> api_{control, files};
};

/// Returns whether all that a client read is nothing, or an error of the client's.
[[nodiscard]] inline bool is_refusal(std::string_view told) {
    return told.empty() || told.starts_with("HTTP/1.1 4") || told.starts_with("HTTP/1.0 4");
}

/// Sends a text that is all of a client's, and checks that the server refuses it and hangs up.
inline void check_refused(http_server_fixture& w, std::string_view text) {
    http_connection client = w.connect();
    client.send(text);
    client.end();
    const auto told = client.read_to_end();
    w.log.check(told.has_value(), "the server hangs up");
    w.log.check(is_refusal(told.value_or("")), "it is refused, with 4xx or without an answer");
}

/// What HTTP demands of the server.
inline constexpr auto http_message_cases = std::to_array<suite_case<http_server_fixture>>({
    {"a success has no body, and the next answer follows it on the same connection",
     [](http_server_fixture& w) {
         const served_printer p{w};
         http_connection client = w.connect();
         client.send(post_text(to_start));
         const http_reply given = client.read().value_or(http_reply{});
         w.log.equal(given.status, 204);
         w.log.equal(given.header("content-type"), "");
         w.log.equal(given.header("transfer-encoding"), "");
         // None is right (RFC 9110, section 8.6); cpp-httplib says 0, which no client minds.
         const std::string length = given.header("content-length");
         w.log.check(length.empty() || length == "0", "a 204 has no length, or the length 0");
         client.send(get_text("/api/version"));
         w.log.equal(client.read().value_or(http_reply{}).status, 200);
     }},
    {"HEAD gets the head that GET gets, and no body",
     [](http_server_fixture& w) {
         const served_printer p{w};
         http_connection client = w.connect();
         for (const std::string_view target :
              {"/api/job", "/api/version", "/api/printer/command", "/nothing"}) {
             w.log.about(std::string{target});
             client.send(get_text(target));
             const auto whole = client.read();
             client.send(http_request_text("HEAD", target, {key_header}));
             // A body would stand before the next answer, and would not be read as one.
             const auto head = client.read(true);
             if (!w.log.check(whole && head, "both are answered")) return;
             w.log.equal(head->status, whole->status);
             w.log.equal(head->header("content-type"), whole->header("content-type"));
             w.log.equal(head->header("allow"), whole->header("allow"));
             const std::string length = head->header("content-length");
             w.log.check(length.empty() || length == whole->header("content-length"),
                         "the length is GET's, or there is none");
         }
     }},
    {"requests that come all at once are answered in their order, or not at all",
     [](http_server_fixture& w) {
         const served_printer p{w};
         http_connection client = w.connect();
         client.send(get_text("/api/version") + post_text("{") + get_text("/nothing") + post_text(to_start));
         int answered = 0;
         for (const int expected : {200, 400, 404, 204}) {
             const auto given = client.read();
             if (!given) break; // cpp-httplib forgets what came with another request, and hangs up
             w.log.equal(given->status, expected);
             ++answered;
         }
         w.log.check(answered > 0, "the first is answered");
         w.log.equal(p.printer.actions(), answered == 4 ? "start" : "");
     }},
    {"a request may come in pieces of one byte, and its body in chunks",
     [](http_server_fixture& w) {
         served_printer p{w};
         http_connection client = w.connect();
         for (const char c : post_text(to_start))
             client.send({&c, 1});
         w.log.equal(client.read().value_or(http_reply{}).status, 204);
         client.send(chunked_text("9\r\n{\"command\r\n9\r\n\":\"pause\"\r\n1\r\n}\r\n0\r\n\r\n"));
         w.log.equal(client.read().value_or(http_reply{}).status, 204);
         w.log.check(p.control.with([](const auto& control) { return control.current_row(); }) ==
                         row::starting_then_pause,
                     "the job will be paused");
     }},
    {"a body over 4 KiB is refused as the contract says, in chunks too",
     [](http_server_fixture& w) {
         const served_printer p{w};
         const std::string blanks(5000, ' ');
         for (const std::string& text :
              {post_text(blanks), chunked_text("1388\r\n" + blanks + "\r\n0\r\n\r\n")}) {
             const http_reply given = p.ask(text);
             w.log.equal(given.status, 413);
             w.log.equal(given.body, http::errors::body_too_large.body.view());
         }
     }},
    {"a body that nobody should send is refused or cut off, and others are served",
     [](http_server_fixture& w) {
         const served_printer p{w};
         http_connection greedy = w.connect();
         greedy.send(http_request_text("POST", "/api/job",
                                       {key_header, json_header, "Content-Length: 1000000000"},
                                       std::string(100'000, ' ')));
         w.log.equal(p.status_of(post_text(to_start)), 204);
         greedy.end();
         const auto told = greedy.read_to_end();
         w.log.check(told.has_value(), "the server hangs up");
         w.log.check(told.value_or("").empty() || told->starts_with("HTTP/1.1 413 "),
                     "it is 413, or there is no answer");
         w.log.equal(p.printer.actions(), "start");
     }},
    {"a target arrives as it was sent: it is decoded once, by the API",
     [](http_server_fixture& w) {
         served_printer p{w};
         struct path {
             std::string_view sent, arrives;
         };
         for (const path& each :
              {path{"100%2525", "100%25"}, path{"a%20b+c%2Fd%3Fe", "a b+c/d?e"},
               path{"%C3%A4?history=true", "\xC3\xA4"},
               path{"%2E%2E%2Fa", "../a"}, // keeping it in a folder is the catalogue's duty
               path{"a%00b", ""}, path{"a%0Ab", ""}}) {
             w.log.about(std::string{each.sent});
             p.files.asked_for.clear();
             w.log.equal(p.status_of(post_text(to_select, "/api/files/local/" + std::string{each.sent})),
                         404);
             w.log.equal(p.files.asked_for, each.arrives);
         }
     }},
    {"a method that nobody knows is refused, and changes nothing",
     [](http_server_fixture& w) {
         served_printer p{w};
         for (const std::string_view method :
              {"BREW", "post", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
             w.log.about(std::string{method});
             const int status = p.status_of(http_request_text(method, "/api/job", {key_header}));
             // 0: CivetWeb just hangs up.
             w.log.check(status == 405 || status == 400 || status == 501 || status == 0,
                         "it is 405, 400, 501 or no answer, and not " + std::to_string(status));
         }
         w.log.check(p.control.current() == state::operational, "the printer is operational");
         w.log.equal(p.status_of(post_text(to_start)), 204);
     }},
    {"bodies that servers like to take apart are no JSON, and no error of the server",
     [](http_server_fixture& w) {
         const served_printer p{w};
         const std::string form =
             "--x\r\nContent-Disposition: form-data; name=\"command\"\r\n\r\nstart\r\n--x--\r\n";
         for (const auto& [type, body] :
              {std::pair{"multipart/form-data; boundary=x", form}, std::pair{"multipart/form-data", form},
               std::pair{"application/x-www-form-urlencoded", std::string{"command=start"}}}) {
             w.log.about(type);
             const int status = p.status_of(http_request_text(
                 "POST", "/api/job", {key_header, "Content-Type: " + std::string{type}, length_header(body)},
                 body));
             w.log.check(status == 415 || status == 400,
                         "it is 415 or 400, and not " + std::to_string(status));
         }
         w.log.equal(p.printer.actions(), "");
     }},
    {"the right key opens, whatever the case of its header's name; any other is forbidden",
     [](http_server_fixture& w) {
         const served_printer p{w};
         const std::string& right = http_server_fixture::right_key;
         w.log.equal(p.status_of(http_request_text("GET", "/api/job", {"x-api-key: " + right})), 200);
         for (const std::string& wrong : {std::string{"X-Api-Key:"}, "X-Api-Key: " + right.substr(1),
                                          key_header + "x", "Authorization: " + right})
             w.log.equal(p.status_of(http_request_text("GET", "/api/job", {wrong})), 403);
         w.log.equal(p.status_of(http_request_text("GET", "/api/job", {})), 403);
     }},
    {"what is no HTTP is refused, and the next client is served",
     [](http_server_fixture& w) {
         const served_printer p{w};
         for (const std::string_view nonsense :
              {"hello\r\n\r\n", "GET\r\n\r\n", "POST /api/job HTTP/1.1\r\nContent-Length: many\r\n\r\n",
               "\x16\x03\x01\x02", "GET /api/job"}) {
             w.log.about(std::string{nonsense});
             check_refused(w, nonsense);
             w.log.equal(p.status_of(get_text("/api/version")), 200);
         }
         w.log.equal(p.printer.actions(), "");
     }},
    {"a request whose body breaks off is not carried out, though what came of it is a command",
     [](http_server_fixture& w) {
         const std::string start{to_start};
         static_assert(to_start.size() == 0x13);
         const std::string of_a_length = http_request_text(
             "POST", "/api/job", {key_header, json_header, length_header(start + "  ")}, start);
         for (const std::string& text : {of_a_length, chunked_text("13\r\n" + start + "\r\n")}) {
             w.log.about(text);
             const served_printer p{w};
             check_refused(w, text);
             w.log.equal(p.printer.actions(), "");
         }
     }},
});

/// Several clients, and the ends of connections and of the server.
inline constexpr auto http_client_cases = std::to_array<suite_case<http_server_fixture>>({
    {"a connection is closed when the client asks for it",
     [](http_server_fixture& w) {
         const served_printer p{w};
         http_connection client = w.connect();
         client.send(http_request_text("GET", "/api/version", {key_header, "Connection: close"}));
         const auto told = client.read_to_end();
         w.log.check(told.has_value(), "the server hangs up");
         w.log.check(told.value_or("").starts_with("HTTP/1.1 200 "), "it is answered");
         w.log.check(told.value_or("").ends_with(json::version_document), "its body is the whole document");
     }},
    {"clients that dawdle do not hold up others",
     [](http_server_fixture& w) {
         const served_printer p{w};
         std::deque<http_connection> slow;
         const std::string text = post_text(to_start);
         for (int i = 0; i < 3; ++i) {
             slow.emplace_back(w.port(), w.settings.patience).send(get_text("/api/job").substr(0, 20));
             slow.emplace_back(w.port(), w.settings.patience).send(text.substr(0, text.size() - 5));
         }
         w.log.equal(p.status_of(text), 204);
     }},
    {"of eight starts at once, over eight connections, exactly one is accepted",
     [](http_server_fixture& w) {
         for (int round = 0; round < 20 && !w.log.has_failed(); ++round) {
             const served_printer p{w};
             std::atomic<int> waiting = 8;
             std::array<int, 8> given{};
             {
                 std::deque<http_connection>
                     connections; // one after the other: some servers let only few wait
                 std::vector<std::thread> clients;
                 for (int& status : given)
                     clients.emplace_back([&client = connections.emplace_back(w.port(), w.settings.patience),
                                           &status, &waiting] {
                         --waiting;
                         while (waiting > 0)
                             std::this_thread::yield();
                         client.send(post_text(to_start));
                         status = client.read().value_or(http_reply{}).status;
                     });
                 for (std::thread& client : clients)
                     client.join();
             }
             w.log.equal(std::count(given.begin(), given.end(), 204), 1);
             w.log.equal(std::count(given.begin(), given.end(), 409), 7);
             w.log.equal(p.printer.actions(), "start");
         }
     }},
    {"a server ends while clients are connected, and nobody listens at its port any more",
     [](http_server_fixture& w) {
         served_api another;
         auto server = w.start(another);
         const int port = server->port();
         if (!w.log.check(port > 0, "a second server has a port of its own")) return;
         http_connection idle = w.connect(port);
         idle.send(get_text("/api/version"));
         w.log.equal(idle.read().value_or(http_reply{}).status, 503);
         http_connection in_its_head = w.connect(port);
         in_its_head.send("GET /api/jo");
         server.reset();
         w.log.check(!w.connect(port).is_open(), "nobody listens any more");
         w.log.check(idle.read_to_end() == "", "the server hangs up on those who are connected");
     }},
});

} // namespace printjob::inline v0::testing::http_contract
