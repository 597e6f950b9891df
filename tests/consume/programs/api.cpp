// Starts a job through the HTTP API.

#include <printjob/http/job_api.hpp>
#include <printjob/printjob.hpp>
#include <printjob/testing/scripted_transport.hpp>

#include <iostream>

int main() {
    using namespace printjob;

    testing::scripted_transport printer;
    controller control{printer};
    http::job_api api{control};
    printer.happens(report_kind::connected);
    control.advance(instant{});

    file what;
    if (!what.path.assign("a.gcode") || !control.select(what, instant{})) return 1;
    const auto answer = api.handle({.method = "POST",
                                    .target = "/api/job",
                                    .content_type = "application/json",
                                    .body = R"({"command":"start"})"},
                                   instant{});
    std::cout << answer.status << '\n';
    return answer.status == 204 && control.current() == state::starting ? 0 : 1;
}
