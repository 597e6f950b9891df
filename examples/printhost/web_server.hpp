#pragma once
/// Where clients connect.

#include "web_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility> // Asio 1.74 needs it and does not include it
#include <vector>

namespace printhost {

/// Takes connections, at most 32 at a time; one more is closed at once.
class web_server {
public:
    /// `shared` must outlive `loop`'s last run.
    web_server(boost::asio::io_context& loop, const web_settings& shared);

    /// Begins to serve. Returns what the system objects to, and then nothing is served.
    [[nodiscard]] boost::system::error_code open(const std::string& address, std::uint16_t port);

    /// `http://127.0.0.1:5000`, with the port that was picked.
    [[nodiscard]] std::string address() const;

    /// Takes no more connections. Those that are open go on.
    void close();

private:
    void accept();
    void take(boost::asio::ip::tcp::socket socket);

    static constexpr std::size_t most_sessions = 32;

    const web_settings& shared_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer retry_;
    std::vector<std::weak_ptr<web_session>> sessions_;
};

} // namespace printhost
