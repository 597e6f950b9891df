// Opening a serial device: what is found, what is refused and how that is told, and how the line is set.

#include "backend_suite.hpp"
#include "bare_terminal.hpp"
#include "speed_of.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>

using printjob::fault;
using printjob::io_error;

namespace {

/// What the first read says, which is the one that opens the device.
[[nodiscard]] std::optional<io_error> opening(const std::string& name, int baud = 250'000) {
    backend host{name, baud};
    std::string heard;
    const auto failed = read_on(host, heard);
    CHECK(host.port.write_some(std::string_view{"\n"}).has_value() == !failed.has_value());
    return failed;
}

/// This thread has no privileges while it lives, also when root runs the test.
class without_privileges {
public:
    without_privileges() {
        REQUIRE(::syscall(SYS_capget, &kind_, held_.data()) == 0);
        auto none = held_;
        for (auto& set : none)
            set.effective = 0;
        REQUIRE(::syscall(SYS_capset, &kind_, none.data()) == 0);
    }
    ~without_privileges() { (void)::syscall(SYS_capset, &kind_, held_.data()); }
    without_privileges(const without_privileges&) = delete;
    without_privileges& operator=(const without_privileges&) = delete;

private:
    __user_cap_header_struct kind_{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> held_{};
};

} // namespace

TEST_CASE("a device that is not there is told as such, and is opened as soon as it is there") {
    const device_link name;
    backend host{name.name(), 250'000};
    std::string heard;
    const auto failed = read_on(host, heard);
    REQUIRE(failed.has_value());
    CHECK(failed->what == fault::no_such_device);
    CHECK(host.port.write_some(std::string_view{"x"}).error().what == fault::closed);

    const bare_terminal printer;
    name.lead_to(printer.device());
    CHECK(opens(host));
    CHECK(host.port.write_some(std::string_view{"x"}) == 1u);
}

TEST_CASE("what is no serial device is unsupported") {
    const device_link name;
    name.lead_to("/dev/null");
    CHECK(opening(name.name()) == io_error{fault::unsupported, ENOTTY});
}

TEST_CASE("a device that the user may not open is no permission") {
    const bare_terminal printer;
    REQUIRE(::chmod(printer.device().c_str(), 0) == 0);
    {
        const without_privileges user;
        CHECK(opening(printer.name()) == io_error{fault::no_permission, EACCES});
    }
    REQUIRE(::chmod(printer.device().c_str(), 0600) == 0);
    CHECK(opening(printer.name()) == std::nullopt);
}

TEST_CASE("a device that another program has taken for itself is no permission") {
    const bare_terminal printer;
    const int other = ::open(printer.device().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(other >= 0);
    REQUIRE(::ioctl(other, TIOCEXCL) == 0);
    {
        const without_privileges user;
        CHECK(opening(printer.name()) == io_error{fault::no_permission, EBUSY});
    }
    ::close(other);
}

TEST_CASE("speeds with and without a name are set in both directions") {
    for (const int baud : {115'200, 250'000, 500'000, 123'456}) {
        CAPTURE(baud);
        const bare_terminal printer;
        backend host{printer.name(), baud};
        REQUIRE(opens(host));
        const auto asked = static_cast<std::uint32_t>(baud);
        CHECK(speed_of(printer.device()) == line_speed{asked, asked});
    }
}
