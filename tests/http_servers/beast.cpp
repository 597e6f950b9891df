#include "beast.hpp"

#include "served_api.hpp"

#include <boost/asio/io_context.hpp>

#include <thread>

namespace http_servers_test {

namespace {

class beast_in_a_thread : public running_server {
public:
    explicit beast_in_a_thread(served_api& api)
        : server_{loop_, api, 0, right_key}, thread_{[this] { loop_.run(); }} {}
    ~beast_in_a_thread() override {
        loop_.stop();
        thread_.join();
    }
    [[nodiscard]] int port() const override { return server_.port(); }

private:
    boost::asio::io_context loop_;
    http_servers::beast_server<served_api> server_;
    std::thread thread_;
};

} // namespace

std::unique_ptr<running_server> start_server(served_api& api) {
    return std::make_unique<beast_in_a_thread>(api);
}

} // namespace http_servers_test
