#include "poco.hpp"

#include "served_api.hpp"

namespace http_servers_test {

std::unique_ptr<running_server> start_server(served_api& api) {
    return std::make_unique<server_on_its_own<http_servers::poco_server<served_api>>>(api);
}

} // namespace http_servers_test
