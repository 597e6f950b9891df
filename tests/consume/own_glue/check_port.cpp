#include "posix_serial.hpp"
#include <printjob/testing/serial_port_conformance.hpp>

#include <cstdint>
#include <cstdio>
#include <string>

namespace {

// A port, and how its host waits for it.
class bench {
public:
    bench(const std::string& device, int baud) : port_{device, static_cast<std::uint32_t>(baud)} {}

    serial_backends::posix_serial& port() { return port_; }
    void wait(printjob::instant until) { port_.wait(until); }

private:
    serial_backends::posix_serial port_;
};

} // namespace

int main() {
    const auto found = printjob::testing::check_serial_port(
        [](const std::string& device, int baud) { return bench{device, baud}; });
    std::fputs(found.text().c_str(), stdout);
    return found.conforms() ? 0 : 1;
}
