// What a server owes besides the contract: HTTP itself, whole bodies, many clients at once, an end that
// comes.

#include "../http/printer_in.hpp"
#include "connection.hpp"
#include "served_api.hpp"
#include <printjob/host/now.hpp>
#include <printjob/host/synchronized.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace http_servers_test;
using namespace http_test;

namespace {

const std::string key = "X-Api-Key: " + right_key;
const std::string json_type = "Content-Type: application/json";

std::string length_of(std::string_view body) {
    return "Content-Length: " + std::to_string(body.size());
}

std::string get(std::string_view target) {
    return request_text("GET", target, {key});
}

std::string post(std::string_view body, std::string_view target = "/api/job") {
    return request_text("POST", target, {key, json_type, length_of(body)}, body);
}

/// A printer that is ready for a job, behind the server.
struct bench {
    bench() {
        printer.happens(report_kind::connected);
        control.advance(now());
        REQUIRE(control.select(file_named("first.gcode"), now()).has_value());
        the_api.ask([this](const http::request& asked) { return api.handle(asked, now()); });
    }
    // No request is under way any more when the rest goes.
    ~bench() { the_api.ask({}); }

    /// Sends a request over a connection of its own.
    [[nodiscard]] std::optional<reply> ask(const std::string& text) const {
        connection client{the_port};
        client.send(text);
        return client.read();
    }

    /// The status of the answer to a request; 0, when the server hung up without one.
    [[nodiscard]] int status_of(const std::string& text) const { return ask(text).value_or(reply{}).status; }

    static instant now() { return host::now(); }

    testing::scripted_transport printer;
    synchronized<testing::scripted_transport> control{printer};
    two_files files;
    http::job_api<decltype(control), two_files> api{control, files};
};

} // namespace

TEST_CASE("a success has no body, and the next answer follows it on the same connection") {
    bench b;
    connection client{the_port};
    client.send(post(to_start));
    const auto given = client.read();
    REQUIRE(given);
    CHECK(given->status == 204);
    CHECK(given->header("content-type") == "");
    CHECK(given->header("transfer-encoding") == "");
    // None is right (RFC 9110, section 8.6); cpp-httplib says 0, which no client minds.
    CHECK((given->header("content-length") == "" || given->header("content-length") == "0"));
    client.send(get("/api/version"));
    CHECK(client.read().value_or(reply{}).status == 200);
}

TEST_CASE("HEAD gets the head that GET gets, and no body") {
    bench b;
    connection client{the_port};
    for (const std::string_view target : {"/api/job", "/api/version", "/api/printer/command", "/nothing"}) {
        CAPTURE(target);
        client.send(get(target));
        const auto whole = client.read();
        client.send(request_text("HEAD", target, {key}));
        const auto head = client.read(true);
        REQUIRE(whole);
        REQUIRE(head); // a body would stand before the next answer, and would not be read as one
        CHECK(head->status == whole->status);
        CHECK(head->header("content-type") == whole->header("content-type"));
        CHECK(head->header("allow") == whole->header("allow"));
        const std::string length = head->header("content-length");
        CHECK((length == "" || length == whole->header("content-length")));
    }
}

TEST_CASE("requests that come all at once are answered in their order, or not at all") {
    bench b;
    connection client{the_port};
    client.send(get("/api/version") + post("{") + get("/nothing") + post(to_start));
    int answered = 0;
    for (const int expected : {200, 400, 404, 204}) {
        const auto given = client.read();
        if (!given) break; // cpp-httplib forgets what came with another request, and hangs up
        CHECK(given->status == expected);
        ++answered;
    }
    CHECK(answered > 0);
    CHECK((b.printer.actions() == "start") == (answered == 4));
}

