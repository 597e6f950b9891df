#pragma once
/// Cases of opening a serial device: what is found, what is refused and how that is told, how the line is
/// set, and who may have it.

#include <printjob/result.hpp>
#include <printjob/testing/conformance/cases.hpp>
#include <printjob/testing/conformance/serial_fixture.hpp>
#include <printjob/testing/conformance/serial_terminal.hpp>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#ifdef __linux__
#include <linux/capability.h>
#include <sys/syscall.h>
#endif

namespace printjob::inline v0::testing {

/// While it lives, this thread has no privileges, also when root runs the suite (on Linux).
class without_privileges {
public:
    /// Puts them down.
    without_privileges() {
#ifdef __linux__
        if (::syscall(SYS_capget, &kind_, held_.data()) != 0) return;
        auto none = held_;
        for (auto& set : none)
            set.effective = 0;
        has_none_ = ::syscall(SYS_capset, &kind_, none.data()) == 0;
#else
        has_none_ = ::geteuid() != 0;
#endif
    }
    without_privileges(const without_privileges&) = delete;
    without_privileges& operator=(const without_privileges&) = delete;
    ~without_privileges() {
#ifdef __linux__
        if (has_none_) (void)::syscall(SYS_capset, &kind_, held_.data());
#endif
    }

    /// True if it worked.
    [[nodiscard]] bool hold() const { return has_none_; }

private:
#ifdef __linux__
    __user_cap_header_struct kind_{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> held_{};
#endif
    bool has_none_ = false;
};

/// Opens a device with a fresh bench. Returns what the first read says, which is the one that opens it.
template <class Fixture>
[[nodiscard]] std::optional<io_error> opening(Fixture& w, const std::string& device, int baud = 250'000) {
    auto host = w.make(device, baud);
    std::string heard;
    const auto failed = Fixture::read_on(host, heard);
    w.log.equal(host.port().write_some(std::string_view{"\n"}).has_value(), !failed.has_value());
    return failed;
}

/// Returns the same for a user without privileges.
template <class Fixture>
[[nodiscard]] std::optional<io_error> opening_by_a_user(Fixture& w, const std::string& device) {
    const without_privileges user;
    if (!w.log.check(user.hold(), "this process can put its privileges down")) return std::nullopt;
    return opening(w, device);
}

/// Opening a device, and the line's settings.
template <class Fixture>
inline constexpr auto serial_opening_cases = std::to_array<suite_case<Fixture>>({
    {"a device that is not there is told as such, and is opened as soon as it is there",
     [](Fixture& w) {
         const device_link name;
         auto host = w.make(name.name());
         std::string heard;
         if (!w.is_fault(Fixture::read_on(host, heard), fault::no_such_device) || !w.is_closed(host)) return;
         const bare_terminal printer;
         name.lead_to(printer.device());
         if (!w.has(printer) || !w.opens(host)) return;
         w.log.equal(host.port().write_some(std::string_view{"x"}).value_or(0), 1U);
     }},
    {"what is no serial device is unsupported",
     [](Fixture& w) {
         const device_link name;
         name.lead_to("/dev/null");
         w.is_error(opening(w, name.name()), io_error{fault::unsupported, ENOTTY});
     }},
    {"a device that the user may not open is no permission",
     [](Fixture& w) {
         const bare_terminal printer;
         if (!w.has(printer)) return;
         const char* const device = printer.device().c_str();
         if (!w.log.check(::chmod(device, 0) == 0, "the device's rights can be changed")) return;
         w.is_error(opening_by_a_user(w, printer.name()), io_error{fault::no_permission, EACCES});
         if (!w.log.check(::chmod(device, 0600) == 0, "the device's rights can be changed")) return;
         w.is_error(opening(w, printer.name()), std::nullopt);
     }},
    {"a device that another program has taken for itself is no permission",
     [](Fixture& w) {
         const bare_terminal printer;
         if (!w.has(printer)) return;
         const int other = ::open(printer.device().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
         if (w.log.check(other >= 0 && ::ioctl(other, TIOCEXCL) == 0, "another program has the device"))
             w.is_error(opening_by_a_user(w, printer.name()), io_error{fault::no_permission, EBUSY});
         if (other >= 0) ::close(other);
     }},
    {"speeds with and without a name are set in both directions",
     [](Fixture& w) {
         for (const int baud : {115'200, 250'000, 500'000, 123'456}) {
             w.log.about(std::to_string(baud) + " baud");
             const bare_terminal printer;
             auto host = w.make(printer.name(), baud);
             if (!w.has(printer) || !w.opens(host)) return;
             const std::optional<line_speed> set = speed_of(printer.device());
             if (!set) return w.log.leave_out("the speed of a line cannot be read on this system");
             w.log.equal(set->in, static_cast<std::uint32_t>(baud));
             w.log.equal(set->out, static_cast<std::uint32_t>(baud));
         }
     }},
    {"a speed of zero, which would hang up, is unsupported",
     [](Fixture& w) {
         if (!w.settings.refuses_zero_speed) return w.log.leave_out("the port does not promise it");
         const bare_terminal printer;
         auto host = w.make(printer.name(), 0);
         std::string heard;
         if (w.has(printer)) w.is_error(Fixture::read_on(host, heard), io_error{fault::unsupported, EINVAL});
     }},
    {"two hosts do not share a line, and the second has it when the first has left",
     [](Fixture& w) {
         if (!w.settings.locks_line) return w.log.leave_out("the port does not promise it");
         const bare_terminal printer;
         if (!w.has(printer)) return;
         auto second = w.make(printer.name());
         std::string heard;
         {
             auto first = w.make(printer.name());
             if (!w.opens(first)) return;
             w.is_error(Fixture::read_on(second, heard), io_error{fault::no_permission, EWOULDBLOCK});
             w.log.check(printer.say("ok\n") && w.hears(first, "ok\n"), "the first host keeps the line");
         }
         (void)w.opens(second);
     }},
});

} // namespace printjob::inline v0::testing
