#include "beast.hpp"

#include "server_under_test.hpp"

#include <boost/asio/io_context.hpp>

#include <string>
#include <thread>

namespace {

// The event loop in a thread of its own.
template <class Api>
class beast_in_a_thread {
public:
    beast_in_a_thread(Api& api, const std::string& key)
        : server_{loop_, api, 0, key}, thread_{[this] { loop_.run(); }} {}
    beast_in_a_thread(const beast_in_a_thread&) = delete;
    beast_in_a_thread& operator=(const beast_in_a_thread&) = delete;
    ~beast_in_a_thread() {
        loop_.stop();
        thread_.join();
    }
    [[nodiscard]] int port() const { return server_.port(); }

private:
    boost::asio::io_context loop_;
    http_servers::beast_server<Api> server_;
    std::thread thread_;
};

auto make_server(printjob::testing::served_api& api, const std::string& key) {
    return beast_in_a_thread{api, key};
}

} // namespace

std::unique_ptr<printjob::testing::running_http_server> start_server(printjob::testing::served_api& api,
                                                                     const std::string& key) {
    return start_made(make_server, api, key);
}
