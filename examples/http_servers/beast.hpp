#pragma once
/// The job API on Boost.Beast, in one thread and one event loop. What else runs in this loop may share a
/// plain `controller` with it; no lock is needed.

#include <printjob/host/now.hpp>
#include <printjob/http/api_key.hpp>
#include <printjob/http/message.hpp>
#include <printjob/json/strict_body.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility> // Asio 1.74 needs it and does not include it

namespace http_servers {

namespace beast = boost::beast;

/// Serves while the loop runs, on 127.0.0.1. `Api` is a `job_api`; it and the server outlive the loop's run.
template <class Api>
class beast_server {
public:
    /// Port 0: one that is free. Only who knows the key is served. Throws when the port cannot be had.
    beast_server(boost::asio::io_context& loop, Api& api, std::uint16_t port, std::string api_key)
        : api_{api}, api_key_{std::move(api_key)},
          acceptor_{loop, {boost::asio::ip::address_v4::loopback(), port}} {
        accept();
    }

    /// The port that is served.
    [[nodiscard]] int port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept() {
        acceptor_.async_accept([this](beast::error_code failed, auto socket) {
            if (!failed) std::make_shared<session>(*this, std::move(socket))->read();
            if (failed != boost::asio::error::operation_aborted) accept();
        });
    }

    struct session : std::enable_shared_from_this<session> {
        session(beast_server& server, auto socket) : owner{server}, stream{std::move(socket)} {}

        void read() {
            // The API refuses a body over 4 KiB, and wants to do so itself.
            asked.emplace().body_limit(65536);
            stream.expires_after(std::chrono::seconds{5});
            async_read(stream, buffer, *asked, [self = this->shared_from_this()](auto failed, std::size_t) {
                if (!failed) self->answer(self->asked->get().body(), self->asked->keep_alive());
                // Enough of a body that is too long to be refused.
                if (failed == beast::http::error::body_limit)
                    self->answer(std::string(printjob::json::body_limit + 1, ' '), false);
            });
        }

        void answer(std::string_view body, bool stays) {
            const auto& head = asked->get();
            const auto view = [](beast::string_view s) { return std::string_view{s.data(), s.size()}; };
            const auto told = owner.api_.handle(
                {.method = view(head.method_string()),
                 .target = view(head.target()),
                 .content_type = view(head["Content-Type"]),
                 .body = body,
                 .authorised = printjob::http::same_key(view(head["X-Api-Key"]), owner.api_key_)},
                printjob::host::now());
            given = {static_cast<beast::http::status>(told.status), 11};
            given.keep_alive(stays);
            for (const auto& [name, value] : told.headers())
                given.set(std::string{name}, std::string{value});
            if (told.status != 204) given.content_length(told.body().size());
            if (head.method() != beast::http::verb::head) given.body() = told.body();
            async_write(stream, given, [self = this->shared_from_this(), stays](auto failed, std::size_t) {
                if (!failed && stays) self->read();
            });
        }

        beast_server& owner;
        beast::tcp_stream stream;
        beast::flat_buffer buffer;
        std::optional<beast::http::request_parser<beast::http::string_body>> asked;
        beast::http::response<beast::http::string_body> given;
    };

    Api& api_;
    const std::string api_key_;
    boost::asio::ip::tcp::acceptor acceptor_;
};

} // namespace http_servers
