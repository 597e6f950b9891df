#include "web_server.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/socket_base.hpp>

#include <chrono>

namespace printhost {

namespace asio = boost::asio;
using asio::ip::tcp;

web_server::web_server(asio::io_context& loop, const web_settings& shared)
    : shared_{shared}, acceptor_{loop}, retry_{loop} {}

boost::system::error_code web_server::open(const std::string& address, std::uint16_t port) {
    boost::system::error_code failed;
    const tcp::endpoint here{asio::ip::make_address(address, failed), port};
    if (!failed) acceptor_.open(here.protocol(), failed);
    if (!failed) acceptor_.set_option(asio::socket_base::reuse_address{true}, failed);
    if (!failed) acceptor_.bind(here, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (!failed) accept();
    return failed;
}

std::string web_server::address() const {
    boost::system::error_code unknown;
    const auto here = acceptor_.local_endpoint(unknown);
    const auto text = here.address().to_string();
    return "http://" + (here.address().is_v6() ? "[" + text + "]" : text) + ":" + std::to_string(here.port());
}

void web_server::close() {
    retry_.cancel();
    boost::system::error_code ignored; // it takes no more connections either way
    acceptor_.close(ignored);
}

void web_server::accept() {
    acceptor_.async_accept([this](const boost::system::error_code& failed, tcp::socket socket) {
        if (!acceptor_.is_open()) return;
        if (!failed) {
            take(std::move(socket));
            return accept();
        }
        // Out of descriptors, mostly: some will be free again.
        retry_.expires_after(std::chrono::seconds{1});
        retry_.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled && acceptor_.is_open()) accept();
        });
    });
}

void web_server::take(tcp::socket socket) {
    std::erase_if(sessions_, [](const auto& each) { return each.expired(); });
    if (sessions_.size() >= most_sessions) return; // closes it
    const auto session = std::make_shared<web_session>(std::move(socket), shared_);
    sessions_.push_back(session);
    session->begin();
}

} // namespace printhost
