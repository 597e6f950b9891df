#pragma once
// A client's connection to a server on this machine, byte for byte: nothing is repaired or hidden.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http_servers_test {

/// An answer as it came over the wire.
struct reply {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;

    /// A header's value; empty when it did not come.
    [[nodiscard]] std::string header(std::string_view name) const;
    /// Whether the server means to close the connection behind this answer.
    [[nodiscard]] bool closes() const;
};

/// A TCP connection. What is waited for comes within `patience`, or the wait ends without it.
class connection {
public:
    explicit connection(int port);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection();

    /// Whether the server could be reached.
    [[nodiscard]] bool is_open() const { return socket_ >= 0; }

    /// Whether all bytes were taken; not, when the server has hung up.
    bool send(std::string_view bytes) const;

    /// Nothing more will be sent.
    void end() const;

    /// Reads one answer. `to_head`: the request was HEAD, so no body follows. Nothing, when the server hung
    /// up before its end, or what came is no HTTP.
    [[nodiscard]] std::optional<reply> read(bool to_head = false);

    /// Reads until the server hangs up, and returns everything; nothing, when it does not hang up.
    [[nodiscard]] std::optional<std::string> read_to_end();

private:
    [[nodiscard]] bool read_more();
    [[nodiscard]] bool read_until(std::size_t size);

    int socket_ = -1;
    bool has_ended_ = false; ///< the server hung up
    std::string read_;       ///< what was read and not yet returned
};

/// The text of a request with a head and a body. Length and key are part of `headers`, or are left out.
[[nodiscard]] std::string request_text(std::string_view method, std::string_view target,
                                       const std::vector<std::string>& headers, std::string_view body = {});

} // namespace http_servers_test
