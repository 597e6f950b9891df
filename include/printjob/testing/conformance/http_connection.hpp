#pragma once
/// A client's connection to an HTTP server on this machine, byte for byte: nothing is repaired or hidden. For
/// POSIX systems.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace printjob::inline v0::testing {

/// An answer as it came over the wire.
struct http_reply {
    int status = 0;                                           ///< 0: none came
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;                                         ///< without transfer coding

    /// Returns a header's value, by its name in lower case; empty when it did not come.
    [[nodiscard]] std::string header(std::string_view name) const {
        const auto found = std::find_if(headers.begin(), headers.end(),
                                        [name](const auto& each) { return each.first == name; });
        return found != headers.end() ? found->second : "";
    }
    /// True if the server means to close the connection after this answer.
    [[nodiscard]] bool closes() const { return in_lower_case(header("connection")) == "close"; }

    /// Returns a text with its ASCII letters in lower case.
    [[nodiscard]] static std::string in_lower_case(std::string_view text) {
        std::string lower{text};
        for (char& c : lower)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return lower;
    }
};

/// Returns the text of a request with a head and a body. Length and key are part of `headers`, or are left
/// out.
[[nodiscard]] inline std::string http_request_text(std::string_view method, std::string_view target,
                                                   const std::vector<std::string>& headers,
                                                   std::string_view body = {}) {
    std::string text{method};
    text.append(" ").append(target).append(" HTTP/1.1\r\nHost: printer\r\n");
    for (const std::string& each : headers)
        text.append(each).append("\r\n");
    return text.append("\r\n").append(body);
}

/// A TCP connection to a port of 127.0.0.1. What is waited for comes within its patience, or the wait ends
/// without it.
class http_connection {
public:
    /// Connects. Where that fails, `is_open()` is false.
    http_connection(int port, std::chrono::milliseconds patience)
        : patience_{patience}, socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in there{};
        there.sin_family = AF_INET;
        there.sin_port = htons(static_cast<std::uint16_t>(port));
        there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (socket_ >= 0 && ::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0)
            return;
        close();
    }
    http_connection(const http_connection&) = delete;
    http_connection& operator=(const http_connection&) = delete;
    ~http_connection() { close(); }

    /// True if the server could be reached.
    [[nodiscard]] bool is_open() const { return socket_ >= 0; }

    /// Sends bytes. Returns whether all of them were taken; not, when the server has hung up.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    /// Tells the server that nothing more will be sent.
    void end() const { ::shutdown(socket_, SHUT_WR); }

    /// Reads one answer. `to_head`: the request was HEAD, so no body follows. Nothing, when the server hung
    /// up before its end, or what came is no HTTP.
    [[nodiscard]] std::optional<http_reply> read(bool to_head = false) {
        auto end = read_.find("\r\n\r\n");
        for (; end == std::string::npos; end = read_.find("\r\n\r\n"))
            if (!read_more()) return std::nullopt;
        auto given = head_in(std::string_view{read_}.substr(0, end + 4));
        if (!given) return std::nullopt;
        read_.erase(0, end + 4);
        if (to_head || given->status == 204) return given;
        const auto length = number_in(given->header("content-length"));
        if (!length) return std::nullopt; // the answers are small and have a Content-Length
        while (read_.size() < *length)
            if (!read_more()) return std::nullopt;
        given->body = read_.substr(0, *length);
        read_.erase(0, *length);
        return given;
    }

    /// Reads until the server hangs up, and returns everything; nothing, when it does not hang up.
    [[nodiscard]] std::optional<std::string> read_to_end() {
        while (read_more()) {
        }
        if (!has_ended_) return std::nullopt;
        return std::move(read_);
    }

private:
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    [[nodiscard]] bool read_more() {
        if (has_ended_ || !is_open()) return false;
        pollfd waits{socket_, POLLIN, 0};
        if (::poll(&waits, 1, static_cast<int>(patience_.count())) <= 0) return false;
        std::array<char, 4096> bytes;
        const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
        has_ended_ = count <= 0;
        if (!has_ended_) read_.append(bytes.data(), static_cast<std::size_t>(count));
        return !has_ended_;
    }

    [[nodiscard]] static std::optional<std::size_t> number_in(std::string_view text) {
        std::size_t number = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
        return number;
    }

    /// Returns the status and the headers of a head, which ends in an empty line.
    [[nodiscard]] static std::optional<http_reply> head_in(std::string_view text) {
        constexpr std::string_view beginning = "HTTP/1.1 ";
        if (!text.starts_with(beginning)) return std::nullopt;
        http_reply given;
        const auto status = number_in(text.substr(beginning.size(), 3));
        if (!status) return std::nullopt;
        given.status = static_cast<int>(*status);
        text.remove_prefix(text.find("\r\n") + 2);
        while (!text.starts_with("\r\n")) {
            const std::string_view line = text.substr(0, text.find("\r\n"));
            const auto colon = line.find(':');
            if (colon == std::string_view::npos) return std::nullopt;
            std::string_view value = line.substr(colon + 1);
            value.remove_prefix((std::min)(value.find_first_not_of(' '), value.size()));
            given.headers.emplace_back(http_reply::in_lower_case(line.substr(0, colon)), value);
            text.remove_prefix(line.size() + 2);
        }
        return given;
    }

    std::chrono::milliseconds patience_;
    int socket_;
    bool has_ended_ = false; ///< the server hung up
    std::string read_;       ///< what was read and not yet returned
};

} // namespace printjob::inline v0::testing
