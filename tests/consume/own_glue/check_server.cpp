#include "cpp_httplib.hpp"
#include <printjob/testing/http_server_conformance.hpp>

#include <cstdio>
#include <string>

int main() {
    const auto found = printjob::testing::check_http_server([](auto& api, const std::string& key) {
        return http_servers::cpp_httplib_server{api, 0, key}; // port 0: one that is free
    });
    std::fputs(found.text().c_str(), stdout);
    return found.conforms() ? 0 : 1;
}
