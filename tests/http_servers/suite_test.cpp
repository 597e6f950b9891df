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

std::optional<http_server_world> the_world;

struct contract_suite {
    static constexpr const auto& cases = http_contract_cases;
    static http_world& world() { return *the_world; }
};
struct server_suite {
    static constexpr const auto& cases = http_server_cases;
    static http_server_world& world() { return *the_world; }
};

} // namespace

int main(int argc, char** argv) {
    doctest::Context context{argc, argv};
    register_cases<contract_suite>(__FILE__);
    register_cases<server_suite>(__FILE__);
    the_world.emplace(start_server);
    const int status = context.run();
    the_world.reset();
    return status;
}
