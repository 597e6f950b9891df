#pragma once
// Boost.Beast on one thread, and a client in another process that keeps eight connections busy.

#include "posting.hpp"

#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility> // Boost 1.74's Asio needs it first under C++20

namespace benchmarks {

inline constexpr std::size_t connections = 8;
// --- the client ---

/// The client's arguments: `PROGRAM client PORT REQUESTS BODY`.
[[nodiscard]] inline bool is_client(int argc, char** argv) {
    return argc == 5 && argv[1] == std::string_view{"client"};
}

/// Posts a body many times over eight connections and tells the seconds that it took on its standard output.
/// The exit status of the process: 0 when every answer was 204.
inline int be_client(char** argv) {
    const int port = std::atoi(argv[2]);
    const std::size_t requests = std::strtoull(argv[3], nullptr, 10);
    const std::string_view body = argv[4];
    std::string posted = "POST /api/job HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
    posted.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::array<pollfd, connections> sockets{};
    for (pollfd& each : sockets) {
        each.fd = ::socket(AF_INET, SOCK_STREAM, 0);
        each.events = POLLIN;
        if (::connect(each.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return 1;
    }
    const auto post = [&posted](int socket) {
        return ::write(socket, posted.data(), posted.size()) == static_cast<ssize_t>(posted.size());
    };
    const auto began = std::chrono::steady_clock::now();
    std::size_t sent = 0;
    for (; sent < connections && sent < requests; ++sent)
        if (!post(sockets[sent].fd)) return 1;
    for (std::size_t answered = 0; answered < requests;) {
        constexpr int patience = 10'000; // ms
        if (::poll(sockets.data(), sockets.size(), patience) <= 0) return 1;
        for (const pollfd& each : sockets) {
            if (each.revents == 0) continue;
            std::array<char, 1024> heard;
            const auto count = ::read(each.fd, heard.data(), heard.size());
            if (count <= 0) return 1;
            const std::string_view answer{heard.data(), static_cast<std::size_t>(count)};
            if (!answer.starts_with("HTTP/1.1 204") || !answer.ends_with("\r\n\r\n")) return 1;
            ++answered;
            if (sent < requests && ++sent != 0 && !post(each.fd)) return 1;
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%.6f\n", took.count());
    return 0;
}

// --- the server ---

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using tcp = asio::ip::tcp;

using asked_request = beast_http::request<beast_http::string_body>;

/// Answers 204 to everything.
struct constant_handler {
    [[nodiscard]] unsigned answer(const asked_request&) { return 204; }
};

/// Answers 204 to what the bare parser can read.
struct bare_parser_handler {
    [[nodiscard]] unsigned answer(const asked_request& asked) {
        return read_bare(asked.body()) > 0 ? 204 : 400;
    }
};

/// Hands what Beast has read to the library.
struct library_handler {
    printing_host host;

    [[nodiscard]] unsigned answer(const asked_request& asked) {
        const auto view = [](boost::beast::string_view text) {
            return std::string_view{text.data(), text.size()};
        };
        const auto answer = host.handle({.method = view(asked.method_string()),
                                         .target = view(asked.target()),
                                         .content_type = view(asked[beast_http::field::content_type]),
                                         .body = asked.body()});
        host.forget_events();
        return static_cast<unsigned>(answer.status);
    }
};

/// One connection: reads a request, writes its answer, and again until the client is gone.
template <class Handler>
class connection : public std::enable_shared_from_this<connection<Handler>> {
public:
    connection(tcp::socket socket, Handler& handler) : socket_{std::move(socket)}, handler_{handler} {}

    void read() {
        request_ = {};
        beast_http::async_read(
            socket_, buffer_, request_,
            [self = this->shared_from_this()](boost::beast::error_code failed, std::size_t) {
                if (!failed) self->write();
            });
    }

private:
    void write() {
        response_ = {};
        response_.version(request_.version());
        response_.result(handler_.answer(request_));
        response_.keep_alive(request_.keep_alive());
        beast_http::async_write(
            socket_, response_,
            [self = this->shared_from_this()](boost::beast::error_code failed, std::size_t) {
                if (!failed) self->read();
            });
    }

    tcp::socket socket_;
    Handler& handler_;
    boost::beast::flat_buffer buffer_;
    asked_request request_;
    beast_http::response<beast_http::empty_body> response_;
};

/// Serves a client that posts `body` so many times, and returns the seconds that this took. `program` is the
/// path of this program, which the client is too.
template <class Handler>
[[nodiscard]] double serve(const char* program, std::size_t requests, std::string_view body) {
    asio::io_context context{1};
    tcp::acceptor acceptor{context, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    const std::string port = std::to_string(acceptor.local_endpoint().port());
    const std::string count = std::to_string(requests);
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) std::abort();
    const pid_t client = ::fork();
    if (client == 0) {
        ::dup2(pipe[1], STDOUT_FILENO);
        ::execl(program, program, "client", port.c_str(), count.c_str(), body.data(), nullptr);
        ::_exit(1);
    }
    ::close(pipe[1]);

    Handler handler;
    for (std::size_t i = 0; i < connections; ++i)
        std::make_shared<connection<Handler>>(acceptor.accept(), handler)->read();
    context.run(); // until every connection is closed

    int status = 1;
    ::waitpid(client, &status, 0);
    std::array<char, 64> told{};
    const auto size = ::read(pipe[0], told.data(), told.size() - 1);
    ::close(pipe[0]);
    if (status != 0 || size <= 0) {
        std::fputs("the client did not get its answers\n", stderr);
        std::exit(1);
    }
    return std::strtod(told.data(), nullptr);
}

} // namespace benchmarks
