#pragma once
/// A server under test, what it serves, and what the cases of servers work with.

#include <printjob/http/message.hpp>
#include <printjob/testing/conformance/http_connection.hpp>
#include <printjob/testing/conformance/http_fixture.hpp>
#include <printjob/time.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// Takes the place of a `job_api` in a server under test, and hands requests on to whatever a case wants to
/// be asked. Any number of threads may use it.
class served_api {
public:
    /// Sets the handler of requests, until it is replaced; an empty one handles none. Waits for the requests
    /// that are under way.
    void ask(http_fixture::api next) {
        const std::unique_lock lock{mutex_};
        api_ = std::move(next);
    }

    /// Answers with the case's handler; with 503 if there is none.
    [[nodiscard]] http::response handle(const http::request& asked, instant) const {
        const std::shared_lock lock{mutex_};
        return api_ ? api_(asked) : http::response::empty(503);
    }

private:
    mutable std::shared_mutex mutex_; ///< shared by those who ask, which may be many at once
    http_fixture::api api_;
};

/// A server under test, which serves on 127.0.0.1 as long as it lives.
class running_http_server {
public:
    virtual ~running_http_server() = default;
    /// Returns its port; -1 when it could not be had.
    [[nodiscard]] virtual int port() const = 0;
};

/// Starts a server: over which API, and with which key.
using http_server_starter =
    std::function<std::unique_ptr<running_http_server>(served_api&, const std::string& api_key)>;

/// How patient the suite is.
struct http_server_settings {
    /// For what must come: only a failure takes so long.
    std::chrono::milliseconds patience = std::chrono::seconds{30};
    std::size_t most_failures = 5; ///< after so many failed cases the rest is left out
};

/// The fixture of the cases of servers. One server runs from the first case to the last, since some take
/// seconds to end; the contract's cases send their requests through it.
class http_server_fixture : public http_fixture {
public:
    /// The key that the server asks for.
    inline static const std::string right_key = "a key of the suite's own";

    /// Starts the server.
    explicit http_server_fixture(http_server_starter start, const http_server_settings& with = {})
        : http_fixture{[this](const http::request& asked, const api& of) {
              return through_the_server(asked, of);
          }},
          settings{with}, start_{std::move(start)}, server_{start_(served_, right_key)} {}
    ~http_server_fixture() {
        connection_.reset();
        served_.ask({}); // no case is asked any more
    }
    http_server_fixture(const http_server_fixture&) = delete;
    http_server_fixture& operator=(const http_server_fixture&) = delete;

    /// The suite's patience.
    http_server_settings settings;

    /// Returns what the server serves.
    [[nodiscard]] served_api& served() { return served_; }
    /// Returns the server's port.
    [[nodiscard]] int port() const { return server_->port(); }
    /// Returns a new connection to the server.
    [[nodiscard]] http_connection connect() const { return connect(port()); }
    /// Returns a new connection to a port.
    [[nodiscard]] http_connection connect(int to) const { return {to, settings.patience}; }
    /// Starts one more server over another API.
    [[nodiscard]] std::unique_ptr<running_http_server> start(served_api& over) const {
        return start_(over, right_key);
    }

private:
    /// Sends a request over a connection that is kept, as clients do.
    std::optional<http::response> through_the_server(const http::request& asked, const api& of) {
        int times = 0;
        served_.ask([&](http::request arrived) {
            ++times;
            arrived.user = asked.user; // who it is that has the key: an embedder's knowledge
            return of(arrived);
        });
        const std::optional<http_reply> came = exchange(asked);
        served_.ask({});
        if (!came) return std::nullopt;
        log.check(times == 1, "the API is asked once for each request");
        return answer_of(*came);
    }

    [[nodiscard]] static std::string text_of(const http::request& asked) {
        std::vector<std::string> headers;
        if (asked.authorised) headers.push_back("X-Api-Key: " + right_key);
        if (!asked.content_type.empty())
            headers.push_back("Content-Type: " + std::string{asked.content_type});
        if (!asked.body.empty() || asked.method == "POST")
            headers.push_back("Content-Length: " + std::to_string(asked.body.size()));
        return http_request_text(asked.method, asked.target, headers, asked.body);
    }

    [[nodiscard]] std::optional<http_reply> exchange(const http::request& asked) {
        const bool is_new = !connection_;
        if (is_new) connection_.emplace(port(), settings.patience);
        const bool sent = connection_->send(text_of(asked));
        auto came = sent ? connection_->read(asked.method == "HEAD") : std::nullopt;
        if (!came || came->closes()) connection_.reset();
        // A server may close a connection between two requests.
        return came || is_new ? came : exchange(asked);
    }

    /// Returns an answer whose texts are kept until the end, as an answer's views are of static text.
    [[nodiscard]] http::response answer_of(const http_reply& came) {
        auto given = http::response::document(came.status, came.body);
        given.content_type = *texts_.insert(came.header("content-type")).first;
        given.allow = *texts_.insert(came.header("allow")).first;
        return given;
    }

    http_server_starter start_;
    served_api served_;
    std::unique_ptr<running_http_server> server_;
    std::optional<http_connection> connection_;
    std::set<std::string> texts_;
};

} // namespace printjob::inline v0::testing
