// The same job control with an HTTP API, without a server: requests and responses are values.

#include "bench.hpp"
#include <printjob/http/job_api.hpp>

#include <cstdio>
#include <string>
#include <string_view>

int main() {
    bench at;
    if (!at.is_ready) return 1;
    printjob::http::job_api api{at.control, at.files};

    const auto post = [&](std::string_view target, std::string_view body) {
        const auto answer =
            api.handle({.method = "POST", .target = target, .content_type = "application/json", .body = body},
                       at.clock.now());
        const std::string shown = answer.body().empty() ? "" : " " + std::string{answer.body()};
        std::printf("POST %s %s\n%d%s\n", std::string{target}.c_str(), std::string{body}.c_str(),
                    answer.status, shown.c_str());
        return answer.status;
    };

    post("/api/job", R"({"command": "start"})");
    post("/api/files/local/line.gcode", R"({"command": "select", "print": true})");
    at.run_for(std::chrono::seconds{40});
    post("/api/job", R"({"command": "pause", "action": "pause"})");
    post("/api/job", R"({"command": "pause", "action": "resume"})");
    at.run_for(std::chrono::seconds{40});
    return post("/api/job", R"({"command": "cancel"})") == 204 ? 0 : 1;
}
