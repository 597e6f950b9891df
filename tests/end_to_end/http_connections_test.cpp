/// Clients that are slow, greedy or broken.

#include "connection.hpp"
#include "workbench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>

using namespace end_to_end;

TEST_CASE("a body longer than a command can be is refused without being read to its end") {
    workbench bench;
    INFO(bench);
    const std::string body = R"({"command":"start","padding":")" + std::string(5000, 'x') + "\"}";
    CHECK(bench.client().post("/api/job", body) == error(413, "body_too_large", "Body too large"));

    const connection sender{bench.address()}; // it never sends what it announces
    REQUIRE(sender.send("POST /api/job HTTP/1.1\r\nHost: printer\r\nContent-Type: application/json\r\n"
                        "Content-Length: 1000000000\r\n\r\n" +
                        std::string(5000, ' ')));
    CHECK(sender.read_all().starts_with("HTTP/1.1 413 "));
    CHECK(bench.connect().get("/api/job").status == 200);
}

TEST_CASE("a request's head has a limit") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    const connection sender{bench.address()};
    REQUIRE(sender.send("GET /api/job HTTP/1.1\r\nHost: printer\r\nX-Long: " + std::string(20'000, 'x')));
    CHECK(sender.read_all().starts_with("HTTP/1.1 431 "));

    const connection one_more{bench.address()};
    REQUIRE(one_more.send("GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\n"));
    CHECK(one_more.read_all().starts_with("HTTP/1.1 431 "));
    CHECK(bench.client().get("/api/job").status == 200);
}

TEST_CASE("what is no HTTP is refused, and the next client is served") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    for (const std::string nonsense :
         {"\r\n\r\n\r\n", "hello\r\n\r\n", "GET /api/job HTTP/9.9\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
          "POST /api/job HTTP/1.1\r\nContent-Length: many\r\n\r\n",
          "POST /api/job HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
          "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"}) {
        CAPTURE(nonsense);
        const connection sender{bench.address()};
        (void)sender.send(nonsense);
        sender.end();
        const auto said = sender.read_all();
        CHECK((said.empty() || said.starts_with("HTTP/1.1 400 ")));
    }
    CHECK(bench.client().get("/api/job").status == 200);
}

TEST_CASE("pipelined requests are answered in order") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    const connection sender{bench.address()};
    REQUIRE(sender.send("GET /api/version HTTP/1.1\r\nHost: printer\r\n\r\n"
                        "HEAD /api/job HTTP/1.1\r\nHost: printer\r\n\r\n"
                        "GET /api/nothing HTTP/1.1\r\nHost: printer\r\nConnection: close\r\n\r\n"));
    const auto said = sender.read_all();
    const auto first = said.find("HTTP/1.1 200 ");
    const auto second = said.find("HTTP/1.1 200 ", first + 1);
    const auto third = said.find("HTTP/1.1 404 ");
    CHECK(first == 0);
    REQUIRE(second != std::string::npos);
    REQUIRE(third != std::string::npos);
    CHECK(second < third);
    CHECK(said.substr(second, third - second).ends_with("\r\n\r\n")); // HEAD has no body
}

TEST_CASE("slow clients are disconnected, and others are served meanwhile") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    const connection silent{bench.address()};
    const connection in_its_head{bench.address()};
    REQUIRE(in_its_head.send("GET /api/job HTT"));
    const connection in_its_body{bench.address()};
    REQUIRE(in_its_body.send("POST /api/job HTTP/1.1\r\nHost: printer\r\nContent-Type: application/json\r\n"
                             "Content-Length: 20\r\n\r\n{"));
    CHECK(eventually(
        [&] {
            CHECK(bench.client().get("/api/job").status == 200);
            return silent.is_closed() && in_its_head.is_closed() && in_its_body.is_closed();
        },
        std::chrono::seconds{60}));
}

TEST_CASE("connections beyond the host's limit are closed, and later ones are served") {
    workbench bench{{.plugged_in = false}};
    INFO(bench);
    CHECK(bench.client().get("/api/job").status == 200);
    {
        std::deque<connection> many;
        for (int i = 0; i < 60; ++i)
            many.emplace_back(bench.address());
        CHECK(eventually([&] {
            return std::ranges::any_of(many, [](const connection& each) { return each.is_closed(); });
        }));
        CHECK(bench.client().get("/api/job").status == 200); // connected before
    }
    CHECK(eventually([&] { return bench.connect().get("/api/job").status == 200; }));
}
