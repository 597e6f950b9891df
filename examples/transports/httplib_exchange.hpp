#pragma once
/// Carries a transport's requests with cpp-httplib, whose client blocks: each request has a thread of its
/// own, so an emergency stop never waits for an order that takes long.

#include "http_exchange.hpp"
#include <printjob/host/wake_signal.hpp>
#include <printjob/time.hpp>

#include <httplib.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace transports {

/// Requests to one server. Used by one thread, but for `wait` and `wake`; it ends once every request has its reply.
class httplib_exchange {
public:
    httplib_exchange(std::string host, int port) : host_{std::move(host)}, port_{port} {}
    httplib_exchange(const httplib_exchange&) = delete;
    httplib_exchange& operator=(const httplib_exchange&) = delete;

    [[nodiscard]] std::uint32_t send(std::string_view method, std::string_view target) {
        const std::uint32_t ticket = ++last_ticket_;
        under_way_.emplace_back(
            ticket, std::jthread{[this, ticket, is_order = method == "POST", path = std::string{target}] {
                http_reply answer = carry(ticket, is_order, path);
                {
                    const std::scoped_lock lock{mutex_};
                    replies_.push_back(std::move(answer));
                }
                arrived_.wake();
            }});
        return ticket;
    }

    [[nodiscard]] std::optional<http_reply> poll() {
        std::optional<http_reply> oldest;
        {
            const std::scoped_lock lock{mutex_};
            if (replies_.empty()) return std::nullopt;
            oldest = std::move(replies_.front());
            replies_.pop_front();
        }
        under_way_.remove_if([&oldest](const auto& each) { return each.first == oldest->ticket; });
        return oldest;
    }

    /// Blocks until a reply has come since the last wait, until `wake` was called, or until `until` has come.
    void wait(printjob::instant until) { arrived_.wait(until); }
    /// Ends the wait that is under way, or the next one. May be called by any thread at any time.
    void wake() { arrived_.wake(); }

private:
    /// An order is answered when it was carried out, which may take minutes; a question at once.
    [[nodiscard]] http_reply carry(std::uint32_t ticket, bool is_order, const std::string& path) const {
        httplib::Client client{host_, port_};
        client.set_connection_timeout(std::chrono::seconds{3});
        client.set_read_timeout(is_order ? std::chrono::seconds{600} : std::chrono::seconds{5});
        const httplib::Result result = is_order ? client.Post(path) : client.Get(path);
        if (!result) return {.ticket = ticket};
        return {.ticket = ticket, .status = result->status, .body = result->body};
    }

    std::string host_;
    int port_;
    std::uint32_t last_ticket_ = 0;
    std::mutex mutex_;
    printjob::host::wake_signal arrived_;
    std::deque<http_reply> replies_;
    std::list<std::pair<std::uint32_t, std::jthread>> under_way_; ///< last: they end before what they use
};

static_assert(http_exchange<httplib_exchange>);

} // namespace transports
