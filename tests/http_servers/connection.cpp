#include "connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace http_servers_test {

namespace {

constexpr int patience = 30'000; // ms; only a server that is broken needs so long

std::optional<std::size_t> number_in(std::string_view text) {
    std::size_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string in_lower_case(std::string_view text) {
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

// The status and the headers of a head, which ends in an empty line.
std::optional<reply> head_in(std::string_view text) {
    constexpr std::string_view beginning = "HTTP/1.1 ";
    if (!text.starts_with(beginning)) return std::nullopt;
    reply given;
    const auto status = number_in(text.substr(beginning.size(), 3));
    if (!status) return std::nullopt;
    given.status = static_cast<int>(*status);
    text.remove_prefix(text.find("\r\n") + 2);
    while (!text.starts_with("\r\n")) {
        const std::string_view line = text.substr(0, text.find("\r\n"));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        given.headers.emplace_back(in_lower_case(line.substr(0, colon)), value);
        text.remove_prefix(line.size() + 2);
    }
    return given;
}

} // namespace

std::string reply::header(std::string_view name) const {
    const auto found = std::ranges::find_if(headers, [name](const auto& each) { return each.first == name; });
    return found != headers.end() ? found->second : "";
}

bool reply::closes() const {
    return in_lower_case(header("connection")) == "close";
}

connection::connection(int port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(static_cast<std::uint16_t>(port));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0) return;
    ::close(socket_);
    socket_ = -1;
}

connection::~connection() {
    if (socket_ >= 0) ::close(socket_);
}

bool connection::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void connection::end() const {
    ::shutdown(socket_, SHUT_WR);
}

std::optional<reply> connection::read(bool to_head) {
    auto end = read_.find("\r\n\r\n");
    for (; end == std::string::npos; end = read_.find("\r\n\r\n"))
        if (!read_more()) return std::nullopt;
    auto given = head_in(std::string_view{read_}.substr(0, end + 4));
    if (!given) return std::nullopt;
    read_.erase(0, end + 4);
    const bool has_body = !to_head && given->status != 204;
    const auto length = number_in(given->header("content-length"));
    if (!has_body) return given;
    if (!length || !read_until(*length)) return std::nullopt; // our answers are small, and tell their length
    given->body = read_.substr(0, *length);
    read_.erase(0, *length);
    return given;
}

std::optional<std::string> connection::read_to_end() {
    while (read_more()) {
    }
    if (!has_ended_) return std::nullopt;
    return std::move(read_);
}

bool connection::read_more() {
    if (has_ended_) return false;
    pollfd waits{socket_, POLLIN, 0};
    if (::poll(&waits, 1, patience) <= 0) return false;
    std::array<char, 4096> bytes;
    const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    has_ended_ = count <= 0;
    if (!has_ended_) read_.append(bytes.data(), static_cast<std::size_t>(count));
    return !has_ended_;
}

bool connection::read_until(std::size_t size) {
    while (read_.size() < size)
        if (!read_more()) return false;
    return true;
}

std::string request_text(std::string_view method, std::string_view target,
                         const std::vector<std::string>& headers, std::string_view body) {
    std::string text{method};
    text.append(" ").append(target).append(" HTTP/1.1\r\nHost: printer\r\n");
    for (const std::string& each : headers)
        text.append(each).append("\r\n");
    return text.append("\r\n").append(body);
}

} // namespace http_servers_test
