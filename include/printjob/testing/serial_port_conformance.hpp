#pragma once
/// The suite of serial ports: checks over real pseudo-terminals that a `byte_port` is found, opened and
/// refused as it should be, carries every byte, waits neither too long nor too short, and prints. For POSIX
/// systems; it needs no test framework:
///
///     struct my_bench {                                     // a port, and how its host waits for it
///         my_bench(const std::string& device, int baud) : port_{device, baud} {}
///         my_port& port() { return port_; }
///         void wait(printjob::instant until) { port_.wait(until); }
///         my_port port_;
///     };
///
///     const auto found = printjob::testing::check_serial_port(
///         [](const std::string& device, int baud) { return my_bench{device, baud}; });
///     std::fputs(found.text().c_str(), stderr);             // one line for each broken promise
///     return found.conforms() ? 0 : 1;
///
/// It takes some seconds, and its cases are real time: run it on a machine that is not overloaded. Cases that
/// a port does not promise are turned off in `serial_port_settings`, and the report names them.

#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/serial_bytes_cases.hpp>
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/testing/conformance/serial_opening_cases.hpp>
#include <printjob/testing/conformance/serial_printing_cases.hpp>
#include <printjob/testing/conformance/serial_waiting_cases.hpp>

#include <utility>

namespace printjob::inline v0::testing {

/// All cases, each of which works with a `serial_fixture`; those of `wake()` for ports that have it.
template <class Fixture>
inline constexpr auto serial_cases = [] {
    if constexpr (wakeable_port<typename Fixture::port>)
        return joined_cases(serial_opening_cases<Fixture>, serial_bytes_cases<Fixture>,
                            serial_waiting_cases<Fixture>, serial_wake_cases<Fixture>,
                            serial_printing_cases<Fixture>);
    else
        return joined_cases(serial_opening_cases<Fixture>, serial_bytes_cases<Fixture>,
                            serial_waiting_cases<Fixture>, serial_printing_cases<Fixture>);
}();

/// Checks a serial port; see the top of this header. `make_bench(device, baud)` returns a fresh `serial_bench`.
template <class MakeBench>
[[nodiscard]] case_report check_serial_port(MakeBench make_bench, const serial_port_settings& settings = {}) {
    using fixture = serial_fixture<MakeBench>;
    fixture w{std::move(make_bench), settings};
    run_cases<fixture>(serial_cases<fixture>, w, settings.most_failures);
    return w.log.report();
}

} // namespace printjob::inline v0::testing
