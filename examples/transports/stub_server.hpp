#pragma once
/// The stand-in for Moonraker on a real socket: 127.0.0.1, a free port.

#include "http_exchange.hpp"
#include "moonraker_stub.hpp"
#include <printjob/host/now.hpp>

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace transports {

/// Serves until it is destroyed.
class stub_server {
public:
    explicit stub_server(const stub_settings& settings) : stub_{settings} {
        const auto serve = [this](const httplib::Request& request, httplib::Response& response) {
            const http_reply reply = answer(request.method, request.target);
            response.status = reply.status;
            response.set_content(reply.body, "application/json");
        };
        server_.Get(".*", serve);
        server_.Post(".*", serve);
        port_ = server_.bind_to_any_port("127.0.0.1");
        if (port_ < 0) return;
        listens_ = std::jthread{[this] { server_.listen_after_bind(); }};
        while (!server_.is_running()) // what does not run yet cannot be stopped
            std::this_thread::yield();
    }
    ~stub_server() { server_.stop(); }
    stub_server(const stub_server&) = delete;
    stub_server& operator=(const stub_server&) = delete;

    /// -1: no port was free.
    [[nodiscard]] int port() const { return port_; }

private:
    /// Blocks until the stub has carried the request out.
    [[nodiscard]] http_reply answer(const std::string& method, const std::string& target) {
        std::unique_lock lock{mutex_};
        const std::uint32_t ticket = ++last_ticket_;
        stub_.take(ticket, method, target, printjob::host::now());
        for (;;) {
            const instant now = printjob::host::now();
            stub_.handle_time(now);
            while (const auto reply = stub_.poll())
                replies_[reply->ticket] = *reply;
            if (const auto mine = replies_.extract(ticket)) return mine.mapped();
            // Another request may be what this one waits for.
            changed_.notify_all();
            changed_.wait_for(lock, std::min<duration>(stub_.next_event() - now, std::chrono::seconds{1}));
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    moonraker_stub stub_;
    std::uint32_t last_ticket_ = 0;
    std::map<std::uint32_t, http_reply> replies_;
    httplib::Server server_;
    int port_ = -1;
    std::jthread listens_; ///< last: it ends before what it uses
};

} // namespace transports