TEST_CASE("a request may come in pieces of one byte, and its body in chunks") {
    bench b;
    connection client{the_port};
    for (const char c : post(to_start))
        client.send({&c, 1});
    CHECK(client.read().value_or(reply{}).status == 204);

    const std::vector<std::string> headers{key, json_type, "Transfer-Encoding: chunked"};
    client.send(request_text("POST", "/api/job", headers,
                             "9\r\n{\"command\r\n9\r\n\":\"pause\"\r\n1\r\n}\r\n0\r\n\r\n"));
    const auto given = client.read();
    REQUIRE(given);
    CHECK(given->status == 204);
    CHECK(b.control.with([](const auto& control) { return control.current_row(); }) ==
          row::starting_then_pause);
}

TEST_CASE("a body over 4 KiB is refused as the contract says, in chunks too") {
    bench b;
    const std::string blanks(5000, ' ');
    const std::string in_chunks = "1388\r\n" + blanks + "\r\n0\r\n\r\n";
    for (const auto& given :
         {b.ask(post(blanks)),
          b.ask(
              request_text("POST", "/api/job", {key, json_type, "Transfer-Encoding: chunked"}, in_chunks))}) {
        REQUIRE(given);
        CHECK(given->status == 413);
        CHECK(given->body == http::errors::body_too_large.body.view());
    }
}

