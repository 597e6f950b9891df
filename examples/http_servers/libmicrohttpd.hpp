#pragma once
/// The job API on libmicrohttpd. It has a pool of threads: the API must be over a `synchronized`.

#include <printjob/host/now.hpp>
#include <printjob/http/api_key.hpp>
#include <printjob/http/message.hpp>
#include <printjob/json/strict_body.hpp>

#include <microhttpd.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace http_servers {

/// Serves from construction to destruction, on 127.0.0.1. `Api` is a `job_api`, which must outlive it.
template <class Api>
class libmicrohttpd_server {
public:
    /// Port 0: one that is free. Only who knows the key is served.
    libmicrohttpd_server(Api& api, std::uint16_t port, std::string api_key)
        : api_{api}, api_key_{std::move(api_key)} {
        const sockaddr_in where{AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {}};
        daemon_.reset(MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO, port, nullptr, nullptr,
                                       &take, this, MHD_OPTION_SOCK_ADDR, &where, MHD_OPTION_THREAD_POOL_SIZE,
                                       4U, MHD_OPTION_CONNECTION_TIMEOUT, 5U, MHD_OPTION_UNESCAPE_CALLBACK,
                                       &leave_escaped, nullptr, MHD_OPTION_NOTIFY_COMPLETED, &forget, nullptr,
                                       MHD_OPTION_END));
    }
    libmicrohttpd_server(libmicrohttpd_server&&) = delete; // the library knows where it is

    /// The port that is served; -1 when it could not be had.
    [[nodiscard]] int port() const {
        return daemon_ ? MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_BIND_PORT)->port : -1;
    }

private:
    /// The API decodes the path itself: what was decoded before would be so twice.
    static std::size_t leave_escaped(void*, MHD_Connection*, char* text) { return std::strlen(text); }

    static void forget(void*, MHD_Connection*, void** body, MHD_RequestTerminationCode) {
        delete static_cast<std::string*>(*body);
    }

    /// Is called when a request's head is there, for each piece of its body, and once more at its end.
    static MHD_Result take(void* self, MHD_Connection* client, const char* target, const char* method,
                           const char*, const char* piece, std::size_t* size, void** state) {
        if (*state == nullptr) {
            *state = new std::string;
            return MHD_YES;
        }
        auto& body = *static_cast<std::string*>(*state);
        if (*size == 0) return static_cast<libmicrohttpd_server*>(self)->answer(client, method, target, body);
        // One byte more than the API takes is enough to be refused.
        body.append(piece, std::min(*size, printjob::json::body_limit + 1 - body.size()));
        *size = 0;
        return MHD_YES;
    }

    MHD_Result answer(MHD_Connection* client, const char* method, const char* target, std::string_view body) {
        const auto text = [](const char* value) { return std::string_view{value != nullptr ? value : ""}; };
        const char* const type = MHD_lookup_connection_value(client, MHD_HEADER_KIND, "Content-Type");
        const char* const key = MHD_lookup_connection_value(client, MHD_HEADER_KIND, "X-Api-Key");
        const auto told = api_.handle({.method = method,
                                       .target = target,
                                       .content_type = text(type),
                                       .body = body,
                                       .authorised = printjob::http::same_key(text(key), api_key_)},
                                      printjob::host::now());
        MHD_Response* const given = MHD_create_response_from_buffer(
            told.body().size(), const_cast<char*>(told.body().data()), MHD_RESPMEM_MUST_COPY);
        for (const auto& [name, value] : told.headers())
            MHD_add_response_header(given, std::string{name}.c_str(), std::string{value}.c_str());
        const MHD_Result queued = MHD_queue_response(client, static_cast<unsigned>(told.status), given);
        MHD_destroy_response(given);
        return queued;
    }

    struct stop {
        void operator()(MHD_Daemon* daemon) const { MHD_stop_daemon(daemon); }
    };

    Api& api_;
    const std::string api_key_;
    std::unique_ptr<MHD_Daemon, stop> daemon_;
};

} // namespace http_servers
