// Two printers that are driven in different ways, in one list: the host streams to the one, the other prints
// from its own card. Each has the HTTP API below its own path: /printers/bench/api/job,
// /printers/shelf/api/job.

#include "../transports/card_printer.hpp"
#include <printjob/controller.hpp>
#include <printjob/gcode/source/memory_lines.hpp>
#include <printjob/gcode/streamer.hpp>
#include <printjob/host/any_job_control.hpp>
#include <printjob/http/job_api.hpp>
#include <printjob/testing/event_recorder.hpp>
#include <printjob/testing/simulated_port.hpp>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace printjob;

constexpr std::string_view square = "G28\nG1 X10 Y0 F6000\nG1 X10 Y10\nG1 X0 Y10\nG1 X0 Y0\n";

/// Where a printer's files are found. Models `http::file_catalogue`.
struct catalogue {
    std::function<result<file>(std::string_view)> look_up;
    [[nodiscard]] result<file> find(std::string_view path) const { return look_up(path); }
};

/// One of the host's printers, whatever it is. Its API refers to its other members: it is neither copied nor
/// moved.
struct served_printer {
    served_printer(std::string its_name, any_job_control its_control, catalogue its_files)
        : name{std::move(its_name)}, path{"/printers/" + name}, control{its_control},
          files{std::move(its_files)}, api{control, files} {}
    served_printer(const served_printer&) = delete;
    served_printer& operator=(const served_printer&) = delete;

    std::string name;
    std::string path;
    any_job_control control;
    catalogue files;
    http::job_api<any_job_control, catalogue> api;
};

/// The host: it knows its printers by their names, and nothing of how they are driven.
class print_shop {
public:
    void add(std::string name, any_job_control control, catalogue files) {
        printers_.emplace_back(std::move(name), control, std::move(files));
    }

    /// Answers a request. What follows a printer's path in the target is the target of its API.
    [[nodiscard]] http::response handle(http::request asked, instant now) {
        for (auto& each : printers_) {
            if (!asked.target.starts_with(each.path + "/")) continue;
            asked.target.remove_prefix(each.path.size());
            return each.api.handle(asked, now);
        }
        return http::response::constant(http::errors::not_found.status, http::errors::not_found.body.view());
    }

    /// Drives all printers, prints what happened, and returns when it is to be called again.
    instant advance(instant now) {
        instant next = never;
        for (const auto& each : printers_) {
            each.control.advance(now);
            while (const auto event = each.control.poll_event())
                if (event->kind() != event_kind::state_changed)
                    std::printf("%s: %s\n", each.name.c_str(),
                                testing::event_recorder::words(*event).c_str());
            next = std::min(next, each.control.next_deadline());
        }
        return next;
    }

    /// Whether each of them is in this state.
    [[nodiscard]] bool all_are(state wanted) const {
        return std::ranges::all_of(printers_,
                                   [&](const auto& each) { return each.control.current() == wanted; });
    }

private:
    std::deque<served_printer> printers_; // which does not move what it has
};

/// A card whose files cannot be listed: what a client names is asked for, and the printer refuses it if it is
/// not there.
result<file> file_on_card(std::string_view path) {
    file found;
    if (!found.name.assign(path) || !found.path.assign(path))
        return tl::unexpected(io_error{fault::bad_name});
    found.origin = file_origin::sdcard;
    found.size = square.size();
    return found;
}

testing::marlin_settings with_card() {
    testing::marlin_settings settings;
    settings.card_files = {{"SQUARE.GCO", std::string{square}}};
    return settings;
}

} // namespace

int main() {
    testing::manual_clock clock;
    testing::simulated_marlin bench;
    testing::simulated_port bench_port{clock, bench};
    gcode::memory_files files;
    if (!files.add("square.gcode", square)) return 1;
    gcode::streamer streamer{bench_port, files};
    controller bench_control{streamer};

    testing::simulated_marlin shelf{with_card()};
    testing::simulated_port shelf_port{clock, shelf};
    transports::card_printer card_printer{shelf_port};
    controller shelf_control{card_printer};

    print_shop shop;
    shop.add("bench", bench_control, {[&](std::string_view path) { return files.find(path); }});
    shop.add("shelf", shelf_control, {file_on_card});

    // The clock jumps to whatever comes next: a simulated minute takes no time.
    const auto run_until = [&](state wanted) {
        while (true) {
            const instant next =
                std::min({shop.advance(clock.now()), bench_port.next_event(), shelf_port.next_event()});
            if (shop.all_are(wanted)) return;
            clock.advance_to(std::max(next, clock.now()));
        }
    };
    const auto ask = [&](std::string_view method, std::string_view target, std::string_view body = {}) {
        const auto answer = shop.handle(
            {.method = method, .target = target, .content_type = "application/json", .body = body},
            clock.now());
        std::printf("%s %s → %d\n", std::string{method}.c_str(), std::string{target}.c_str(), answer.status);
        return answer.status;
    };

    run_until(state::operational);
    constexpr std::string_view print = R"({"command": "select", "print": true})";
    bool all_well = ask("POST", "/printers/bench/api/files/local/square.gcode", print) == 204;
    all_well = ask("POST", "/printers/shelf/api/files/local/square.gco", print) == 204 && all_well;
    all_well = ask("POST", "/printers/attic/api/files/local/square.gco", print) == 404 && all_well;
    run_until(state::printing);
    run_until(state::operational);
    all_well = ask("GET", "/printers/shelf/api/job") == 200 && all_well;
    return all_well && bench_control.last_outcome() == outcome::done &&
                   shelf_control.last_outcome() == outcome::done
               ? 0
               : 1;
}
