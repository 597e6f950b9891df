#pragma once
/// A client's requests to the HTTP API of a job task. What carries them, a Wi-Fi module or a TCP/IP stack, hands over
/// these few texts and sends back what is answered. The same on a microcontroller and on a PC.

#include "four_jobs.hpp"
#include <printjob/http/job_api.hpp>

#include <array>
#include <string_view>

namespace requests {

/// What a client sends, and the status it must get.
struct step {
    std::string_view method;
    std::string_view target;
    std::string_view body;
    int status;
};

/// The longest body that is read: one string of nearly 4 KiB, as a client may send it in ill will.
template <class Text>
[[nodiscard]] std::string_view longest_body(Text& bytes) {
    constexpr std::string_view front = R"({"command":"start","x":")";
    constexpr std::string_view back = R"("})";
    bytes.fill('x');
    front.copy(bytes.data(), front.size());
    back.copy(bytes.data() + bytes.size() - back.size(), back.size());
    return {bytes.data(), bytes.size()};
}

/// Sends all of them, and writes down the answers. Whether each was what it should be.
template <class Watch>
[[nodiscard]] bool run(void (*print)(std::string_view), Watch& watch) {
    static std::array<char, printjob::json::body_limit> room;
    const std::array steps{
        step{"GET", "/api/version", "", 200},
        step{"POST", "/api/job", R"({"command":"start"})", 409}, // no file is selected
        step{"POST", "/api/files/local/squares.gcode", R"({"command":"select","print":true})", 204},
        step{"GET", "/api/job", "", 200},
        step{"POST", "/api/job", R"({"command":"start"})", 409}, // it prints
        step{"POST", "/api/job", R"({"command":)", 400},
        step{"POST", "/api/job", longest_body(room), 409},
        step{"GET", "/api/printer", "", 200},
        step{"POST", "/api/job", R"({"command":"cancel"})", 204},
        step{"GET", "/api/job", "", 200},
        step{"GET", "/api/elsewhere", "", 404},
    };

    static printjob::gcode::memory_files files;
    static std::optional<printer_bench<Watch>> bench;
    transcript told{print};
    if (!files.add(four_jobs::path, four_jobs::squares)) return false;
    bench.emplace(files, told, watch);
    if (!bench->run_until([&] { return bench->current() == printjob::state::operational; })) return false;

    printjob::http::job_api api{bench->task().control(), files};
    bool well = true;
    for (const step& each : steps) {
        told.note(
            (text_line{} << each.method << " " << each.target << " " << each.body.substr(0, 60)).view());
        watch.answers([&] {
            const auto answer = api.handle({.method = each.method,
                                            .target = each.target,
                                            .content_type = "application/json",
                                            .body = each.body},
                                           bench->now());
            told.note((text_line{} << static_cast<std::uint64_t>(answer.status)).view());
            if (!answer.body().empty()) told.note(answer.body());
            well = well && answer.status == each.status;
        });
        bench->turn();
    }
    well = well && bench->run_until([&] { return bench->current() == printjob::state::operational; });
    told.note(well ? "as it should be" : "WRONG");
    return well;
}

} // namespace requests
