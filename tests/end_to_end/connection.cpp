#include "connection.hpp"

#include "waiting.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace end_to_end {

namespace {

constexpr int patience_in_ms =
    static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(patience).count());

bool wait_for_input(int socket, int milliseconds) {
    pollfd waits{socket, POLLIN, 0};
    return ::poll(&waits, 1, milliseconds) > 0;
}

} // namespace

connection::connection(const std::string& address)
    : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    REQUIRE(socket_ >= 0);
    const auto port = std::stoi(address.substr(address.rfind(':') + 1));
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(static_cast<std::uint16_t>(port));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0);
}

connection::~connection() {
    ::close(socket_);
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

std::string connection::read_to(std::string_view end) const {
    std::string all;
    std::array<char, 4096> bytes;
    while (end.empty() || all.find(end) == std::string::npos) {
        if (!wait_for_input(socket_, patience_in_ms)) break;
        const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (count <= 0) break;
        all.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return all;
}

bool connection::is_closed() const {
    char byte;
    return wait_for_input(socket_, 0) && ::recv(socket_, &byte, 1, 0) <= 0;
}

} // namespace end_to_end
