#pragma once
/// A bare connection to the host, for bytes that no decent client would send.

#include <string>
#include <string_view>

namespace end_to_end {

/// A TCP connection. What is waited for comes within `patience`, or the wait ends.
class connection {
public:
    /// `address` is the host's, as `http://127.0.0.1:40123`.
    explicit connection(const std::string& address);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection();

    /// Whether everything was taken; false once the host has hung up.
    [[nodiscard]] bool send(std::string_view bytes) const;

    /// Nothing more will be sent.
    void end() const;

    /// Reads until `end` has come. Returns everything that was read in this call.
    [[nodiscard]] std::string read_to(std::string_view end) const;

    /// Reads until the host hangs up. Returns everything that was read in this call.
    [[nodiscard]] std::string read_all() const { return read_to({}); }

    /// Whether the host has hung up. It must have nothing to say.
    [[nodiscard]] bool is_closed() const;

private:
    int socket_ = -1;
};

} // namespace end_to_end
