#pragma once
/// Cases of a line that is open: all bytes, unchanged, in order, without blocking; and a line that is lost.

#include <printjob/host/now.hpp>
#include <printjob/result.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/testing/conformance/serial_terminal.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace printjob::inline v0::testing {

/// Bytes in both directions, and the loss of a device.
template <class Fixture>
inline constexpr auto serial_bytes_cases = std::to_array<suite_case<Fixture>>({
    {"every byte passes unchanged to the printer",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         const std::string sent = every_byte();
         std::string_view left = sent;
         std::string heard;
         (void)w.eventually(host, "256 bytes", [&] {
             if (w.write_on(host, left)) heard += printer.hear();
             return heard.size() >= sent.size();
         });
         w.log.check(heard == sent, "256 bytes pass unchanged");
     }},
    {"every byte passes unchanged from the printer, and nothing is sent back to it",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         w.log.check(printer.say(every_byte()) && w.hears(host, every_byte()), "256 bytes pass unchanged");
         w.log.equal(printer.hear(), "");
     }},
    {"when nothing was sent, a read is 0 bytes and no error",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         std::array<char, 16> bytes;
         for (int turn = 0; turn < 2; ++turn)
             w.log.check(host.port().read_some(bytes) == std::size_t{0}, "the read is 0 bytes");
     }},
    {"a line that is full takes a part or nothing, and no byte is lost, doubled or out of order",
     [](Fixture& w) {
         const bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         const std::string sent = numbered_lines(100'000);
         std::string_view left = sent;
         if (!w.fill(host, left)) return;
         w.log.check(host.port().write_some(left) == std::size_t{0}, "a full line takes nothing");
         std::string heard;
         (void)w.eventually(host, "100,000 bytes", [&] {
             heard += printer.hear(777); // a little room at a time: writes are cut short in many places
             return !w.write_on(host, left) || heard.size() >= sent.size();
         });
         w.log.check(heard == sent, "what was written is what the printer reads");
     }},
    {"a device that is unplugged is gone at the next read, then not there; plugged in again, it works",
     [](Fixture& w) {
         const device_link name;
         bare_terminal printer;
         name.lead_to(printer.device());
         auto host = w.make(name.name());
         if (!w.has(printer) || !w.opens(host)) return;
         printer.unplug();
         const instant latest = w.latest();
         host.wait(latest);
         w.log.check(host::now() < latest, "a hang-up ends the host's wait");
         std::string heard;
         const auto failed = Fixture::read_on(host, heard);
         if (!w.is_fault(failed, fault::device_gone)) return;
         w.log.check(failed->native != 0, "the system's own number is kept");
         w.is_fault(Fixture::read_on(host, heard), fault::no_such_device);

         const bare_terminal again;
         name.lead_to(again.device());
         if (!w.has(again) || !w.opens(host)) return;
         w.log.check(again.say("start\n") && w.hears(host, "start\n"), "the new device works");
     }},
    {"a device that is unplugged while a host writes is gone",
     [](Fixture& w) {
         bare_terminal printer;
         auto host = w.make(printer.name());
         if (!w.has(printer) || !w.opens(host)) return;
         const std::string sent = numbered_lines(100'000);
         std::string_view left = sent;
         if (!w.fill(host, left)) return;
         printer.unplug();
         std::optional<io_error> failed;
         if (!w.eventually(host, "a write that fails", [&] {
                 const auto count = host.port().write_some(left);
                 if (!count) failed = count.error();
                 return failed.has_value();
             }))
             return;
         w.log.check(failed->what == fault::device_gone || failed->what == fault::closed,
                     "the fault is device_gone or closed, and not: " + error_words(failed));
         w.is_closed(host);
     }},
    {"a device that is lost in the middle of a write and is back at once is lost once, and carries bytes",
     [](Fixture& w) {
         const device_link name;
         bare_terminal printer;
         name.lead_to(printer.device());
         auto host = w.make(name.name());
         if (!w.has(printer) || !w.opens(host)) return;
         const std::string sent = numbered_lines(100'000);
         std::string_view left = sent;
         if (!w.fill(host, left)) return;
         // What is unread belongs to a connection that is about to end.
         if (!w.log.check(printer.say("unread\n"), "the printer can send")) return;
         host.wait(w.latest());
         printer.unplug();
         const bare_terminal again;
         name.lead_to(again.device());
         if (!w.has(again)) return;
         host.wait(w.latest());

         int losses = 0;
         std::string heard;
         const auto read = [&] {
             auto failed = Fixture::read_on(host, heard);
             if (!failed || failed->what != fault::device_gone) return !failed;
             ++losses;
             heard.clear();
             failed = Fixture::read_on(host, heard); // a streamer looks again in the same step
             return !failed;
         };
         if (!w.eventually(host, "the loss, and then a read that does not fail",
                           [&] { return read() && losses > 0; }) ||
             !w.log.check(again.say("start\n"), "the printer can send") ||
             !w.eventually(host, "what the new device says", [&] { return read() && heard == "start\n"; }))
             return;
         std::string_view command = "M115\n";
         std::string carried;
         (void)w.eventually(host, "a line at the new device", [&] {
             if (w.write_on(host, command)) carried += again.hear();
             return carried == "M115\n";
         });
         w.log.equal(losses, 1);
     }},
});

} // namespace printjob::inline v0::testing
