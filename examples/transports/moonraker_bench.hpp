#pragma once
/// The bench of the transport that speaks Moonraker's API: the stub, on a simulated network that takes its
/// time.

#include "http_exchange.hpp"
#include "moonraker_printer.hpp"
#include "moonraker_stub.hpp"
#include <printjob/testing/manual_clock.hpp>
#include <printjob/testing/transport_conformance.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace transports {

using namespace printjob::testing;
using namespace std::chrono_literals;

/// Carries requests to the stub and replies back, each way in some milliseconds.
class memory_network {
public:
    memory_network(manual_clock& clock, moonraker_stub& server) : clock_{clock}, server_{server} {}

    // The exchange.
    [[nodiscard]] std::uint32_t send(std::string_view method, std::string_view target) {
        log.push_back(std::string{method} + " " + std::string{target});
        requests_.push_back(
            {++last_ticket_, std::string{method}, std::string{target}, clock_.now() + latency});
        return last_ticket_;
    }
    [[nodiscard]] std::optional<http_reply> poll() {
        handle_time();
        if (replies_.empty() || replies_.front().first > clock_.now()) return std::nullopt;
        http_reply oldest = std::move(replies_.front().second);
        replies_.pop_front();
        return oldest;
    }

    // The network.
    void handle_time() {
        while (!requests_.empty() && requests_.front().arrives <= clock_.now()) {
            const request next = std::move(requests_.front());
            requests_.pop_front();
            if (is_up)
                server_.take(next.ticket, next.method, next.target, next.arrives);
            else
                replies_.push_back({clock_.now() + latency, {.ticket = next.ticket}});
        }
        server_.handle_time(clock_.now());
        while (auto reply = server_.poll()) {
            if (!is_up) reply->status = 0;
            replies_.push_back({clock_.now() + latency, std::move(*reply)});
        }
    }
    [[nodiscard]] instant next_event() const {
        const instant arrival = requests_.empty() ? never : requests_.front().arrives;
        const instant answer = replies_.empty() ? never : replies_.front().first;
        return std::min({arrival, answer, server_.next_event()});
    }
    [[nodiscard]] bool has_reply() const {
        return !replies_.empty() && replies_.front().first <= clock_.now();
    }

    bool is_up = true;
    std::vector<std::string> log; ///< every request
    duration latency = 3ms;

private:
    struct request {
        std::uint32_t ticket;
        std::string method;
        std::string target;
        instant arrives;
    };

    manual_clock& clock_;
    moonraker_stub& server_;
    std::uint32_t last_ticket_ = 0;
    std::deque<request> requests_;
    std::deque<std::pair<instant, http_reply>> replies_;
};

struct moonraker_bench {
    manual_clock time;
    std::uint64_t size; ///< of the file
    moonraker_stub server{stub_settings{.size = size}};
    memory_network network{time, server};
    moonraker_printer<memory_network> printer{network};

    moonraker_bench() : moonraker_bench{1000} {}
    explicit moonraker_bench(std::uint64_t file_size) : size{file_size} {}

    [[nodiscard]] auto& transport() { return printer; }
    [[nodiscard]] manual_clock& clock() { return time; }
    void handle_time() { network.handle_time(); }
    [[nodiscard]] instant next_event() const { return network.next_event(); }
    [[nodiscard]] bool input_waits() const { return network.has_reply(); }
    [[nodiscard]] file job_reader() const {
        file what;
        (void)what.name.assign("square.gcode");
        (void)what.path.assign("square.gcode");
        what.size = size;
        return what;
    }
    [[nodiscard]] std::uint64_t sent() const { return count("print/start") + count("print/resume"); }
    [[nodiscard]] std::uint64_t carried_out() const { return server.carried_out(); }
    [[nodiscard]] std::uint64_t emergency_stops() const { return count("/printer/emergency_stop"); }
    void break_link() { network.is_up = false; }
    void mend_link() { network.is_up = true; }
    void reset_printer() { server.klippy_becomes(klippy::ready); } // FIRMWARE_RESTART

    /// How many requests with these words have left.
    [[nodiscard]] std::uint64_t count(std::string_view words) const {
        return static_cast<std::uint64_t>(std::ranges::count_if(
            network.log, [words](const std::string& each) { return each.find(words) != std::string::npos; }));
    }
};

} // namespace transports
