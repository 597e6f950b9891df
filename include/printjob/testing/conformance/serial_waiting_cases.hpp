#pragma once
/// Cases of waiting for a line: a host that waits neither misses anything nor keeps its processor busy, and
/// can be woken.

#include <printjob/host/now.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/testing/conformance/serial_terminal.hpp>
#include <printjob/time.hpp>
#include <printjob/transport/byte_port.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace printjob::inline v0::testing {

/// Waiting for bytes, room and deadlines.
template <class Fixture>
inline constexpr auto serial_waiting_cases = std::to_array<suite_case<Fixture>>({
    {"a host on a quiet line sleeps until its deadline",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         const instant deadline = host::now() + std::chrono::milliseconds{50};
         host.wait(deadline);
         w.log.check(host::now() >= deadline, "the wait lasts until the deadline");
     }},
    {"bytes that arrive end a wait for what is far away",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         if (!w.log.check(printer.say("ok\n"), "the printer can send")) return;
         const instant deadline = w.latest();
         host.wait(deadline);
         w.log.check(host::now() < deadline, "the bytes end the wait");
         std::string heard;
         w.is_error(Fixture::read_on(host, heard), std::nullopt);
         w.log.check(heard.starts_with("o"), "the bytes can be read after the wait");
     }},
    {"bytes that arrive end a wait without a limit",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         if (!w.log.check(printer.say("ok\n"), "the printer can send")) return;
         host.wait(never);
         w.log.check(w.hears(host, "ok\n"), "the bytes can be read after the wait");
     }},
    {"a host with a full line sleeps until there is room, and is woken by it",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         const std::string sent = numbered_lines(100'000);
         std::string_view left = sent;
         if (!w.fill(host, left)) return;
         w.log.check(host.port().write_some(left) == std::size_t{0}, "a full line takes nothing");
         const instant deadline = host::now() + std::chrono::milliseconds{50};
         host.wait(deadline);
         w.log.check(host::now() >= deadline, "the wait lasts until the deadline");

         w.log.check(host.port().write_some(left) == std::size_t{0}, "a full line takes nothing");
         while (!printer.hear().empty()) {
         }
         const instant latest = w.latest();
         host.wait(latest);
         w.log.check(host::now() < latest, "room ends the wait");
         w.log.check(host.port().write_some(left).value_or(0) > 0, "the line takes bytes after the wait");
     }},
    {"room that nobody has a use for keeps no host awake",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         const std::string sent = numbered_lines(100'000);
         std::string_view left = sent;
         if (!w.fill(host, left)) return;
         while (!printer.hear().empty()) {
         }
         host.wait(host::now() + std::chrono::milliseconds{50}); // told once
         const instant deadline = host::now() + std::chrono::milliseconds{50};
         host.wait(deadline);
         w.log.check(host::now() >= deadline, "the wait lasts until the deadline");
     }},
    {"a thread may wait while another opens the port, moves bytes and loses the device, again and again",
     [](Fixture& w) {
         if (!w.settings.waits_beside) return w.log.leave_out("the port does not promise it");
         const device_link name;
         auto host = w.make(name.name());
         std::atomic<bool> stops = false;
         std::thread waiting{[&] {
             while (!stops)
                 host.wait(host::now() + std::chrono::milliseconds{1});
         }};
         for (int turn = 0; turn < 20 && !w.log.has_failed(); ++turn) {
             bare_terminal printer;
             name.lead_to(printer.device());
             if (!w.has(printer) || !w.opens(host)) break;
             w.log.equal(host.port().write_some(std::string_view{"M105\n"}).value_or(0), std::size_t{5});
             if (!w.log.check(printer.say("ok T:20\n"), "the printer can send") ||
                 !w.hears(host, "ok T:20\n"))
                 break;
             printer.unplug();
             (void)w.eventually(host, "the loss of the device", [&] {
                 std::string nothing;
                 return Fixture::read_on(host, nothing).has_value();
             });
         }
         stops = true;
         waiting.join();
     }},
});

/// What a `wakeable_port` promises of `wake()`.
template <class Fixture>
inline constexpr auto serial_wake_cases = std::to_array<suite_case<Fixture>>({
    {"a wake before the wait ends it",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         for (int turn = 0; turn < 3; ++turn) {
             host.port().wake();
             w.wakes(host);
         }
     }},
    {"a wake during the wait ends it, also while the device is not there",
     [](Fixture& w) {
         const device_link name;
         auto host = w.make(name.name());
         bare_terminal printer;
         for (const bool is_there : {false, true}) {
             if (is_there) {
                 name.lead_to(printer.device());
                 if (!w.has(printer) || !w.opens(host)) return;
             }
             for (int turn = 0; turn < 50 && !w.log.has_failed(); ++turn) {
                 std::thread other{[&host] { host.port().wake(); }};
                 w.wakes(host);
                 other.join();
             }
         }
     }},
    {"a wake after a wait was over ends the next one",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         host.wait(host::now()); // over by time
         host.port().wake();
         w.wakes(host);
         if (!w.log.check(printer.say("ok\n"), "the printer can send")) return;
         w.hears_by_waiting(host, "ok\n"); // over by what the printer says
         host.port().wake();
         w.wakes(host);
     }},
    {"several wakes before a wait end that wait, and not the next",
     [](Fixture& w) {
         if constexpr (!waiting_port<typename Fixture::port>)
             return w.log.leave_out("the port has no wait of its own");
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         for (int i = 0; i < 5; ++i)
             host.port().wake();
         w.wakes(host);
         const instant until = host::now() + std::chrono::milliseconds{10};
         host.wait(until);
         w.log.check(host::now() >= until, "the next wait lasts until its deadline");
     }},
    {"what the printer says is not lost when a wake comes with it",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         for (int turn = 0; turn < 50 && !w.log.has_failed(); ++turn) {
             std::thread other{[&host] { host.port().wake(); }};
             if (w.log.check(printer.say("ok\n"), "the printer can send")) w.hears_by_waiting(host, "ok\n");
             other.join();
         }
     }},
    {"of wakes by many threads none is lost",
     [](Fixture& w) {
         constexpr int threads = 8;
         constexpr int wakes = 200;
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         std::atomic<int> asked = 0;
         std::vector<std::thread> others;
         for (int i = 0; i < threads; ++i)
             others.emplace_back([&host, &asked] {
                 for (int n = 0; n < wakes; ++n) {
                     ++asked;
                     host.port().wake();
                 }
             });
         for (int seen = 0; seen < threads * wakes && !w.log.has_failed(); seen = asked)
             w.wakes(host);
         for (std::thread& other : others)
             other.join();
     }},
});

} // namespace printjob::inline v0::testing