TEST_CASE("a body that nobody should send is refused or cut off, and others are served") {
    bench b;
    connection greedy{the_port};
    greedy.send(request_text("POST", "/api/job", {key, json_type, "Content-Length: 1000000000"},
                             std::string(100'000, ' ')));
    CHECK(b.status_of(post(to_start)) == 204);
    greedy.end();
    const auto told = greedy.read_to_end();
    REQUIRE(told); // the server hung up
    CHECK((told->empty() || told->starts_with("HTTP/1.1 413 ")));
    CHECK(b.printer.actions() == "start");
}

TEST_CASE("a target arrives as it was sent: it is decoded once, by the API") {
    bench b;
    const auto path_that_arrives = [&b](const std::string& path) {
        b.files.asked_for.clear();
        CHECK(b.status_of(post(to_select, "/api/files/local/" + path)) == 404);
        return b.files.asked_for;
    };
    CHECK(path_that_arrives("100%2525") == "100%25");
    CHECK(path_that_arrives("a%20b+c%2Fd%3Fe") == "a b+c/d?e");
    CHECK(path_that_arrives("%C3%A4?history=true") == "\xC3\xA4");
    CHECK(path_that_arrives("%2E%2E%2Fa") == "../a"); // keeping it in a folder is the catalogue's duty
    CHECK(path_that_arrives("a%00b").empty());
    CHECK(path_that_arrives("a%0Ab").empty());
}

TEST_CASE("a method that nobody knows is refused, and changes nothing") {
    bench b;
    for (const std::string_view method : {"BREW", "post", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
        CAPTURE(method);
        const int status = b.status_of(request_text(method, "/api/job", {key}));
        CHECK((status == 405 || status == 400 || status == 501 || status == 0)); // 0: CivetWeb just hangs up
    }
    CHECK(b.control.current() == state::operational);
    CHECK(b.status_of(post(to_start)) == 204);
}

TEST_CASE("bodies that servers like to take apart are no JSON, and no error of the server") {
    bench b;
    const std::string form =
        "--x\r\nContent-Disposition: form-data; name=\"command\"\r\n\r\nstart\r\n--x--\r\n";
    for (const auto& [type, body] :
         {std::pair{"multipart/form-data; boundary=x", form}, std::pair{"multipart/form-data", form},
          std::pair{"application/x-www-form-urlencoded", std::string{"command=start"}}}) {
        CAPTURE(type);
        const int status = b.status_of(request_text(
            "POST", "/api/job", {key, "Content-Type: " + std::string{type}, length_of(body)}, body));
        CHECK((status == 415 || status == 400));
    }
    CHECK(b.printer.told.empty());
}

TEST_CASE("the right key opens, whatever the case of its header's name; any other is forbidden") {
    bench b;
    CHECK(b.status_of(request_text("GET", "/api/job", {"x-api-key: " + right_key})) == 200);
    for (const std::string& wrong : {std::string{"X-Api-Key:"}, "X-Api-Key: " + right_key.substr(1),
                                     key + "x", std::string{"Authorization: "} + right_key})
        CHECK(b.status_of(request_text("GET", "/api/job", {wrong})) == 403);
    CHECK(b.status_of(request_text("GET", "/api/job", {})) == 403);
}

TEST_CASE("what is no HTTP is refused, and the next client is served") {
    bench b;
    for (const std::string_view nonsense :
         {"hello\r\n\r\n", "GET\r\n\r\n", "POST /api/job HTTP/1.1\r\nContent-Length: many\r\n\r\n",
          "\x16\x03\x01\x02", "GET /api/job"}) {
        CAPTURE(nonsense);
        connection client{the_port};
        client.send(nonsense);
        client.end();
        const auto told = client.read_to_end();
        REQUIRE(told);
        CHECK((told->empty() || told->starts_with("HTTP/1.1 4") || told->starts_with("HTTP/1.0 4")));
        CHECK(b.status_of(get("/api/version")) == 200);
    }
    CHECK(b.printer.told.empty());
}

TEST_CASE("a request whose body breaks off is not carried out, though what came of it is a command") {
    const std::string start{to_start};
    const std::string in_chunks = "13\r\n" + start + "\r\n";
    REQUIRE(start.size() == 0x13);
    for (const std::string& text :
         {request_text("POST", "/api/job", {key, json_type, length_of(start + "  ")}, start),
          request_text("POST", "/api/job", {key, json_type, "Transfer-Encoding: chunked"}, in_chunks)}) {
        CAPTURE(text);
        bench b;
        connection client{the_port};
        client.send(text);
        client.end();
        const auto told = client.read_to_end();
        REQUIRE(told);
        CHECK((told->empty() || told->starts_with("HTTP/1.1 4")));
        CHECK(b.printer.told.empty());
    }
}

TEST_CASE("a connection is closed when the client asks for it") {
    bench b;
    connection client{the_port};
    client.send(request_text("GET", "/api/version", {key, "Connection: close"}));
    const auto told = client.read_to_end();
    REQUIRE(told);
    CHECK(told->starts_with("HTTP/1.1 200 "));
    CHECK(told->ends_with(json::version_document));
}

TEST_CASE("clients that dawdle do not hold up others") {
    bench b;
    std::deque<connection> slow;
    for (int i = 0; i < 3; ++i) {
        slow.emplace_back(the_port).send(get("/api/job").substr(0, 20));
        slow.emplace_back(the_port).send(post(to_start).substr(0, post(to_start).size() - 5));
    }
    CHECK(b.status_of(post(to_start)) == 204);
}

TEST_CASE("of eight starts at once, over eight connections, exactly one is accepted") {
    for (int round = 0; round < 20; ++round) {
        bench b;
        std::barrier together{8};
        std::array<int, 8> given{};
        {
            std::deque<connection> connections; // one after the other: some servers let only few wait
            std::vector<std::jthread> clients;
            for (int& status : given)
                clients.emplace_back([&client = connections.emplace_back(the_port), &status, &together] {
                    together.arrive_and_wait();
                    client.send(post(to_start));
                    status = client.read().value_or(reply{}).status;
                });
        }
        CHECK(std::ranges::count(given, 204) == 1);
        CHECK(std::ranges::count(given, 409) == 7);
        CHECK(b.printer.actions() == "start");
    }
}

TEST_CASE("a server ends while clients are connected, and nobody listens at its port any more") {
    served_api another;
    auto server = start_server(another);
    const int port = server->port();
    REQUIRE(port > 0);
    connection idle{port};
    idle.send(get("/api/version"));
    CHECK(idle.read().value_or(reply{}).status == 503);
    connection in_its_head{port};
    in_its_head.send("GET /api/jo");
    server.reset();
    CHECK_FALSE(connection{port}.is_open());
    CHECK(idle.read_to_end() == "");
}
