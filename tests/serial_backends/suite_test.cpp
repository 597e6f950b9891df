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
    using world_type = serial_world<make_backend>;
    static world_type world() { return {make_backend{}, promises}; }
};
struct opening : serial_suite {
    static constexpr const auto& cases = serial_opening_cases<world_type>;
};
struct bytes : serial_suite {
    static constexpr const auto& cases = serial_bytes_cases<world_type>;
};
struct waiting : serial_suite {
    static constexpr const auto& cases = serial_waiting_cases<world_type>;
};
struct waking : serial_suite {
    static constexpr const auto& cases = serial_wake_cases<world_type>;
};
struct printing : serial_suite {
    static constexpr const auto& cases = serial_printing_cases<world_type>;
};

[[maybe_unused]] const int registered = register_cases<opening>(__FILE__) + register_cases<bytes>(__FILE__) +
                                        register_cases<waiting>(__FILE__) + register_cases<waking>(__FILE__) +
                                        register_cases<printing>(__FILE__);

} // namespace
