// The suite of HTTP servers, for the server whose `start_server` this is linked with. One server runs from the first case
// to the last: some take seconds to end.
#define DOCTEST_CONFIG_IMPLEMENT
#include "../registered_cases.hpp"
#include "server_under_test.hpp"
#include <printjob/testing/http_server_conformance.hpp>

#include <doctest/doctest.h>

#include <optional>

namespace {

using namespace printjob::testing;

std::optional<http_server_fixture> the_fixture;

struct contract_suite {
    static constexpr const auto& cases = http_contract_cases;
    static http_fixture& fixture() { return *the_fixture; }
};
struct server_suite {
    static constexpr const auto& cases = http_server_cases;
    static http_server_fixture& fixture() { return *the_fixture; }
};

} // namespace

int main(int argc, char** argv) {
    doctest::Context context{argc, argv};
    register_cases<contract_suite>(__FILE__);
    register_cases<server_suite>(__FILE__);
    the_fixture.emplace(start_server);
    const int status = context.run();
    the_fixture.reset();
    return status;
}
