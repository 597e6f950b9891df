#pragma once
/// The job API on CivetWeb. It has a pool of threads: the API must be over a `synchronized`.

#include <printjob/host/now.hpp>
#include <printjob/http/api_key.hpp>
#include <printjob/http/message.hpp>
#include <printjob/json/strict_body.hpp>

#include <civetweb.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace http_servers {

/// Serves from construction to destruction, on 127.0.0.1. `Api` is a `job_api`, which must outlive it.
template <class Api>
class civetweb_server {
public:
    /// Port 0: one that is free. Only who knows the key is served.
    civetweb_server(Api& api, int port, std::string api_key) : api_{api}, api_key_{std::move(api_key)} {
        const std::string where = "127.0.0.1:" + std::to_string(port);
        const char* options[] = {"listening_ports",
                                 where.c_str(),
                                 "enable_keep_alive",
                                 "yes",
                                 "decode_url",
                                 "no",
                                 "tcp_nodelay",
                                 "1",
                                 nullptr};
        mg_callbacks callbacks{};
        callbacks.begin_request = [](mg_connection* client) {
            return static_cast<civetweb_server*>(mg_get_user_data(mg_get_context(client)))->answer(client);
        };
        context_.reset(mg_start(&callbacks, this, options));
    }
    civetweb_server(civetweb_server&&) = delete; // the library knows where it is

    /// The port that is served; -1 when it could not be had.
    [[nodiscard]] int port() const {
        mg_server_port taken{};
        return context_ && mg_get_server_ports(context_.get(), 1, &taken) == 1 ? taken.port : -1;
    }

private:
    int answer(mg_connection* client) {
        std::array<char, printjob::json::body_limit + 1> body; // so much is enough to be refused
        std::size_t size = 0;
        for (int count = 1; count > 0 && size < body.size(); size += static_cast<std::size_t>(count))
            count = std::max(0, mg_read(client, body.data() + size, body.size() - size));
        const auto text = [](const char* value) { return std::string_view{value != nullptr ? value : ""}; };
        const mg_request_info* const asked = mg_get_request_info(client);
        if (size < body.size() && static_cast<long long>(size) < asked->content_length)
            return 400; // broke off
        const std::string_view key = text(mg_get_header(client, "X-Api-Key"));
        const auto told = api_.handle({.method = asked->request_method,
                                       .target = text(asked->local_uri_raw), // `local_uri` is tidied up
                                       .content_type = text(mg_get_header(client, "Content-Type")),
                                       .body = {body.data(), size},
                                       .authorised = printjob::http::same_key(key, api_key_)},
                                      printjob::host::now());
        mg_response_header_start(client, told.status);
        for (const auto& [name, value] : told.headers())
            mg_response_header_add(client, name.data(), value.data(), static_cast<int>(value.size()));
        const std::string length = std::to_string(told.body().size());
        if (told.status != 204) mg_response_header_add(client, "Content-Length", length.c_str(), -1);
        mg_response_header_send(client);
        if (text(asked->request_method) != "HEAD") mg_write(client, told.body().data(), told.body().size());
        return told.status;
    }

    struct stop {
        void operator()(mg_context* context) const { mg_stop(context); }
    };

    Api& api_;
    const std::string api_key_;
    std::unique_ptr<mg_context, stop> context_;
};

} // namespace http_servers
