#include "libmicrohttpd.hpp"

#include "server_under_test.hpp"

namespace {

auto make_server(printjob::testing::served_api& api, const std::string& key) {
    return http_servers::libmicrohttpd_server{api, 0, key};
}

} // namespace

std::unique_ptr<printjob::testing::running_http_server> start_server(printjob::testing::served_api& api,
                                                                     const std::string& key) {
    return start_made(make_server, api, key);
}
