#pragma once
/// The job API on cpp-httplib. It has a pool of threads: the API must be over a `synchronized`.

#include <printjob/host/now.hpp>
#include <printjob/http/api_key.hpp>
#include <printjob/http/message.hpp>

#include <httplib.h>

#include <string>
#include <thread>
#include <utility>

namespace http_servers {

/// Serves from construction to destruction, on 127.0.0.1. `Api` is a `job_api`, which must outlive it.
template <class Api>
class cpp_httplib_server {
public:
    /// Port 0: one that is free. Only who knows the key is served.
    cpp_httplib_server(Api& api, int port, std::string api_key) : api_{api}, api_key_{std::move(api_key)} {
        const auto reply = [this](const auto& asked, auto& given) { answer(asked, given); };
        server_.Post(".*", reply).Put(".*", reply).Patch(".*", reply).Delete(".*", reply);
        server_.set_pre_routing_handler([this](const auto& asked, auto& given) {
            // The library waits for a body when a POST announces none, and has no routes for rare methods.
            using enum httplib::Server::HandlerResponse;
            if (has_body(asked)) return Unhandled;
            answer(asked, given);
            return Handled;
        });
        // Each client that keeps its connection open keeps a thread.
        server_.new_task_queue = [] { return new httplib::ThreadPool(16); };
        server_.set_payload_max_length(65536); // the API refuses a body over 4 KiB, and wants to do so itself
        server_.set_keep_alive_max_count(1000);
        server_.set_tcp_nodelay(true);
        port_ = port == 0 ? server_.bind_to_any_port("127.0.0.1")
                          : (server_.bind_to_port("127.0.0.1", port) ? port : -1);
        if (port_ < 0) return;
        thread_ = std::thread{[this] { server_.listen_after_bind(); }};
        while (!server_.is_running()) // before that, stop() does nothing
            std::this_thread::yield();
    }
    ~cpp_httplib_server() {
        server_.stop();
        if (thread_.joinable()) thread_.join();
    }

    /// The port that is served; -1 when it could not be had.
    [[nodiscard]] int port() const { return port_; }

private:
    static bool has_body(const httplib::Request& asked) {
        const std::string length = asked.get_header_value("Content-Length");
        return asked.has_header("Transfer-Encoding") || (!length.empty() && length != "0");
    }

    void answer(const httplib::Request& asked, httplib::Response& given) {
        const std::string type = asked.get_header_value("Content-Type");
        const std::string key = asked.get_header_value("X-Api-Key");
        const auto told = api_.handle({.method = asked.method,
                                       .target = asked.target, // `path` is decoded, and would be so twice
                                       .content_type = type,
                                       .body = asked.body,
                                       .authorised = printjob::http::same_key(key, api_key_)},
                                      printjob::host::now());
        given.status = told.status;
        for (const auto& [name, value] : told.headers())
            given.set_header(std::string{name}, std::string{value});
        given.body = told.body();
    }

    Api& api_;
    const std::string api_key_;
    httplib::Server server_;
    std::thread thread_;
    int port_ = -1;
};

} // namespace http_servers
