// The HTTP contract, row by row, with the API called directly. docs/contract.md names the cases, which are those of
// testing/http_server_conformance.hpp; tests/http_servers sends them through real servers.

#include "../registered_cases.hpp"
#include "printer_in.hpp"
#include <printjob/host/synchronized.hpp>
#include <printjob/testing/http_server_conformance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace http_test;

namespace {

struct contract_suite {
    static constexpr const auto& cases = testing::http_contract_cases;
    static testing::http_fixture fixture() { return testing::http_fixture{directly}; }
};

[[maybe_unused]] const int registered = register_cases<contract_suite>(__FILE__);

} // namespace

// --- what a server stands in the way of: a body for HEAD, and an API that is not a printer_in's ---

TEST_CASE("HEAD is answered as GET is") {
    printer_in p{row::operational};
    for (const std::string_view path : {"/api/job", "/api/printer", "/api/version"}) {
        const auto head = p.handle({.method = "HEAD", .target = path});
        CHECK(head.status == 200);
        CHECK(head.body() == p.get(path).body());
    }
}

TEST_CASE("difference: of eight starts at once exactly one is accepted") {
    testing::scripted_transport printer;
    synchronized control{printer};
    http::job_api api{control};
    printer.happens(report_kind::connected);
    control.advance(instant{});
    REQUIRE(control.select(file_named("boat.gcode"), instant{}).has_value());

    std::barrier together{8};
    std::array<std::string, 8> answers;
    std::vector<std::jthread> clients;
    for (std::string& given : answers)
        clients.emplace_back([&] {
            together.arrive_and_wait();
            given = in_short(api.handle({.method = "POST",
                                         .target = "/api/job",
                                         .content_type = "application/json",
                                         .body = to_start},
                                        instant{}));
        });
    clients.clear();
    CHECK(std::count(answers.begin(), answers.end(), "204") == 1);
    CHECK(std::count(answers.begin(), answers.end(), "409 job_active") == 7);
    CHECK(printer.actions() == "start");
}

TEST_CASE("without a file catalogue there are no files, whatever the method") {
    testing::scripted_transport printer;
    controller control{printer};
    http::job_api api{control};
    for (const std::string_view method : {"GET", "POST", "PUT"})
        CHECK(api.handle({.method = method, .target = boat}, instant{}).status == 404);
}
