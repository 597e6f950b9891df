// The suite of serial ports, for the backend whose `backend.hpp` this is compiled with.

#include "../registered_cases.hpp"
#include "backend.hpp"
#include <printjob/testing/serial_port_conformance.hpp>

#include <string>

namespace {

using namespace printjob::testing;

struct make_backend {
    backend operator()(const std::string& device, int baud) const { return {device, baud}; }
};

struct serial_suite {
    using fixture_type = serial_fixture<make_backend>;
    static fixture_type fixture() { return {make_backend{}, promises}; }
    static constexpr const auto& cases = serial_cases<fixture_type>;
};

[[maybe_unused]] const int registered = register_cases<serial_suite>(__FILE__);

} // namespace
