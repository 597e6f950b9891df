// Checks the card printer with the conformance suite, and then one that forgets to pause. No test framework
// is needed.
#include "card_bench.hpp"
#include <printjob/testing/transport_conformance.hpp>

#include <cstdio>
#include <string>

namespace {

using namespace transports;

/// Ignores a pause.
class forgetful_printer : public card_printer<simulated_port> {
public:
    using card_printer::card_printer;
    void pause(instant) {}
};

struct forgetful_bench : card_bench {
    forgetful_printer forgetful{port};
    [[nodiscard]] forgetful_printer& transport() { return forgetful; }
};

} // namespace

int main() {
    const auto found = printjob::testing::check_transport([] { return card_bench{}; });
    std::printf("the card printer: %zu checks, %zu promises broken\n%s", found.checks, found.failures.size(),
                found.text().c_str());

    const auto broken = printjob::testing::check_transport([] { return forgetful_bench{}; });
    if (!found.conforms() || broken.failures.empty()) return 1;
    std::printf("one that forgets to pause: %zu promises broken, and this is the first:\n%s\n",
                broken.failures.size(), broken.failures.front().sentence().c_str());
    return 0;
}
