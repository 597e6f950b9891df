#pragma once
/// The job API on libevent's evhttp, in one thread and one event loop. What else runs in this loop may share
/// a plain `controller` with it; no lock is needed.

#include <printjob/host/now.hpp>
#include <printjob/http/api_key.hpp>
#include <printjob/http/message.hpp>

#include <event2/buffer.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace http_servers {

/// Serves while the loop runs, on 127.0.0.1. `Api` is a `job_api`; it and the loop outlive the server.
template <class Api>
class libevent_server {
public:
    /// Port 0: one that is free. Only who knows the key is served.
    libevent_server(event_base* loop, Api& api, std::uint16_t port, std::string api_key)
        : api_{api}, api_key_{std::move(api_key)}, http_{evhttp_new(loop)},
          socket_{evhttp_bind_socket_with_handle(http_.get(), "127.0.0.1", port)} {
        // All that it knows: the API says which are allowed where.
        evhttp_set_allowed_methods(http_.get(), 0x1FF);
        evhttp_set_max_headers_size(http_.get(), 8192);
        // The API refuses a body over 4 KiB, and wants to do so itself.
        evhttp_set_max_body_size(http_.get(), 65536);
        evhttp_set_timeout(http_.get(), 5);
        const auto take = [](evhttp_request* asked, void* self) {
            static_cast<libevent_server*>(self)->answer(asked);
        };
        evhttp_set_gencb(http_.get(), take, this);
    }
    libevent_server(libevent_server&&) = delete; // the library knows where it is

    /// The port that is served; -1 when it could not be had.
    [[nodiscard]] int port() const {
        sockaddr_in where{};
        socklen_t size = sizeof where;
        if (socket_ == nullptr) return -1;
        getsockname(evhttp_bound_socket_get_fd(socket_), reinterpret_cast<sockaddr*>(&where), &size);
        return ntohs(where.sin_port);
    }

private:
    void answer(evhttp_request* asked) {
        const evkeyvalq* const heads = evhttp_request_get_input_headers(asked);
        const auto text = [](const char* value) { return std::string_view{value != nullptr ? value : ""}; };
        const std::string_view key = text(evhttp_find_header(heads, "X-Api-Key"));
        const evhttp_cmd_type method = evhttp_request_get_command(asked);
        evbuffer* const body = evhttp_request_get_input_buffer(asked);
        const std::size_t size = evbuffer_get_length(body);
        const auto told =
            api_.handle({.method = method == EVHTTP_REQ_GET    ? "GET"
                                   : method == EVHTTP_REQ_HEAD ? "HEAD"
                                   : method == EVHTTP_REQ_POST ? "POST"
                                                               : "another", // to the API all others are alike
                         .target = evhttp_request_get_uri(asked),
                         .content_type = text(evhttp_find_header(heads, "Content-Type")),
                         .body = {reinterpret_cast<const char*>(evbuffer_pullup(body, -1)), size},
                         .authorised = printjob::http::same_key(key, api_key_)},
                        printjob::host::now());
        evkeyvalq* const headers = evhttp_request_get_output_headers(asked);
        for (const auto& [name, value] : told.headers())
            evhttp_add_header(headers, std::string{name}.c_str(), std::string{value}.c_str());
        const std::string length = std::to_string(told.body().size());
        if (told.status != 204) evhttp_add_header(headers, "Content-Length", length.c_str());
        evbuffer* const given = evhttp_request_get_output_buffer(asked);
        if (method != EVHTTP_REQ_HEAD) evbuffer_add(given, told.body().data(), told.body().size());
        evhttp_send_reply(asked, told.status, nullptr, nullptr);
    }

    struct end {
        void operator()(evhttp* http) const { evhttp_free(http); }
    };

    Api& api_;
    const std::string api_key_;
    std::unique_ptr<evhttp, end> http_;
    evhttp_bound_socket* socket_;
};

} // namespace http_servers
