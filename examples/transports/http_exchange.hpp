#pragma once
/// The seam between a transport that speaks HTTP and whatever carries its requests: cpp-httplib in a thread,
/// an event loop, a stub in memory.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace transports {

/// What became of a request.
struct http_reply {
    std::uint32_t ticket = 0; ///< of the request
    int status = 0;           ///< 0: the server was not reached, or did not answer
    std::string body{};
};

/// Satisfied by a type that carries requests and never blocks: `send(method, target)` lets a request without
/// a body go and returns its ticket; `poll()` gives the replies that have come since, one at a time, in any
/// order. Each request gets one reply, even if the server was not reached. Several may be under way. Whoever
/// drives the transport is woken by a reply, as by bytes at a port.
template <class T>
concept http_exchange = requires(T& http, std::string_view method, std::string_view target) {
    { http.send(method, target) } -> std::same_as<std::uint32_t>;
    { http.poll() } -> std::same_as<std::optional<http_reply>>;
};

} // namespace transports
